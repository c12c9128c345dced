//! The hashing schemes.

use std::fmt;
use std::str::FromStr;

/// A password hashing scheme: a computation, whatever syntax its hashes are stored in.
///
/// ```
/// use countersign_password::{PasswordContext, Scheme};
///
/// let passwords = PasswordContext::default();
/// assert_eq!(passwords.identify("$2b$12$..."), Some(Scheme::Bcrypt));
/// assert_eq!(passwords.identify("{CRYPT}$6$..."), Some(Scheme::Sha512Crypt));
/// assert_eq!(Scheme::Argon2id.to_string(), "argon2id");
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// Argon2id, RFC 9106: `$argon2id$`. Makes new hashes.
    Argon2id,
    /// Argon2i, RFC 9106: `$argon2i$`. Verified only.
    Argon2i,
    /// Argon2d, RFC 9106: `$argon2d$`. Verified only.
    Argon2d,
    /// yescrypt, the default of many Linux distributions: `$y$`. Makes new hashes.
    Yescrypt,
    /// scrypt, RFC 7914: `$scrypt$`, and `$7$` in crypt(3). Makes new hashes as `$scrypt$`.
    Scrypt,
    /// bcrypt: `$2a$`, `$2b$`, `$2x$` and `$2y$`, and of a digest of the password: `$bcrypt-sha256$`.
    /// Makes new hashes as `$2b$`.
    Bcrypt,
    /// PBKDF2 with HMAC-SHA-512, RFC 8018: `$pbkdf2-sha512$`. Makes new hashes.
    Pbkdf2Sha512,
    /// PBKDF2 with HMAC-SHA-256, RFC 8018: `$pbkdf2-sha256$`. Makes new hashes.
    Pbkdf2Sha256,
    /// PBKDF2 with HMAC-SHA-1, RFC 8018: `$pbkdf2$`. Verified only.
    Pbkdf2Sha1,
    /// SHA-512-crypt: `$6$`. Verified only.
    Sha512Crypt,
    /// SHA-256-crypt: `$5$`. Verified only.
    Sha256Crypt,
    /// phpass with SHA-512, Drupal's: `$S$`, and `U$S$` of a stored MD5. Verified only.
    PhpassSha512,
    /// phpass, iterated MD5: `$P$` and `$H$`, and Drupal's `U$P$`. Verified only.
    Phpass,
    /// MD5-crypt: `$1$`. Verified only.
    Md5Crypt,
    /// A hash function over password and salt, as if it were no password: `{SSHA}` and its like, Django's
    /// `md5$` and `sha1$`, Spring's `{SHA-256}`. Verified only.
    Digest,
}

impl Scheme {
    /// Every scheme of this crate, strongest first.
    ///
    /// ```
    /// use countersign_password::Scheme;
    ///
    /// assert_eq!(Scheme::ALL[0], Scheme::Argon2id);
    /// ```
    pub const ALL: &[Self] = &[
        Self::Argon2id,
        Self::Argon2i,
        Self::Argon2d,
        Self::Yescrypt,
        Self::Scrypt,
        Self::Bcrypt,
        Self::Pbkdf2Sha512,
        Self::Pbkdf2Sha256,
        Self::Pbkdf2Sha1,
        Self::Sha512Crypt,
        Self::Sha256Crypt,
        Self::PhpassSha512,
        Self::Phpass,
        Self::Md5Crypt,
        Self::Digest,
    ];

    /// Whether new hashes may be made with it. The others are broken, or merely have a better relative.
    ///
    /// ```
    /// use countersign_password::Scheme;
    ///
    /// assert!(Scheme::Scrypt.makes_new_hashes());
    /// assert!(!Scheme::Md5Crypt.makes_new_hashes());
    /// ```
    #[must_use]
    pub const fn makes_new_hashes(self) -> bool {
        matches!(
            self,
            Self::Argon2id
                | Self::Yescrypt
                | Self::Scrypt
                | Self::Bcrypt
                | Self::Pbkdf2Sha512
                | Self::Pbkdf2Sha256
        )
    }

    /// The name in settings and messages.
    const fn name(self) -> &'static str {
        match self {
            Self::Argon2id => "argon2id",
            Self::Argon2i => "argon2i",
            Self::Argon2d => "argon2d",
            Self::Yescrypt => "yescrypt",
            Self::Scrypt => "scrypt",
            Self::Bcrypt => "bcrypt",
            Self::Pbkdf2Sha512 => "pbkdf2-sha512",
            Self::Pbkdf2Sha256 => "pbkdf2-sha256",
            Self::Pbkdf2Sha1 => "pbkdf2-sha1",
            Self::Sha512Crypt => "sha512-crypt",
            Self::Sha256Crypt => "sha256-crypt",
            Self::PhpassSha512 => "phpass-sha512",
            Self::Phpass => "phpass",
            Self::Md5Crypt => "md5-crypt",
            Self::Digest => "digest",
        }
    }
}

impl FromStr for Scheme {
    type Err = UnknownScheme;

    /// The name that `Display` writes.
    ///
    /// ```
    /// use countersign_password::Scheme;
    ///
    /// assert_eq!("pbkdf2-sha256".parse(), Ok(Scheme::Pbkdf2Sha256));
    /// assert!("PBKDF2".parse::<Scheme>().is_err());
    /// ```
    fn from_str(text: &str) -> Result<Self, UnknownScheme> {
        let mut schemes = Self::ALL.iter().copied();
        schemes
            .find(|scheme| scheme.name() == text)
            .ok_or_else(|| UnknownScheme(text.to_owned()))
    }
}

/// A text that names no [`Scheme`].
///
/// ```
/// use countersign_password::Scheme;
///
/// let refused = "md5".parse::<Scheme>().unwrap_err();
/// assert!(refused.to_string().starts_with("md5 is no scheme; there are argon2id, "));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no scheme; there are {names}", names = Scheme::ALL.iter().map(|scheme| scheme.name()).collect::<Vec<_>>().join(", "))]
pub struct UnknownScheme(String);

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
