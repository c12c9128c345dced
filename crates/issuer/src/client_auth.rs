//! Who asks: client authentication (RFC 6749 section 2.3).

mod credentials;
mod error;

pub(crate) use credentials::ClientCredentials;
pub use error::ClientAuthError;

use crate::model::{Client, ClientKind};
use crate::ports::Store;
use std::ops::Deref;

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
}

/// Authenticates the client that the credentials name. An unknown client and a wrong secret are
/// told apart by nobody.
pub(crate) async fn authenticate(
    store: &dyn Store,
    credentials: &ClientCredentials,
) -> Result<AuthenticatedClient, ClientAuthError> {
    let client = store.client(&credentials.id).await?;
    let client = client.ok_or(ClientAuthError::NotAuthenticated)?;

    let is_proved = match (&client.kind, &credentials.secret) {
        (ClientKind::Public, None) => true,
        (ClientKind::Confidential(digest), Some(secret)) => digest.matches(secret),
        // A public client has no secret: one that sends one is not that client.
        (ClientKind::Public, Some(_)) | (ClientKind::Confidential(_), None) => false,
    };
    if is_proved {
        Ok(AuthenticatedClient(client))
    } else {
        Err(ClientAuthError::NotAuthenticated)
    }
}
