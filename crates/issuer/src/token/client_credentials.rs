//! A client asks for a token of its own (RFC 6749 section 4.4).

use super::error::TokenError;
use super::mint::Mint;
use super::{Answer, Exchange, TokenResponse};
use crate::model::GrantType;
use crate::scope::GrantedScopes;
use crate::step::Step;

pub(super) fn decide(exchange: &Exchange) -> Result<Step<Answer>, TokenError> {
    exchange
        .client
        .check_may_use(GrantType::ClientCredentials)?;
    // RFC 6749 4.4: this grant type MUST only be used by confidential clients.
    if !exchange.client.is_confidential() {
        return Err(TokenError::NotConfidential);
    }
    let scopes = GrantedScopes::of_client(&exchange.client, exchange.scopes.as_ref())?;
    let access_token = exchange.mint(&Mint {
        // RFC 9068 2.2: without a user, sub identifies the client.
        subject: exchange.client.id.as_str(),
        scopes: &scopes,
        token_id: exchange.moment.seed.derive("access token"),
        issued_at: exchange.moment.now,
    })?;
    // RFC 6749 4.4.3: a refresh token SHOULD NOT be included.
    Ok(Step::Done(Ok(TokenResponse {
        access_token,
        expires_in: exchange.server.lifetimes().access_token,
        refresh_token: None,
        scope: scopes.as_set().clone(),
    })))
}
