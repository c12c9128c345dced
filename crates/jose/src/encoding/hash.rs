//! Hashes of texts that claims carry, compared without telling how far they agree.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{self, SHA256};

use super::base64;
use crate::Algorithm;

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

/// OpenID Connect Core 3.1.3.6: the left half of the hash that the token's algorithm uses.
///
/// `None` where the algorithm has no such hash.
pub(crate) fn left_half(algorithm: Algorithm, text: &str) -> Option<String> {
    let hash = digest::digest(algorithm.digest()?, text.as_bytes());
    let (left, _) = hash.as_ref().split_at_checked(hash.as_ref().len() / 2)?;
    Some(base64::encode(left))
}

#[cfg(test)]
mod tests {
    use super::left_half;
    use crate::Algorithm;

    #[test]
    fn examples_of_openid_connect_core_appendix_a() {
        // A.3: `at_hash` of an access token; A.6: `c_hash` of a code; both for RS256.
        let access_token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
        let at_hash = left_half(Algorithm::Rs256, access_token);
        assert_eq!(at_hash.as_deref(), Some("77QmUPtjPfzWtF2AnpK9RQ"));
        let code = "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk";
        let c_hash = left_half(Algorithm::Rs256, code);
        assert_eq!(c_hash.as_deref(), Some("LDktKdoQak3Pk0cnXxCltA"));
    }

    #[test]
    fn ed25519_halves_sha_512() {
        assert_eq!(
            left_half(Algorithm::EdDsa, "x").map(|half| half.len()),
            Some(43)
        );
        assert_eq!(
            left_half(Algorithm::Es256, "x").map(|half| half.len()),
            Some(22)
        );
    }
}
