//! The token endpoint's decisions: one file for each grant type.

mod client_credentials;
mod error;
mod grant_type;
mod password;
mod refresh;
mod request;
mod response;

pub use error::TokenError;
pub use request::TokenRequest;
pub use response::TokenResponse;

use crate::client_auth::{ClientCredentials, authenticate};
use crate::context::Context;
use crate::mint::check_can_sign;
use crate::moment::Moment;
use crate::policy::Policy;
use crate::ports::Ports;
use request::RequestedGrant;

/// Authenticates the client, then lets the grant type decide.
pub(crate) async fn token(
    policy: &Policy,
    ports: Ports<'_>,
    request: TokenRequest,
    moment: Moment,
) -> Result<TokenResponse, TokenError> {
    let TokenRequest {
        client,
        grant,
        scopes,
    } = request;
    let scopes = scopes.as_ref();

    match grant {
        RequestedGrant::Password { username, password } => {
            // Before anything is looked up, so that who is turned away costs nothing.
            let admission = ports.passwords.admit(username.as_ref())?;
            let cx = context(policy, ports, moment, &client).await?;
            password::token(&cx, admission, username.as_ref(), password, scopes).await
        }
        RequestedGrant::RefreshToken(token) => {
            let cx = context(policy, ports, moment, &client).await?;
            refresh::token(&cx, &token, scopes).await
        }
        RequestedGrant::ClientCredentials => {
            let cx = context(policy, ports, moment, &client).await?;
            client_credentials::token(&cx, scopes)
        }
    }
}

async fn context<'a>(
    policy: &'a Policy,
    ports: Ports<'a>,
    moment: Moment,
    client: &ClientCredentials,
) -> Result<Context<'a>, TokenError> {
    let cx = Context {
        policy,
        ports,
        moment,
        client: authenticate(ports.store, client).await?,
    };
    // Every grant type answers with an access token.
    check_can_sign(&cx)?;
    Ok(cx)
}
