//! Base64url without padding (RFC 7515 section 2), strict: no white space, no spare bits set.

use base64_simd::{AsOut, URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

/// The text is not base64url, or is not the one text of its bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NotBase64;

/// Decodes into the front of `buffer`, which is at least as long as the text.
#[inline]
pub(crate) fn decode_into<'b>(text: &str, buffer: &'b mut [u8]) -> Result<&'b [u8], NotBase64> {
    if buffer.len() < text.len() {
        return Err(NotBase64);
    }
    match URL_SAFE_NO_PAD.decode(text.as_bytes(), buffer.as_out()) {
        Ok(bytes) => Ok(bytes),
        Err(_) => Err(NotBase64),
    }
}

/// Decodes what must be `N` bytes.
pub(crate) fn decode_array<const N: usize>(text: &str) -> Result<[u8; N], NotBase64> {
    // Longer than the text of any array that is read here.
    let mut buffer = [0; 64];
    let bytes = decode_into(text, &mut buffer)?;
    bytes.try_into().map_err(|_| NotBase64)
}

/// Wiped when dropped, since the bytes may be secret: those of a text that is refused too.
pub(crate) fn decode(text: &str) -> Result<Zeroizing<Vec<u8>>, NotBase64> {
    let mut bytes = Zeroizing::new(vec![0; text.len()]);
    let len = decode_into(text, &mut bytes)?.len();
    bytes.truncate(len);
    Ok(bytes)
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode_to_string(bytes)
}

pub(crate) fn append(bytes: &[u8], text: &mut String) {
    URL_SAFE_NO_PAD.encode_append(bytes, text);
}

/// Characters that stand for this many bytes.
pub(crate) const fn encoded_len(bytes: usize) -> usize {
    bytes.saturating_mul(4).div_ceil(3)
}

#[cfg(test)]
mod tests {
    use zeroize::ZeroizeOnDrop;

    use super::{decode, decode_into, encode};

    #[test]
    fn decoded_bytes_are_wiped_when_dropped() {
        fn is_wiped(_: &impl ZeroizeOnDrop) {}
        let bytes = decode("_w").unwrap();
        assert_eq!(*bytes, b"\xff");
        is_wiped(&bytes);
    }

    #[test]
    fn only_one_text_stands_for_a_value() {
        assert_eq!(encode(b"\xff"), "_w");
        assert_eq!(decode_into("_w", &mut [0; 2]).unwrap(), b"\xff");
        assert!(decode_into("_w", &mut [0; 1]).is_err());
        for other in [
            "_x", "_w==", "_w=", "/w", "_w\n", " _w", "_", "_w_", "_wA.", "_é",
        ] {
            assert!(decode(other).is_err(), "{other:?}");
            assert!(decode_into(other, &mut [0; 8]).is_err(), "{other:?}");
        }
    }
}
