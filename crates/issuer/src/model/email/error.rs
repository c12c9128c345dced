//! Why a mail address was refused, and what would be right.

use crate::model::CharacterProblem;

/// Why a mail address was refused.
///
/// The messages are ASCII, and safe to print on a terminal: a refused character is told by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// There is no text.
    #[error("the mail address is empty: it is written like ada@example.org")]
    Empty,
    /// RFC 5321 section 4.5.3.1.3.
    #[error("the mail address is longer than 254 bytes: no mail server takes it")]
    TooLong,
    /// No `@`.
    #[error("the mail address has no @: it is written like ada@example.org")]
    NoAt,
    /// Nothing before the `@`.
    #[error("the mail address has nothing before its @: it is written like ada@example.org")]
    NoLocalPart,
    /// RFC 5321 section 4.5.3.1.1.
    #[error("the mail address has more than 64 bytes before its @: no mail server takes it")]
    LocalPartTooLong,
    /// Nothing after the `@`.
    #[error("the mail address has nothing after its @: it is written like ada@example.org")]
    NoDomain,
    /// The domain is one label, and not `localhost`.
    #[error("the domain of the mail address has no dot: write its ending too, as in example.org")]
    NoDot,
    /// The domain is in brackets, or its last label is a number.
    #[error(
        "the mail address has an IP address or a number for a domain: write a name, as example.org"
    )]
    IpAddress,
    /// RFC 1035 section 2.3.4.
    #[error(
        "the mail address has more than 63 bytes between two dots, from character {place}: no domain \
         has such a name"
    )]
    LabelTooLong {
        /// Place of the label's first character, counted as in [`Self::Character`].
        place: usize,
    },
    /// A character that has no place in a mail address, or not there.
    #[error("the mail address has U+{:04X} at character {place}, {problem}", u32::from(*.character))]
    Character {
        /// The character.
        character: char,
        /// Its place, from 1. A letter and its accents count as one where Unicode has one character
        /// for them.
        place: usize,
        /// What is wrong with it, and what would be right.
        problem: EmailProblem,
    },
}

/// Why a character has no place in a mail address, or not in that place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailProblem {
    /// Before the last `@`.
    #[error("a second @: write one")]
    SecondAt,
    /// RFC 5321 section 4.1.2 allows a Quoted-string; it is not taken.
    #[error("a quotation mark: quoted names are not taken, leave it out")]
    Quoted,
    /// At the start or end of a part, or after another.
    #[error("a dot with nothing before or after it: leave it out")]
    Dot,
    /// At the start or end of a label.
    #[error("a hyphen at the start or end of a part of the domain: leave it out")]
    Hyphen,
    /// White space of any kind but control characters.
    #[error("a space: leave it out")]
    Space,
    /// ASCII that is not in `atext` of RFC 5322 section 3.2.3.
    #[error(
        "not allowed before the @: use letters, digits, dots and the signs !#$%&'*+-/=?^_`{{|}}~"
    )]
    NotInLocalPart,
    /// Not in a label of RFC 1035 section 2.3.1, nor in one of RFC 5892.
    #[error("not allowed in a domain: use letters, digits, hyphens and dots")]
    NotInDomain,
    /// What has no place in a user name either.
    #[error(transparent)]
    Unicode(#[from] CharacterProblem),
}
