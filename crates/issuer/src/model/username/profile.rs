//! The key of a user name: the `UsernameCaseMapped` profile of RFC 8265 section 3.3.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_compatible;

use super::{CharacterProblem, bidi_rule, identifier_class};
use crate::model::NameError;

/// The name with full-width and half-width characters as what they stand for, in normalization form C.
///
/// The profile normalizes last only, and so refuses what is not composed where the composed text is
/// taken, such as Hangul as some systems write it in file names. Normalizing first as well makes
/// canonically equivalent texts the same name.
pub(super) fn compose(name: &str) -> Vec<char> {
    // RFC 8265 3.3, width mapping rule.
    name.chars().map(map_width).nfc().collect()
}

/// The key of a composed name.
///
/// # Errors
///
/// The first character that the profile does not take.
pub(super) fn key(composed: &[char]) -> Result<String, NameError> {
    let mut key = String::new();
    for (place, word) in words(composed) {
        check_word(place, word)?;

        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(&map_case(word));
    }
    Ok(key)
}

/// Each word of a composed name, and the place of its first character in the name.
///
/// RFC 8265 3.1: a user name is one or more userparts with spaces between them, and the profile is
/// applied to each.
pub(super) fn words(composed: &[char]) -> impl Iterator<Item = (usize, &[char])> {
    let mut next = 1_usize;
    composed
        .split(|character| *character == ' ')
        .map(move |word| {
            let place = next;
            next = place.saturating_add(word.len()).saturating_add(1);
            (place, word)
        })
        .filter(|(_, word)| !word.is_empty())
}

fn check_word(place: usize, word: &[char]) -> Result<(), NameError> {
    // RFC 8265 3.3, preparation: IdentifierClass.
    identifier_class::check(word)
        .map_err(|(index, problem)| refused(word, place, index, problem))?;

    // RFC 8265 3.3, directionality rule. A letter has the same direction in either case, so that the
    // word is checked as typed, where places can be told.
    bidi_rule::check(word).map_err(|index| refused(word, place, index, CharacterProblem::Direction))
}

fn refused(word: &[char], place: usize, index: usize, problem: CharacterProblem) -> NameError {
    NameError::Character {
        character: word.get(index).copied().unwrap_or_default(),
        place: place.saturating_add(index),
        problem,
    }
}

/// RFC 8265 3.3, case mapping rule (Unicode's toLowerCase) and normalization rule (form C).
///
/// A capital sigma becomes a final one at the end of a word, as Greek is written.
fn map_case(word: &[char]) -> String {
    let word: String = word.iter().collect();
    word.to_lowercase().nfc().collect()
}

/// U+3000 and the full-width and half-width forms, as what they stand for. A form of several characters
/// stays, and is refused later, as the half-width letters of Hangul are: they stand for lone letters,
/// which no name has.
fn map_width(character: char) -> char {
    if !matches!(
        character,
        '\u{3000}' | '\u{ff01}'..='\u{ff9f}' | '\u{ffe0}'..='\u{ffee}'
    ) {
        return character;
    }
    let mut stands_for = Vec::with_capacity(1);
    decompose_compatible(character, |part| stands_for.push(part));
    match stands_for[..] {
        [one] => one,
        _ => character,
    }
}
