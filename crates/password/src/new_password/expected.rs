//! Passwords that have to be expected although no list can have them.
//!
//! As SP 800-63B-4 section 3.1.1.2 asks, the whole password is compared: a name *inside* a longer
//! password is no reason to refuse it.

use unicode_normalization::UnicodeNormalization;

/// Whether a text in lower case is words of the context, one after another, with nothing but digits and
/// signs between and around them.
pub(super) fn made_of(text: &str, context: &[&str]) -> bool {
    let context: Vec<String> = context
        .iter()
        .map(|words| words.nfc().collect::<String>().to_lowercase())
        .collect();
    [char::is_alphabetic, char::is_alphanumeric]
        .into_iter()
        .any(|kept: fn(char) -> bool| {
            let words: Vec<&str> = context
                .iter()
                .flat_map(|words| words.split(|char| !kept(char)))
                .filter(|word| !word.is_empty())
                .collect();
            let text = zeroize::Zeroizing::new(text.replace(|char| !kept(char), ""));
            !text.is_empty() && is_sequence_of(&words, &text)
        })
}

/// Whether words, each as often as it takes, make up the text without a gap.
fn is_sequence_of(words: &[&str], text: &str) -> bool {
    let mut reached = vec![false; text.len() + 1];
    if let Some(start) = reached.first_mut() {
        *start = true;
    }
    for at in 0..text.len() {
        let rest = text.get(at..).filter(|_| reached.get(at) == Some(&true));
        let Some(rest) = rest else { continue };
        for word in words.iter().filter(|word| rest.starts_with(**word)) {
            if let Some(end) = reached.get_mut(at + word.len()) {
                *end = true;
            }
        }
    }
    reached.last() == Some(&true)
}

/// The shortest piece that the text repeats at least twice from its beginning to its end, where it may
/// be cut off: `abc` for `abcabcab`.
pub(super) fn repeated_piece(text: &str) -> Option<&str> {
    let half = text.len() / 2;
    let ends = text.char_indices().map(|(at, _)| at).skip(1);
    let mut pieces = ends
        .take_while(|end| *end <= half)
        .filter_map(|end| text.split_at_checked(end));
    // The text moved by one piece lies on itself.
    pieces.find_map(|(piece, rest)| text.starts_with(rest).then_some(piece))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_digits_and_signs_around_them_are_made_of_the_context() {
        let context = ["Ada.Lovelace", "ada42@example.org", "Countersign"];
        for text in [
            "adalovelace",
            "ada-lovelace-1815",
            "!!ada 1 lovelace 2 ada 3!!",
            "countersign2026",
            "ada42@example.org",
            "42ada42ada42",
            "org.example.ada",
        ] {
            assert!(made_of(text, &context), "{text}");
        }
    }

    #[test]
    fn a_name_inside_a_longer_password_is_not() {
        let context = ["ada", "countersign"];
        for text in [
            "ada likes trains",
            "my countersign account",
            "adam",
            "ad",
            "12345",
            "",
            "canada",
        ] {
            assert!(!made_of(text, &context), "{text}");
        }
        assert!(!made_of("ada", &[]));
        assert!(!made_of("12345", &["", "-", "..."]));
    }

    #[test]
    fn a_name_of_digits_is_a_name() {
        assert!(made_of("12345-12345", &["12345"]));
        assert!(!made_of("12346", &["12345"]));
    }

    #[test]
    fn names_are_compared_in_one_normalization_form() {
        assert!(made_of("jos\u{e9}2026", &["Jose\u{301}"]));
    }

    #[test]
    fn the_shortest_repeated_piece_is_found() {
        for (text, piece) in [
            ("aaaa", Some("a")),
            ("abab", Some("ab")),
            ("abcabcab", Some("abc")),
            ("passwordpassword", Some("password")),
            ("ééé", Some("é")),
            ("aéaéa", Some("aé")),
            ("abcab", None),
            ("abcd", None),
            ("aab", None),
            ("a", None),
            ("", None),
        ] {
            assert_eq!(repeated_piece(text), piece, "{text}");
        }
    }
}
