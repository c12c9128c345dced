//! Secrets that a person reads from a screen and types.

use zeroize::Zeroizing;

const CONSONANTS: &[u8; 16] = b"bdfghjklmnprstvz";
const VOWELS: &[u8; 4] = b"aiou";

/// Writes 10 random bytes as five words that can be said aloud: `rofal-busim-pafot-duliz-kagan`.
///
/// 16 bits make a word: consonant, vowel, consonant, vowel, consonant (the idea is Wilkerson's
/// proquints, arXiv:0901.4016). Eighty bits are out of reach for guessing even off line.
pub(crate) fn passphrase(random: &[u8; 10]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(29));
    for pair in random.chunks_exact(2) {
        if !text.is_empty() {
            text.push('-');
        }
        let bits = pair
            .iter()
            .fold(0u16, |bits, byte| (bits << 8) | u16::from(*byte));
        text.push(letter(CONSONANTS, bits >> 12));
        text.push(letter(VOWELS, bits >> 10));
        text.push(letter(CONSONANTS, bits >> 6));
        text.push(letter(VOWELS, bits >> 4));
        text.push(letter(CONSONANTS, bits));
    }
    text
}

/// The letter that the lowest bits choose.
fn letter<const N: usize>(alphabet: &[u8; N], bits: u16) -> char {
    alphabet
        .get(usize::from(bits) % N)
        .copied()
        .map_or('-', char::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_passphrase_is_five_words_of_five_letters() {
        let text = passphrase(&[0, 1, 2, 3, 0xfc, 0xfd, 0xfe, 0xff, 0x7f, 0x80]);
        let words: Vec<_> = text.split('-').collect();
        assert_eq!(words.len(), 5);
        assert!(words.iter().all(|word| word.len() == 5), "{words:?}");
        assert!(text.chars().all(|c| c.is_ascii_lowercase() || c == '-'));
    }

    #[test]
    fn every_value_of_16_bits_has_a_word_of_its_own() {
        let word = |bits: u16| {
            let [high, low] = bits.to_be_bytes();
            passphrase(&[high, low, 0, 0, 0, 0, 0, 0, 0, 0])
                .get(..5)
                .unwrap()
                .to_owned()
        };
        let words: BTreeSet<_> = (0..=u16::MAX).map(word).collect();
        assert_eq!(words.len(), 1 << 16);
    }
}
