//! What lies in an envelope: nonce, ciphertext and tag.
//!
//! The plain text is 32 zero bytes, the hash string, and zero bytes up to a multiple of 128.
//!
//! - The leading zeros commit to the key. XChaCha20-Poly1305 by itself does not: bytes can be made that
//!   open under two keys. Here such bytes need two keys whose key streams begin with the same 256 bits.
//! - The trailing zeros hide the scheme: bcrypt and Argon2id hashes give envelopes of one length.
//!
//! Associated are the purpose, the key id with its length, and the user's id.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{PepperError, PepperKey};

const PURPOSE: &[u8] = b"countersign password pepper v1\0";
const COMMITMENT: [u8; 32] = [0; 32];
const NONCE: usize = 24;
const TAG: usize = 16;
const PADDED_TO: usize = 128;

/// The lengths that an envelope of a hash string up to `hash_bytes` long can have.
pub(super) const fn sealed_len(hash_bytes: usize) -> usize {
    NONCE + COMMITMENT.len() + hash_bytes.next_multiple_of(PADDED_TO) + TAG
}

/// Whether the bytes have a length that sealing gives.
pub(super) const fn has_sealed_len(sealed: &[u8]) -> bool {
    sealed.len() >= sealed_len(1) && (sealed.len() - sealed_len(0)).is_multiple_of(PADDED_TO)
}

pub(super) fn seal(key: &PepperKey, user_id: &[u8], hash: &str) -> Result<Vec<u8>, PepperError> {
    let mut nonce = [0; NONCE];
    let no_entropy = |error: getrandom::Error| PepperError::NoEntropy {
        reason: error.to_string(),
    };
    getrandom::fill(&mut nonce).map_err(no_entropy)?;
    seal_with_nonce(key, user_id, hash, &nonce)
}

fn seal_with_nonce(
    key: &PepperKey,
    user_id: &[u8],
    hash: &str,
    nonce: &[u8; NONCE],
) -> Result<Vec<u8>, PepperError> {
    let length = COMMITMENT.len() + hash.len().next_multiple_of(PADDED_TO);
    let mut plain = Zeroizing::new(Vec::with_capacity(length));
    plain.extend_from_slice(&COMMITMENT);
    plain.extend_from_slice(hash.as_bytes());
    plain.resize(length, 0);
    let payload = Payload {
        msg: &plain,
        aad: &associated(key.id(), user_id),
    };
    // Fails only above 256 GiB; hash strings have a kibibyte at most.
    let too_long = |_| PepperError::NotAuthentic {
        key_id: key.id().to_owned(),
    };
    let ciphertext = cipher(key)
        .encrypt(nonce.into(), payload)
        .map_err(too_long)?;
    Ok([nonce.as_slice(), &ciphertext].concat())
}

/// `None` unless every byte is as it was sealed, for this key, key id and user.
pub(super) fn open(key: &PepperKey, user_id: &[u8], sealed: &[u8]) -> Option<Zeroizing<String>> {
    let (nonce, ciphertext) = sealed.split_first_chunk::<NONCE>()?;
    let payload = Payload {
        msg: ciphertext,
        aad: &associated(key.id(), user_id),
    };
    let plain = Zeroizing::new(cipher(key).decrypt(nonce.into(), payload).ok()?);
    let (commitment, padded) = plain.split_first_chunk::<{ COMMITMENT.len() }>()?;
    if !bool::from(commitment.ct_eq(&COMMITMENT)) {
        return None;
    }
    let end = padded.iter().rposition(|byte| *byte != 0)? + 1;
    let text = std::str::from_utf8(padded.get(..end)?).ok()?;
    Some(Zeroizing::new(text.to_owned()))
}

fn cipher(key: &PepperKey) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.secret().into())
}

/// No two pairs of ids give the same bytes: the first has its length in front, the second is the rest.
fn associated(key_id: &str, user_id: &[u8]) -> Vec<u8> {
    // A key id has at most 32 bytes.
    let length = [u8::try_from(key_id.len()).unwrap_or(u8::MAX)];
    [PURPOSE, &length, key_id.as_bytes(), user_id].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "$2b$12$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q";

    fn key(id: &str) -> PepperKey {
        PepperKey::parse(
            id,
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        )
        .unwrap()
    }

    /// Encrypts under the key and ids of `seal`, whatever the plain text.
    fn forge(plain: &[u8]) -> Vec<u8> {
        let nonce = [7; NONCE];
        let payload = Payload {
            msg: plain,
            aad: &associated("a", b"user"),
        };
        let ciphertext = cipher(&key("a")).encrypt((&nonce).into(), payload).unwrap();
        [nonce.as_slice(), &ciphertext].concat()
    }

    #[test]
    fn plain_text_without_the_commitment_does_not_open() {
        let mut plain = [COMMITMENT.as_slice(), HASH.as_bytes()].concat();
        plain.resize(32 + 128, 0);
        assert_eq!(
            open(&key("a"), b"user", &forge(&plain)).unwrap().as_str(),
            HASH
        );
        for at in 0..COMMITMENT.len() {
            let mut changed = plain.clone();
            changed[at] = 1;
            assert!(
                open(&key("a"), b"user", &forge(&changed)).is_none(),
                "byte {at}"
            );
        }
        assert!(
            open(&key("a"), b"user", &forge(&[0; 160])).is_none(),
            "no hash"
        );
        assert!(open(&key("a"), b"user", &forge(b"")).is_none());
    }

    #[test]
    fn key_id_and_user_id_do_not_run_into_each_other() {
        let sealed = seal(&key("a"), b"buser", HASH).unwrap();
        assert!(open(&key("a"), b"buser", &sealed).is_some());
        assert!(open(&key("ab"), b"user", &sealed).is_none());
        assert!(
            open(&key("b"), b"buser", &sealed).is_none(),
            "same key, other id"
        );
    }

    #[test]
    fn envelopes_of_short_and_long_hashes_have_one_length() {
        let lengths: Vec<_> = [60, 97, 128, 129]
            .map(|length| seal(&key("a"), b"user", &"$".repeat(length)).unwrap())
            .iter()
            .map(|sealed| {
                assert!(has_sealed_len(sealed));
                sealed.len()
            })
            .collect();
        assert_eq!(lengths, [200, 200, 200, 328]);
        for length in [0, 1, 72, 199, 201, 327] {
            assert!(!has_sealed_len(&vec![0; length]), "{length}");
        }
    }
}
