//! The text form of a sealed hash.

use std::fmt;

use super::aead;
use super::key::{PepperKey, check_id};
use crate::encoding::STANDARD;
use crate::{HashFormatError, PasswordHash};

const PREFIX: &str = "$pepper$";

/// A sealed hash as it stands in the database, parsed but not opened.
///
/// ```text
/// envelope = "$pepper$v=1$k=" key-id "$" sealed
/// key-id   = 1*32( ALPHA / DIGIT / "-" / "_" / "." )
/// sealed   = base64 of nonce (24 bytes), ciphertext and tag (16 bytes);
///            RFC 4648 section 4, without padding and without spare bits
/// ```
///
/// The ciphertext has 32 bytes and a multiple of 128 bytes. With a key id of 7 characters, an envelope of
/// a hash of up to 128 characters (Argon2id, bcrypt) has 289; none is longer than
/// [`MAX_BYTES`](Self::MAX_BYTES). No hash scheme has this prefix, so the two cannot be confused.
///
/// ```
/// use countersign_password::{PasswordHash, Pepper, PepperKey, PepperedHash};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let pepper = Pepper::new(PepperKey::generate("2026-08")?);
/// let hash = PasswordHash::parse("$2b$12$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q")?;
/// let column = pepper.seal(b"user-17", &hash)?.as_str().to_owned();
/// assert_eq!(column.len(), 289);
///
/// let stored = PepperedHash::parse(&column)?;
/// assert_eq!(stored.key_id(), "2026-08");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct PepperedHash {
    text: String,
    key_id: String,
    sealed: Vec<u8>,
}

impl PepperedHash {
    /// The longest envelope, in bytes.
    ///
    /// ```
    /// use countersign_password::PepperedHash;
    ///
    /// assert!(PepperedHash::MAX_BYTES < 2048);
    /// ```
    pub const MAX_BYTES: usize = "$pepper$v=1$k=$".len()
        + PepperKey::MAX_ID_BYTES
        + (aead::sealed_len(PasswordHash::MAX_BYTES) * 4).div_ceil(3);

    /// Parses an envelope strictly: one spelling for each, no surrounding space or newline.
    ///
    /// # Errors
    ///
    /// [`EnvelopeError`] says which rule is broken.
    ///
    /// ```
    /// use countersign_password::{EnvelopeError, PepperedHash};
    ///
    /// let bare = "$2b$12$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q";
    /// assert!(matches!(PepperedHash::parse(bare), Err(EnvelopeError::NotAnEnvelope)));
    /// ```
    pub fn parse(text: &str) -> Result<Self, EnvelopeError> {
        let rest = text
            .strip_prefix(PREFIX)
            .ok_or(EnvelopeError::NotAnEnvelope)?;
        if text.len() > Self::MAX_BYTES {
            return Err(EnvelopeError::TooLong { bytes: text.len() });
        }
        let rest = rest
            .strip_prefix("v=1$")
            .ok_or(EnvelopeError::Malformed("the version is v=1"))?;
        let (key_id, base64) = rest
            .strip_prefix("k=")
            .and_then(|rest| rest.split_once('$'))
            .ok_or(EnvelopeError::Malformed(
                "after the version stand k=, the key id and $",
            ))?;
        check_id(key_id).map_err(|_| EnvelopeError::Malformed("the key id has an allowed form"))?;
        let sealed = STANDARD
            .decode_strictly(base64.as_bytes())
            .ok_or(EnvelopeError::Malformed("the rest is base64"))?;
        if !aead::has_sealed_len(&sealed) {
            return Err(EnvelopeError::Malformed(
                "the sealed part has its full length",
            ));
        }
        Ok(Self {
            text: text.to_owned(),
            key_id: key_id.to_owned(),
            sealed,
        })
    }

    pub(super) fn encode(key_id: &str, sealed: Vec<u8>) -> Self {
        Self {
            text: format!("{PREFIX}v=1$k={key_id}${}", STANDARD.encode(&sealed)),
            key_id: key_id.to_owned(),
            sealed,
        }
    }

