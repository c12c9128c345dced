//! Refresh tokens: a root's number, a grant's identifier, a generation, and a tag that proves that
//! we wrote them.

use crate::keys::{Root, Roots};
use crate::model::GrantId;
use crate::moment::first_half;
use crate::secret::PlainSecret;
use aws_lc_rs::hmac;
use base64_simd::URL_SAFE_NO_PAD;
use countersign_jose::{Scopes, UnixTime};
use zeroize::Zeroizing;

/// So that a scanner finds a token that was committed somewhere by mistake.
const PREFIX: &str = "csr_";

/// Bytes of the root's number, of the grant's identifier, and of the generation.
const LENGTH: usize = 4 + GRANT + 4;
const GRANT: usize = 16;

/// What a refresh token says, once its tag was verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RefreshToken {
    pub(crate) grant: GrantId,
    pub(crate) generation: u32,
}

impl RefreshToken {
    /// Writes a token under a root: prefix, then base64url of 4 bytes root number, 16 bytes grant, 4
    /// bytes generation, 32 bytes tag over all of it.
    pub(crate) fn write(self, root: &Root) -> PlainSecret {
        let mut bytes = Zeroizing::new(self.to_bytes(root.number).to_vec());
        let tag = hmac::sign(&root.refresh_token, &bytes);
        bytes.extend_from_slice(tag.as_ref());
        PlainSecret::new(format!(
            "{PREFIX}{}",
            URL_SAFE_NO_PAD.encode_to_string(bytes.as_slice())
        ))
    }

    /// Reads a token and verifies its tag, in constant time, under the root that it names.
    pub(crate) fn verify(token: &PlainSecret, roots: &Roots, now: UnixTime) -> Option<Self> {
        let encoded = token.expose().strip_prefix(PREFIX)?;
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode_to_vec(encoded).ok()?);
        let (body, tag) = bytes.split_at_checked(LENGTH)?;
        let (root, rest) = body.split_first_chunk()?;
        let root = roots.numbered(u32::from_be_bytes(*root), now)?;
        hmac::verify(&root.refresh_token, body, tag).ok()?;

        let (grant, generation) = rest.split_first_chunk()?;
        Some(Self {
            grant: GrantId::from_bytes(*grant),
            generation: u32::from_be_bytes(generation.try_into().ok()?),
        })
    }

    /// The identifier of the access token that comes with this refresh token and those scopes.
    /// Derived, so that the reply to a repeated refresh is the same reply.
    pub(crate) fn access_token_id(self, root: &Root, scopes: &Scopes) -> [u8; 16] {
        let mut context = hmac::Context::with_key(&root.token_id);
        context.update(&self.to_bytes(root.number));
        context.update(scopes.as_str().as_bytes());
        first_half(&context.sign())
    }

    fn to_bytes(self, root: u32) -> [u8; LENGTH] {
        let mut bytes = [0; LENGTH];
        let (number, rest) = bytes.split_at_mut(4);
        let (grant, generation) = rest.split_at_mut(GRANT);
        number.copy_from_slice(&root.to_be_bytes());
        grant.copy_from_slice(self.grant.as_bytes());
        generation.copy_from_slice(&self.generation.to_be_bytes());
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Keys;
    use crate::model::{RootRecord, RootSecret};
    use crate::policy::Lifetimes;

    const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);

    fn token() -> RefreshToken {
        RefreshToken {
            grant: GrantId::from_bytes([9; 16]),
            generation: 3,
        }
    }

    /// Keys with the roots of those numbers; equal numbers are equal roots.
    fn keys(numbers: &[u32], secret: u8) -> Keys {
        let root = |number: &u32| RootRecord {
            number: *number,
            secret: RootSecret::from_bytes([secret; 32]),
            activates_at: NOW.saturating_add((*number).into()),
            created_at: NOW,
        };
        let roots = numbers.iter().map(root).collect();
        Keys::new(&Lifetimes::default(), &[], roots).unwrap()
    }

    fn write(keys: &Keys) -> PlainSecret {
        token().write(keys.roots().at(NOW).unwrap())
    }

    fn verify(keys: &Keys, token: &PlainSecret) -> Option<RefreshToken> {
        RefreshToken::verify(token, keys.roots(), NOW)
    }

    #[test]
    fn a_refresh_token_says_what_was_written() {
        let keys = keys(&[1], 1);
        assert_eq!(verify(&keys, &write(&keys)), Some(token()));
    }

    #[test]
    fn any_change_of_a_refresh_token_is_refused() {
        let keys = keys(&[1], 1);
        let text = write(&keys).expose().to_owned();
        for at in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = PlainSecret::new(String::from_utf8(changed).unwrap());
            assert_eq!(verify(&keys, &changed), None, "byte {at}");
        }
        for cut in 0..text.len() {
            let cut = PlainSecret::new(text[..cut].to_owned());
            assert_eq!(verify(&keys, &cut), None);
        }
        assert_eq!(verify(&keys, &PlainSecret::new(format!("{text}="))), None);
    }

    #[test]
    fn another_servers_refresh_token_is_refused() {
        assert_eq!(verify(&keys(&[1], 1), &write(&keys(&[1], 2))), None);
    }

    #[test]
    fn a_refresh_token_is_verified_under_the_root_that_it_names() {
        let (old, both) = (keys(&[1], 1), keys(&[1, 2], 1));
        assert_eq!(verify(&both, &write(&old)), Some(token()));
        assert_eq!(verify(&keys(&[2], 1), &write(&old)), None, "unknown root");
        // Two roots of the same bytes: the number itself is tagged.
        let mut bytes = URL_SAFE_NO_PAD
            .decode_to_vec(write(&old).expose().strip_prefix(PREFIX).unwrap())
            .unwrap();
        bytes[3] = 2;
        let renamed = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode_to_string(bytes));
        assert_eq!(verify(&both, &PlainSecret::new(renamed)), None);
    }

    #[test]
    fn generations_and_scopes_have_different_token_ids() {
        let keys = keys(&[1], 1);
        let root = keys.roots().at(NOW).unwrap();
        let next = RefreshToken {
            generation: 4,
            ..token()
        };
        let (none, some) = (Scopes::default(), Scopes::parse("a").unwrap());
        let id = token().access_token_id(root, &none);
        assert_eq!(id, token().access_token_id(root, &none));
        assert_ne!(id, next.access_token_id(root, &none));
        assert_ne!(id, token().access_token_id(root, &some));
    }
}
