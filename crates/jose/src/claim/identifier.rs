//! The names that a token is bound to: who issued it, and for whom.

use serde::{Deserialize, Serialize};

use crate::encoding::text::{check_text, text_newtype};
use crate::{IdentifierError, TargetUri};

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

text_newtype!(Issuer, IdentifierError);
text_newtype!(Audience, IdentifierError);

#[cfg(test)]
mod tests {
    use super::{Audience, Issuer};
    use crate::IdentifierError::{ControlCharacter, Empty, NotHttpUrl, QueryOrFragment, TooLong};
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
