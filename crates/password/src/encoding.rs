//! Base64 without padding, in the alphabets of hash strings, and their decimal numbers.

use std::iter;

/// RFC 4648 section 4, as PHC strings use it.
pub(crate) const STANDARD: Alphabet =
    Alphabet::new(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

/// The order that bcrypt uses.
pub(crate) const BCRYPT: Alphabet =
    Alphabet::new(b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

const NO_SYMBOL: u8 = 0xff;

/// Sixty-four symbols, both ways. Most significant bits first.
pub(crate) struct Alphabet {
    symbols: &'static [u8; 64],
    values: [u8; 256],
}

/// Decoded bytes, and the bits after the last whole byte, which a strict format wants to be zero.
pub(crate) struct Decoded {
    pub(crate) bytes: Vec<u8>,
    pub(crate) spare_bits: u32,
}

impl Alphabet {
    const fn new(symbols: &'static [u8; 64]) -> Self {
        let mut values = [NO_SYMBOL; 256];
        let mut value = 0;
        while value < 64 {
            values[symbols[value as usize] as usize] = value;
            value += 1;
        }
        Self { symbols, values }
    }

    pub(crate) fn encode(&self, bytes: &[u8]) -> String {
        let symbol = |sextet: u32| char::from(self.symbols[(sextet & 63) as usize]);
        let chunk_symbols = |chunk: &[u8]| {
            let padded = chunk.iter().copied().chain(iter::repeat(0)).take(3);
            let bits = padded.fold(0, |bits, byte| bits << 8 | u32::from(byte));
            let sextets = [bits >> 18, bits >> 12, bits >> 6, bits];
            sextets.map(symbol).into_iter().take(chunk.len() + 1)
        };
        bytes.chunks(3).flat_map(chunk_symbols).collect()
    }

    /// `None` on a foreign symbol, or on a length that no number of bytes encodes to.
    pub(crate) fn decode(&self, text: &[u8]) -> Option<Decoded> {
        let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
        let (mut bits, mut count) = (0_u32, 0);
        for symbol in text {
            let value = self.values[usize::from(*symbol)];
            if value == NO_SYMBOL {
                return None;
            }
            bits = bits << 6 | u32::from(value);
            count += 6;
            if count >= 8 {
                count -= 8;
                bytes.extend((bits >> count).to_be_bytes().last());
                bits &= (1 << count) - 1;
            }
        }
        (count < 6).then_some(Decoded {
            bytes,
            spare_bits: bits,
        })
    }

    /// As [`decode`](Self::decode), and `None` when there are spare bits that are not zero.
    pub(crate) fn decode_strictly(&self, text: &[u8]) -> Option<Vec<u8>> {
        let decoded = self.decode(text)?;
        (decoded.spare_bits == 0).then_some(decoded.bytes)
    }
}

/// A decimal number as hash strings write it: digits only, no sign, no leading zero.
pub(crate) fn decimal(text: &str) -> Option<u32> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let leading_zero = text.len() > 1 && text.starts_with('0');
    if plain && !leading_zero {
        text.parse().ok()
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_has_the_answers_of_rfc_4648() {
        // RFC 4648 section 10, without the padding.
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg"),
            ("fo", "Zm8"),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg"),
            ("fooba", "Zm9vYmE"),
        ] {
            assert_eq!(STANDARD.encode(bytes.as_bytes()), text);
            assert_eq!(
                STANDARD.decode_strictly(text.as_bytes()).unwrap(),
                bytes.as_bytes()
            );
        }
    }

    #[test]
    fn every_byte_survives_encoding_in_both_alphabets() {
        let bytes: Vec<u8> = (0..=255).collect();
        for alphabet in [&STANDARD, &BCRYPT] {
            for length in 250..=256 {
                let text = alphabet.encode(&bytes[..length]);
                assert_eq!(
                    alphabet.decode_strictly(text.as_bytes()).unwrap(),
                    bytes[..length]
                );
            }
        }
    }

    #[test]
    fn spare_bits_padding_and_foreign_symbols_are_refused() {
        for text in [
            "Zh",
            "Zm9",
            "Z",
            "A",
            "AAAAA",
            "Zg==",
            "Z g",
            "Zm8\n",
            "Zm-v",
            "Zm_v",
            "Zm\u{e9}v",
        ] {
            assert!(
                STANDARD.decode_strictly(text.as_bytes()).is_none(),
                "{text:?}"
            );
        }
        assert_eq!(STANDARD.decode(b"Zh").unwrap().spare_bits, 1);
    }

    #[test]
    fn a_decimal_has_one_spelling() {
        assert_eq!(decimal("0"), Some(0));
        assert_eq!(decimal("4294967295"), Some(u32::MAX));
        for text in [
            "",
            "08",
            "00",
            "+1",
            "-1",
            " 1",
            "1 ",
            "1e3",
            "0x1",
            "4294967296",
            "\u{661}",
        ] {
            assert_eq!(decimal(text), None, "{text:?}");
        }
    }
}
