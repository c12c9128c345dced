//! The Bidi rule of RFC 5893: a word is shown in the same order wherever it stands.

use unicode_bidi::BidiClass::{AL, AN, BN, CS, EN, ES, ET, L, NSM, ON, R};
use unicode_bidi::{BidiClass, bidi_class};

/// Checks a word that has a character of right-to-left writing; others keep the rule.
///
/// # Errors
///
/// The index of a character that breaks the rule.
pub(in crate::model) fn check(word: &[char]) -> Result<(), usize> {
    let classes: Vec<_> = word.iter().map(|letter| bidi_class(*letter)).collect();
    // RFC 8264 5.2.5: the rule is for strings with right-to-left characters.
    if !classes.iter().any(|class| matches!(class, R | AL | AN)) {
        return Ok(());
    }

    // RFC 5893 2, condition 1: the first character decides the direction.
    match classes.first() {
        Some(R | AL) => check_right_to_left(&classes),
        Some(L) => check_left_to_right(&classes),
        _ => Err(0),
    }
}

fn check_right_to_left(classes: &[BidiClass]) -> Result<(), usize> {
    // RFC 5893 2, condition 2: what a right-to-left word may have.
    refuse(classes, |class| {
        !matches!(class, R | AL | AN | EN | ES | CS | ET | ON | BN | NSM)
    })?;

    // RFC 5893 2, condition 4: European and Arabic digits exclude each other.
    let digits = classes.iter().find(|class| matches!(class, EN | AN));
    refuse(classes, |class| {
        matches!(class, EN | AN) && Some(&class) != digits
    })?;

    // RFC 5893 2, condition 3: how it ends, before its last marks.
    check_end(classes, |class| matches!(class, R | AL | EN | AN))
}

fn check_left_to_right(classes: &[BidiClass]) -> Result<(), usize> {
    // RFC 5893 2, condition 5: what a left-to-right word may have.
    refuse(classes, |class| {
        !matches!(class, L | EN | ES | CS | ET | ON | BN | NSM)
    })?;

    // RFC 5893 2, condition 6: how it ends, before its last marks.
    check_end(classes, |class| matches!(class, L | EN))
}

fn refuse(classes: &[BidiClass], is_wrong: impl Fn(BidiClass) -> bool) -> Result<(), usize> {
    classes
        .iter()
        .position(|class| is_wrong(*class))
        .map_or(Ok(()), Err)
}

fn check_end(classes: &[BidiClass], is_end: impl Fn(BidiClass) -> bool) -> Result<(), usize> {
    match classes.iter().rposition(|class| *class != NSM) {
        Some(last) if !classes.get(last).is_some_and(|class| is_end(*class)) => Err(last),
        _ => Ok(()),
    }
}
