//! The password that a person typed.

use std::fmt;

use unicode_normalization::{UnicodeNormalization, is_nfc};
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
pub struct Password {
    bytes: Zeroizing<Vec<u8>>,
    /// What was typed, where normalization changed it.
    as_typed: Option<Zeroizing<Vec<u8>>>,
}

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
    /// whatever follows. The text is taken as it is: no trimming, and no Unicode normalization, for which
    /// there is [`normalized`](Self::normalized). A refused text is wiped as well.
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
        Ok(Self::of(bytes))
    }

    /// As [`parse`](Self::parse), in Unicode's normalization form C.
    ///
    /// One text can be typed as different code points: `é` is one on most keyboards and two in some file
    /// names and input methods. NIST SP 800-63B-4 section 3.1.1.2 asks for form C before hashing. It helps
    /// only if it is done both when a password is set and when it is verified:
    /// [`NewPasswordPolicy::check`](crate::NewPasswordPolicy::check) does the first, this the second.
    /// ASCII and most of what is typed is in this form already.
    ///
    /// Hashes made by a system that did not normalize still verify: see [`as_typed`](Self::as_typed).
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse), for the text as typed and as normalized.
    ///
    /// ```
    /// use countersign_password::{Password, PasswordContext, Verdict};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let passwords = PasswordContext::default();
    /// let stored = passwords.hash(&Password::normalized("caf\u{e9} au lait")?)?;
    /// let verdict = passwords.verify(&stored, &Password::normalized("cafe\u{301} au lait")?)?;
    /// assert!(matches!(verdict, Verdict::Match { .. }));
    /// # Ok(())
    /// # }
    /// ```
    pub fn normalized(text: impl Into<String>) -> Result<Self, PasswordError> {
        let text = Zeroizing::new(text.into());
        let typed = Self::parse(text.as_str())?;
        if is_normalized(&text) {
            return Ok(typed);
        }
        let normalized = Self::parse(normalize(&text).as_str())?;
        Ok(Self {
            as_typed: Some(typed.bytes),
            ..normalized
        })
    }

    /// The password as it was typed, where [`normalized`](Self::normalized) changed it.
    ///
    /// When the normalized form mismatches, a hash that was made without normalization may match this.
    /// Do it for unknown users too (a dummy verification), or the time tells who has an account.
    ///
    /// ```
    /// use countersign_password::{Password, PasswordContext, Verdict};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let passwords = PasswordContext::default();
    /// let typed = "cafe\u{301} au lait";
    /// let stored = passwords.hash(&Password::parse(typed)?)?;     // another system did that
    ///
    /// let password = Password::normalized(typed)?;
    /// let verdict = match (passwords.verify(&stored, &password)?, password.as_typed()) {
    ///     (Verdict::Mismatch, Some(typed)) => passwords.verify(&stored, &typed)?,
    ///     (verdict, _) => verdict,
    /// };
    /// assert!(matches!(verdict, Verdict::Match { .. }));
    /// assert!(Password::normalized("caf\u{e9} au lait")?.as_typed().is_none());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn as_typed(&self) -> Option<Self> {
        self.as_typed.clone().map(Self::of)
    }

    /// One that is as long as people's are, to measure with.
    pub(crate) fn sample() -> Self {
        Self::of(Zeroizing::new(b"correct horse battery".to_vec()))
    }

    #[cfg(test)]
    pub(crate) fn from_bytes(bytes: &[u8]) -> Self {
        Self::of(Zeroizing::new(bytes.to_vec()))
    }

    const fn of(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self {
            bytes,
            as_typed: None,
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

/// Whether a text is in Unicode's normalization form C.
pub(crate) fn is_normalized(text: &str) -> bool {
    text.is_ascii() || is_nfc(text)
}

/// Unicode's normalization form C, wiped when dropped.
pub(crate) fn normalize(text: &str) -> Zeroizing<String> {
    // UTF-8 grows threefold at most: the buffer does not move and leaves no copy behind.
    let mut normalized = Zeroizing::new(String::with_capacity(3 * text.len()));
    normalized.extend(text.nfc());
    normalized
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
