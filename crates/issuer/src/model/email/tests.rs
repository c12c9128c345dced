//! Rules of mail addresses: tables of good and bad for each.

use std::collections::HashSet;

use super::{EmailAddress, EmailError, EmailProblem as Problem};
use crate::model::CharacterProblem;

fn key(text: &str) -> String {
    let parsed = EmailAddress::parse(text);
    let parsed = parsed.unwrap_or_else(|error| panic!("{}: {error}", text.escape_unicode()));
    parsed.key().to_owned()
}

fn refusal(text: &str) -> EmailError {
    let parsed = EmailAddress::parse(text);
    parsed.expect_err(&format!("{} is taken", text.escape_unicode()))
}

/// Asserts that an address is refused for the character at the place (from 1), and why.
fn assert_refused(text: &str, place: usize, expected: Problem) {
    match refusal(text) {
        EmailError::Character {
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

#[test]
fn addresses_that_mail_servers_take_are_taken_and_kept_as_typed() {
    for address in [
        "ada@example.org",
        "Ada.Lovelace+test@Mail.Example.ORG",
        "o'neil@example.org",
        "!#$%&'*+-/=?^_`{|}~@example.org",
        "1@2.example",
        "a@b.c",
        "a@x-y--z.example",
        "ada@xn--bcher-kva.example",
        "ada@localhost",
        "ada@LocalHost",
        "m\u{fc}ller@b\u{fc}cher.example",
        "\u{674e}@\u{4f8b}\u{3048}.jp",
        "\u{5d3}\u{5d5}\u{5d3}@\u{5d3}\u{5d5}\u{5d0}\u{5e8}.example",
        "\u{928}\u{93f}@\u{928}\u{93f}.example",
        "\u{1f600}@example.org",
    ] {
        assert_eq!(EmailAddress::parse(address).unwrap().as_str(), address);
        assert_eq!(EmailAddress::parse(address).unwrap().to_string(), address);
    }
}

#[test]
fn the_case_of_the_domain_does_not_matter_and_that_of_the_local_part_does() {
    assert_eq!(key("Ada@EXAMPLE.Org"), "Ada@example.org");
    assert_eq!(key("ada@example.org"), key("ada@Example.ORG"));
    assert_ne!(key("ada@example.org"), key("Ada@example.org"));
    assert_eq!(key("ada@B\u{dc}CHER.example"), "ada@b\u{fc}cher.example");
}

#[test]
fn composed_and_decomposed_letters_are_one_address() {
    assert_eq!(
        key("ren\u{e9}@caf\u{e9}.example"),
        key("rene\u{301}@cafe\u{301}.example")
    );
    assert_ne!(key("rene@example.org"), key("ren\u{e9}@example.org"));
}

#[test]
fn equality_order_and_hash_are_those_of_the_key() {
    let [one, same, other] = ["ada@example.org", "ada@EXAMPLE.org", "bob@example.org"]
        .map(|address| EmailAddress::parse(address).unwrap());
    assert_eq!(one, same);
    assert_ne!(one, other);
    assert!(same < other);
    assert_eq!(HashSet::from([one, same, other]).len(), 2);
}

#[test]
fn an_address_has_both_parts() {
    for (text, expected) in [
        ("", EmailError::Empty),
        ("ada", EmailError::NoAt),
        ("@example.org", EmailError::NoLocalPart),
        ("@", EmailError::NoLocalPart),
        ("ada@", EmailError::NoDomain),
    ] {
        assert_eq!(refusal(text), expected, "{text}");
    }
    assert_refused("a@b@example.org", 2, Problem::SecondAt);
    assert_refused("@@example.org", 1, Problem::SecondAt);
}

#[test]
fn lengths_are_those_of_rfc_5321() {
    let label = "d".repeat(63);
    let local_part = "a".repeat(64);
    // 64 + 1 + 3 * 63 = 254.
    let longest = format!(
        "{local_part}@{}",
        &format!("{label}.{label}.{label}")[..189]
    );
    assert_eq!(longest.len(), 254);
    key(&longest);
    assert_eq!(refusal(&format!("{longest}d")), EmailError::TooLong);

    key(&format!("{}@example.org", "\u{e9}".repeat(32)));
    for long in ["a".repeat(65), format!("a{}", "\u{e9}".repeat(32))] {
        let refused = refusal(&format!("{long}@example.org"));
        assert_eq!(refused, EmailError::LocalPartTooLong);
    }

    key(&format!("ada@{label}.org"));
    for long in ["d".repeat(64), "\u{e9}".repeat(32)] {
        let refused = refusal(&format!("ada@mail.{long}.org"));
        assert_eq!(refused, EmailError::LabelTooLong { place: 10 });
    }
}

#[test]
fn the_local_part_is_atoms_with_dots_between_them() {
    for (bad, place, problem) in [
        (".ada@example.org", 1, Problem::Dot),
        ("ada.@example.org", 4, Problem::Dot),
        ("a..b@example.org", 3, Problem::Dot),
        (".@example.org", 1, Problem::Dot),
        ("\"ada b\"@example.org", 1, Problem::Quoted),
        ("a(b)@example.org", 2, Problem::NotInLocalPart),
        ("a,b@example.org", 2, Problem::NotInLocalPart),
        ("a\\b@example.org", 2, Problem::NotInLocalPart),
        ("Ada <ada@example.org", 4, Problem::Space),
        ("<ada@example.org", 1, Problem::NotInLocalPart),
        ("a:b@example.org", 2, Problem::NotInLocalPart),
        ("a;b@example.org", 2, Problem::NotInLocalPart),
    ] {
        assert_refused(bad, place, problem);
    }
}

#[test]
fn a_domain_is_labels_with_dots_between_them() {
    for (bad, place, problem) in [
        ("ada@.org", 5, Problem::Dot),
        ("ada@example.", 12, Problem::Dot),
        ("ada@example..org", 13, Problem::Dot),
        ("ada@.", 5, Problem::Dot),
        ("ada@-example.org", 5, Problem::Hyphen),
        ("ada@example-.org", 12, Problem::Hyphen),
        ("ada@ex_ample.org", 7, Problem::NotInDomain),
        ("ada@example.org>", 16, Problem::NotInDomain),
        ("ada@example.org/", 16, Problem::NotInDomain),
        ("ada@example.org:25", 16, Problem::NotInDomain),
        ("ada@\u{1f600}.org", 5, Problem::NotInDomain),
        ("ada@\u{ff45}xample.org", 5, Problem::NotInDomain),
        ("ada@example\u{3002}org", 12, Problem::NotInDomain),
        ("ada@a\u{b7}b.org", 6, Problem::NotInDomain),
        (
            "ada@\u{301}a.org",
            5,
            CharacterProblem::MarkWithoutLetter.into(),
        ),
        ("ada@\u{5d0}a.org", 6, CharacterProblem::Direction.into()),
        ("ada@x.1\u{5d0}.org", 7, CharacterProblem::Direction.into()),
    ] {
        assert_refused(bad, place, problem);
    }
}

#[test]
fn a_domain_is_no_ip_address_and_no_single_label_but_localhost() {
    for bad in [
        "ada@[192.0.2.1]",
        "ada@[IPv6:2001:db8::1]",
        "ada@192.0.2.1",
        "ada@example.1",
    ] {
        assert_eq!(refusal(bad), EmailError::IpAddress, "{bad}");
    }
    for bad in [
        "ada@example",
        "ada@org",
        "ada@b\u{fc}cher",
        "ada@localhosts",
    ] {
        assert_eq!(refusal(bad), EmailError::NoDot, "{bad}");
    }
    key("ada@1.example");
}

#[test]
fn characters_that_are_not_seen_are_refused_in_both_parts() {
    let visible = [
        ('\0', CharacterProblem::Control),
        ('\n', CharacterProblem::Control),
        ('\r', CharacterProblem::Control),
        ('\t', CharacterProblem::Control),
        ('\u{85}', CharacterProblem::Control),
        ('\u{ad}', CharacterProblem::Invisible),
        ('\u{200b}', CharacterProblem::Invisible),
        ('\u{200d}', CharacterProblem::Invisible),
        ('\u{202e}', CharacterProblem::Invisible),
        ('\u{2028}', CharacterProblem::Invisible),
        ('\u{2066}', CharacterProblem::Invisible),
        ('\u{feff}', CharacterProblem::Invisible),
        ('\u{e0100}', CharacterProblem::Invisible),
        ('\u{e000}', CharacterProblem::PrivateUse),
        ('\u{378}', CharacterProblem::Unassigned),
        ('\u{ffff}', CharacterProblem::Unassigned),
    ];
    for (character, problem) in visible {
        assert_refused(&format!("a{character}b@example.org"), 2, problem.into());
        assert_refused(&format!("ada@e{character}x.org"), 6, problem.into());
        assert_refused(&format!("ada@example.org{character}"), 16, problem.into());
    }
    for space in [' ', '\u{a0}', '\u{3000}'] {
        assert_refused(&format!("{space}ada@example.org"), 1, Problem::Space);
        assert_refused(&format!("ada@example.org{space}"), 16, Problem::Space);
    }
}

#[test]
fn a_stored_address_is_kept_whatever_it_is() {
    for (stored, key) in [
        ("Ada@Example.org", "Ada@example.org"),
        ("not an address", "not an address"),
        ("a@b@C.org", "a@b@c.org"),
        ("", ""),
    ] {
        let address = EmailAddress::from_stored(stored.to_owned());
        assert_eq!((address.as_str(), address.key()), (stored, key));
    }
}

#[test]
fn a_refusal_says_what_was_wrong_and_where_in_ascii() {
    for (text, message) in [
        (
            "ada\u{202e}@example.org",
            "the mail address has U+202E at character 4, an invisible character: leave it out",
        ),
        (
            "a(b)@example.org",
            "the mail address has U+0028 at character 2, not allowed before the @: use letters, digits, \
             dots and the signs !#$%&'*+-/=?^_`{|}~",
        ),
        (
            "ada@example.org ",
            "the mail address has U+0020 at character 16, a space: leave it out",
        ),
    ] {
        assert_eq!(refusal(text).to_string(), message);
    }
}

#[test]
fn debug_shows_the_typed_address_and_escapes_what_reorders_a_line() {
    let address = EmailAddress::from_stored("Ada\u{202e}@Example.org".to_owned());
    let shown = format!("{address:?}");
    assert_eq!(shown, r#"EmailAddress("Ada\u{202e}@Example.org")"#);
}
