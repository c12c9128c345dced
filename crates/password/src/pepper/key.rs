//! The keys of a pepper.

use std::fmt;

use base64ct::{Base64Unpadded, Encoding};
use zeroize::Zeroizing;

/// A secret key of 256 bits with an id that may be public.
///
/// It is wiped when dropped, shows only its id in `Debug`, and cannot be compared.
///
/// ```
/// use countersign_password::PepperKey;
///
/// let key = PepperKey::generate("2026-08")?;
/// assert_eq!(format!("{key:?}"), "PepperKey(\"2026-08\", ..)");
/// # Ok::<(), countersign_password::PepperKeyError>(())
/// ```
#[derive(Clone)]
pub struct PepperKey {
    id: String,
    secret: Zeroizing<[u8; 32]>,
}

impl PepperKey {
    /// The longest key id, in bytes.
    ///
    /// ```
    /// use countersign_password::PepperKey;
    ///
    /// assert!(PepperKey::generate(&"k".repeat(PepperKey::MAX_ID_BYTES)).is_ok());
    /// ```
    pub const MAX_ID_BYTES: usize = 32;

    /// Makes a key from the operating system's random bytes.
    ///
    /// # Errors
    ///
    /// [`PepperKeyError`] when the id breaks its rule or there is no entropy.
    ///
    /// ```
    /// use countersign_password::PepperKey;
    ///
    /// let key = PepperKey::generate("2026-08")?;
    /// let again = PepperKey::parse("2026-08", &key.to_base64())?;
    /// # Ok::<(), countersign_password::PepperKeyError>(())
    /// ```
    pub fn generate(id: &str) -> Result<Self, PepperKeyError> {
        check_id(id)?;
        let mut secret = Zeroizing::new([0; 32]);
        let no_entropy = |error: getrandom::Error| PepperKeyError::NoEntropy {
            reason: error.to_string(),
        };
        getrandom::fill(secret.as_mut_slice()).map_err(no_entropy)?;
        Ok(Self {
            id: id.to_owned(),
            secret,
        })
    }

    /// Reads a key from 64 hexadecimal digits or the base64 of 32 bytes (`openssl rand -base64 32`).
    ///
    /// Base64 may be of either alphabet of RFC 4648, with its padding or without. White space at the ends
    /// is ignored, since files end in a newline. The id has 1 to 32 letters, digits, `-`, `_` and `.`.
    ///
    /// # Errors
    ///
    /// [`PepperKeyError`] says which rule is broken, and quotes nothing from the secret.
    ///
    /// ```
    /// use countersign_password::{PepperKey, PepperKeyError};
    ///
    /// let text = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    /// let key = PepperKey::parse("2026-08", text)?;
    /// let key = PepperKey::parse("2026-08", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n")?;
    ///
    /// let refused = PepperKey::parse("2026-08", "correct horse battery staple");
    /// assert!(matches!(refused, Err(PepperKeyError::Length { found: 28 })));
    /// # Ok::<(), PepperKeyError>(())
    /// ```
    pub fn parse(id: &str, text: &str) -> Result<Self, PepperKeyError> {
        let text = text.trim_ascii();
        let unpadded = text.strip_suffix('=').unwrap_or(text);
        let secret = match (text.len(), unpadded.len()) {
            (64, _) => from_hex(text).ok_or(PepperKeyError::NotHex)?,
            (43 | 44, 43) => from_base64(unpadded).ok_or(PepperKeyError::NotBase64)?,
            (found, _) => return Err(PepperKeyError::Length { found }),
        };
        Self::from_bytes(id, &secret)
    }

