//! One pass over a JSON text, borrowing from it: the reader of headers and claims.
//!
//! Stricter than RFC 8259 wherever two readers could differ: member names are unique at every
//! depth, surrogates come in pairs, numbers are finite, nesting ends at 32.

use super::error::NotAnObject;
use super::kind::Kind;
use super::raw::Raw;
use super::seen::Seen;
use super::text::{Text, is_high_surrogate, is_low_surrogate};

type Read<T> = Result<T, NotAnObject>;

/// Far more than any token needs, and little enough for a small stack.
const DEPTH: u8 = 32;

/// Reads the named members of an object, in the order of `names`.
pub(crate) fn read_object<'j, const N: usize>(
    json: &'j [u8],
    names: &[&str; N],
) -> Read<[Option<Raw<'j>>; N]> {
    let text = std::str::from_utf8(json).map_err(|_| NotAnObject)?;
    let mut values = [None; N];
    let mut reader = Reader { text, at: 0 };
    reader.skip_white_space();
    reader.take(b'{')?;
    reader.members(names, &mut values, DEPTH)?;
    reader.skip_white_space();
    if reader.at == text.len() {
        Ok(values)
    } else {
        Err(NotAnObject)
    }
}

/// The elements of a [`Raw::List`].
pub(crate) fn elements(list: &str) -> impl Iterator<Item = Raw<'_>> {
    let mut reader = Reader { text: list, at: 1 };
    // The list was checked, so the first fault is its end.
    std::iter::from_fn(move || {
        reader.skip_white_space();
        let value = reader.raw_value(DEPTH).ok()?;
        reader.skip_white_space();
        reader.skip_byte();
        Some(value)
    })
}

struct Reader<'j> {
    text: &'j str,
    at: usize,
}

impl<'j> Reader<'j> {
    #[inline]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline]
    fn skip_byte(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    #[inline]
    fn take(&mut self, byte: u8) -> Read<()> {
        if self.peek() == Some(byte) {
            self.skip_byte();
            Ok(())
        } else {
            Err(NotAnObject)
        }
    }

    #[inline]
    fn skip_white_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.skip_byte();
        }
    }

    /// What was read since `start`; of a string what is between the quotes.
    #[inline]
    fn since(&self, start: usize, kind: Kind) -> Read<Raw<'j>> {
        let quote = usize::from(matches!(kind, Kind::Plain | Kind::Escaped));
        let (start, end) = (start.saturating_add(quote), self.at.saturating_sub(quote));
        let text = self.text.get(start..end).ok_or(NotAnObject)?;
        Ok(Raw::new(kind, text))
    }

    /// The rest of an object, after its brace.
    #[inline]
    fn members<const N: usize>(
        &mut self,
        names: &[&str; N],
        values: &mut [Option<Raw<'j>>; N],
        depth: u8,
    ) -> Read<()> {
        // Most tokens have no name that nobody asked for, and need no list.
        let mut others = None::<Seen<'_>>;
        let mut expected = 0;
        self.skip_white_space();
        if self.take(b'}').is_ok() {
            return Ok(());
        }
        loop {
            self.skip_white_space();
            let start = self.at;
            let kind = self.string()?;
            let name = self.since(start, kind)?.into_text();
            let name = name.map_err(|_| NotAnObject)?;
            self.skip_white_space();
            self.take(b':')?;
            self.skip_white_space();
            let start = self.at;
            let kind = self.value(depth)?;
            match place(names, name, expected) {
                Some(known) => {
                    fill(values, known, self.since(start, kind)?)?;
                    expected = known.saturating_add(1);
                }
                None => others.get_or_insert_default().insert(name)?,
            }
            if self.is_last(b'}')? {
                return Ok(());
            }
        }
    }

    /// Whether the list or object ends here, or a comma promises more.
    #[inline]
    fn is_last(&mut self, end: u8) -> Read<bool> {
        self.skip_white_space();
        let byte = self.peek();
        self.skip_byte();
        match byte {
            Some(b',') => Ok(false),
            Some(byte) if byte == end => Ok(true),
            _ => Err(NotAnObject),
        }
    }

    fn raw_value(&mut self, depth: u8) -> Read<Raw<'j>> {
        let start = self.at;
        let kind = self.value(depth)?;
        self.since(start, kind)
    }

    /// Moves over a value. What it was fits a register, where the value itself would pass through
    /// memory.
    #[inline]
    fn value(&mut self, depth: u8) -> Read<Kind> {
        match self.peek() {
            Some(b'"') => self.string(),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => self.rarer_value(depth),
        }
    }

    #[inline(never)]
    fn rarer_value(&mut self, depth: u8) -> Read<Kind> {
        match self.peek() {
            Some(b'{') => {
                self.skip_byte();
                self.nested_members(deeper(depth)?)?;
                Ok(Kind::Object)
            }
            Some(b'[') => {
                self.skip_byte();
                self.list(deeper(depth)?)?;
                Ok(Kind::List)
            }
            _ => self.literal(),
        }
    }

    fn nested_members(&mut self, depth: u8) -> Read<()> {
        self.members(&[], &mut [], depth)
    }

    fn list(&mut self, depth: u8) -> Read<()> {
        self.skip_white_space();
        if self.take(b']').is_ok() {
            return Ok(());
        }
        loop {
            self.skip_white_space();
            self.value(depth)?;
            if self.is_last(b']')? {
                return Ok(());
            }
        }
    }

    fn literal(&mut self) -> Read<Kind> {
        let rest = self.text.get(self.at..).ok_or(NotAnObject)?;
        let found = ["true", "false", "null"]
            .into_iter()
            .find(|literal| rest.starts_with(literal))
            .ok_or(NotAnObject)?;
        self.at = self.at.saturating_add(found.len());
        Ok(Kind::Literal)
    }

    #[inline]
    fn string(&mut self) -> Read<Kind> {
        self.take(b'"')?;
        self.skip_plain();
        if self.take(b'"').is_ok() {
            return Ok(Kind::Plain);
        }
        self.escaped_string()
    }

    /// The rest of a string, from its first escape.
    #[inline(never)]
    fn escaped_string(&mut self) -> Read<Kind> {
        // RFC 8259 7: control characters are escaped.
        while self.take(b'"').is_err() {
            self.take(b'\\')?;
            self.escape()?;
            self.skip_plain();
        }
        Ok(Kind::Escaped)
    }

    /// Moves to the next quote, backslash or control character, or to the end.
    #[inline]
    fn skip_plain(&mut self) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        self.at = self.at.saturating_add(plain_len(rest));
    }

    /// The rest of an escape, after its backslash.
    fn escape(&mut self) -> Read<()> {
        let kind = self.peek();
        self.skip_byte();
        match kind {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(()),
            Some(b'u') => {
                let unit = self.unit()?;
                if is_low_surrogate(unit) {
                    return Err(NotAnObject);
                }
                if is_high_surrogate(unit) {
                    self.take(b'\\')?;
                    self.take(b'u')?;
                    if !is_low_surrogate(self.unit()?) {
                        return Err(NotAnObject);
                    }
                }
                Ok(())
            }
            _ => Err(NotAnObject),
        }
    }

    fn unit(&mut self) -> Read<u16> {
        let start = self.at;
        self.at = start.saturating_add(4);
        let digits = self.text.get(start..self.at).ok_or(NotAnObject)?;
        // `from_str_radix` would take a sign too.
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(NotAnObject);
        }
        u16::from_str_radix(digits, 16).map_err(|_| NotAnObject)
    }

    // RFC 8259 6
    #[inline]
    fn number(&mut self) -> Read<Kind> {
        /// Longer integers, and exponents, might be out of range.
        const SURELY_FINITE: usize = 300;
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.skip_byte();
        }
        match self.peek() {
            Some(b'0') => self.skip_byte(),
            _ => self.digits()?,
        }
        if self.peek() == Some(b'.') {
            self.skip_byte();
            self.digits()?;
        }
        let exponent = matches!(self.peek(), Some(b'e' | b'E'));
        if exponent {
            self.skip_byte();
            if let Some(b'+' | b'-') = self.peek() {
                self.skip_byte();
            }
            self.digits()?;
        }
        let len = self.at.saturating_sub(start);
        if exponent || len > SURELY_FINITE {
            let text = self.text.get(start..self.at).ok_or(NotAnObject)?;
            if !text.parse::<f64>().is_ok_and(f64::is_finite) {
                return Err(NotAnObject);
            }
        }
        Ok(Kind::Number)
    }

    /// One digit or more.
    #[inline]
    fn digits(&mut self) -> Read<()> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.skip_byte();
        }
        if self.at == start {
            Err(NotAnObject)
        } else {
            Ok(())
        }
    }
}

