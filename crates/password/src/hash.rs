//! A stored hash string, parsed.

mod keycloak;

pub use keycloak::{KeycloakArgon2, KeycloakCredential, KeycloakError};

use std::fmt;

use crate::error::MAX_HASH_BYTES;
use crate::schemes::Record;
use crate::{Cost, HashError, HashFormatError, Scheme, syntax};

/// An encoded hash string whose grammar and cost have been parsed.
///
/// The string is kept as it was, so that a store can replace it by comparing. `Debug` shows scheme and
/// cost, never salt or tag; there is no `Display`.
///
/// ```
/// use countersign_password::{PasswordHash, Scheme};
///
/// let text = "$2b$12$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q";
/// let stored = PasswordHash::parse(text)?;
/// assert_eq!(stored.scheme(), Scheme::Bcrypt);
/// assert_eq!(stored.as_str(), text);
/// assert_eq!(format!("{stored:?}"), "PasswordHash { scheme: Bcrypt, cost: 12, .. }");
/// # Ok::<(), countersign_password::HashFormatError>(())
/// ```
#[derive(Clone)]
pub struct PasswordHash {
    text: String,
    record: Record,
}

impl PasswordHash {
    /// The longest hash string accepted, in bytes.
    ///
    /// ```
    /// use countersign_password::PasswordHash;
    ///
    /// let long = format!("$argon2id${}", "A".repeat(PasswordHash::MAX_BYTES));
    /// assert!(PasswordHash::parse(&long).is_err());
    /// ```
    pub const MAX_BYTES: usize = MAX_HASH_BYTES;

    /// Parses a stored hash strictly: one spelling for each hash, no surrounding space or newline.
    ///
    /// | from | strings |
    /// | --- | --- |
    /// | PHC | `$argon2id$`, `$argon2i$`, `$argon2d$`, `$scrypt$`, `$pbkdf2-sha512$` … |
    /// | crypt(3) | `$y$`, `$7$`, `$2a$`, `$2b$`, `$2x$`, `$2y$`, `$6$`, `$5$`, `$1$`, each also behind `{CRYPT}` |
    /// | Passlib | `$pbkdf2$`, `$pbkdf2-sha256$`, `$pbkdf2-sha512$`, `$bcrypt-sha256$`, `$P$`, `$H$` |
    /// | Django | `pbkdf2_sha256$`, `pbkdf2_sha1$`, `argon2$`, `scrypt$`, `bcrypt$`, `bcrypt_sha256$`, `md5$`, `sha1$` |
    /// | Werkzeug | `scrypt:`, `pbkdf2:sha256:`, `pbkdf2:sha512:`, `pbkdf2:sha1:` |
    /// | Spring | `{bcrypt}`, `{argon2}`, `{scrypt}`, `{pbkdf2}`, the three with `@SpringSecurity_v5_8`, `{sha256}`, `{SHA-256}`, `{SHA-1}`, `{MD5}`, `{MD4}`, `{ldap}` |
    /// | directories | `{SSHA}`, `{SHA}`, `{SMD5}`, `{MD5}`, `{SSHA256}`, `{SHA256}` and the same with 384 and 512 |
    /// | Drupal, WordPress | `$S$`, `U$S$`, `U$P$`, `$wp$2y$` |
    /// | Supabase, from Firebase | `$fbscrypt$` |
    ///
    /// Keycloak's are fields, not strings: see [`KeycloakCredential`](crate::KeycloakCredential).
    ///
    /// Argon2 strings are `$argon2id$v=19$m=…,t=…,p=…$salt$tag` (likewise `argon2i`, `argon2d`). Without
    /// `v=` they are of version 0x10, which is what the reference implementation means by it. bcrypt
    /// strings have 60 characters; set padding bits in salt or tag are ignored, as Passlib does.
    ///
    /// # Errors
    ///
    /// [`HashFormatError`] says which rule is broken, and quotes nothing from the string.
    ///
    /// ```
    /// use countersign_password::PasswordHash;
    ///
    /// let stored = PasswordHash::parse("$2b$12$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q")?;
    /// assert!(PasswordHash::parse(&format!("{}\n", stored.as_str())).is_err());
    /// # Ok::<(), countersign_password::HashFormatError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, HashFormatError> {
        if text.len() > Self::MAX_BYTES {
            return Err(HashFormatError::TooLong { bytes: text.len() });
        }
        Ok(Self {
            record: syntax::parse(text)?,
            text: text.to_owned(),
        })
    }

    /// The string to store, as it was parsed or made.
    ///
    /// ```
    /// use countersign_password::PasswordHash;
    ///
    /// let stored = PasswordHash::parse("$2b$12$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q")?;
    /// assert_eq!(stored.as_str().len(), 60);
    /// # Ok::<(), countersign_password::HashFormatError>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The scheme that made it.
    ///
    /// ```
    /// use countersign_password::{PasswordHash, Scheme};
    ///
    /// let stored = PasswordHash::parse("$2b$12$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q")?;
    /// assert_eq!(stored.scheme(), Scheme::Bcrypt);
    /// # Ok::<(), countersign_password::HashFormatError>(())
    /// ```
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.record.scheme()
    }

    /// What verifying it will cost.
    ///
    /// ```
    /// use countersign_password::{BcryptCost, Cost, PasswordHash};
    ///
    /// let stored = PasswordHash::parse("$2b$12$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q")?;
    /// assert_eq!(stored.cost(), Cost::Bcrypt(BcryptCost::default()));
    /// # Ok::<(), countersign_password::HashFormatError>(())
    /// ```
    #[must_use]
    pub const fn cost(&self) -> Cost {
        self.record.cost()
    }

    pub(crate) fn from_record(record: Record) -> Result<Self, HashError> {
        let text = syntax::write(&record);
        let text = text.ok_or_else(|| HashError::SchemeOnlyVerifies(record.scheme()))?;
        Ok(Self { text, record })
    }

    pub(crate) const fn record(&self) -> &Record {
        &self.record
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordHash")
            .field("scheme", &self.scheme())
            .field("cost", &format_args!("{}", self.cost()))
            .finish_non_exhaustive()
    }
}