    /// Takes the bytes of a key, from a secret store for instance.
    ///
    /// # Errors
    ///
    /// [`PepperKeyError`] when the id breaks its rule or all bytes are the same, as in a place holder.
    ///
    /// ```
    /// use countersign_password::{PepperKey, PepperKeyError};
    ///
    /// let refused = PepperKey::from_bytes("2026-08", &[0; 32]);
    /// assert!(matches!(refused, Err(PepperKeyError::PlaceHolder)));
    /// ```
    pub fn from_bytes(id: &str, secret: &[u8; 32]) -> Result<Self, PepperKeyError> {
        check_id(id)?;
        if secret.iter().all(|byte| Some(byte) == secret.first()) {
            return Err(PepperKeyError::PlaceHolder);
        }
        Ok(Self {
            id: id.to_owned(),
            secret: Zeroizing::new(*secret),
        })
    }

    /// The id, which stands in clear in each envelope.
    ///
    /// ```
    /// use countersign_password::PepperKey;
    ///
    /// assert_eq!(PepperKey::generate("2026-08")?.id(), "2026-08");
    /// # Ok::<(), countersign_password::PepperKeyError>(())
    /// ```
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The secret as 43 characters of base64, to be put into a secret store and nowhere else.
    ///
    /// ```
    /// use countersign_password::PepperKey;
    ///
    /// assert_eq!(PepperKey::generate("2026-08")?.to_base64().len(), 43);
    /// # Ok::<(), countersign_password::PepperKeyError>(())
    /// ```
    #[must_use]
    pub fn to_base64(&self) -> Zeroizing<String> {
        Zeroizing::new(Base64Unpadded::encode_string(self.secret.as_slice()))
    }

    pub(super) fn secret(&self) -> &[u8; 32] {
        &self.secret
    }
}

impl fmt::Debug for PepperKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PepperKey({:?}, ..)", self.id)
    }
}

pub(super) fn check_id(id: &str) -> Result<(), PepperKeyError> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if (1..=PepperKey::MAX_ID_BYTES).contains(&id.len()) && id.bytes().all(allowed) {
        Ok(())
    } else {
        Err(PepperKeyError::Id)
    }
}

fn from_hex(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    let mut secret = Zeroizing::new([0; 32]);
    base16ct::mixed::decode(text, &mut *secret).ok()?;
    Some(secret)
}

/// Of 43 characters: as many as 32 bytes have.
fn from_base64(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    let standard = Zeroizing::new(text.replace('-', "+").replace('_', "/"));
    let mut secret = Zeroizing::new([0; 32]);
    Base64Unpadded::decode(&*standard, &mut *secret).ok()?;
    Some(secret)
}

/// Why a text is not taken as a pepper key. The messages quote nothing from the secret.
///
/// ```
/// use countersign_password::PepperKey;
///
/// let refused = PepperKey::parse("key 1", "").unwrap_err();
/// assert_eq!(
///     refused.to_string(),
///     "a pepper key has 64 hexadecimal digits, or 43 of base64 (openssl rand -base64 32); this has 0 characters",
/// );
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PepperKeyError {
    /// The id is empty, too long or has another character.
    #[error("a pepper key's id has 1 to 32 letters, digits, '-', '_' and '.'")]
    Id,
    /// The text is neither as long as hexadecimal nor as base64 would be.
    #[error(
        "a pepper key has 64 hexadecimal digits, or 43 of base64 (openssl rand -base64 32); this has \
         {found} characters"
    )]
    Length {
        /// Length of the text in bytes, without white space at its ends.
        found: usize,
    },
    /// 64 characters, and not all of them hexadecimal.
    #[error("the pepper key has 64 characters, but not all are hexadecimal digits")]
    NotHex,
    /// As long as base64 of 32 bytes, and not that.
    #[error("the pepper key is as long as base64 of 32 bytes, but is not base64")]
    NotBase64,
    /// All bytes are the same.
    #[error("the pepper key repeats one byte; make a random one: openssl rand -base64 32")]
    PlaceHolder,
    /// The operating system gave no key.
    #[error("no random bytes for a key from the operating system: {reason}")]
    NoEntropy {
        /// What the operating system said.
        reason: String,
    },
}