fn deeper(depth: u8) -> Read<u8> {
    depth.checked_sub(1).ok_or(NotAnObject)
}

/// Where a name stands among the known ones. Issuers keep to one order, so the one after the last
/// is tried first.
#[inline]
fn place(names: &[&str], name: Text<'_>, expected: usize) -> Option<usize> {
    if names.get(expected).is_some_and(|known| name.is(known)) {
        return Some(expected);
    }
    names.iter().position(|known| name.is(known))
}

// RFC 7515 4 and RFC 7519 4: names are unique; a parser may refuse repetition.
#[inline]
fn fill<'j>(values: &mut [Option<Raw<'j>>], place: usize, value: Raw<'j>) -> Read<()> {
    match values.get_mut(place) {
        Some(slot @ None) => {
            *slot = Some(value);
            Ok(())
        }
        _ => Err(NotAnObject),
    }
}

/// How many bytes are before the first quote, backslash or control character; eight at a time.
#[inline]
fn plain_len(bytes: &[u8]) -> usize {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut len: usize = 0;
    for word in words {
        let marks = special(u64::from_le_bytes(*word));
        if marks != 0 {
            return len.saturating_add((marks.trailing_zeros() / 8) as usize);
        }
        len = len.saturating_add(8);
    }
    let end = rest
        .iter()
        .position(|&byte| matches!(byte, b'"' | b'\\' | 0..=0x1f));
    len.saturating_add(end.unwrap_or(rest.len()))
}

/// The high bit of each byte that ends plain text. Of those above the first, some may be set
/// wrongly: a borrow runs upwards.
#[inline]
const fn special(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = ONES << 7;
    const QUOTES: u64 = ONES * b'"' as u64;
    const BACKSLASHES: u64 = ONES * b'\\' as u64;
    let (quotes, backslashes) = (word ^ QUOTES, word ^ BACKSLASHES);
    let zero = quotes.wrapping_sub(ONES) | backslashes.wrapping_sub(ONES);
    let control = word.wrapping_sub(ONES << 5);
    // A byte of 0x80 or more is part of a longer character, and none of these.
    (zero | control) & !word & HIGH
}

#[cfg(test)]
mod tests;
