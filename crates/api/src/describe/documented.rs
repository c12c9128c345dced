//! Words for the document that are not in a handler's types.

use axum::extract::Request;
use axum::handler::Handler;

use super::description::Description;
use super::handler::DescribeHandler;

/// A handler with words for the reader of the document. Made by [`documented`].
#[derive(Debug, Clone)]
pub struct Documented<H> {
    handler: H,
    summary: Option<String>,
    description: Option<String>,
    operation_id: Option<String>,
    tags: Vec<String>,
}

/// Adds summary, description, tags or an operation id to a handler.
///
/// Without it, the function's name is the operation id, and in words the summary.
///
/// ```
/// use countersign_api::{Api, documented};
///
/// async fn health() -> &'static str {
///     "up"
/// }
///
/// let api = Api::new("Items", "1.0").public(|open| {
///     open.get("/health", documented(health).summary("Is it up?").tag("operations"))
/// });
/// assert_eq!(api.openapi()?["paths"]["/health"]["get"]["summary"], "Is it up?");
/// # Ok::<(), countersign_api::ApiError>(())
/// ```
pub fn documented<H>(handler: H) -> Documented<H> {
    Documented {
        handler,
        summary: None,
        description: None,
        operation_id: None,
        tags: Vec::new(),
    }
}

impl<H> Documented<H> {
    /// One line.
    #[must_use]
    pub fn summary(mut self, summary: impl Into<String>) -> Self {
        self.summary = Some(summary.into());
        self
    }

    /// CommonMark of any length.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// A group that the docs page shows together. May be given several times.
    #[must_use]
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.tags.push(tag.into());
        self
    }

    /// The name that generated clients use, instead of the function's.
    #[must_use]
    pub fn operation_id(mut self, id: impl Into<String>) -> Self {
        self.operation_id = Some(id.into());
        self
    }
}

#[diagnostic::do_not_recommend]
impl<H, T, S> Handler<T, S> for Documented<H>
where
    H: Handler<T, S>,
{
    type Future = H::Future;

    fn call(self, request: Request, state: S) -> Self::Future {
        self.handler.call(request, state)
    }
}

#[diagnostic::do_not_recommend]
impl<H, T> DescribeHandler<T> for Documented<H>
where
    H: DescribeHandler<T>,
{
    fn describe_handler(&self, to: &mut Description<'_>) {
        self.handler.describe_handler(to);
        to.operation.summary.clone_from(&self.summary);
        to.operation.description.clone_from(&self.description);
        to.operation.id.clone_from(&self.operation_id);
        to.operation.tags.clone_from(&self.tags);
    }
}
