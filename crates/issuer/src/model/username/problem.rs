//! What is wrong with a character of a user name, and what would be right.

/// Why a character has no place in a user name or a mail address, or not in that place.
///
/// Shown after the character and its place: "the user name has U+202E at character 3, " …
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CharacterProblem {
    /// General category Cc.
    #[error("a control character: leave it out")]
    Control,
    /// Nothing is shown for it, or it changes how its neighbours are shown: zero-width characters,
    /// bidirectional controls, variation selectors, fillers.
    #[error("an invisible character: leave it out")]
    Invisible,
    /// White space other than U+0020.
    #[error("white space of another kind: use an ordinary space, U+0020")]
    Space,
    /// Means what some people have agreed on among themselves.
    #[error("a private-use character: leave it out")]
    PrivateUse,
    /// Means nothing in the version of Unicode that this program knows.
    #[error("not assigned to a character in Unicode: leave it out")]
    Unassigned,
    /// Emoji, arrows, mathematics, currencies, outside ASCII.
    #[error("a symbol: use letters, digits and ASCII signs")]
    Symbol,
    /// Punctuation outside ASCII.
    #[error("punctuation outside ASCII: use an ASCII sign, such as U+0027 or U+002D")]
    Punctuation,
    /// Another form of one or more characters, kept for older encodings: ligatures, superscripts,
    /// letters in circles. Full-width and half-width forms are taken, as what they stand for.
    #[error("another form of an ordinary character: use the ordinary one")]
    Compatibility,
    /// A consonant or vowel of Hangul that is not part of a modern syllable.
    #[error("a lone part of a Hangul syllable: write the whole syllable")]
    HangulJamo,
    /// A letter, digit or mark that RFC 8264 leaves out, or none of these.
    #[error("not a letter, digit or mark that names may have: use another")]
    NotForNames,
    /// RFC 5892 appendix A.3: U+00B7 is the Catalan dot.
    #[error("allowed only between two letters l: use another")]
    MiddleDot,
    /// RFC 5892 appendix A.4: U+0375 marks a Greek number.
    #[error("allowed only before a Greek letter: use another")]
    GreekKeraia,
    /// RFC 5892 appendices A.5 and A.6: U+05F3 and U+05F4 mark Hebrew numbers and abbreviations.
    #[error("allowed only after a Hebrew letter: use another")]
    HebrewPunctuation,
    /// RFC 5892 appendix A.7: U+30FB separates foreign words in Japanese.
    #[error("allowed only beside Hiragana, Katakana or Han: use another")]
    KatakanaMiddleDot,
    /// RFC 5892 appendices A.8 and A.9: some digits of the two series look alike.
    #[error(
        "an Arabic digit of another series than those before it: use only U+0660 to U+0669, or only \
         U+06F0 to U+06F9"
    )]
    ArabicDigit,
    /// RFC 5893 section 2: the word would be shown in an order that depends on its surroundings.
    #[error(
        "in a word that mixes directions: a word with right-to-left letters must begin with one, end \
         with one or a digit, and have no left-to-right letter and no digits of two kinds"
    )]
    Direction,
    /// It would be shown on whatever stands before the word.
    #[error("a combining mark at the start of a word: put a letter before it")]
    MarkWithoutLetter,
    /// UTS 39 section 5.4: it is shown once.
    #[error("a combining mark that its letter has already: leave it out")]
    MarkTwice,
    /// UTS 39 section 5.4: more than a script needs, and shown over the neighbouring lines.
    #[error("one combining mark too many: use at most four on a letter")]
    TooManyMarks,
    /// UTS 39 section 3.1: its Identifier_Status is Restricted.
    #[error("not among the characters that Unicode recommends for identifiers: use another")]
    NotRecommended,
}
