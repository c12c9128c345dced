//! A client asks for a token of its own (RFC 6749 section 4.4).

use super::error::TokenError;
use super::grant_type::check_may_use;
use super::response::TokenResponse;
use crate::context::Context;
use crate::mint::{AccessTokenParts, GrantedScopes, access_token};
use crate::model::GrantType;
use countersign_jose::Scopes;

pub(super) fn token(
    cx: &Context<'_>,
    scopes: Option<&Scopes>,
) -> Result<TokenResponse, TokenError> {
    check_may_use(&cx.client, GrantType::ClientCredentials)?;
    // RFC 6749 4.4: this grant type MUST only be used by confidential clients.
    if !cx.client.is_confidential() {
        return Err(TokenError::NotConfidential);
    }
    let scopes = GrantedScopes::of_client(&cx.client, scopes)?;

    let parts = AccessTokenParts {
        // RFC 9068 2.2: without a user, sub identifies the client.
        subject: cx.client.id.as_str(),
        scopes: &scopes,
        token_id: cx.moment.seed.derive("access token"),
        issued_at: cx.now(),
    };
    Ok(TokenResponse {
        access_token: access_token(cx, &parts)?,
        expires_in: cx.lifetimes().access_token,
        // RFC 6749 4.4.3: a refresh token SHOULD NOT be included.
        refresh_token: None,
        scope: scopes.as_set().clone(),
    })
}
