//! What the head of a request must be before anyone reads it: one host, and a body whose end is known.
//!
//! A proxy and this server that read one request in two ways let a caller hide a second request in the first
//! (request smuggling), or reach another host than the proxy checked. hyper itself refuses a transfer coding
//! that does not end with `chunked`, any in HTTP/1.0, lengths that differ, and a space before a colon. Of a
//! request with both a coding and a length it drops the length, which is never seen here, and ends the
//! connection after the answer (RFC 9112 6.3).

use axum::http::header::{HOST, TRANSFER_ENCODING};
use axum::http::{HeaderMap, Version};
use std::net::Ipv6Addr;

/// Why a request is not read any further: its sender is at fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Malformed {
    #[error("the request has no Host header: HTTP/1.1 requires exactly one")]
    MissingHost,
    #[error("the request has more than one Host header: HTTP requires exactly one")]
    RepeatedHost,
    #[error(
        "the Host header is malformed: expected a host and an optional port, \
         such as id.example.com, 192.0.2.1:8000 or [2001:db8::1]:8000"
    )]
    InvalidHost,
    #[error(
        "the transfer coding is refused: send one header Transfer-Encoding: chunked, \
         or a Content-Length"
    )]
    TransferCoding,
}

/// Checks what every request must have, whatever it asks for.
pub(super) fn check(version: Version, headers: &HeaderMap) -> Result<(), Malformed> {
    check_host(version, headers)?;
    check_transfer_coding(headers)
}

// RFC 9112 3.2: exactly one Host with a valid value, also where the target is in absolute form. HTTP/1.0 does
// not know the header.
fn check_host(version: Version, headers: &HeaderMap) -> Result<(), Malformed> {
    let mut given = headers.get_all(HOST).iter();
    match (given.next(), given.next()) {
        (None, _) if version < Version::HTTP_11 => Ok(()),
        (None, _) => Err(Malformed::MissingHost),
        (Some(_), Some(_)) => Err(Malformed::RepeatedHost),
        (Some(host), None) if host.to_str().is_ok_and(is_host) => Ok(()),
        (Some(_), None) => Err(Malformed::InvalidHost),
    }
}

// RFC 9112 6.1: chunked is applied once, and no other coding is known here.
fn check_transfer_coding(headers: &HeaderMap) -> Result<(), Malformed> {
    let mut given = headers.get_all(TRANSFER_ENCODING).iter();
    match (given.next(), given.next()) {
        (None, _) => Ok(()),
        (Some(coding), None) if coding.as_bytes().eq_ignore_ascii_case(b"chunked") => Ok(()),
        _ => Err(Malformed::TransferCoding),
    }
}

// RFC 9110 7.2: Host = uri-host [ ":" port ]. An empty host is for URIs without an authority (RFC 9112 3.2),
// and those of http and https have one (RFC 9110 4.2).
fn is_host(value: &str) -> bool {
    if let Some(rest) = value.strip_prefix('[') {
        let literal = rest.split_once(']');
        return literal
            .is_some_and(|(literal, after)| is_ip_literal(literal) && is_port_or_none(after));
    }

    let end = value.find(':').unwrap_or(value.len());
    let (name, after) = value.split_at(end);
    is_reg_name(name) && is_port_or_none(after)
}

// RFC 3986 3.2.2: IP-literal = "[" ( IPv6address / IPvFuture ) "]"
fn is_ip_literal(literal: &str) -> bool {
    literal.parse::<Ipv6Addr>().is_ok() || is_ip_future(literal)
}

// RFC 3986 3.2.2: IPvFuture = "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )
fn is_ip_future(literal: &str) -> bool {
    let Some((version, address)) = literal.split_once('.') else {
        return false;
    };
    let Some(version) = version.strip_prefix(['v', 'V']) else {
        return false;
    };
    let version_is_good = version.bytes().all(|byte| byte.is_ascii_hexdigit());
    let address_is_good = address
        .bytes()
        .all(|byte| is_name_byte(byte) || byte == b':');
    version_is_good && address_is_good && !version.is_empty() && !address.is_empty()
}

// RFC 3986 3.2.2: reg-name = *( unreserved / pct-encoded / sub-delims ), which all IPv4 addresses are too.
fn is_reg_name(name: &str) -> bool {
    let mut parts = name.split('%');
    let before = parts.next().unwrap_or_default();
    !name.is_empty() && before.bytes().all(is_name_byte) && parts.all(is_pct_encoded)
}

// RFC 3986 2.1: two hexadecimal digits follow the percent sign.
fn is_pct_encoded(after_percent: &str) -> bool {
    let Some((digits, rest)) = after_percent.as_bytes().split_first_chunk::<2>() else {
        return false;
    };
    digits.iter().all(u8::is_ascii_hexdigit) && rest.iter().copied().all(is_name_byte)
}

// RFC 3986 2.3 and 2.2: unreserved / sub-delims
fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(&byte)
}

