//! The pepper: a key outside the database, without which a stolen hash cannot be guessed at.

mod aead;
mod envelope;
mod error;
mod key;

pub use envelope::{EnvelopeError, PepperedHash, StoredHash, StoredHashError};
pub use error::PepperError;
pub use key::{PepperKey, PepperKeyError};

use std::fmt;

use crate::PasswordHash;

/// Seals hash strings under a secret key before they are stored, and opens them again.
///
/// Whoever steals the database alone cannot try a single password: each hash string is encrypted and
/// authenticated (XChaCha20-Poly1305) under a key that the database does not hold. The user's id is
/// part of what is authenticated, so an envelope that is copied into another user's row does not open.
///
/// One key seals. Others can only open, so keys rotate without anybody signing in: open with the old
/// key, seal with the new one. No password is needed for that, nor to pepper hashes that exist already.
///
/// The pepper lies *around* the hash and not inside the password: bcrypt cannot cut it off, and it
/// works for every scheme alike.
///
/// # Security
///
/// The key has to be kept apart from the database and its backups: in a secret store or a file that
/// only the server reads. Losing it loses every password. Who can read both has plain hashes, and
/// guessing costs what the scheme makes it cost.
///
/// # Standards
///
/// NIST SP 800-63B-4 section 3.1.1.2 (a keyed operation with a key stored separately); OWASP Password
/// Storage Cheat Sheet, "Peppering" (post-hashing with encryption).
///
/// # Example
///
/// A sign-in: open, verify, upgrade, seal again.
///
/// ```
/// use countersign_password::{
///     Password, PasswordContext, Pepper, PepperKey, PepperedHash, Verdict,
/// };
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let passwords = PasswordContext::default();
/// # let old = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
/// # let old = countersign_password::PasswordHash::parse(old)?;
/// let (last_year, this_year) = (PepperKey::generate("2025")?, PepperKey::generate("2026")?);
/// # let column = Pepper::new(last_year.clone()).seal(b"user-17", &old)?.as_str().to_owned();
/// let pepper = Pepper::new(this_year).opening(last_year)?;
///
/// // What the row of user 17 holds, and what the user typed.
/// let stored = PepperedHash::parse(&column)?;
/// let password = Password::parse("U*U")?;
///
/// let hash = pepper.open(b"user-17", &stored)?;
/// let replacement = match passwords.verify_and_upgrade(&hash, &password)? {
///     Verdict::Match { upgrade: Some(better), .. } => Some(pepper.seal(b"user-17", &better)?),
///     Verdict::Match { .. } if pepper.needs_resealing(&stored) => Some(pepper.seal(b"user-17", &hash)?),
///     Verdict::Match { .. } => None,
///     Verdict::Mismatch => return Err("wrong password".into()),
/// };
/// // Store it only if the row still holds `stored.as_str()`.
/// assert_eq!(replacement.unwrap().key_id(), "2026");
/// # Ok(())
/// # }
/// ```
pub struct Pepper {
    sealing: PepperKey,
    opening: Vec<PepperKey>,
}

impl Pepper {
    /// Seals and opens with this key.
    ///
    /// ```
    /// use countersign_password::{Pepper, PepperKey};
    ///
    /// let pepper = Pepper::new(PepperKey::generate("2026-08")?);
    /// # Ok::<(), countersign_password::PepperKeyError>(())
    /// ```
    #[must_use]
    pub const fn new(sealing: PepperKey) -> Self {
        Self {
            sealing,
            opening: Vec::new(),
        }
    }

    /// Opens with this key too, and never seals with it.
    ///
    /// # Errors
    ///
    /// [`PepperError::RepeatedKeyId`]: which of two keys an envelope means would be a guess.
    ///
    /// ```
    /// use countersign_password::{Pepper, PepperError, PepperKey};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let pepper = Pepper::new(PepperKey::generate("2026")?).opening(PepperKey::generate("2025")?)?;
    /// let refused = pepper.opening(PepperKey::generate("2025")?).unwrap_err();
    /// assert!(matches!(refused, PepperError::RepeatedKeyId { .. }));
    /// # Ok(())
    /// # }
    /// ```
    pub fn opening(mut self, key: PepperKey) -> Result<Self, PepperError> {
        if self.key(key.id()).is_some() {
            return Err(PepperError::RepeatedKeyId {
                key_id: key.id().to_owned(),
            });
        }
        self.opening.push(key);
        Ok(self)
    }

