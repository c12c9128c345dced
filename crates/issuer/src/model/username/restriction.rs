//! What a new user name must keep beyond the profile: Unicode Technical Standard 39.

use unicode_normalization::char::{decompose_canonical, is_combining_mark};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};
use unicode_script::{Script, UnicodeScript};
use unicode_security::GeneralSecurityProfile;
use unicode_security::mixed_script::AugmentedScriptSet;

use super::{CharacterProblem, profile};
use crate::model::{NameError, ScriptAt};

/// UTS 39 section 5.4.
const MOST_MARKS: usize = 4;

/// A character and its place in the name.
type Placed = (usize, char);

/// Checks a composed name that the profile has taken.
///
/// # Errors
///
/// The first character that breaks a rule, or two that are of scripts which do not go together.
pub(super) fn check(composed: &[char]) -> Result<(), NameError> {
    check_recommended(composed)?;
    check_scripts(composed)?;
    profile::words(composed).try_for_each(|(place, word)| check_marks(place, word))
}

/// UTS 39 section 3.1, general security profile for identifiers: Identifier_Status is Allowed. Two
/// additions: all of ASCII, since names such as `ada@example.org` have signs; and Bopomofo, which the
/// level "highly restrictive" names and which is of limited use elsewhere.
fn check_recommended(composed: &[char]) -> Result<(), NameError> {
    let restricted = placed(composed).find(|(_, character)| !is_recommended(*character));
    restricted.map_or(Ok(()), |at| {
        Err(refused(at, CharacterProblem::NotRecommended))
    })
}

fn is_recommended(character: char) -> bool {
    character.is_ascii() || character.identifier_allowed() || character.script() == Script::Bopomofo
}

/// UTS 39 section 5.2: restriction level "highly restrictive".
fn check_scripts(composed: &[char]) -> Result<(), NameError> {
    let name: Vec<Placed> = placed(composed).collect();
    if go_together(&name) {
        return Ok(());
    }

    // Who wrote the name must know which two characters: the second is where the name goes wrong.
    let good = (1..name.len())
        .take_while(|length| name.get(..*length).is_some_and(go_together))
        .count();
    let (before, rest) = name.split_at_checked(good).unwrap_or_default();
    let second = rest.first().copied().unwrap_or_default();
    let first = before
        .iter()
        .find(|first| !go_together(&[**first, second]))
        .or(before.first());
    Err(NameError::MixedScripts {
        first: script_at(first.copied().unwrap_or_default()),
        second: script_at(second),
    })
}

/// Whether characters are of one script, or of Latin and what Chinese, Japanese or Korean is written
/// in. Characters of several scripts, such as digits, go with each of them.
fn go_together(characters: &[Placed]) -> bool {
    let mut all = AugmentedScriptSet::default();
    let mut beside_latin = AugmentedScriptSet::default();
    for (_, character) in characters {
        let scripts = AugmentedScriptSet::for_char(*character);
        all.intersect_with(scripts);
        if !scripts.base.contains_script(Script::Latin) {
            beside_latin.intersect_with(scripts);
        }
    }
    !all.is_empty() || beside_latin.hanb || beside_latin.jpan || beside_latin.kore
}

/// UTS 39 section 5.4: no mark twice and at most four on a letter. Also, no word begins with one.
fn check_marks(place: usize, word: &[char]) -> Result<(), NameError> {
    if let Some(first) = word.first().filter(|first| is_combining_mark(**first)) {
        let problem = CharacterProblem::MarkWithoutLetter;
        return Err(refused((place, *first), problem));
    }

    let mut marks = Vec::new();
    for (index, character) in word.iter().enumerate() {
        let mut parts = Vec::new();
        decompose_canonical(*character, |part| parts.push(part));

        for part in parts {
            let at = (place.saturating_add(index), part);
            if part.general_category() != GeneralCategory::NonspacingMark {
                marks.clear();
            } else if marks.contains(&part) {
                return Err(refused(at, CharacterProblem::MarkTwice));
            } else if marks.len() == MOST_MARKS {
                return Err(refused(at, CharacterProblem::TooManyMarks));
            } else {
                marks.push(part);
            }
        }
    }
    Ok(())
}

fn placed(composed: &[char]) -> impl Iterator<Item = Placed> {
    (1..).zip(composed.iter().copied())
}

const fn refused((place, character): Placed, problem: CharacterProblem) -> NameError {
    NameError::Character {
        character,
        place,
        problem,
    }
}

fn script_at((place, character): Placed) -> ScriptAt {
    ScriptAt {
        character,
        place,
        script: character.script().full_name(),
    }
}
