//! The name of a key that nobody chooses: a hash of its public members.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::VerifyingKey;
use crate::encoding::base64;

/// The SHA-256 thumbprint of a public key (RFC 7638), as `cnf.jkt` holds it (RFC 9449 section 6.1).
///
/// ```
/// use countersign_jose::{Algorithm, SigningKey, Thumbprint};
///
/// let key = SigningKey::generate(Algorithm::Es256)?.verifying_key();
/// let thumbprint = Thumbprint::of(&key);
/// assert_eq!(thumbprint.to_string(), key.thumbprint());
/// assert_eq!(Thumbprint::parse(&key.thumbprint()), Ok(thumbprint));
/// # Ok::<(), countersign_jose::KeyError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Thumbprint([u8; 32]);

/// The text is not 32 bytes in base64url.
///
/// ```
/// use countersign_jose::{NotAThumbprint, Thumbprint};
///
/// assert_eq!(Thumbprint::parse("AAAA"), Err(NotAThumbprint));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a thumbprint is 43 characters of base64url")]
pub struct NotAThumbprint;

impl Thumbprint {
    /// The thumbprint of a key.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, SigningKey, Thumbprint};
    /// let key = SigningKey::generate(Algorithm::EdDsa)?.verifying_key();
    /// let other = SigningKey::generate(Algorithm::EdDsa)?.verifying_key();
    /// assert_ne!(Thumbprint::of(&key), Thumbprint::of(&other));
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    #[must_use]
    pub fn of(key: &VerifyingKey) -> Self {
        // Always 32 bytes in base64url.
        Self::parse(&key.thumbprint()).unwrap_or(Self([0; 32]))
    }

    /// Reads the 43 characters of a thumbprint.
    ///
    /// # Errors
    /// [`NotAThumbprint`] for any other text.
    ///
    /// ```
    /// # use countersign_jose::Thumbprint;
    /// // RFC 9449 section 6.1
    /// assert!(Thumbprint::parse("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I").is_ok());
    /// ```
    pub fn parse(text: &str) -> Result<Self, NotAThumbprint> {
        base64::decode_array(text)
            .map(Self)
            .map_err(|_| NotAThumbprint)
    }

    /// The 32 bytes.
    ///
    /// ```
    /// # use countersign_jose::Thumbprint;
    /// let thumbprint = Thumbprint::parse(&"A".repeat(43))?;
    /// assert_eq!(thumbprint.as_bytes(), &[0; 32]);
    /// # Ok::<(), countersign_jose::NotAThumbprint>(())
    /// ```
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Thumbprint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&base64::encode(&self.0))
    }
}

impl fmt::Debug for Thumbprint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Thumbprint({self})")
    }
}

impl Serialize for Thumbprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
