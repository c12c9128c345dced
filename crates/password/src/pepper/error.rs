//! What goes wrong with peppers.

use crate::HashFormatError;

/// Why a hash was not sealed or not opened. No message holds a key, a hash or a user's id.
///
/// ```
/// # use countersign_password::{PasswordHash, Pepper, PepperKey};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let hash = PasswordHash::parse("$2b$12$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q")?;
/// let stored = Pepper::new(PepperKey::generate("2024")?).seal(b"user-17", &hash)?;
/// let pepper = Pepper::new(PepperKey::generate("2026")?).opening(PepperKey::generate("2025")?)?;
/// assert_eq!(
///     pepper.open(b"user-17", &stored).unwrap_err().to_string(),
///     "the hash is sealed with the pepper key '2024', which is not loaded; loaded are 2026, 2025",
/// );
/// # Ok(())
/// # }
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PepperError {
    /// The envelope names a key that this pepper does not have.
    #[error(
        "the hash is sealed with the pepper key '{key_id}', which is not loaded; loaded are {known}"
    )]
    UnknownKey {
        /// The key id in the envelope.
        key_id: String,
        /// The ids of the keys that there are, with commas.
        known: String,
    },
    /// The envelope does not open under the key that it names, for this user.
    #[error(
        "the hash does not open under the pepper key '{key_id}': it was changed, or belongs to another \
         user, or was sealed with another key of that id"
    )]
    NotAuthentic {
        /// The key id in the envelope.
        key_id: String,
    },
    /// Two keys with one id.
    #[error("there are two pepper keys with the id '{key_id}'; each key has an id of its own")]
    RepeatedKeyId {
        /// Their id.
        key_id: String,
    },
    /// The user's id is empty.
    #[error("the user's id is empty; a hash is sealed for one user, by an id that never changes")]
    EmptyUserId,
    /// The operating system gave no nonce.
    #[error("no random bytes for a nonce from the operating system: {reason}")]
    NoEntropy {
        /// What the operating system said.
        reason: String,
    },
    /// The envelope is authentic, but what it holds is no hash that this crate knows.
    #[error("the sealed hash cannot be read: {0}")]
    Hash(#[from] HashFormatError),
}
