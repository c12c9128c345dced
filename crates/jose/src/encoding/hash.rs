//! Hashes of texts that claims carry, compared without telling how far they agree.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{self, SHA256};

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut array = [0; 32];
    for (to, from) in array
        .iter_mut()
        .zip(digest::digest(&SHA256, bytes).as_ref())
    {
        *to = *from;
    }
    array
}

pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    verify_slices_are_equal(one, other).is_ok()
}