    /// Seals a hash for one user.
    ///
    /// `user_id` is what never changes about the user and is unique: the primary key, not a name or a
    /// mail address, or else a renamed user's hash no longer opens.
    ///
    /// # Errors
    ///
    /// [`PepperError::EmptyUserId`], or [`PepperError::NoEntropy`] for the nonce.
    ///
    /// ```
    /// # use countersign_password::{PasswordHash, Pepper, PepperKey};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let pepper = Pepper::new(PepperKey::generate("2026-08")?);
    /// let hash = PasswordHash::parse("$2b$12$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q")?;
    /// let sealed = pepper.seal(b"user-17", &hash)?;
    /// assert!(sealed.as_str().starts_with("$pepper$v=1$k=2026-08$"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn seal(&self, user_id: &[u8], hash: &PasswordHash) -> Result<PepperedHash, PepperError> {
        check_user_id(user_id)?;
        let sealed = aead::seal(&self.sealing, user_id, hash.as_str())?;
        Ok(PepperedHash::encode(self.sealing.id(), sealed))
    }

    /// Opens an envelope that was sealed for this user.
    ///
    /// # Errors
    ///
    /// [`PepperError::UnknownKey`] names the key that is missing; [`PepperError::NotAuthentic`] when the
    /// envelope was changed, is another user's, or was sealed with another key of the same id.
    ///
    /// ```
    /// # use countersign_password::{PasswordHash, Pepper, PepperError, PepperKey};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let pepper = Pepper::new(PepperKey::generate("2026-08")?);
    /// # let hash = PasswordHash::parse("$2b$12$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q")?;
    /// let sealed = pepper.seal(b"user-17", &hash)?;
    /// assert_eq!(pepper.open(b"user-17", &sealed)?.as_str(), hash.as_str());
    ///
    /// // The envelope in another user's row.
    /// let refused = pepper.open(b"user-18", &sealed).unwrap_err();
    /// assert!(matches!(refused, PepperError::NotAuthentic { .. }));
    /// # Ok(())
    /// # }
    /// ```
    pub fn open(&self, user_id: &[u8], stored: &PepperedHash) -> Result<PasswordHash, PepperError> {
        check_user_id(user_id)?;
        let key_id = stored.key_id().to_owned();
        let Some(key) = self.key(&key_id) else {
            let known = self
                .keys()
                .map(PepperKey::id)
                .collect::<Vec<_>>()
                .join(", ");
            return Err(PepperError::UnknownKey { key_id, known });
        };
        let text = aead::open(key, user_id, stored.sealed())
            .ok_or(PepperError::NotAuthentic { key_id })?;
        Ok(PasswordHash::parse(&text)?)
    }

    /// Whether an envelope was sealed with another key than the one that seals now.
    ///
    /// Rotation is a loop over the rows for which this is true: [`open`](Self::open),
    /// [`seal`](Self::seal), replace the row if it still holds the old envelope. When no row is left, the
    /// old key can be destroyed.
    ///
    /// ```
    /// # use countersign_password::{PasswordHash, Pepper, PepperKey};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let hash = PasswordHash::parse("$2b$12$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q")?;
    /// let (old, new) = (PepperKey::generate("2025")?, PepperKey::generate("2026")?);
    /// let stored = Pepper::new(old.clone()).seal(b"user-17", &hash)?;
    ///
    /// let pepper = Pepper::new(new).opening(old)?;
    /// assert!(pepper.needs_resealing(&stored));
    /// let resealed = pepper.seal(b"user-17", &pepper.open(b"user-17", &stored)?)?;
    /// assert!(!pepper.needs_resealing(&resealed));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn needs_resealing(&self, stored: &PepperedHash) -> bool {
        stored.key_id() != self.sealing.id()
    }

    fn keys(&self) -> impl Iterator<Item = &PepperKey> {
        std::iter::once(&self.sealing).chain(&self.opening)
    }

    fn key(&self, id: &str) -> Option<&PepperKey> {
        self.keys().find(|key| key.id() == id)
    }
}

impl fmt::Debug for Pepper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pepper")
            .field("sealing", &self.sealing)
            .field("opening", &self.opening)
            .finish()
    }
}

/// An envelope that is bound to nobody would open in every row.
const fn check_user_id(user_id: &[u8]) -> Result<(), PepperError> {
    if user_id.is_empty() {
        Err(PepperError::EmptyUserId)
    } else {
        Ok(())
    }
}