    /// The text to store, as it was parsed or made.
    ///
    /// ```
    /// # use countersign_password::{PasswordHash, Pepper, PepperKey, PepperedHash};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let pepper = Pepper::new(PepperKey::generate("2026-08")?);
    /// # let hash = PasswordHash::parse("$2b$12$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q")?;
    /// let sealed = pepper.seal(b"user-17", &hash)?;
    /// assert_eq!(PepperedHash::parse(sealed.as_str())?.as_str(), sealed.as_str());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The id of the key that sealed it. Authenticated only once [`Pepper::open`](super::Pepper::open)
    /// has opened it.
    ///
    /// ```
    /// # use countersign_password::{PasswordHash, Pepper, PepperKey};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let pepper = Pepper::new(PepperKey::generate("2026-08")?);
    /// # let hash = PasswordHash::parse("$2b$12$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q")?;
    /// assert_eq!(pepper.seal(b"user-17", &hash)?.key_id(), "2026-08");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    pub(super) fn sealed(&self) -> &[u8] {
        &self.sealed
    }
}

impl fmt::Debug for PepperedHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PepperedHash")
            .field("key_id", &self.key_id)
            .finish_non_exhaustive()
    }
}

/// A column that holds envelopes and, while a pepper is being introduced, bare hashes.
///
/// [`PepperedHash::parse`] alone refuses bare hashes, and that is the rule once every row is sealed: who
/// can write to the database could otherwise put a hash of a password of their own there. Use this type
/// where bare hashes are still expected.
///
/// ```
/// use countersign_password::{Pepper, PepperKey, StoredHash};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let pepper = Pepper::new(PepperKey::generate("2026-08")?);
/// let column = "$2b$12$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q";
///
/// // Once, over all rows: no password is needed.
/// if let StoredHash::Bare(hash) = StoredHash::parse(column)? {
///     let sealed = pepper.seal(b"user-17", &hash)?;
///     assert!(matches!(StoredHash::parse(sealed.as_str())?, StoredHash::Peppered(_)));
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub enum StoredHash {
    /// An envelope, to be opened.
    Peppered(PepperedHash),
    /// A hash that nobody sealed.
    Bare(PasswordHash),
}

impl StoredHash {
    /// Parses either form; the prefix `$pepper$` decides.
    ///
    /// # Errors
    ///
    /// [`StoredHashError`] is the error of the form that the prefix names.
    ///
    /// ```
    /// use countersign_password::{StoredHash, StoredHashError};
    ///
    /// assert!(matches!(StoredHash::parse("$pepper$v=2$"), Err(StoredHashError::Envelope(_))));
    /// assert!(matches!(StoredHash::parse("plain text"), Err(StoredHashError::Hash(_))));
    /// ```
    pub fn parse(text: &str) -> Result<Self, StoredHashError> {
        Ok(if text.starts_with(PREFIX) {
            Self::Peppered(PepperedHash::parse(text)?)
        } else {
            Self::Bare(PasswordHash::parse(text)?)
        })
    }
}

/// Why a text is not an envelope. The messages quote nothing from it.
///
/// ```
/// use countersign_password::PepperedHash;
///
/// let refused = PepperedHash::parse("$pepper$v=2$k=a$AAAA").unwrap_err();
/// assert_eq!(refused.to_string(), "malformed pepper envelope: the version is v=1");
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// It does not begin with `$pepper$`: a bare hash, maybe.
    #[error("not a pepper envelope: it would begin with $pepper$")]
    NotAnEnvelope,
    /// It is longer than [`PepperedHash::MAX_BYTES`].
    #[error("the envelope is {bytes} bytes long; at most {max} are accepted", max = PepperedHash::MAX_BYTES)]
    TooLong {
        /// Length of the text, in bytes.
        bytes: usize,
    },
    /// It breaks a rule of the grammar.
    #[error("malformed pepper envelope: {0}")]
    Malformed(&'static str),
}

/// Why a column holds neither an envelope nor a hash.
///
/// ```
/// use countersign_password::StoredHash;
///
/// let refused = StoredHash::parse("$pepper$v=1$k=a b$").unwrap_err();
/// assert_eq!(refused.to_string(), "malformed pepper envelope: the key id has an allowed form");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoredHashError {
    /// It begins as an envelope does.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// It does not.
    #[error(transparent)]
    Hash(#[from] HashFormatError),
}
