//! How `$7$` and `$y$` write numbers.

use yescrypt::Mode;

use crate::YescryptParams;
use crate::encoding::CRYPT;

/// Numbers as written. Whether they go together is not yet known.
pub(super) struct Numbers {
    pub(super) mode: Mode,
    pub(super) log_n: u8,
    pub(super) r: u32,
    pub(super) p: u32,
    pub(super) t: u32,
}

/// `$7$`: one character for N and five each for r and p, the lowest six bits first. The salt follows.
pub(super) fn scrypt(text: &str) -> Option<(Numbers, &str)> {
    let (log_n, text) = text.split_at_checked(1)?;
    let (r, text) = text.split_at_checked(5)?;
    let (p, salt) = text.split_at_checked(5)?;
    let numbers = Numbers {
        mode: Mode::Classic,
        log_n: CRYPT.value(*log_n.as_bytes().first()?)?,
        r: little_endian(r)?,
        p: little_endian(p)?,
        t: 0,
    };
    Some((numbers, salt))
}

fn little_endian(text: &str) -> Option<u32> {
    let mut number = 0;
    for symbol in text.bytes().rev() {
        number = number << 6 | u32::from(CRYPT.value(symbol)?);
    }
    Some(number)
}

/// `$y$`: flavour, N and r, then a bit set of what else there is: p, t, and two that nobody may use yet.
pub(super) fn yescrypt(text: &str) -> Option<Numbers> {
    let mut symbols = Symbols(text.as_bytes());
    let mode = Mode::try_from(symbols.number(0)?).ok()?;
    let log_n = u8::try_from(symbols.number(1)?).ok()?;
    let r = symbols.number(1)?;
    let present = if symbols.0.is_empty() {
        0
    } else {
        symbols.number(1)?
    };
    let p = if present & 1 == 0 {
        1
    } else {
        symbols.number(2)?
    };
    let t = if present & 2 == 0 {
        0
    } else {
        symbols.number(1)?
    };
    let numbers = Numbers {
        mode,
        log_n,
        r,
        p,
        t,
    };
    (present <= 3 && symbols.0.is_empty()).then_some(numbers)
}

pub(super) fn write_yescrypt(params: YescryptParams) -> String {
    let (p, t) = (params.p(), params.t());
    let present = u32::from(p != 1) | u32::from(t != 0) << 1;
    let mut text = String::new();
    write(&mut text, u32::from(params.mode()), 0);
    write(&mut text, params.log_n().into(), 1);
    write(&mut text, params.r(), 1);
    for (number, least, is_written) in [(present, 1, present != 0), (p, 2, p != 1), (t, 1, t != 0)]
    {
        if is_written {
            write(&mut text, number, least);
        }
    }
    text
}

/// Numbers of varying length: the first symbol says how many follow. 48 of the 64 symbols stand
/// for themselves, 8 begin two symbols, 4 three, 2 four, 1 five and 1 six.
struct Symbols<'a>(&'a [u8]);

impl Symbols<'_> {
    /// The next number, which is at least `least`.
    fn number(&mut self, least: u32) -> Option<u32> {
        let first = self.next()?;
        let mut range = Range::FIRST;
        let mut number = least;
        while first > range.end {
            number = number.checked_add(range.count()?)?;
            range = range.next();
        }
        number = number.checked_add((first - range.start).checked_shl(range.bits)?)?;
        while range.bits > 0 {
            range.bits -= 6;
            number = number.checked_add(self.next()? << range.bits)?;
        }
        Some(number)
    }

    fn next(&mut self) -> Option<u32> {
        let (symbol, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(CRYPT.value(*symbol)?.into())
    }
}

/// First symbols of one length.
struct Range {
    start: u32,
    end: u32,
    /// Bits in the symbols that follow.
    bits: u32,
}

impl Range {
    const FIRST: Self = Self {
        start: 0,
        end: 47,
        bits: 0,
    };

    /// The numbers of this length.
    fn count(&self) -> Option<u32> {
        (self.end + 1 - self.start).checked_mul(1_u32.checked_shl(self.bits)?)
    }

    const fn next(&self) -> Self {
        let start = self.end + 1;
        Self {
            start,
            end: start + (62 - self.end) / 2,
            bits: self.bits + 6,
        }
    }
}

fn write(text: &mut String, number: u32, least: u32) {
    let mut number = number - least;
    let mut range = Range::FIRST;
    while let Some(count) = range.count()
        && number >= count
    {
        number -= count;
        range = range.next();
    }
    let mut push = |value: u32| text.push(CRYPT.symbol(value));
    push(range.start + (number >> range.bits));
    while range.bits > 0 {
        range.bits -= 6;
        push(number >> range.bits & 63);
    }
}
