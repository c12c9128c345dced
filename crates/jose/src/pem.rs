//! The text armour round DER (RFC 7468), one block, strictly.

use base64_simd::STANDARD;
use zeroize::Zeroizing;

use crate::KeyError;

const MAX_LEN: usize = 16_384;

/// Takes the DER out of the only block of a PEM text, which has this label.
pub(crate) fn decode(
    text: &str,
    label: &str,
    expected: &'static str,
) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let malformed = KeyError::Malformed(expected);
    if text.len() > MAX_LEN {
        return Err(malformed);
    }
    let body = text
        .trim()
        .strip_prefix("-----BEGIN ")
        .and_then(|rest| rest.strip_prefix(label))
        .and_then(|rest| rest.strip_prefix("-----"))
        .and_then(|rest| rest.strip_suffix("-----"))
        .and_then(|rest| rest.strip_suffix(label))
        .and_then(|rest| rest.strip_suffix("-----END "))
        .ok_or(malformed)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(body.len()));
    bytes.extend(body.bytes().filter(|byte| !byte.is_ascii_whitespace()));
    let len = STANDARD
        .decode_inplace(&mut bytes)
        .map_err(|_| malformed)?
        .len();
    bytes.truncate(len);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::decode;

    fn read(text: &str) -> Option<Vec<u8>> {
        decode(text, "PUBLIC KEY", "PEM")
            .ok()
            .map(|der| der.to_vec())
    }

    #[test]
    fn one_block_with_the_right_label_is_read() {
        let block = "-----BEGIN PUBLIC KEY-----\r\nAQID\r\nBA==\r\n-----END PUBLIC KEY-----\r\n";
        assert_eq!(read(block), Some(vec![1, 2, 3, 4]));
    }

    #[test]
    fn anything_else_is_refused() {
        let block = "-----BEGIN PUBLIC KEY-----\nAQID\n-----END PUBLIC KEY-----\n";
        assert_eq!(read(&block.repeat(2)), None);
        assert_eq!(read(&block.replace("PUBLIC", "PRIVATE")), None);
        assert_eq!(read(&block.replace("END PUBLIC", "END PRIVATE")), None);
        assert_eq!(read(&block.replace("AQID", "AQI")), None);
        assert_eq!(read(&block.replace("AQID", "AQ_D")), None);
        assert_eq!(
            read(&block.replace("AQID", "Proc-Type: 4,ENCRYPTED\n\nAQID")),
            None
        );
        assert_eq!(read("-----BEGIN PUBLIC KEY-----"), None);
        assert_eq!(read("AQID"), None);
        assert_eq!(read(""), None);
        assert_eq!(read(&block.replace("AQID", &"AQID".repeat(5000))), None);
    }
}
