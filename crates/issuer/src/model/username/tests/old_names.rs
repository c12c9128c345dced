//! Names that older versions took, and what storage kept.

use super::Username;

#[test]
fn an_old_name_that_the_profile_does_not_take_is_found_by_a_key_that_no_new_name_has() {
    for old in [
        "o\u{2019}neil",
        "ada\u{202e}",
        "\u{1f600}",
        "1\u{5d0}",
        "ada\u{a0}lovelace",
        "\u{ac}ada",
        &"\u{23a}".repeat(64),
    ] {
        let key = Username::key_of_old_name(old);
        assert!(key.starts_with('\u{ac}'), "{key:?}");
        assert_eq!(Username::parse(old).unwrap().key(), key);
        assert!(Username::parse_new(old).is_err());
        // Nobody gets the key by typing it.
        assert_ne!(Username::key_of_old_name(&key), key);
    }
    let [curly, capital] = ["o\u{2019}neil", "O\u{2019}NEIL"].map(Username::key_of_old_name);
    assert_eq!(curly, "\u{ac}o\u{2019}neil");
    assert_eq!(curly, capital);
    let [composed, decomposed] =
        ["\u{e9}\u{2019}", "E\u{301}\u{2019}"].map(Username::key_of_old_name);
    assert_eq!(composed, decomposed);
}

#[test]
fn an_old_name_that_the_profile_takes_has_the_key_of_a_new_one() {
    // Mixed scripts are refused to new users only.
    for old in ["Ada Lovelace", "\u{430}dmin", "\u{13aa}"] {
        let key = Username::key_of_old_name(old);
        assert_eq!(Username::parse(old).unwrap().key(), key);
        assert_eq!(key, old.to_lowercase());
    }
}

#[test]
fn every_text_has_an_old_key() {
    for text in [
        "",
        " ",
        "\0",
        "a\nb",
        &"a".repeat(10_000),
        &"\u{23a}".repeat(10_000),
    ] {
        let key = Username::key_of_old_name(text);
        assert!(key.starts_with('\u{ac}'), "{key:?}");
    }
}

#[test]
fn a_stored_name_keeps_the_key_that_was_stored() {
    let stored = Username::from_stored("Alice".to_owned(), "other".to_owned());
    assert_eq!(stored.as_str(), "Alice");
    assert_eq!(stored.key(), "other");
    assert_ne!(stored, Username::parse("Alice").unwrap());
}
