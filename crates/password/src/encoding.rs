//! Base64 without padding, in the alphabets of hash strings, and their decimal numbers.

use std::iter;

/// RFC 4648 section 4, as PHC strings use it.
pub(crate) const STANDARD: Alphabet =
    Alphabet::new(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

/// The order that bcrypt uses.
pub(crate) const BCRYPT: Alphabet =
    Alphabet::new(b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

/// The order of crypt(3), and of most who came after it.
pub(crate) const CRYPT: Alphabet =
    Alphabet::new(b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

/// RFC 4648 section 4 with '.' for '+', as Passlib writes PBKDF2.
pub(crate) const PASSLIB: Alphabet =
    Alphabet::new(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789./");

const NO_SYMBOL: u8 = 0xff;

/// Sixty-four symbols, both ways. Most significant bits first, but in the methods called `crypt`.
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
        let chunk_symbols = |chunk: &[u8]| {
            let padded = chunk.iter().copied().chain(iter::repeat(0)).take(3);
            let bits = padded.fold(0, |bits, byte| bits << 8 | u32::from(byte));
            let sextets = [bits >> 18, bits >> 12, bits >> 6, bits];
            sextets
                .map(|sextet| self.symbol(sextet))
                .into_iter()
                .take(chunk.len() + 1)
        };
        bytes.chunks(3).flat_map(chunk_symbols).collect()
    }

    /// The symbol of six bits.
    pub(crate) fn symbol(&self, sextet: u32) -> char {
        char::from(self.symbols[(sextet & 63) as usize])
    }

    /// The value of one symbol.
    pub(crate) fn value(&self, symbol: u8) -> Option<u8> {
        let value = self.values[usize::from(symbol)];
        (value != NO_SYMBOL).then_some(value)
    }

    /// As crypt(3) does: three bytes are a number whose first byte counts least, and so does the first symbol.
    pub(crate) fn encode_crypt(&self, bytes: &[u8]) -> String {
        let chunk_symbols = |chunk: &[u8]| {
            let bytes = chunk.iter().rev();
            let bits = bytes.fold(0, |bits, byte| bits << 8 | u32::from(*byte));
            let sextets = [bits, bits >> 6, bits >> 12, bits >> 18];
            sextets
                .map(|sextet| self.symbol(sextet))
                .into_iter()
                .take(chunk.len() + 1)
        };
        bytes.chunks(3).flat_map(chunk_symbols).collect()
    }

    /// Undoes [`encode_crypt`](Self::encode_crypt): `None` on what it does not write.
    pub(crate) fn decode_crypt(&self, text: &[u8]) -> Option<Vec<u8>> {
        let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
        for chunk in text.chunks(4) {
            let mut bits = 0_u32;
            for symbol in chunk.iter().rev() {
                bits = bits << 6 | u32::from(self.value(*symbol)?);
            }
            let [low, middle, high, _] = bits.to_le_bytes();
            let whole = chunk.len() * 6 / 8;
            if whole == 0 || bits >> (8 * whole) != 0 {
                return None;
            }
            bytes.extend_from_slice(&[low, middle, high][..whole]);
        }
        Some(bytes)
    }

    /// `None` on a foreign symbol, or on a length that no number of bytes encodes to.
    pub(crate) fn decode(&self, text: &[u8]) -> Option<Decoded> {
        let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
        let (mut bits, mut count) = (0_u32, 0);
        for symbol in text {
            bits = bits << 6 | u32::from(self.value(*symbol)?);
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

    /// As [`decode_strictly`](Self::decode_strictly), with the padding that is due, no more and no less.
    pub(crate) fn decode_padded(&self, text: &[u8]) -> Option<Vec<u8>> {
        let bare = match text {
            [bare @ .., b'=', b'='] | [bare @ .., b'='] => bare,
            _ => text,
        };
        let due = bare.len().next_multiple_of(4) == text.len();
        due.then(|| self.decode_strictly(bare))?
    }
}

/// The `=` that RFC 4648 section 4 puts behind.
pub(crate) fn pad(mut text: String) -> String {
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

/// Bytes in hexadecimal: lower case, two digits each.
pub(crate) fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    base16ct::lower::decode_vec(text).ok()
}

/// What [`hexadecimal`] reads.
pub(crate) fn write_hexadecimal(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(bytes)
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
    fn every_byte_survives_encoding_in_each_alphabet() {
        let bytes: Vec<u8> = (0..=255).collect();
        for alphabet in [&STANDARD, &BCRYPT, &CRYPT, &PASSLIB] {
            for length in 250..=256 {
                let bytes = &bytes[..length];
                let text = alphabet.encode(bytes);
                assert_eq!(alphabet.decode_strictly(text.as_bytes()).unwrap(), bytes);
                let text = alphabet.encode_crypt(bytes);
                assert_eq!(alphabet.decode_crypt(text.as_bytes()).unwrap(), bytes);
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
    fn padding_is_there_where_it_is_due_and_nowhere_else() {
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v")] {
            let decoded = STANDARD.decode_padded(text.as_bytes());
            assert_eq!(decoded.unwrap(), bytes.as_bytes());
        }
        for text in [
            "Zg", "Zg=", "Zg===", "Zh==", "=", "==", "====", "Zm9v=", "Zm8==", "Zm8=\n",
        ] {
            assert!(
                STANDARD.decode_padded(text.as_bytes()).is_none(),
                "{text:?}"
            );
        }
    }

    #[test]
    fn hexadecimal_has_one_spelling() {
        assert_eq!(hexadecimal("00ff1a"), Some(vec![0, 255, 26]));
        assert_eq!(write_hexadecimal(&[0, 255, 26]), "00ff1a");
        assert_eq!(hexadecimal(""), Some(vec![]));
        for text in ["0", "0F", "0x", "+f", " f", "0g", "0f\n", "\u{661}\u{661}"] {
            assert_eq!(hexadecimal(text), None, "{text:?}");
        }
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
