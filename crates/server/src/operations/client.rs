//! Clients: add, remove.

use super::error::OperationError;
use crate::clock;
use base64_simd::URL_SAFE_NO_PAD;
use countersign_issuer::{Client, ClientCommit, ClientId, Outcome, PlainSecret, Store};

/// A secret that a person makes up must be hard to guess: it is stored as a fast digest.
pub(crate) const SHORTEST_SECRET: usize = 32;

pub(crate) async fn add(store: &dyn Store, client: Client) -> Result<(), OperationError> {
    let id = client.id.clone();
    match store.commit(ClientCommit::Add(client).into()).await?.value {
        Outcome::Won => Ok(()),
        Outcome::Lost => Err(OperationError::Refused(format!(
            "there is a client '{id}' already"
        ))),
    }
}

/// Ends every grant that the client was given too.
pub(crate) async fn remove(store: &dyn Store, id: &ClientId) -> Result<(), OperationError> {
    let remove = ClientCommit::Remove(id.clone());
    match store.commit(remove.into()).await?.value {
        Outcome::Won => Ok(()),
        Outcome::Lost => Err(OperationError::Refused(format!(
            "there is no client '{id}'; 'countersign client list' shows all"
        ))),
    }
}

/// A secret that nobody can guess, of characters that need no encoding anywhere.
pub(crate) fn make_up_secret() -> Result<PlainSecret, OperationError> {
    let random: [u8; 32] = clock::random()?;
    let text = URL_SAFE_NO_PAD.encode_to_string(random);
    Ok(PlainSecret::new(format!("css_{text}")))
}
