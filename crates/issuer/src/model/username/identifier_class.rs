//! The characters of an identifier: `IdentifierClass` of RFC 8264 section 4.2.
//!
//! Two differences from the class. The join controls U+200C and U+200D are refused everywhere: the
//! class takes them in a few places, and they are invisible. The Catalan dot is taken between capital
//! letters too: the class takes it between small ones, and case does not matter here.

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};
use unicode_script::{Script, UnicodeScript};

use super::CharacterProblem;

/// Checks each character of a word, which has no spaces.
///
/// # Errors
///
/// The index of the first character that breaks a rule, and the rule.
pub(in crate::model) fn check(word: &[char]) -> Result<(), (usize, CharacterProblem)> {
    for (index, character) in word.iter().enumerate() {
        let checked = if is_contextual(*character) {
            check_context(word, index, *character)
        } else if is_valid(*character) {
            Ok(())
        } else {
            Err(problem_of(*character))
        };
        checked.map_err(|problem| (index, problem))?;
    }
    Ok(())
}

/// Checks that a character is shown, is not white space, and means the same to everybody.
///
/// # Errors
///
/// What is wrong with it.
pub(in crate::model) fn check_printable(character: char) -> Result<(), CharacterProblem> {
    if is_default_ignorable(character) {
        return Err(CharacterProblem::Invisible);
    }
    match character.general_category() {
        GeneralCategory::Control => Err(CharacterProblem::Control),
        GeneralCategory::Format
        | GeneralCategory::LineSeparator
        | GeneralCategory::ParagraphSeparator => Err(CharacterProblem::Invisible),
        GeneralCategory::SpaceSeparator => Err(CharacterProblem::Space),
        GeneralCategory::PrivateUse => Err(CharacterProblem::PrivateUse),
        GeneralCategory::Unassigned => Err(CharacterProblem::Unassigned),
        _ => Ok(()),
    }
}

/// Whether a character is PVALID for `IdentifierClass` (RFC 8264 section 8).
fn is_valid(character: char) -> bool {
    if is_valid_exception(character) {
        return true;
    }
    if is_disallowed_exception(character) {
        return false;
    }
    // RFC 8264 9.11 (K): ASCII7.
    character.is_ascii_graphic()
        || is_letter_or_digit(character)
            && !is_old_hangul_jamo(character)
            && !is_default_ignorable(character)
            && !has_compatible(character)
}

/// RFC 8264 9.6 (F): exceptions that are PVALID.
const fn is_valid_exception(character: char) -> bool {
    matches!(
        character,
        '\u{df}' | '\u{3c2}' | '\u{6fd}' | '\u{6fe}' | '\u{f0b}' | '\u{3007}'
    )
}

/// RFC 8264 9.6 (F): exceptions that are DISALLOWED.
const fn is_disallowed_exception(character: char) -> bool {
    matches!(
        character,
        '\u{640}' | '\u{7fa}' | '\u{302e}' | '\u{302f}' | '\u{3031}'..='\u{3035}' | '\u{303b}'
    )
}

/// RFC 8264 9.1 (A): LetterDigits.
fn is_letter_or_digit(character: char) -> bool {
    matches!(
        character.general_category(),
        GeneralCategory::LowercaseLetter
            | GeneralCategory::UppercaseLetter
            | GeneralCategory::OtherLetter
            | GeneralCategory::DecimalNumber
            | GeneralCategory::ModifierLetter
            | GeneralCategory::NonspacingMark
            | GeneralCategory::SpacingMark
    )
}

/// RFC 8264 9.9 (I): OldHangulJamo, all characters of Hangul_Syllable_Type L, V or T.
const fn is_old_hangul_jamo(character: char) -> bool {
    matches!(
        character,
        '\u{1100}'..='\u{11ff}'
            | '\u{a960}'..='\u{a97c}'
            | '\u{d7b0}'..='\u{d7c6}'
            | '\u{d7cb}'..='\u{d7fb}'
    )
}

/// RFC 8264 9.13 (M): Default_Ignorable_Code_Point. The blocks of the property are fixed; those of
/// its characters that are not assigned yet are part of it.
const fn is_default_ignorable(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// RFC 8264 9.17 (Q): HasCompat, the character is not its own form KC.
fn has_compatible(character: char) -> bool {
    !std::iter::once(character)
        .nfkc()
        .eq(std::iter::once(character))
}

/// RFC 8264 9.6 (F): exceptions that are CONTEXTO.
const fn is_contextual(character: char) -> bool {
    matches!(
        character,
        '\u{b7}'
            | '\u{375}'
            | '\u{5f3}'
            | '\u{5f4}'
            | '\u{30fb}'
            | '\u{660}'..='\u{669}'
            | '\u{6f0}'..='\u{6f9}'
    )
}

/// RFC 5892 appendices A.3 to A.9.
fn check_context(word: &[char], index: usize, character: char) -> Result<(), CharacterProblem> {
    let before = index.checked_sub(1).and_then(|index| word.get(index));
    let before = before.copied();
    let after = word.get(index.saturating_add(1)).copied();

    let (holds, problem) = match character {
        // A.3.
        '\u{b7}' => (
            before.is_some_and(is_letter_l) && after.is_some_and(is_letter_l),
            CharacterProblem::MiddleDot,
        ),
        // A.4.
        '\u{375}' => (after.is_some_and(is_greek), CharacterProblem::GreekKeraia),
        // A.5 and A.6.
        '\u{5f3}' | '\u{5f4}' => (
            before.is_some_and(is_hebrew),
            CharacterProblem::HebrewPunctuation,
        ),
        // A.7.
        '\u{30fb}' => (
            word.iter().copied().any(is_japanese),
            CharacterProblem::KatakanaMiddleDot,
        ),
        // A.8 and A.9: told of the digit that comes second.
        _ => (
            is_of_one_series(word.get(..index).unwrap_or_default(), character),
            CharacterProblem::ArabicDigit,
        ),
    };
    if holds { Ok(()) } else { Err(problem) }
}

const fn is_letter_l(character: char) -> bool {
    character.eq_ignore_ascii_case(&'l')
}

fn is_greek(character: char) -> bool {
    character.script() == Script::Greek
}

fn is_hebrew(character: char) -> bool {
    character.script() == Script::Hebrew
}

fn is_japanese(character: char) -> bool {
    matches!(
        character.script(),
        Script::Hiragana | Script::Katakana | Script::Han
    )
}

/// Whether no digit before an Arabic one is of the other series.
fn is_of_one_series(before: &[char], digit: char) -> bool {
    if is_arabic_indic(digit) {
        !before.iter().copied().any(is_extended_arabic_indic)
    } else {
        !before.iter().copied().any(is_arabic_indic)
    }
}

const fn is_arabic_indic(character: char) -> bool {
    matches!(character, '\u{660}'..='\u{669}')
}

const fn is_extended_arabic_indic(character: char) -> bool {
    matches!(character, '\u{6f0}'..='\u{6f9}')
}

/// What to say of a character that is not valid.
fn problem_of(character: char) -> CharacterProblem {
    if is_old_hangul_jamo(character) && !is_default_ignorable(character) {
        return CharacterProblem::HangulJamo;
    }
    if let Err(problem) = check_printable(character) {
        return problem;
    }
    if has_compatible(character) {
        return CharacterProblem::Compatibility;
    }
    match character.general_category_group() {
        GeneralCategoryGroup::Symbol => CharacterProblem::Symbol,
        GeneralCategoryGroup::Punctuation => CharacterProblem::Punctuation,
        _ => CharacterProblem::NotForNames,
    }
}
