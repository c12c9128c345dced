//! Properties of names of every kind.

use unicode_normalization::UnicodeNormalization;

use super::Username;

/// Characters that the rules give a meaning to, beside those that anybody types.
const POOL: &[&str] = &[
    "a",
    "B",
    "z",
    "7",
    "@",
    "_",
    " ",
    "  ",
    "l",
    "L",
    "\u{b7}",
    "\u{df}",
    "\u{1e9e}",
    "\u{131}",
    "\u{130}",
    "\u{e9}",
    "E\u{301}",
    "\u{301}",
    "\u{323}",
    "\u{345}",
    "\u{3a3}",
    "\u{3c2}",
    "\u{3b1}",
    "\u{1f08}",
    "\u{375}",
    "\u{430}",
    "\u{5d0}",
    "\u{5b8}",
    "\u{5f3}",
    "\u{628}",
    "\u{64e}",
    "\u{661}",
    "\u{6f1}",
    "\u{1112}",
    "\u{1161}",
    "\u{11ab}",
    "\u{d55c}",
    "\u{674e}",
    "\u{3042}",
    "\u{30ab}",
    "\u{3099}",
    "\u{30fb}",
    "\u{ff76}",
    "\u{ff9e}",
    "\u{ff21}",
    "\u{3000}",
    "\u{ffe3}",
    "\u{95c}",
    "\u{921}",
    "\u{93c}",
    "\u{94d}",
    "\u{200d}",
    "\u{200b}",
    "\u{202e}",
    "\u{212b}",
    "\u{fb01}",
    "\u{ac}",
    "\u{23a}",
    "\u{10400}",
    "\u{1e921}",
    "\u{1e921}",
    "\u{13a0}",
    "\u{1f600}",
    "\u{e000}",
    "\u{10ffff}",
    "\0",
    "\n",
];

/// Random texts, the same at every run: half of their pieces from the pool, half any character.
fn random_texts(count: usize) -> impl Iterator<Item = String> {
    let mut state = 8265_u64;
    let mut below = move |bound: usize| {
        // SplitMix64.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) >> 33).unwrap() % bound
    };
    (0..count).map(move |_| {
        let mut text = String::new();
        for _ in 0..=below(7) {
            match below(4) {
                0 => text.extend(char::from_u32(u32::try_from(below(0x3_0000)).unwrap())),
                1 => text.extend(char::from_u32(u32::try_from(below(0x1100)).unwrap())),
                _ => text.push_str(POOL[below(POOL.len())]),
            }
        }
        text
    })
}

#[test]
fn the_key_of_a_key_is_the_key() {
    for text in random_texts(20_000) {
        let key = Username::key_of_old_name(&text);
        if !key.starts_with('\u{ac}') {
            assert_eq!(
                Username::key_of_old_name(&key),
                key,
                "{}",
                text.escape_unicode()
            );
        }
    }
}

#[test]
fn the_key_of_every_character_is_its_own_key() {
    // Letters of Chinese and Korean, which are most of Unicode, have no case and are left out.
    let letters = ('\0'..='\u{33ff}').chain('\u{a000}'..='\u{abff}');
    let rest = ('\u{d7a4}'..='\u{ffff}').chain('\u{10000}'..='\u{1ffff}');
    for character in letters.chain(rest) {
        let key = Username::key_of_old_name(character.encode_utf8(&mut [0; 4]));
        if !key.starts_with('\u{ac}') {
            assert_eq!(
                Username::key_of_old_name(&key),
                key,
                "U+{:04X}",
                u32::from(character)
            );
        }
    }
}

#[test]
fn texts_that_are_canonically_equivalent_have_one_key() {
    for text in random_texts(20_000) {
        let [composed, decomposed] = [text.nfc().collect::<String>(), text.nfd().collect()];
        let key = Username::key_of_old_name(&text);
        assert_eq!(
            Username::key_of_old_name(&composed),
            key,
            "{}",
            text.escape_unicode()
        );
        assert_eq!(
            Username::key_of_old_name(&decomposed),
            key,
            "{}",
            text.escape_unicode()
        );
    }
}

#[test]
fn a_new_name_is_found_by_the_same_text_and_every_refusal_is_ascii() {
    let mut taken = 0;
    for text in random_texts(20_000) {
        match Username::parse_new(&text) {
            Ok(name) => {
                taken += 1;
                assert_eq!(Username::parse(&text).unwrap().key(), name.key());
                assert_eq!(name.as_str(), text.trim());
                assert!(!name.key().starts_with('\u{ac}') && name.key().len() <= 128);
            }
            Err(error) => {
                let message = error.to_string();
                assert!(
                    message.bytes().all(|byte| matches!(byte, b' '..=b'~')),
                    "{message:?}"
                );
            }
        }
    }
    assert!(taken > 200, "{taken} taken");
}
