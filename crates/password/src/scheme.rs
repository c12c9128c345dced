//! The hashing schemes.

use std::fmt;

/// A password hashing scheme, known from the prefix of a stored hash.
///
/// ```
/// use countersign_password::{PasswordContext, Scheme};
///
/// let passwords = PasswordContext::default();
/// assert_eq!(passwords.identify("$2b$12$..."), Some(Scheme::Bcrypt));
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
    /// bcrypt: `$2a$`, `$2b$`, `$2x$` and `$2y$`. Makes new hashes as `$2b$`.
    Bcrypt,
}

impl Scheme {
    /// Every scheme of this crate, strongest first.
    ///
    /// ```
    /// use countersign_password::Scheme;
    ///
    /// assert_eq!(Scheme::ALL[0], Scheme::Argon2id);
    /// ```
    pub const ALL: &[Self] = &[Self::Argon2id, Self::Argon2i, Self::Argon2d, Self::Bcrypt];

    /// The scheme whose prefix the string has. Says nothing about the rest of the string.
    pub(crate) fn from_prefix(text: &str) -> Option<Self> {
        let (ident, _) = text.strip_prefix('$')?.split_once('$')?;
        match ident {
            "argon2id" => Some(Self::Argon2id),
            "argon2i" => Some(Self::Argon2i),
            "argon2d" => Some(Self::Argon2d),
            "2a" | "2b" | "2x" | "2y" => Some(Self::Bcrypt),
            _ => None,
        }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Argon2id => "argon2id",
            Self::Argon2i => "argon2i",
            Self::Argon2d => "argon2d",
            Self::Bcrypt => "bcrypt",
        })
    }
}
