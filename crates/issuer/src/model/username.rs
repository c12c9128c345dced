//! What a user is called.

use super::NameError;
use std::fmt;

/// A user's name: 1 to 128 bytes, no control character, no white space at either end.
///
/// Compared byte for byte.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Username(String);

impl Username {
    const WHAT: &'static str = "user name";
    const LIMIT: usize = 128;

    /// Checks the text.
    ///
    /// # Errors
    ///
    /// Says which rule the text breaks.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let what = Self::WHAT;
        if text.trim().is_empty() {
            return Err(NameError::Empty(what));
        }
        if text.len() > Self::LIMIT {
            return Err(NameError::TooLong {
                what,
                limit: Self::LIMIT,
            });
        }
        if text.trim() != text {
            let problem = "white space at its start or end";
            return Err(NameError::BadCharacter { what, problem });
        }
        if text.chars().any(char::is_control) {
            return Err(NameError::BadCharacter {
                what,
                problem: "a control character",
            });
        }
        Ok(Self(text.to_owned()))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Username({:?})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_name_is_short_and_printable() {
        for good in [
            "admin",
            "ada@example.org",
            "Ada Lovelace",
            "李",
            &"a".repeat(128),
        ] {
            assert_eq!(Username::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", " ", "ada ", "\tada", "a\0b", "a\nb", &"a".repeat(129)] {
            assert!(Username::parse(bad).is_err(), "{bad:?}");
        }
    }
}
