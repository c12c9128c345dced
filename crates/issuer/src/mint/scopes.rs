//! Which scopes a token may carry.

use crate::client_auth::AuthenticatedClient;
use crate::model::Grant;
use countersign_jose::Scopes;

/// Scopes that were granted: proof that somebody was allowed to have them.
///
/// Only this module makes one, and nothing is minted without.
#[derive(Debug, Clone)]
pub struct GrantedScopes(Scopes);

/// More was asked for than may be granted.
///
/// What was asked for is not shown: where a client does not encode an `&`, it may be the rest of a
/// password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a scope that was asked for is not one that may be granted here: {}",
    shown(allowed)
)]
pub struct ScopeNotGranted {
    /// What may be granted.
    pub allowed: Scopes,
}

fn shown(allowed: &Scopes) -> String {
    match allowed.as_str() {
        "" => "none may be".to_owned(),
        scopes => format!("these may be: {scopes}"),
    }
}

impl GrantedScopes {
    /// What a client may have of what it asks for.
    pub(crate) fn of_client(
        client: &AuthenticatedClient,
        requested: Option<&Scopes>,
    ) -> Result<Self, ScopeNotGranted> {
        within(&client.scopes, requested)
    }

    /// What a refresh may have of what the grant gave.
    pub(crate) fn of_grant(
        grant: &Grant,
        requested: Option<&Scopes>,
    ) -> Result<Self, ScopeNotGranted> {
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
fn within(allowed: &Scopes, requested: Option<&Scopes>) -> Result<GrantedScopes, ScopeNotGranted> {
    let requested = requested.unwrap_or(allowed);
    if requested.iter().all(|scope| allowed.contains(scope)) {
        Ok(GrantedScopes(requested.clone()))
    } else {
        Err(ScopeNotGranted {
            allowed: allowed.clone(),
        })
    }
}
