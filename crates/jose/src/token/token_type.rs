//! What a token is, and so what it cannot be taken for.

use std::io;

use serde::Serialize;

use super::payload::Payload;
use crate::SignError;
use crate::encoding::json::read_object;

/// The type of a token: the `typ` of its header (RFC 8725 section 3.11).
///
/// ```
/// use countersign_jose::TokenType;
///
/// assert_eq!(TokenType::AccessToken.name(), "at+jwt");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenType {
    /// `at+jwt`: an access token (RFC 9068 section 2.1).
    AccessToken,
    /// `JWT`: an OpenID Connect ID token, for which no type of its own is registered.
    IdToken,
    /// `logout+jwt`: a logout token (OpenID Connect Back-Channel Logout 2.4).
    LogoutToken,
    /// `dpop+jwt`: a DPoP proof (RFC 9449 section 4.2), whose header carries the public key.
    DpopProof,
    /// `client-authentication+jwt`: an assertion by which a client authenticates (RFC 7523).
    ClientAssertion,
    /// `token-introspection+jwt`: a signed introspection response (RFC 9701 section 5).
    IntrospectionResponse,
}

impl TokenType {
    /// The value of `typ`.
    ///
    /// ```
    /// # use countersign_jose::TokenType;
    /// assert_eq!(TokenType::LogoutToken.name(), "logout+jwt");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AccessToken => "at+jwt",
            Self::IdToken => "JWT",
            Self::LogoutToken => "logout+jwt",
            Self::DpopProof => "dpop+jwt",
            Self::ClientAssertion => "client-authentication+jwt",
            Self::IntrospectionResponse => "token-introspection+jwt",
        }
    }
}

/// Claims that one type of token is made of. A [`crate::Signer`] of another type refuses them.
///
/// ```
/// use countersign_jose::{Algorithm, SignError, Signer, SigningKey, TokenClaims, TokenType};
///
/// #[derive(serde::Serialize)]
/// struct Logout<'a> {
///     iss: &'a str,
///     sid: &'a str,
/// }
///
/// impl TokenClaims for Logout<'_> {
///     const TOKEN_TYPE: TokenType = TokenType::LogoutToken;
///     const NAMES: &'static [&'static str] = &["iss", "sid"];
/// }
///
/// let claims = Logout { iss: "https://id.example.com", sid: "1" };
/// let key = SigningKey::generate(Algorithm::Es256)?;
/// assert!(Signer::new(key.clone(), TokenType::LogoutToken).sign(&claims).is_ok());
/// let other = Signer::access_tokens(key);
/// assert_eq!(other.sign(&claims), Err(SignError::TokenType));
/// # Ok::<(), countersign_jose::KeyError>(())
/// ```
///
/// What is signed is what `Serialize` writes, and it is read before it is signed:
///
/// ```compile_fail,E0053
/// # use countersign_jose::{TokenClaims, TokenType};
/// # #[derive(serde::Serialize)]
/// # struct Logout;
/// impl TokenClaims for Logout {
///     const TOKEN_TYPE: TokenType = TokenType::LogoutToken;
///     const NAMES: &'static [&'static str] = &[];
///
///     fn write_json(&self, out: &mut Vec<u8>) -> std::io::Result<()> {
///         Ok(out.extend_from_slice(br#"{"sub":"a","sub":"b" not json}"#))
///     }
/// }
/// ```
pub trait TokenClaims: Serialize {
    /// The type of token that these claims make.
    const TOKEN_TYPE: TokenType;

    /// The claims that mean something in this type, present or not: extra claims may not use
    /// their names.
    const NAMES: &'static [&'static str];

    /// Refuses claims that a verifier would refuse.
    ///
    /// # Errors
    /// [`SignError`] says which claim is wrong. Without an implementation there are none.
    ///
    /// ```
    #[doc = include_str!("../examples/access_token.txt")]
    /// assert_eq!(unsigned.check(), Ok(()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn check(&self) -> Result<(), SignError> {
        Ok(())
    }

    /// Writes the claims as one JSON object of unique names: through [`Serialize`], save the types
    /// of this crate that know a faster way to the same bytes. No other can have its own, since what
    /// it writes would be signed unread: nobody else can name the argument's type.
    ///
    /// # Errors
    /// A value that JSON has no form for, a name that is written twice (as `#[serde(flatten)]` may),
    /// or more bytes than a token can have.
    #[doc(hidden)]
    fn write_json(&self, payload: &mut Payload) -> io::Result<()> {
        serde_json::to_writer(&mut *payload, self)?;
        // RFC 7519 4: names are unique; every verifier would refuse the token.
        match read_object(payload.as_bytes(), &[]) {
            Ok([]) => Ok(()),
            Err(_) => Err(io::ErrorKind::InvalidData.into()),
        }
    }
}

/// Writes the JSON of the claims, which must be an object.
pub(crate) fn write_claims<C: TokenClaims>(
    claims: &C,
    payload: &mut Payload,
) -> Result<(), SignError> {
    let written = claims.write_json(payload);
    payload.check_written(written)
}
