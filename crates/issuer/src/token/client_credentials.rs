//! A client asks for a token of its own (RFC 6749 section 4.4).

use super::error::TokenError;
use super::grant_type::check_may_use;
use super::response::TokenResponse;
use crate::context::Context;
use crate::mint::GrantedScopes;
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

    // RFC 9068 2.2: without a user, sub identifies the client.
    let subject = cx.client.id.as_str();
    // RFC 6749 4.4.3: a refresh token SHOULD NOT be included.
    Ok(TokenResponse::issued_now(cx, subject, &scopes, None)?)
}
