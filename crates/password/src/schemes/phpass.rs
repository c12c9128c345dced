//! phpass (Solar Designer's "portable hashes"): MD5, repeated.

use md5::{Digest, Md5};
use zeroize::Zeroizing;

use super::{Input, Tag};
use crate::PhpassCost;

pub(super) fn compute(cost: PhpassCost, input: &Input<'_>) -> Tag {
    let first = Md5::new().chain_update(input.salt);
    let first = first.chain_update(input.password).finalize();
    let rounds = 0..1_u64 << cost.log_rounds();
    let last = rounds.fold(first, |previous, _| {
        let next = Md5::new().chain_update(previous);
        next.chain_update(input.password).finalize()
    });
    Zeroizing::new(last.to_vec())
}