// RFC 3986 3.2.3: port = *DIGIT. TCP has 65,535 of them (RFC 9293 3.1).
fn is_port_or_none(after: &str) -> bool {
    let Some(port) = after.strip_prefix(':') else {
        return after.is_empty();
    };
    let digits = port.bytes().all(|byte| byte.is_ascii_digit());
    digits && (port.is_empty() || port.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    fn checked(version: Version, lines: &[(HeaderName, &[u8])]) -> Result<(), Malformed> {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(name, HeaderValue::from_bytes(value).unwrap());
        }
        check(version, &headers)
    }

    #[test]
    fn a_host_is_a_name_or_an_address_with_an_optional_port() {
        let good = [
            "id.example.com",
            "ID.Example.COM",
            "localhost",
            "id.example.com.",
            "a_b~c-d",
            "x!$&'()*+,;=y",
            "b%C3%BCcher.example",
            "id.example.com:",
            "id.example.com:0",
            "id.example.com:8000",
            "id.example.com:65535",
            "192.0.2.1",
            "192.0.2.1:443",
            "999.999.999.999",
            "[::]",
            "[::1]:8000",
            "[2001:db8::1]",
            "[2001:DB8:0:0:0:0:192.0.2.1]:443",
            "[v1.a:b]",
            "[vF.~]:1",
        ];
        for host in good {
            let outcome = checked(Version::HTTP_11, &[(HOST, host.as_bytes())]);
            assert_eq!(outcome, Ok(()), "{host:?}");
        }
    }

    #[test]
    fn anything_else_is_no_host() {
        let bad: [&[u8]; 41] = [
            b"",
            b":",
            b":8000",
            b" ",
            b"a b",
            b"a\tb",
            b"user@id.example.com",
            b"user:secret@id.example.com",
            b"@id.example.com",
            b"id.example.com:80 ",
            b"id.example.com:eighty",
            b"id.example.com:+80",
            b"id.example.com:-1",
            b"id.example.com:80:80",
            b"id.example.com:65536",
            b"id.example.com:99999999999999999999",
            b"id.example.com/",
            b"id.example.com?a",
            b"id.example.com#a",
            b"id.example.com\\",
            b"http://id.example.com",
            b"id.example.com, evil.example",
            b"\"id.example.com\"",
            b"<id>",
            b"id{}",
            b"a|b",
            b"a^b`",
            b"b%C3%B",
            b"b%zz",
            b"%",
            b"b\xc3\xbccher.example",
            b"::1",
            b"2001:db8::1",
            b"[::1",
            b"::1]",
            b"[]",
            b"[192.0.2.1]",
            b"[fe80::1%25eth0]",
            b"[1:2:3:4:5:6:7:8:9]",
            b"[::1]8000",
            b"[v.a]",
        ];
        for host in bad {
            let outcome = checked(Version::HTTP_11, &[(HOST, host)]);
            let text = String::from_utf8_lossy(host);
            assert_eq!(outcome, Err(Malformed::InvalidHost), "{text:?}");
        }
    }

    #[test]
    fn there_is_exactly_one_host_but_in_http_1_0_there_may_be_none() {
        let host = (HOST, &b"a"[..]);
        for version in [Version::HTTP_10, Version::HTTP_11] {
            assert_eq!(checked(version, std::slice::from_ref(&host)), Ok(()));
            let twice = checked(version, &[host.clone(), host.clone()]);
            assert_eq!(twice, Err(Malformed::RepeatedHost), "{version:?}");
            let malformed = checked(version, &[(HOST, b"a b")]);
            assert_eq!(malformed, Err(Malformed::InvalidHost), "{version:?}");
        }
        assert_eq!(checked(Version::HTTP_10, &[]), Ok(()));
        assert_eq!(checked(Version::HTTP_11, &[]), Err(Malformed::MissingHost));
    }

    #[test]
    fn chunked_alone_and_once_is_a_transfer_coding() {
        let rows: [(&[&[u8]], bool); 13] = [
            (&[], true),
            (&[b"chunked"], true),
            (&[b"Chunked"], true),
            (&[b""], false),
            (&[b"identity"], false),
            (&[b"gzip"], false),
            (&[b"gzip, chunked"], false),
            (&[b"chunked, chunked"], false),
            (&[b", chunked"], false),
            (&[b"chunked;q=1"], false),
            (&[b"\xe2chunked"], false),
            (&[b"chunked", b"chunked"], false),
            (&[b"gzip", b"chunked"], false),
        ];
        for (codings, is_good) in rows {
            let mut lines = vec![(HOST, &b"a"[..])];
            lines.extend(codings.iter().map(|coding| (TRANSFER_ENCODING, *coding)));
            let expected = if is_good {
                Ok(())
            } else {
                Err(Malformed::TransferCoding)
            };
            assert_eq!(checked(Version::HTTP_11, &lines), expected, "{codings:?}");
        }
    }
}
