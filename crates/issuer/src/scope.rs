//! Which scopes a token may carry.

use crate::client_auth::AuthenticatedClient;
use crate::model::Grant;
use crate::request::shown;
use crate::token::TokenError;
use countersign_jose::Scopes;

/// Scopes that were granted: proof that somebody was allowed to have them.
///
/// Only this module makes one, and nothing is minted without.
#[derive(Debug, Clone)]
pub struct GrantedScopes(Scopes);

impl GrantedScopes {
    /// What a client may have of what it asks for.
    ///
    /// # Errors
    ///
    /// `invalid_scope`, with the first scope that the client may not have.
    pub(crate) fn of_client(
        client: &AuthenticatedClient,
        requested: Option<&Scopes>,
    ) -> Result<Self, TokenError> {
        within(&client.scopes, requested)
    }

    /// What a refresh may have of what the grant gave.
    ///
    /// # Errors
    ///
    /// `invalid_scope`, with the first scope that the grant does not have.
    pub(crate) fn of_grant(grant: &Grant, requested: Option<&Scopes>) -> Result<Self, TokenError> {
        // RFC 6749 6: the requested scope MUST NOT include any scope not originally granted.
        within(&grant.scopes, requested)
    }

    /// The scopes.
    #[must_use]
    pub const fn as_set(&self) -> &Scopes {
        &self.0
    }
}

/// RFC 6749 3.3: what is asked for, if all of it is allowed; everything allowed if nothing is
/// asked for. More than is allowed is refused rather than cut, so that a client learns of it.
fn within(allowed: &Scopes, requested: Option<&Scopes>) -> Result<GrantedScopes, TokenError> {
    let requested = requested.unwrap_or(allowed);
    match requested.iter().find(|scope| !allowed.contains(scope)) {
        Some(scope) => Err(TokenError::ScopeNotAllowed(shown(scope))),
        None => Ok(GrantedScopes(requested.clone())),
    }
}
