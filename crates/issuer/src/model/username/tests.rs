//! Rules of user names: tables of good and bad for each.

mod characters;
mod old_names;
mod properties;
mod scripts;

use std::collections::HashSet;

use super::{CharacterProblem as Problem, NameError, Username};

fn key(text: &str) -> String {
    Username::parse(text).unwrap().key().to_owned()
}

fn refusal(text: &str) -> NameError {
    let parsed = Username::parse_new(text);
    parsed.expect_err(&format!("{} is taken", text.escape_unicode()))
}

/// Asserts that a new name is refused for the character at the place (from 1), and why.
fn assert_refused(text: &str, place: usize, expected: Problem) {
    match refusal(text) {
        NameError::Character {
            place: at, problem, ..
        } => assert_eq!(
            (at, problem),
            (place, expected),
            "{}",
            text.escape_unicode()
        ),
        other => panic!("{}: {other:?}", text.escape_unicode()),
    }
}

fn assert_taken(text: &str) {
    let name = Username::parse_new(text);
    assert!(name.is_ok(), "{}: {name:?}", text.escape_unicode());
}

/// Asserts that the profile takes a name.
fn assert_has_key(text: &str) {
    assert!(
        !key(text).starts_with('\u{ac}'),
        "{}",
        text.escape_unicode()
    );
}

fn assert_one_person(names: &[&str]) {
    let keys: HashSet<_> = names.iter().map(|name| key(name)).collect();
    assert_eq!(keys.len(), 1, "{names:?}: {keys:?}");
}

fn assert_different_people(names: &[&str]) {
    let keys: HashSet<_> = names.iter().map(|name| key(name)).collect();
    assert_eq!(keys.len(), names.len(), "{names:?}: {keys:?}");
}

#[test]
fn names_that_older_versions_took_for_new_users_are_taken_and_kept_as_typed() {
    for name in [
        "admin",
        "ada@example.org",
        "Ada Lovelace",
        "\u{674e}",
        "user_1",
        "o'neil",
        "m\u{fc}ller",
        "DOMAIN\\ada",
        "ada+test@example.org",
        "42",
        &"a".repeat(128),
    ] {
        assert_eq!(Username::parse(name).unwrap().as_str(), name);
        assert_eq!(Username::parse_new(name).unwrap().as_str(), name);
    }
}

#[test]
fn spaces_at_the_ends_and_repeated_inside_do_not_matter() {
    assert_one_person(&[
        "alice",
        "alice ",
        "  alice",
        "\talice\r\n",
        "\u{a0}alice\u{2003}",
    ]);
    assert_one_person(&["ada lovelace", "Ada  Lovelace", "ada \u{3000} lovelace"]);
    assert_different_people(&["ada lovelace", "adalovelace"]);
    assert_eq!(Username::parse_new(" Ada  L ").unwrap().as_str(), "Ada  L");
}

#[test]
fn names_that_differ_in_case_width_or_encoding_are_one_persons() {
    assert_one_person(&["alice", "Alice", "ALICE"]);
    assert_one_person(&["ren\u{e9}", "rene\u{301}", "REN\u{c9}", "RENE\u{301}"]);
    assert_one_person(&[
        "admin",
        "\u{ff41}\u{ff44}\u{ff4d}\u{ff49}\u{ff4e}",
        "\u{ff21}DMIN",
    ]);
    // Katakana with a voiced sound mark: full-width, half-width, composed and decomposed.
    assert_one_person(&["\u{30ac}", "\u{30ab}\u{3099}", "\u{ff76}\u{ff9e}"]);
    // Hangul as a syllable, and as the letters that some systems write in file names.
    assert_one_person(&["\u{d55c}", "\u{1112}\u{1161}\u{11ab}"]);
    // Characters that are only another encoding of a letter: Angstrom sign, Kelvin sign, Devanagari.
    assert_one_person(&["\u{e5}ngstr\u{f6}m", "\u{212b}ngstr\u{f6}m"]);
    assert_one_person(&["kelvin", "\u{212a}elvin"]);
    assert_one_person(&["\u{95c}", "\u{921}\u{93c}"]);
    // The order of accents above and below a letter has no meaning.
    assert_one_person(&["a\u{323}\u{301}", "a\u{301}\u{323}", "\u{1ea1}\u{301}"]);
    assert_one_person(&[
        "\u{39d}\u{399}\u{39a}\u{39f}\u{3a3}",
        "\u{3bd}\u{3b9}\u{3ba}\u{3bf}\u{3c2}",
    ]);
}

