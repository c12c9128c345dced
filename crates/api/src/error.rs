//! Why an API cannot start, or ended.

use std::fmt;
use std::io;

use thiserror::Error;

/// Everything that is wrong with the routes of an [`Api`](crate::Api), in the order of registration.
///
/// ```
/// use countersign_api::{Api, RegistrationProblem};
///
/// let error = Api::new("Items", "1.0").get("/items", async || "all of them").openapi().unwrap_err();
/// assert!(matches!(error.problems(), [RegistrationProblem::Unsecured { .. }]));
/// ```
#[derive(Debug, Error)]
pub struct ApiError {
    problems: Vec<RegistrationProblem>,
}

impl ApiError {
    pub(crate) fn new(problems: Vec<RegistrationProblem>) -> Self {
        Self { problems }
    }

    /// The problems, never empty.
    #[must_use]
    pub fn problems(&self) -> &[RegistrationProblem] {
        &self.problems
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the API cannot start:")?;
        self.problems
            .iter()
            .try_for_each(|problem| write!(f, "\n- {problem}"))
    }
}

/// One thing that is wrong with the registered routes. `route` reads like `GET /items`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RegistrationProblem {
    /// A route that anyone could call, registered outside `public`.
    #[error(
        "{route} lets anonymous callers in: give `{handler}` a security argument such as Bearer<User>, \
         or register it inside .public(|open| …)"
    )]
    Unsecured {
        /// Method and path.
        route: String,
        /// The handler's name.
        handler: String,
    },
    /// A route inside `public` that refuses anonymous callers, so that the word would be untrue.
    #[error(
        "{route} demands a credential and is no public route: register `{handler}` outside .public(|open| …)"
    )]
    SecuredInPublic {
        /// Method and path.
        route: String,
        /// The handler's name.
        handler: String,
    },
    /// Method and path are taken.
    #[error("{route} is registered twice")]
    DuplicateRoute {
        /// Method and path.
        route: String,
    },
    /// The router cannot hold this path, alone or beside the others.
    #[error("{route}: the path cannot be routed ({reason}); write parameters as /items/{{id}}")]
    Path {
        /// Method and path.
        route: String,
        /// What the router said.
        reason: String,
    },
    /// The handler reads path parameters that the path has not.
    #[error(
        "{route}: the handler reads the path parameter `{parameter}`, which the path does not have"
    )]
    UnknownPathParameter {
        /// Method and path.
        route: String,
        /// The name, or its position for tuples.
        parameter: String,
    },
    /// Two operations with one id, which generated clients could not tell apart.
    #[error("the operation id `{id}` is used twice")]
    DuplicateOperationId {
        /// The id.
        id: String,
    },
    /// One name for two different security schemes.
    #[error(
        "the security scheme `{name}` has two different definitions: give one of them another name"
    )]
    SchemeDefinedTwice {
        /// The scheme's name.
        name: String,
    },
    /// An argument needs settings that the API has not been given.
    #[error(
        "{route}: no settings for `{needed}`: call .verifier(…) or .state(…) before the routes"
    )]
    MissingSettings {
        /// Method and path.
        route: String,
        /// The type of the settings.
        needed: &'static str,
    },
    /// A body's schema says something that would not be enforced.
    #[error("{route}: the schema of the body cannot be enforced: {reason}")]
    Schema {
        /// Method and path.
        route: String,
        /// Keyword and place.
        reason: String,
    },
}

/// Why [`Api::serve`](crate::Api::serve) ended with an error.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The routes are wrong.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// As it was given.
        address: String,
        /// What the system said.
        source: io::Error,
    },
    /// The server stopped by itself.
    #[error("the server stopped: {0}")]
    Serve(#[source] io::Error),
}
