//! Programs that ask for tokens.

use super::NameError;
use crate::secret::PlainSecret;
use aws_lc_rs::{constant_time, digest};
use countersign_jose::{Scopes, UnixTime};
use std::fmt;
use std::str::FromStr;

/// A program that asks for tokens, as it was registered.
#[derive(Debug, Clone)]
pub struct Client {
    /// Its identifier on the wire; unique.
    pub id: ClientId,
    /// What people see.
    pub name: String,
    /// Whether it can keep a secret, and the digest of that secret.
    pub kind: ClientKind,
    /// The grant types that it may use.
    pub grant_types: Vec<GrantType>,
    /// Where its users' browsers may be sent back to; compared exactly.
    pub redirect_uris: Vec<String>,
    /// The scopes that it may be given; all of them when it names none.
    pub scopes: Scopes,
    /// Run by the same people as this server: it may ask for a user's password itself.
    pub first_party: bool,
    /// When it was registered.
    pub created_at: UnixTime,
}

/// Whether a client can keep a secret (RFC 6749 section 2.1).
#[derive(Debug, Clone)]
pub enum ClientKind {
    /// Runs where others can read it: a browser, a phone. It has no secret.
    Public,
    /// Runs on a server, and proves itself with a secret.
    Confidential(SecretDigest),
}

/// The way in which a client comes by a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantType {
    /// RFC 6749 section 4.3; first-party clients only.
    Password,
    /// RFC 6749 section 6.
    RefreshToken,
    /// RFC 6749 section 4.4.
    ClientCredentials,
}

impl GrantType {
    /// Every grant type that the server knows, in the order in which metadata lists them.
    pub const ALL: [Self; 3] = [Self::ClientCredentials, Self::RefreshToken, Self::Password];

    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::RefreshToken => "refresh_token",
            Self::ClientCredentials => "client_credentials",
        }
    }
}

impl fmt::Display for GrantType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The name is not one of [`GrantType::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a grant type of this server: password, refresh_token, client_credentials")]
pub struct UnknownGrantType;

impl FromStr for GrantType {
    type Err = UnknownGrantType;

    fn from_str(text: &str) -> Result<Self, UnknownGrantType> {
        let known = |grant_type: &Self| grant_type.as_str() == text;
        Self::ALL.into_iter().find(known).ok_or(UnknownGrantType)
    }
}

/// A client's identifier: 1 to 128 printable ASCII characters without space, `"` and `\`.
///
/// Compared byte for byte. RFC 6749 appendix A.1 allows any printable ASCII; the three left out
/// would need quoting in logs and headers.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientId(String);

impl ClientId {
    const WHAT: &'static str = "client id";
    const LIMIT: usize = 128;

    /// Checks the text.
    ///
    /// # Errors
    ///
    /// Says which rule the text breaks.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let what = Self::WHAT;
        if text.is_empty() {
            return Err(NameError::Empty(what));
        }
        if text.len() > Self::LIMIT {
            return Err(NameError::TooLong {
                what,
                limit: Self::LIMIT,
            });
        }
        if !text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\')
        {
            let problem = "a character other than printable ASCII (no space, quote, backslash)";
            return Err(NameError::BadCharacter { what, problem });
        }
        Ok(Self(text.to_owned()))
    }

    /// The identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClientId({:?})", self.0)
    }
}

/// SHA-256 of a client secret.
///
/// A client secret is random, so that a fast digest is enough; only what people choose needs a
/// slow hash (`docs/adr/0004-digests-for-generated-secrets.md`).
#[derive(Clone, Copy)]
pub struct SecretDigest([u8; 32]);

impl SecretDigest {
    /// Digests the plain secret.
    #[must_use]
    pub fn of(secret: &PlainSecret) -> Self {
        let mut bytes = [0; 32];
        let digest = digest::digest(&digest::SHA256, secret.expose().as_bytes());
        for (to, from) in bytes.iter_mut().zip(digest.as_ref()) {
            *to = *from;
        }
        Self(bytes)
    }

    /// A digest that was stored.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether this is the digest of that secret, in a time that does not depend on either.
    #[must_use]
    pub fn matches(&self, secret: &PlainSecret) -> bool {
        constant_time::verify_slices_are_equal(&self.0, &Self::of(secret).0).is_ok()
    }
}

impl fmt::Debug for SecretDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretDigest(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_id_is_printable_ascii() {
        for good in [
            "docs",
            "s6BhdRkqt3",
            "https://app.example/client.json",
            &"a".repeat(128),
        ] {
            assert_eq!(ClientId::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", " ", "a b", "a\"b", "a\\b", "é", "a\0", &"a".repeat(129)] {
            assert!(ClientId::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_secret_matches_its_own_digest_only() {
        let secret = PlainSecret::new("correct".to_owned());
        let digest = SecretDigest::of(&secret);
        assert!(digest.matches(&secret));
        assert!(!digest.matches(&PlainSecret::new("Correct".to_owned())));
        assert!(!digest.matches(&PlainSecret::new(String::new())));
    }

    #[test]
    fn grant_types_read_what_they_write() {
        for grant_type in GrantType::ALL {
            assert_eq!(grant_type.as_str().parse(), Ok(grant_type));
        }
        assert_eq!("Password".parse::<GrantType>(), Err(UnknownGrantType));
    }
}
