//! phpass (Solar Designer's "portable hashes"): a hash function, repeated. MD5, and Drupal's SHA-512.

use md5::Md5;
use sha2::Sha512;
use sha2::digest::Digest;
use zeroize::Zeroizing;

use super::input::{Input, Tag};
use crate::PhpassCost;
use crate::encoding::write_hexadecimal;

/// Drupal keeps 43 symbols of base64: 32 bytes and two bits.
const SHA512_TAG_BYTES: usize = 33;
const SHA512_LAST_BITS: u8 = 0b11;

#[derive(Clone, Copy)]
pub(crate) struct Phpass {
    pub(crate) cost: PhpassCost,
    /// `U$`: Drupal made it from a stored MD5, so the password is the hexadecimal digest of the password.
    pub(crate) of_md5: bool,
}

impl Phpass {
    pub(super) fn compute(self, input: &Input<'_>) -> Tag {
        let password = if self.of_md5 {
            Zeroizing::new(write_hexadecimal(&Md5::digest(input.password)).into_bytes())
        } else {
            Zeroizing::new(input.password.to_vec())
        };
        let log_rounds = self.cost.log_rounds();
        if !self.cost.is_sha512() {
            return repeat::<Md5>(log_rounds, input.salt, &password);
        }
        let mut tag = repeat::<Sha512>(log_rounds, input.salt, &password);
        tag.truncate(SHA512_TAG_BYTES);
        if let Some(last) = tag.last_mut() {
            *last &= SHA512_LAST_BITS;
        }
        tag
    }
}

fn repeat<D: Digest>(log_rounds: u8, salt: &[u8], password: &[u8]) -> Tag {
    let first = D::new_with_prefix(salt).chain_update(password).finalize();
    let rounds = 0..1_u64 << log_rounds;
    let last = rounds.fold(first, |previous, _| {
        let next = D::new_with_prefix(previous);
        next.chain_update(password).finalize()
    });
    Zeroizing::new(last.to_vec())
}
