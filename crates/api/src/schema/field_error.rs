//! One thing that is wrong with the input, and where.

use std::borrow::Cow;

use serde::Serialize;

/// One thing that is wrong with the input, in FastAPI's form: `{type, loc, msg}`, without the input.
///
/// ```
/// use countersign_api::FieldError;
///
/// let error = FieldError::new("value_error", "The name is taken").at("body").at("names").at(2);
/// let wire = serde_json::to_value(error)?;
/// assert_eq!(wire["loc"], serde_json::json!(["body", "names", 2]));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    #[serde(rename = "type")]
    kind: Cow<'static, str>,
    loc: Vec<Step>,
    msg: Cow<'static, str>,
}

/// One step of a location: a name in an object, or a position in an array.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Step {
    /// A member's name.
    Name(String),
    /// An item's position, or the offset in a text that is no JSON.
    Index(usize),
}

impl FieldError {
    /// `kind` is a stable word for programs (pydantic's where it has one), `message` is for people.
    pub fn new(kind: impl Into<Cow<'static, str>>, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind: kind.into(),
            loc: Vec::new(),
            msg: message.into(),
        }
    }

    /// One step further in. The first is `body`, `path`, `query`, `header` or `cookie`.
    #[must_use]
    pub fn at(mut self, step: impl Into<Step>) -> Self {
        self.loc.push(step.into());
        self
    }

    /// The word for programs.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Where it is.
    #[must_use]
    pub fn location(&self) -> &[Step] {
        &self.loc
    }

    /// The text for people.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.msg
    }
}

impl From<&str> for Step {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}
