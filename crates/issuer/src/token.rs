//! The token endpoint's decisions: one file for each grant type.

mod client_credentials;
mod error;
mod mint;
mod password;
mod refresh;
mod response;

pub use error::TokenError;
pub use response::TokenResponse;

use crate::authorization_server::AuthorizationServer;
use crate::client_auth::{self, AuthenticatedClient};
use crate::moment::Moment;
use crate::request::{RequestedGrant, TokenRequest};
use crate::step::Step;
use countersign_jose::Scopes;
use std::sync::Arc;

/// What the token endpoint answers.
pub(crate) type Answer = Result<TokenResponse, TokenError>;

/// What every grant type needs to decide.
pub(crate) struct Exchange {
    server: Arc<AuthorizationServer>,
    moment: Moment,
    client: AuthenticatedClient,
    scopes: Option<Scopes>,
}

/// Authenticates the client, then lets the grant type decide.
pub(crate) fn token(
    server: Arc<AuthorizationServer>,
    request: TokenRequest,
    moment: Moment,
) -> Step<Answer> {
    let TokenRequest {
        client: credentials,
        grant,
        scopes,
    } = request;
    Step::Client(
        credentials.id.clone(),
        Box::new(
            move |client| match client_auth::authenticate(&credentials, client) {
                Ok(client) => Exchange {
                    server,
                    moment,
                    client,
                    scopes,
                }
                .decide(grant),
                Err(error) => Step::Done(Err(error)),
            },
        ),
    )
}

impl Exchange {
    fn decide(self, grant: RequestedGrant) -> Step<Answer> {
        let step = match grant {
            RequestedGrant::Password { username, password } => {
                password::decide(self, username, password)
            }
            RequestedGrant::RefreshToken(token) => refresh::decide(self, &token),
            RequestedGrant::ClientCredentials => client_credentials::decide(&self),
        };
        step.unwrap_or_else(|error| Step::Done(Err(error)))
    }
}
