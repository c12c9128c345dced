//! Why an operation was not done.

use crate::clock::EntropyError;
use crate::keys::KeysError;
use countersign_issuer::StoreError;

/// Why an operation was not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OperationError {
    /// What it is about is taken, or not there, or not in a state for it.
    #[error("{0}")]
    Refused(String),
    /// Storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The keys cannot be read, or a key cannot be made.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// There is no randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}
