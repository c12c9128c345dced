//! Rules for short texts: identifiers and key ids.

use crate::IdentifierError;

const MAX_LEN: usize = 2048;

/// 1 to 2048 bytes that stay within the line in which they are shown.
pub(crate) fn check_text(text: &str) -> Result<(), IdentifierError> {
    if text.is_empty() {
        return Err(IdentifierError::Empty);
    }
    if text.len() > MAX_LEN {
        return Err(IdentifierError::TooLong);
    }
    if text.chars().any(is_deceptive) {
        return Err(IdentifierError::ControlCharacter);
    }
    Ok(())
}

/// Whether a character ends or reorders the line that it is shown in: control characters, line and
/// paragraph separator, and what sets the direction of writing (Unicode Annex 9 section 2).
pub(crate) fn is_deceptive(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}')
        || matches!(character, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

macro_rules! text_newtype {
    ($name:ident, $error:ty) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, $error> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $error;

            fn try_from(text: String) -> Result<Self, $error> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }
    };
}

pub(crate) use text_newtype;
