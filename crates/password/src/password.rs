//! The password that a person typed.

use std::fmt;

use zeroize::Zeroizing;

/// A password in clear, as a person typed it.
///
/// It is wiped when dropped, shows nothing in `Debug` and cannot be compared: the only use is to give
/// it to a [`PasswordContext`](crate::PasswordContext).
///
/// ```
/// use countersign_password::{Password, PasswordError};
///
/// let password = Password::parse("correct horse battery staple")?;
/// assert_eq!(format!("{password:?}"), "Password(..)");
/// assert!(matches!(Password::parse(""), Err(PasswordError::Empty)));
/// # Ok::<(), PasswordError>(())
/// ```
pub struct Password(Zeroizing<Vec<u8>>);

impl Password {
    /// The longest password accepted, in bytes of UTF-8.
    ///
    /// Far above what a person types, and low enough that no scheme can be slowed by its input.
    ///
    /// ```
    /// use countersign_password::Password;
    ///
    /// assert!(Password::parse("p".repeat(Password::MAX_BYTES)).is_ok());
    /// ```
    pub const MAX_BYTES: usize = 1024;

    /// Takes a password of 1 to [`MAX_BYTES`](Self::MAX_BYTES) bytes without a NUL character.
    ///
    /// NUL is refused for every scheme, because bcrypt ends the password there and would accept
    /// whatever follows. The text is taken as it is: no trimming, no Unicode normalization. A refused
    /// text is wiped as well.
    ///
    /// # Errors
    ///
    /// [`PasswordError`] names the rule that the text breaks.
    ///
    /// ```
    /// use countersign_password::{Password, PasswordError};
    ///
    /// assert!(Password::parse("p".repeat(1024)).is_ok());
    /// assert!(matches!(Password::parse("p".repeat(1025)), Err(PasswordError::TooLong { bytes: 1025 })));
    /// assert!(matches!(Password::parse("a\0b"), Err(PasswordError::ContainsNul)));
    /// ```
    pub fn parse(text: impl Into<String>) -> Result<Self, PasswordError> {
        let bytes = Zeroizing::new(text.into().into_bytes());
        if bytes.is_empty() {
            return Err(PasswordError::Empty);
        }
        if bytes.len() > Self::MAX_BYTES {
            return Err(PasswordError::TooLong { bytes: bytes.len() });
        }
        if bytes.contains(&0) {
            return Err(PasswordError::ContainsNul);
        }
        Ok(Self(bytes))
    }

    /// One that is as long as people's are, to measure with.
    pub(crate) fn sample() -> Self {
        Self(Zeroizing::new(b"correct horse battery".to_vec()))
    }

    #[cfg(test)]
    pub(crate) fn from_bytes(bytes: &[u8]) -> Self {
        Self(Zeroizing::new(bytes.to_vec()))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

/// Why a text is not taken as a password. The messages may be shown to the person who typed it.
///
/// ```
/// use countersign_password::Password;
///
/// let refused = Password::parse("p".repeat(2000)).unwrap_err();
/// assert_eq!(refused.to_string(), "the password is 2000 bytes long; at most 1024 are accepted");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// There is no text.
    #[error("the password is empty; it needs at least one character")]
    Empty,
    /// The text is longer than [`Password::MAX_BYTES`].
    #[error("the password is {bytes} bytes long; at most {max} are accepted", max = Password::MAX_BYTES)]
    TooLong {
        /// Length of the refused text, in bytes of UTF-8.
        bytes: usize,
    },
    /// The text has a NUL character.
    #[error("the password contains a NUL character; every other character is accepted")]
    ContainsNul,
}
