//! A JSON string as it stands in the text, unescaped only when somebody asks.

use std::borrow::Cow;

use super::kind::Kind;

/// What stands between the quotes: checked, and still escaped.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text<'j> {
    raw: &'j str,
    kind: Kind,
}

impl<'j> Text<'j> {
    /// `raw` must have been checked by the reader.
    pub(super) const fn new(raw: &'j str, kind: Kind) -> Self {
        Self { raw, kind }
    }

    const fn is_escaped(self) -> bool {
        matches!(self.kind, Kind::Escaped)
    }

    /// The text itself, where it is written without escapes.
    pub(crate) const fn plain(self) -> Option<&'j str> {
        if self.is_escaped() {
            None
        } else {
            Some(self.raw)
        }
    }

    /// Whether it says exactly this; without allocation.
    #[inline]
    pub(crate) fn is(self, other: &str) -> bool {
        if self.is_escaped() {
            Unescape(self.raw.chars()).eq(other.chars())
        } else {
            self.raw == other
        }
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.raw.is_empty()
    }

    pub(crate) fn into_cow(self) -> Cow<'j, str> {
        if self.is_escaped() {
            Cow::Owned(Unescape(self.raw.chars()).collect())
        } else {
            Cow::Borrowed(self.raw)
        }
    }

    pub(crate) fn into_string(self) -> String {
        self.into_cow().into_owned()
    }
}

struct Unescape<'j>(std::str::Chars<'j>);

impl Iterator for Unescape<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        match self.0.next()? {
            '\\' => Some(self.escape()),
            plain => Some(plain),
        }
    }
}

impl Unescape<'_> {
    fn escape(&mut self) -> char {
        match self.0.next() {
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => self.code_point(),
            Some(itself) => itself,
            None => char::REPLACEMENT_CHARACTER,
        }
    }

    // RFC 8259 7: beyond the basic plane, twelve characters are one: a pair of surrogates.
    fn code_point(&mut self) -> char {
        let unit = self.unit();
        let low = if is_high_surrogate(unit) {
            // The reader has seen that `\u` follows.
            self.0.nth(1);
            Some(self.unit())
        } else {
            None
        };
        char::decode_utf16(std::iter::once(unit).chain(low))
            .next()
            .and_then(Result::ok)
            .unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    fn unit(&mut self) -> u16 {
        self.0.by_ref().take(4).fold(0, |unit, digit| {
            let digit = digit.to_digit(16).unwrap_or_default();
            (unit << 4) | u16::try_from(digit).unwrap_or_default()
        })
    }
}

pub(super) const fn is_high_surrogate(unit: u16) -> bool {
    matches!(unit, 0xd800..=0xdbff)
}

pub(super) const fn is_low_surrogate(unit: u16) -> bool {
    matches!(unit, 0xdc00..=0xdfff)
}
