//! URIs of requests, written in one way so that they can be compared.

use std::fmt;

use crate::IdentifierError;
use crate::encoding::text::check_text;

/// The target of a request (`htu`): an `http` or `https` URL without query and fragment.
///
/// Normalized as RFC 9449 section 4.3 wants: letter case of scheme and host, default port, empty
/// path, dot segments and percent-encoding (RFC 3986 sections 6.2.2 and 6.2.3). Two spellings of
/// one URL are equal.
///
/// ```
/// use countersign_jose::TargetUri;
///
/// let target = TargetUri::parse("HTTPS://API.example.com:443/a/../%7euser?page=2#top")?;
/// assert_eq!(target.as_str(), "https://api.example.com/~user");
/// assert_eq!(TargetUri::parse("http://localhost")?.as_str(), "http://localhost/");
/// # Ok::<(), countersign_jose::IdentifierError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TargetUri(String);

impl TargetUri {
    /// Reads and normalizes a URL; its query and fragment are dropped.
    ///
    /// # Errors
    /// [`IdentifierError::NotTargetUri`] where it is no URL of RFC 3986 with a host, or names a
    /// user; [`IdentifierError::TooLong`] over 2048 bytes.
    ///
    /// ```
    /// # use countersign_jose::{IdentifierError, TargetUri};
    /// let user = TargetUri::parse("https://user@api.example.com/");
    /// assert_eq!(user, Err(IdentifierError::NotTargetUri));
    /// ```
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        check_text(text)?;
        normalized(text)
            .map(Self)
            .ok_or(IdentifierError::NotTargetUri)
    }

    /// The normal form.
    ///
    /// ```
    /// # use countersign_jose::TargetUri;
    /// assert_eq!(TargetUri::parse("https://a/b?c")?.as_str(), "https://a/b");
    /// # Ok::<(), countersign_jose::IdentifierError>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TargetUri {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

fn normalized(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once("://")?;
    let (scheme, default_port) = match scheme.to_ascii_lowercase().as_str() {
        "https" => ("https", 443),
        "http" => ("http", 80),
        _ => return None,
    };
    if !rest.bytes().all(is_uri_byte) {
        return None;
    }
    let rest = rest.split(['?', '#']).next()?;
    let (authority, path) = match rest.find('/') {
        Some(place) => rest.split_at_checked(place)?,
        None => (rest, "/"),
    };
    let (host, port) = split_port(authority)?;
    let host = unescaped(host)?.to_ascii_lowercase();
    if !is_host(&host) {
        return None;
    }
    let port = match port {
        "" => None,
        digits => Some(parse_port(digits)?).filter(|port| *port != default_port),
    };
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    let path = without_dot_segments(&unescaped(path)?);
    Some(format!("{scheme}://{host}{port}{path}"))
}

/// RFC 3986 2: the characters of a URI, brackets for an IPv6 address among them.
fn is_uri_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte)
}

/// Host and port; the port may be empty (RFC 3986 3.2.3).
fn split_port(authority: &str) -> Option<(&str, &str)> {
    if authority.starts_with('[') {
        let (host, rest) = authority.split_at_checked(authority.find(']')?.checked_add(1)?)?;
        return match rest.strip_prefix(':') {
            Some(port) => Some((host, port)),
            None if rest.is_empty() => Some((host, "")),
            None => None,
        };
    }
    let (host, port) = authority.split_once(':').unwrap_or((authority, ""));
    if host.contains(['[', ']']) {
        return None;
    }
    Some((host, port))
}

/// A name, or an address (RFC 3986 3.2.2); no name that is looked up has an escape.
fn is_host(host: &str) -> bool {
    match host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => !host.is_empty() && !host.contains(['@', '%']),
    }
}

fn parse_port(digits: &str) -> Option<u16> {
    // `parse` would take a sign too.
    if digits.bytes().all(|digit| digit.is_ascii_digit()) {
        digits.parse().ok()
    } else {
        None
    }
}

/// RFC 3986 6.2.2.1 and 6.2.2.2: what need not be escaped is not; hex digits are upper-case.
fn unescaped(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, escape)) = rest.split_once('%') {
        out.push_str(plain);
        let (digits, after) = escape.split_at_checked(2)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        match u8::from_str_radix(digits, 16).ok()? {
            byte if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                out.push(char::from(byte));
            }
            _ => {
                out.push('%');
                out.push_str(&digits.to_ascii_uppercase());
            }
        }
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

/// RFC 3986 5.2.4, for a path that begins with a slash.
fn without_dot_segments(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut ends_open = false;
    for segment in path.split('/').skip(1) {
        ends_open = matches!(segment, "." | "..");
        match segment {
            "." => {}
            ".." => drop(kept.pop()),
            other => kept.push(other),
        }
    }
    let mut out: String = kept.iter().flat_map(|segment| ["/", segment]).collect();
    if ends_open || out.is_empty() {
        out.push('/');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::TargetUri;

    fn normal(text: &str) -> Option<String> {
        TargetUri::parse(text).ok().map(|uri| uri.0)
    }

    #[test]
    fn spellings_of_one_url_are_equal() {
        for (text, expected) in [
            ("https://a", "https://a/"),
            ("HTTPS://A.Example/Path", "https://a.example/Path"),
            ("https://a:443/", "https://a/"),
            ("https://a:/x", "https://a/x"),
            ("https://a:0443/x", "https://a/x"),
            ("http://a:80", "http://a/"),
            ("http://a:443/", "http://a:443/"),
            ("https://a:80/", "https://a:80/"),
            ("https://a?x", "https://a/"),
            ("https://a/b?x#y", "https://a/b"),
            ("https://a/b#y?x", "https://a/b"),
            ("https://a/%7Eb/%2f/%c3%a5", "https://a/~b/%2F/%C3%A5"),
            ("https://%41/", "https://a/"),
            ("https://a/b/../c/./d", "https://a/c/d"),
            ("https://a/b/..", "https://a/"),
            ("https://a/b/.", "https://a/b/"),
            ("https://a/../../b/", "https://a/b/"),
            ("https://a/%2e%2E/b", "https://a/b"),
            ("https://a//b//", "https://a//b//"),
            ("https://[::1]:8443/x", "https://[::1]:8443/x"),
            ("https://[FE80::1]", "https://[fe80::1]/"),
        ] {
            assert_eq!(normal(text).as_deref(), Some(expected), "{text}");
            assert_eq!(normal(expected).as_deref(), Some(expected), "{text} again");
        }
    }

    #[test]
    fn what_is_no_target_is_refused() {
        for text in [
            "",
            "/",
            "a/b",
            "https:a",
            "https://",
            "https:///a",
            "https://:443/",
            "ftp://a/",
            "https://user@a/",
            "https://user:pw@a/",
            "https://a:b/",
            "https://a:+1/",
            "https://a:65536/",
            "https://a:1:2/",
            "https://[::1/",
            "https://[::1]x/",
            "https://a]/",
            "https://a b/",
            "https://a/b c",
            "https://a/\\b",
            "https://a/%",
            "https://a/%4",
            "https://a/%zz",
            "https://a/%+1",
            "https://å/",
            "https://a/å",
            "https://a/\"",
            "https://a/\n",
            " https://a/",
            "https://a/{x}",
        ] {
            assert_eq!(normal(text), None, "{text:?}");
        }
    }
}
