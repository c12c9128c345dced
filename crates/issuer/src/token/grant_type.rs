//! Which grant types a client may use.

use super::error::TokenError;
use crate::client_auth::AuthenticatedClient;
use crate::model::GrantType;

/// Checks that the client was registered for that grant type.
pub(super) fn check_may_use(
    client: &AuthenticatedClient,
    grant_type: GrantType,
) -> Result<(), TokenError> {
    // RFC 6749 5.2, unauthorized_client: not authorized to use this authorization grant type.
    if client.grant_types.contains(&grant_type) {
        Ok(())
    } else {
        Err(TokenError::GrantTypeNotAllowed(grant_type))
    }
}
