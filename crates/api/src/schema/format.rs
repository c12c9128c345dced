//! Formats that are enforced; others are annotations.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde_json::Number;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Email,
    Uri,
    Uuid,
    DateTime,
    Date,
    Time,
    Ipv4,
    Ipv6,
    Ip,
    /// schemars names Rust's integer types; the range goes with the name.
    Integer {
        signed: bool,
        bits: u32,
    },
}

impl Format {
    pub(super) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "email" => Self::Email,
            "uri" => Self::Uri,
            "uuid" => Self::Uuid,
            "date-time" => Self::DateTime,
            "date" => Self::Date,
            "time" => Self::Time,
            "ipv4" => Self::Ipv4,
            "ipv6" => Self::Ipv6,
            "ip" => Self::Ip,
            "int" => Self::Integer {
                signed: true,
                bits: 64,
            },
            "uint" => Self::Integer {
                signed: false,
                bits: 64,
            },
            _ => {
                let (signed, bits) = match name.strip_prefix("uint") {
                    Some(bits) => (false, bits),
                    None => (true, name.strip_prefix("int")?),
                };
                // 128 bits do not fit into a JSON number here: serde has the last word.
                Self::Integer {
                    signed,
                    bits: bits.parse().ok().filter(|bits| *bits <= 64)?,
                }
            }
        })
    }

    pub(super) fn integer_range(self) -> Option<(Number, Number)> {
        let Self::Integer { signed, bits } = self else {
            return None;
        };
        let unused = 64_u32.checked_sub(bits)?;
        Some(if signed {
            (
                Number::from(i64::MIN >> unused),
                Number::from(i64::MAX >> unused),
            )
        } else {
            (Number::from(0), Number::from(u64::MAX >> unused))
        })
    }

    pub(super) fn fits(self, text: &str) -> bool {
        match self {
            Self::Email => is_email(text),
            Self::Uri => is_uri(text),
            Self::Uuid => is_uuid(text),
            Self::DateTime => is_date_time(text).unwrap_or(false),
            Self::Date => is_date(text).unwrap_or(false),
            Self::Time => is_time(text).unwrap_or(false),
            Self::Ipv4 => text.parse::<Ipv4Addr>().is_ok(),
            Self::Ipv6 => text.parse::<Ipv6Addr>().is_ok(),
            Self::Ip => text.parse::<IpAddr>().is_ok(),
            Self::Integer { .. } => true,
        }
    }
}

// RFC 5321 4.1.2 without quoted local parts, comments and address literals; the domain has a dot.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let atom = |atom: &str| {
        let special = "!#$%&'*+-/=?^_`{|}~";
        let allowed = |letter: char| {
            letter.is_ascii_alphanumeric() || special.contains(letter) || letter > '\u{9f}'
        };
        !atom.is_empty() && atom.chars().all(allowed)
    };
    let label = |label: &str| {
        let allowed =
            |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter > '\u{9f}';
        let bounded = !label.is_empty() && label.len() <= 63;
        bounded && !label.starts_with('-') && !label.ends_with('-') && label.chars().all(allowed)
    };
    local.len() <= 64
        && domain.len() <= 253
        && local.split('.').all(atom)
        && domain.contains('.')
        && domain.split('.').all(label)
}

// RFC 3986 3: scheme, colon, and nothing that must be escaped.
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let in_scheme = |letter: char| letter.is_ascii_alphanumeric() || "+-.".contains(letter);
    let escaped = |letter: char| letter.is_ascii_graphic() && !"<>\"{}|\\^`".contains(letter);
    scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && scheme.chars().all(in_scheme)
        && !rest.trim_start_matches('/').is_empty()
        && rest.chars().all(escaped)
}

// RFC 9562 4: 8-4-4-4-12 hexadecimal digits.
fn is_uuid(text: &str) -> bool {
    let groups = text.split('-').map(|group| {
        group
            .bytes()
            .all(|letter| letter.is_ascii_hexdigit())
            .then_some(group.len())
    });
    groups.eq([8, 4, 4, 4, 12].map(Some))
}

// RFC 3339 5.6.
fn is_date_time(text: &str) -> Option<bool> {
    let (date, rest) = text.split_at_checked(10)?;
    let time = rest.strip_prefix(['T', 't', ' '])?;
    Some(is_date(date)? && is_time(time)?)
}

