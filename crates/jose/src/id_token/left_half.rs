//! Hashes of an access token and of a code, as an ID token carries them.

use aws_lc_rs::digest;

use crate::Algorithm;
use crate::encoding::base64;

/// OpenID Connect Core 3.1.3.6: the left half of the hash that the token's algorithm uses.
///
/// `None` where the algorithm has no such hash.
pub(super) fn left_half(algorithm: Algorithm, text: &str) -> Option<String> {
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
