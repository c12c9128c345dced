//! Who asks: client authentication.

use crate::model::{Client, ClientId, ClientKind, GrantType};
use crate::secret::PlainSecret;
use crate::token::TokenError;
use std::ops::Deref;

/// How the client named and proved itself, as parsed from the request.
#[derive(Debug)]
pub(crate) struct ClientCredentials {
    pub(crate) id: ClientId,
    pub(crate) secret: Option<PlainSecret>,
}

/// A client that was authenticated: proof, made only by this module.
///
/// A public client has nothing to authenticate with; it is named, not proved, and may do only
/// what does not need proof.
#[derive(Debug, Clone)]
pub struct AuthenticatedClient(Client);

impl Deref for AuthenticatedClient {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.0
    }
}

impl AuthenticatedClient {
    /// Whether the client proved itself with a secret.
    #[must_use]
    pub const fn is_confidential(&self) -> bool {
        matches!(self.0.kind, ClientKind::Confidential(_))
    }

    /// Checks that the client was registered for that grant type.
    pub(crate) fn check_may_use(&self, grant_type: GrantType) -> Result<(), TokenError> {
        // RFC 6749 5.2, unauthorized_client: not authorized to use this authorization grant type.
        if self.grant_types.contains(&grant_type) {
            Ok(())
        } else {
            Err(TokenError::GrantTypeNotAllowed(grant_type))
        }
    }
}

/// Authenticates the client that the credentials name. An unknown client and a wrong secret are
/// told apart by nobody.
pub(crate) fn authenticate(
    credentials: &ClientCredentials,
    client: Option<Client>,
) -> Result<AuthenticatedClient, TokenError> {
    let Some(client) = client else {
        return Err(TokenError::ClientNotAuthenticated);
    };
    let proved = match (&client.kind, &credentials.secret) {
        (ClientKind::Public, None) => true,
        (ClientKind::Confidential(digest), Some(secret)) => digest.matches(secret),
        // A public client has no secret: one that sends one is not that client.
        (ClientKind::Public, Some(_)) | (ClientKind::Confidential(_), None) => false,
    };
    if proved {
        Ok(AuthenticatedClient(client))
    } else {
        Err(TokenError::ClientNotAuthenticated)
    }
}
