//! A hash function over password and salt, once or a fixed number of times. Verified only.

use md4::Md4;
use md5::Md5;
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use super::input::{Input, Tag};
use crate::{DigestParams, HashFunction};

#[derive(Clone, Copy)]
pub(crate) struct Digest {
    pub(crate) params: DigestParams,
    pub(crate) salt: SaltSide,
}

/// Where the salt stands.
#[derive(Clone, Copy)]
pub(crate) enum SaltSide {
    Before,
    After,
}

impl Digest {
    pub(super) fn compute(self, input: &Input<'_>) -> Tag {
        let hash = match self.params.function() {
            HashFunction::Md4 => hash::<Md4>,
            HashFunction::Md5 => hash::<Md5>,
            HashFunction::Sha1 => hash::<Sha1>,
            HashFunction::Sha256 => hash::<Sha256>,
            HashFunction::Sha384 => hash::<Sha384>,
            HashFunction::Sha512 => hash::<Sha512>,
        };
        let first = match self.salt {
            SaltSide::Before => hash(input.salt, input.password),
            SaltSide::After => hash(input.password, input.salt),
        };
        (1..self.params.rounds()).fold(first, |tag, _| hash(&tag, &[]))
    }
}

fn hash<D: sha2::digest::Digest>(first: &[u8], second: &[u8]) -> Tag {
    let digest = D::new_with_prefix(first).chain_update(second).finalize();
    Zeroizing::new(digest.to_vec())
}
