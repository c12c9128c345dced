//! The names that a token is bound to: who issued it, and for whom.

use serde::{Deserialize, Serialize};

use crate::TargetUri;

const MAX_LEN: usize = 2048;

/// The issuer of tokens (`iss`): an `http` or `https` URL without query or fragment.
///
/// Compared byte for byte, as RFC 8725 section 3.8 wants: a trailing slash or another letter case
/// is another issuer.
///
/// ```
/// use countersign_jose::Issuer;
///
/// let issuer = Issuer::parse("https://id.example.com")?;
/// assert_ne!(issuer, Issuer::parse("https://id.example.com/")?);
/// assert!(Issuer::parse("id.example.com").is_err());
/// # Ok::<(), countersign_jose::IdentifierError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Issuer(String);

impl Issuer {
    /// Reads an issuer.
    ///
    /// # Errors
    /// [`IdentifierError`] says which rule of the form was broken.
    ///
    /// ```
    /// # use countersign_jose::{IdentifierError, Issuer};
    /// let query = Issuer::parse("https://id.example.com/?tenant=1");
    /// assert_eq!(query, Err(IdentifierError::QueryOrFragment));
    /// ```
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        check_text(text)?;
        let is_http = text.starts_with("https://") || text.starts_with("http://");
        // RFC 3986: of the same form as the target of a request, though compared as it is.
        if !is_http || TargetUri::parse(text).is_err() {
            return Err(IdentifierError::NotHttpUrl);
        }
        // RFC 8414 2: an issuer has no query or fragment components.
        if text.contains(['?', '#']) {
            return Err(IdentifierError::QueryOrFragment);
        }
        Ok(Self(text.to_owned()))
    }

    /// The issuer as it stands in tokens.
    ///
    /// ```
    /// # use countersign_jose::Issuer;
    /// assert_eq!(Issuer::parse("http://127.0.0.1:8000")?.as_str(), "http://127.0.0.1:8000");
    /// # Ok::<(), countersign_jose::IdentifierError>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whom a token is for (`aud`): the identifier of a protected API. Compared byte for byte.
///
/// ```
/// use countersign_jose::Audience;
///
/// assert_eq!(Audience::parse("https://api.example.com")?.as_str(), "https://api.example.com");
/// assert!(Audience::parse("").is_err());
/// # Ok::<(), countersign_jose::IdentifierError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Audience(String);

impl Audience {
    /// Reads an audience: 1 to 2048 bytes without control characters.
    ///
    /// # Errors
    /// [`IdentifierError`] says which rule of the form was broken.
    ///
    /// ```
    /// # use countersign_jose::{Audience, IdentifierError};
    /// assert_eq!(Audience::parse("a\nb"), Err(IdentifierError::ControlCharacter));
    /// ```
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        check_text(text)?;
        Ok(Self(text.to_owned()))
    }

    /// The audience as it stands in tokens.
    ///
    /// ```
    /// # use countersign_jose::Audience;
    /// assert_eq!(Audience::parse("items")?.as_str(), "items");
    /// # Ok::<(), countersign_jose::IdentifierError>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why an issuer, an audience or a target was refused.
///
/// ```
/// use countersign_jose::{IdentifierError, Issuer};
///
/// assert_eq!(Issuer::parse(""), Err(IdentifierError::Empty));
/// assert_eq!(Issuer::parse("ftp://example.com"), Err(IdentifierError::NotHttpUrl));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdentifierError {
    /// The empty string.
    #[error("the identifier is empty")]
    Empty,
    /// Over 2048 bytes.
    #[error("the identifier is longer than 2048 bytes")]
    TooLong,
    /// A control character, a line separator or a mark of writing direction, which could forge a
    /// log line.
    #[error("the identifier contains a control character")]
    ControlCharacter,
    /// An issuer that is not a URL of a host.
    #[error("an issuer is a URL such as https://id.example.com, without user name or white space")]
    NotHttpUrl,
    /// The target of a request that is not a URL of a host.
    #[error("a target is a URL such as https://api.example.com/items, without user name")]
    NotTargetUri,
    /// An issuer with a query or a fragment.
    #[error("an issuer has no query and no fragment")]
    QueryOrFragment,
}

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

text_newtype!(Issuer, IdentifierError);
text_newtype!(Audience, IdentifierError);

#[cfg(test)]
mod tests {
    use super::IdentifierError::{ControlCharacter, Empty, NotHttpUrl, QueryOrFragment, TooLong};
    use super::{Audience, Issuer};
    use crate::KeyId;

    #[test]
    fn issuer_is_the_url_of_a_host() {
        for url in [
            "https://a",
            "http://127.0.0.1:8000",
            "https://[::1]:8443/realms/x/",
        ] {
            assert_eq!(Issuer::parse(url).map(String::from).as_deref(), Ok(url));
        }
        for text in [
            "a",
            "HTTPS://a",
            "ftp://a",
            "https:a",
            "https://",
            "https:///path",
            "https://:443",
            "https://user@a",
            "https://user:password@a/",
            "https://a b",
            "https://a\\b",
            " https://a",
            "https://[::1",
            "https://[::1]a",
            "https://[zz]",
            "https://a:99999",
            "https://a:+1",
            "https://%00/",
            "https://a%2eb%2fc",
            "https://a/%zz",
            "https://ä",
        ] {
            assert_eq!(Issuer::parse(text), Err(NotHttpUrl), "{text:?}");
        }
        assert_eq!(Issuer::parse("https://a?b"), Err(QueryOrFragment));
        assert_eq!(Issuer::parse("https://a/#b"), Err(QueryOrFragment));
    }

    #[test]
    fn identifier_is_short_text_without_control_characters() {
        assert_eq!(Audience::parse(""), Err(Empty));
        assert_eq!(Audience::parse(&"a".repeat(2049)), Err(TooLong));
        assert!(Audience::parse(&"a".repeat(2048)).is_ok());
        for text in [
            "a\n", "a\0", "\u{7f}", "\u{85}", "\u{61c}", "\u{200f}", "\u{2028}", "\u{202e}",
            "\u{2069}",
        ] {
            assert_eq!(Audience::parse(text), Err(ControlCharacter), "{text:?}");
            assert!(KeyId::parse(text).is_err(), "{text:?}");
        }
        assert!(Audience::parse("My API").is_ok());
    }
}
