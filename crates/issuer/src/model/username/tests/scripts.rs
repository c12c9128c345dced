//! Which characters go together in a new name: UTS 39.

use super::{NameError, Problem, assert_different_people, assert_refused, assert_taken, refusal};
use crate::model::ScriptAt;

#[test]
fn scripts_that_one_language_writes_together_are_taken() {
    for good in [
        "ada",
        "\u{3b1}\u{3bb}\u{3ad}\u{3be}\u{3b7}",
        "\u{410}\u{43d}\u{43d}\u{430} 1-\u{410}",
        // Japanese: Latin, Han, Hiragana and Katakana, and the sign for long vowels.
        "ada\u{674e}\u{3042}\u{30a2}\u{30fc}",
        // Korean: Latin, Han and Hangul.
        "ada\u{674e}\u{d55c}",
        // Chinese: Latin, Han and Bopomofo.
        "ada\u{674e}\u{3105}",
        "\u{674e} lee@example.org",
        "\u{928}\u{93f}\u{939}\u{93e} 42",
    ] {
        assert_taken(good);
    }
}

#[test]
fn scripts_that_no_language_writes_together_are_refused() {
    for (bad, first, second) in [
        ("\u{430}dmin", (1, "Cyrillic"), (2, "Latin")),
        ("adm\u{456}n", (1, "Latin"), (4, "Cyrillic")),
        ("g\u{3bf}ogle", (1, "Latin"), (2, "Greek")),
        ("\u{410}\u{391}", (1, "Cyrillic"), (2, "Greek")),
        // The whole name counts, not each word.
        ("ada \u{430}\u{434}\u{430}", (1, "Latin"), (5, "Cyrillic")),
        ("ada \u{5d0}", (1, "Latin"), (5, "Hebrew")),
        ("ada\u{3042}\u{d55c}", (4, "Hiragana"), (5, "Hangul")),
        ("ada\u{3105}\u{d55c}", (4, "Bopomofo"), (5, "Hangul")),
        ("\u{5d0} \u{628}", (1, "Hebrew"), (3, "Arabic")),
        ("a\u{e01}", (1, "Latin"), (2, "Thai")),
    ] {
        let characters: Vec<_> = bad.chars().collect();
        let at = |(place, script): (usize, &'static str)| ScriptAt {
            character: characters[place - 1],
            place,
            script,
        };
        let expected = NameError::MixedScripts {
            first: at(first),
            second: at(second),
        };
        assert_eq!(refusal(bad), expected, "{}", bad.escape_unicode());
    }
}

#[test]
fn a_name_that_looks_latin_but_is_of_one_other_script_is_taken() {
    // "Highly restrictive" does not compare with names of other scripts. The first is Cyrillic from
    // end to end, the second Latin with a dotless i; both are other people than those they look like.
    for (looks_like, name) in [
        ("cocoa", "\u{441}\u{43e}\u{441}\u{43e}\u{430}"),
        ("admin", "adm\u{131}n"),
    ] {
        assert_taken(name);
        assert_different_people(&[looks_like, name]);
    }
}

#[test]
fn scripts_and_letters_that_are_not_in_common_use_are_refused() {
    for (bad, place) in [
        // Cherokee, whose letters look like Latin ones; Coptic, Gothic, and phonetic letters.
        ("\u{13aa}\u{13bb}", 1),
        ("ada\u{ab83}", 4),
        ("\u{2c81}", 1),
        ("\u{251}da", 1),
        ("a\u{1c0}", 2),
    ] {
        assert_refused(bad, place, Problem::NotRecommended);
    }
}

#[test]
fn combining_marks_are_few_and_on_a_letter() {
    assert_taken("n\u{303}andu");
    assert_taken("\u{1ec7}");
    assert_taken("\u{0e17}\u{0e35}\u{0e48}");
    for (bad, place, problem) in [
        ("\u{301}ada", 1, Problem::MarkWithoutLetter),
        ("ada \u{301}b", 5, Problem::MarkWithoutLetter),
        ("\u{93e}\u{915}", 1, Problem::MarkWithoutLetter),
        // Most fonts show the second at the place of the first.
        ("a\u{301}\u{301}", 2, Problem::MarkTwice),
        ("\u{e1}\u{327}\u{301}", 3, Problem::MarkTwice),
        (
            "a\u{300}\u{301}\u{302}\u{303}\u{306}",
            5,
            Problem::TooManyMarks,
        ),
    ] {
        assert_refused(bad, place, problem);
    }
    assert_taken("e\u{301}e\u{301}");
}
