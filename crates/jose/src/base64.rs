//! Base64url without padding (RFC 7515 section 2), strict: no white space, no spare bits set.

use base64_simd::URL_SAFE_NO_PAD;

/// The text is not base64url, or is not the one text of its bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NotBase64;

pub(crate) fn check(text: &str) -> Result<(), NotBase64> {
    URL_SAFE_NO_PAD
        .check(text.as_bytes())
        .map_err(|_| NotBase64)
}

pub(crate) fn decode(text: &str) -> Result<Vec<u8>, NotBase64> {
    URL_SAFE_NO_PAD.decode_to_vec(text).map_err(|_| NotBase64)
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode_to_string(bytes)
}

pub(crate) fn append(bytes: &[u8], text: &mut String) {
    URL_SAFE_NO_PAD.encode_append(bytes, text);
}

#[cfg(test)]
mod tests {
    use super::{check, decode, encode};

    #[test]
    fn only_one_text_stands_for_a_value() {
        assert_eq!(encode(b"\xff"), "_w");
        for other in [
            "_x", "_w==", "_w=", "/w", "_w\n", " _w", "_", "_w_", "_wA.", "_é",
        ] {
            assert!(decode(other).is_err(), "{other:?}");
            assert!(check(other).is_err(), "{other:?}");
        }
    }
}
