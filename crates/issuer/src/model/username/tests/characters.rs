//! Which characters new names have: RFC 8264 and RFC 5893.

use super::{Problem, assert_has_key, assert_refused, assert_taken};

#[test]
fn invisible_characters_are_refused() {
    for invisible in [
        '\u{ad}',
        '\u{34f}',
        '\u{61c}',
        '\u{115f}',
        '\u{180e}',
        '\u{200b}',
        '\u{200c}',
        '\u{200d}',
        '\u{200e}',
        '\u{200f}',
        '\u{2028}',
        '\u{2029}',
        '\u{202a}',
        '\u{202e}',
        '\u{2060}',
        '\u{2066}',
        '\u{2069}',
        '\u{3164}',
        '\u{fe0f}',
        '\u{feff}',
        '\u{fff9}',
        '\u{e0041}',
        '\u{e0100}',
    ] {
        assert_refused(&format!("ad{invisible}min"), 3, Problem::Invisible);
        if !invisible.is_whitespace() {
            assert_refused(&format!("admin{invisible}"), 6, Problem::Invisible);
            assert_refused(&invisible.to_string(), 1, Problem::Invisible);
        }
    }
    // Allowed in Persian and Indic words by IdentifierClass, and refused here.
    assert_refused("\u{915}\u{94d}\u{200d}\u{937}", 3, Problem::Invisible);
}

#[test]
fn what_is_no_letter_digit_or_mark_is_refused_outside_ascii() {
    for (text, place, problem) in [
        ("ada\u{a0}lovelace", 4, Problem::Space),
        ("ada\u{2009}lovelace", 4, Problem::Space),
        ("a\u{e000}", 2, Problem::PrivateUse),
        ("a\u{10fffd}", 2, Problem::PrivateUse),
        ("a\u{378}", 2, Problem::Unassigned),
        ("a\u{ffff}", 2, Problem::Unassigned),
        ("ada\u{1f600}", 4, Problem::Symbol),
        ("\u{2665}ada", 1, Problem::Symbol),
        ("ada\u{20ac}", 4, Problem::Symbol),
        ("o\u{2019}neil", 2, Problem::Punctuation),
        ("ada\u{2013}b", 4, Problem::Punctuation),
        ("\u{fb01}n", 1, Problem::Compatibility),
        ("ada\u{b2}", 4, Problem::Compatibility),
        ("\u{24d0}da", 1, Problem::Compatibility),
        ("\u{1d41a}da", 1, Problem::Compatibility),
        ("ada\u{2024}b", 4, Problem::Compatibility),
        // The full-width macron stands for two characters, one of them a space.
        ("a\u{ffe3}b", 2, Problem::Compatibility),
        // Half-width letters of Hangul stand for lone letters.
        ("\u{ffa1}\u{ffc2}", 1, Problem::Compatibility),
        ("\u{1112}", 1, Problem::HangulJamo),
        ("a\u{1161}", 2, Problem::HangulJamo),
        ("\u{640}\u{628}", 1, Problem::NotForNames),
        ("\u{16ee}", 1, Problem::NotForNames),
        ("a\u{20dd}", 2, Problem::NotForNames),
    ] {
        assert_refused(text, place, problem);
    }
}

#[test]
fn exceptions_of_the_class_are_taken() {
    // RFC 8264 section 9.6: signs of Sindhi and Tibetan, and the Chinese zero.
    for exception in [
        "\u{628}\u{6fd}",
        "\u{628}\u{6fe}",
        "\u{f40}\u{f0b}",
        "\u{3007}",
    ] {
        assert_has_key(exception);
    }
}

#[test]
fn places_are_counted_in_the_composed_name() {
    assert_refused("e\u{301}\u{200b}", 2, Problem::Invisible);
    assert_refused("\u{ff76}\u{ff9e}\u{200b}", 2, Problem::Invisible);
    assert_refused("ada  x \u{1f600}", 8, Problem::Symbol);
    assert_refused("  \u{200b}", 1, Problem::Invisible);
}

#[test]
fn characters_of_certain_places_are_taken_there_only() {
    for good in [
        "col\u{b7}legi",
        "COL\u{b7}LEGI",
        "\u{5d0}\u{5f3}",
        "\u{5d0}\u{5f4}\u{5d1}",
        "\u{30a2}\u{30fb}\u{30a4}",
        "\u{30fb}\u{674e}",
        "\u{628}\u{661}\u{662}",
        "\u{628}\u{6f1}\u{6f2}",
    ] {
        assert_taken(good);
    }
    // The profile takes the Greek sign; Unicode does not recommend it for new names.
    assert_has_key("\u{375}\u{3b1}");
    for (bad, place, problem) in [
        ("a\u{b7}b", 2, Problem::MiddleDot),
        ("l\u{b7}", 2, Problem::MiddleDot),
        ("l\u{b7} l", 2, Problem::MiddleDot),
        ("\u{375}", 1, Problem::GreekKeraia),
        ("\u{375}a", 1, Problem::GreekKeraia),
        ("\u{3b1}\u{375}", 2, Problem::GreekKeraia),
        ("\u{5f3}\u{5d0}", 1, Problem::HebrewPunctuation),
        ("a\u{5f4}", 2, Problem::HebrewPunctuation),
        ("a\u{30fb}b", 2, Problem::KatakanaMiddleDot),
        ("\u{30a2} \u{30fb}", 3, Problem::KatakanaMiddleDot),
        ("\u{628}\u{661}\u{6f1}", 3, Problem::ArabicDigit),
        ("\u{628}\u{6f1}\u{661}", 3, Problem::ArabicDigit),
    ] {
        assert_refused(bad, place, problem);
    }
}

#[test]
fn a_word_is_written_in_one_direction() {
    for good in [
        "\u{5e9}\u{5dc}\u{5d5}\u{5dd}",
        // Vowel signs stand anywhere after the first letter.
        "\u{645}\u{64f}\u{62d}\u{64e}\u{645}\u{651}\u{64e}\u{62f}",
        "\u{78b}\u{7a8}\u{788}\u{7ac}\u{780}\u{7a8}",
        "\u{5d3}\u{5d5}\u{5d3}42",
        "\u{5d3}\u{5d5}\u{5d3} 42",
        "\u{5d3}-\u{5d3}_7",
    ] {
        assert_taken(good);
    }
    // The profile takes Hebrew vowel points; Unicode does not recommend them for new names.
    assert_has_key("\u{5e9}\u{5b8}\u{5dc}\u{5d5}\u{5b9}\u{5dd}");
    for (bad, place) in [
        // Condition 1: begins with a letter.
        ("1\u{5d0}", 1),
        ("_\u{5d0}", 1),
        // Condition 2: no letter of the other direction.
        ("\u{5d0}a\u{5d0}", 2),
        ("\u{5d3}\u{5d5}\u{5d3}@example.org", 5),
        // Condition 3: ends with a letter or a digit.
        ("\u{5d0}-", 2),
        ("\u{5d0}.\u{5b8}", 2),
        // Condition 4: digits of one kind.
        ("\u{628}1\u{661}", 3),
        ("\u{628}\u{661}1", 3),
        // Condition 5.
        ("a\u{5d0}", 2),
        ("ada \u{628} x\u{628}", 8),
    ] {
        assert_refused(bad, place, Problem::Direction);
    }
}