#[test]
fn letters_that_only_some_languages_take_for_the_same_are_different() {
    assert_different_people(&["rene", "ren\u{e9}"]);
    // RFC 8265 3.3: lower case is mapped, and case is not folded: sharp s and ss, both small sigmas.
    assert_different_people(&["stra\u{df}e", "strasse"]);
    assert_one_person(&["stra\u{df}e", "STRA\u{1e9e}E"]);
    assert_different_people(&[
        "\u{3bd}\u{3b9}\u{3ba}\u{3bf}\u{3c2}",
        "\u{3bd}\u{3b9}\u{3ba}\u{3bf}\u{3c3}",
    ]);
    // No language is assumed: I is the capital of i, and not of the Turkish dotless one.
    assert_different_people(&["ilgin", "\u{131}lg\u{131}n", "\u{130}lg\u{131}n"]);
    assert_one_person(&["ilgin", "ILGIN"]);
    assert_one_person(&["\u{130}zmir", "i\u{307}zmir"]);
    assert_different_people(&["o'neil", "oneil"]);
}

#[test]
fn equality_order_and_hash_are_those_of_the_key() {
    let [capital, small, other] =
        ["Alice", "alice ", "Bob"].map(|name| Username::parse(name).unwrap());
    assert_eq!(capital, small);
    assert_ne!(capital, other);
    assert!(small < other && capital < other);
    assert_eq!(HashSet::from([capital, small, other]).len(), 2);
}

#[test]
fn a_name_has_one_to_128_bytes_as_typed_and_in_its_key() {
    for empty in ["", " ", "\t\u{3000}\n"] {
        assert_eq!(refusal(empty), NameError::Empty("user name"));
    }
    assert_taken(&"\u{e9}".repeat(64));
    for long in ["a".repeat(129), "\u{e9}".repeat(65)] {
        let too_long = NameError::TooLong {
            what: "user name",
            limit: 128,
        };
        assert_eq!(Username::parse(&long).unwrap_err(), too_long);
        assert_eq!(refusal(&long), too_long);
    }
    assert_taken(&format!(" {} ", "a".repeat(128)));

    // The small letter has three bytes, and the capital two; the composed letter has three, and its
    // two parts six.
    for (typed, letters) in [("\u{130}", 42), ("\u{95c}", 21)] {
        assert_taken(&typed.repeat(letters));
        let grows = typed.repeat(letters + 1);
        assert_eq!(refusal(&grows), NameError::KeyTooLong { limit: 128 });
    }
}

#[test]
fn control_characters_are_refused_even_where_a_name_is_looked_up() {
    for (text, place) in [
        ("a\0b", 2),
        ("a\nb", 2),
        ("\u{e9}t\u{1b}[2J", 3),
        ("\u{7f}", 1),
    ] {
        assert_refused(text, place, Problem::Control);
        assert_eq!(Username::parse(text).unwrap_err(), refusal(text));
    }
    assert_refused("ab\u{85}c", 3, Problem::Control);
}

#[test]
fn debug_shows_the_typed_name_and_escapes_what_reorders_a_line() {
    let shown = format!("{:?}", Username::parse("Ada\u{202e}\u{200b}").unwrap());
    assert_eq!(shown, r#"Username("Ada\u{202e}\u{200b}")"#);
}

#[test]
fn a_refusal_says_the_rule_the_character_its_place_and_what_would_be_right() {
    for (text, message) in [
        (
            "",
            "the user name is empty: it needs at least one character",
        ),
        (
            "a\u{202e}b",
            "the user name has U+202E at character 2, an invisible character: leave it out",
        ),
        (
            "o\u{2019}neil",
            "the user name has U+2019 at character 2, punctuation outside ASCII: use an ASCII sign, \
             such as U+0027 or U+002D",
        ),
        (
            "\u{1f600}",
            "the user name has U+1F600 at character 1, a symbol: use letters, digits and ASCII signs",
        ),
        (
            "\u{430}dmin",
            "the user name mixes scripts: U+0430 at character 1 is Cyrillic, U+0064 at character 2 is \
             Latin; write the name in one script",
        ),
    ] {
        assert_eq!(refusal(text).to_string(), message);
    }
}
