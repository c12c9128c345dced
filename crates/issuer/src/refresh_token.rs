//! Refresh tokens: a grant's identifier, a generation, and a proof that we wrote both.

use crate::model::{GrantId, Username};
use crate::moment::first_half;
use crate::secret::PlainSecret;
use crate::twin::Twin;
use aws_lc_rs::hmac;
use base64_simd::URL_SAFE_NO_PAD;
use countersign_jose::Scopes;
use std::fmt;
use zeroize::Zeroizing;

/// So that a scanner finds a token that was committed somewhere by mistake.
const PREFIX: &str = "csr_";

/// The key that authenticates refresh tokens: 32 random bytes, one per server.
#[derive(Clone)]
pub struct RefreshTokenKey {
    bytes: Zeroizing<[u8; 32]>,
    mac: hmac::Key,
}

/// Derives the key of [`RefreshTokenKey::twin`]. What a refresh token says is shorter (see
/// [`RefreshToken::LENGTH`]) and a token identifier begins otherwise, so nothing else has its tag.
const TWIN_LABEL: &[u8] = b"the key that gives each name a twin";

/// What a refresh token says, once its tag was verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RefreshToken {
    pub(crate) grant: GrantId,
    pub(crate) generation: u32,
}

impl RefreshTokenKey {
    /// Takes 32 random bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        let mac = hmac::Key::new(hmac::HMAC_SHA256, &bytes);
        Self {
            bytes: Zeroizing::new(bytes),
            mac,
        }
    }

    /// The bytes to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// Writes a token: prefix, then base64url of 16 bytes grant, 4 bytes generation, 32 bytes tag.
    pub(crate) fn write(&self, token: RefreshToken) -> PlainSecret {
        let mut bytes = Zeroizing::new(token.to_bytes().to_vec());
        let tag = hmac::sign(&self.mac, &bytes);
        bytes.extend_from_slice(tag.as_ref());
        PlainSecret::new(format!(
            "{PREFIX}{}",
            URL_SAFE_NO_PAD.encode_to_string(bytes.as_slice())
        ))
    }

    /// Reads a token and verifies its tag, in constant time.
    pub(crate) fn verify(&self, token: &PlainSecret) -> Option<RefreshToken> {
        let encoded = token.expose().strip_prefix(PREFIX)?;
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode_to_vec(encoded).ok()?);
        let (body, tag) = bytes.split_at_checked(RefreshToken::LENGTH)?;
        hmac::verify(&self.mac, body, tag).ok()?;
        RefreshToken::from_bytes(body)
    }

    /// The identifier of the access token that comes with that generation and those scopes.
    /// Derived, so that the reply to a repeated refresh is the same reply.
    pub(crate) fn token_id(&self, token: RefreshToken, scopes: &Scopes) -> [u8; 16] {
        let mut context = hmac::Context::with_key(&self.mac);
        context.update(b"access token of ");
        context.update(&token.to_bytes());
        context.update(scopes.as_str().as_bytes());
        first_half(&context.sign())
    }

    /// The twin of a name that may be nobody's.
    pub(crate) fn twin(&self, name: &Username) -> Twin {
        Twin::new(hmac::sign(&self.mac, TWIN_LABEL).as_ref(), name)
    }
}

impl RefreshToken {
    const LENGTH: usize = 20;

    fn to_bytes(self) -> [u8; Self::LENGTH] {
        let mut bytes = [0; Self::LENGTH];
        let (grant, generation) = bytes.split_at_mut(16);
        grant.copy_from_slice(self.grant.as_bytes());
        generation.copy_from_slice(&self.generation.to_be_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (grant, generation) = bytes.split_at_checked(16)?;
        Some(Self {
            grant: GrantId::from_bytes(grant.try_into().ok()?),
            generation: u32::from_be_bytes(generation.try_into().ok()?),
        })
    }
}

impl fmt::Debug for RefreshTokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RefreshTokenKey(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token() -> RefreshToken {
        RefreshToken {
            grant: GrantId::from_bytes([9; 16]),
            generation: 3,
        }
    }

    #[test]
    fn a_refresh_token_says_what_was_written() {
        let key = RefreshTokenKey::from_bytes([1; 32]);
        assert_eq!(key.verify(&key.write(token())), Some(token()));
    }

    #[test]
    fn any_change_of_a_refresh_token_is_refused() {
        let key = RefreshTokenKey::from_bytes([1; 32]);
        let text = key.write(token()).expose().to_owned();
        for at in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = PlainSecret::new(String::from_utf8(changed).unwrap());
            assert_eq!(key.verify(&changed), None, "byte {at}");
        }
        for cut in 0..text.len() {
            assert_eq!(key.verify(&PlainSecret::new(text[..cut].to_owned())), None);
        }
        assert_eq!(key.verify(&PlainSecret::new(format!("{text}="))), None);
    }

    #[test]
    fn another_servers_refresh_token_is_refused() {
        let text = RefreshTokenKey::from_bytes([2; 32]).write(token());
        assert_eq!(RefreshTokenKey::from_bytes([1; 32]).verify(&text), None);
    }

    #[test]
    fn generations_and_scopes_have_different_token_ids() {
        let key = RefreshTokenKey::from_bytes([1; 32]);
        let next = RefreshToken {
            generation: 4,
            ..token()
        };
        let (none, some) = (Scopes::default(), Scopes::parse("a").unwrap());
        let id = key.token_id(token(), &none);
        assert_eq!(id, key.token_id(token(), &none));
        assert_ne!(id, key.token_id(next, &none));
        assert_ne!(id, key.token_id(token(), &some));
    }
}