fn is_date(text: &str) -> Option<bool> {
    let mut parts = text.split('-');
    let year = digits(parts.next()?, 4)?;
    let month = digits(parts.next()?, 2)?;
    let day = digits(parts.next()?, 2)?;
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 31,
    };
    Some(parts.next().is_none() && (1..=12).contains(&month) && (1..=days).contains(&day))
}

fn is_time(text: &str) -> Option<bool> {
    let zone = text.find(['Z', 'z', '+', '-'])?;
    let (time, zone) = text.split_at_checked(zone)?;
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let mut parts = time.split(':');
    let hour = digits(parts.next()?, 2)?;
    let minute = digits(parts.next()?, 2)?;
    let second = digits(parts.next()?, 2)?;
    let fraction = !fraction.is_empty() && fraction.bytes().all(|digit| digit.is_ascii_digit());
    let in_range = hour < 24 && minute < 60 && second <= 60;
    Some(parts.next().is_none() && in_range && fraction && is_zone(zone)?)
}

fn is_zone(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("z") {
        return Some(true);
    }
    let (hour, minute) = text.strip_prefix(['+', '-'])?.split_once(':')?;
    Some(digits(hour, 2)? < 24 && digits(minute, 2)? < 60)
}

fn digits(text: &str, count: usize) -> Option<u32> {
    let all = text.len() == count && text.bytes().all(|digit| digit.is_ascii_digit());
    text.parse().ok().filter(|_| all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_take_what_their_rfc_takes_and_nothing_near_it() {
        let cases: [(Format, &[&str], &[&str]); 7] = [
            (
                Format::Email,
                &[
                    "a@b.example",
                    "first.last+tag@sub.example.org",
                    "ü@exämple.de",
                ],
                &[
                    "", "a", "a@b", "@b.c", "a@.c", "a@b..c", "a b@c.d", ".a@b.c", "a@-b.c",
                    "a@b.c\n",
                ],
            ),
            (
                Format::Uri,
                &["https://example.com/x?y#z", "urn:isbn:1", "mailto:a@b.c"],
                &[
                    "",
                    "example.com",
                    "https://",
                    "1a:b",
                    "https://a b",
                    "https://a\"b",
                ],
            ),
            (
                Format::Uuid,
                &[
                    "00000000-0000-0000-0000-000000000000",
                    "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6",
                ],
                &[
                    "",
                    "f81d4fae7dec11d0a76500a0c91e6bf6",
                    "g81d4fae-7dec-11d0-a765-00a0c91e6bf6",
                ],
            ),
            (
                Format::DateTime,
                &[
                    "2026-11-24T10:00:00Z",
                    "2024-02-29t23:59:60.5+01:00",
                    "2026-11-24 10:00:00-00:00",
                ],
                &[
                    "2026-11-24",
                    "2026-11-24T10:00:00",
                    "2025-02-29T10:00:00Z",
                    "2026-11-24T24:00:00Z",
                    "2026-13-01T00:00:00Z",
                ],
            ),
            (
                Format::Date,
                &["2000-02-29"],
                &[
                    "1900-02-29",
                    "2026-04-31",
                    "26-04-01",
                    "2026-4-1",
                    "+026-04-01",
                ],
            ),
            (Format::Ipv4, &["127.0.0.1"], &["127.1", "256.0.0.1", "::1"]),
            (Format::Ipv6, &["::1", "2001:db8::"], &["127.0.0.1", ":::"]),
        ];
        for (format, good, bad) in cases {
            for text in good {
                assert!(format.fits(text), "{format:?} {text:?}");
            }
            for text in bad {
                assert!(!format.fits(text), "{format:?} {text:?}");
            }
        }
    }

    #[test]
    fn integer_formats_carry_the_range_of_the_type() {
        let range = |name| Format::parse(name).and_then(Format::integer_range);
        assert_eq!(range("uint8"), Some((0.into(), 255.into())));
        assert_eq!(range("int16"), Some(((-32768).into(), 32767.into())));
        assert_eq!(range("uint64"), Some((0.into(), u64::MAX.into())));
        assert_eq!(range("int128"), None);
    }
}
