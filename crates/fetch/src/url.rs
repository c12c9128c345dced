//! What a URL says of its host.

use std::net::IpAddr;

use reqwest::Url;

use crate::place::{Place, place};

/// Whether nobody between here and there can read or change what is sent, and the URL shows where it goes:
/// https, or http to a [loopback host](is_loopback), without user name and password.
///
/// ```
/// use countersign_fetch::{Url, is_secure};
///
/// let secure = |text| Url::parse(text).is_ok_and(|url| is_secure(&url));
/// assert!(secure("https://id.example.com"));
/// assert!(secure("http://127.0.0.1:8000"));
/// assert!(!secure("http://id.example.com"));
/// assert!(!secure("https://id.example.com@evil.example"));
/// ```
#[must_use]
pub fn is_secure(url: &Url) -> bool {
    let scheme = url.scheme();
    // RFC 9110 4.2.4: a user name hides the host, and a password would be sent along.
    let has_user = !url.username().is_empty() || url.password().is_some();
    !has_user && (scheme == "https" || (scheme == "http" && is_loopback(url)))
}

/// Whether the host is this machine: `localhost`, or an address of 127.0.0.0/8, or `::1`. No name is looked up.
///
/// ```
/// use countersign_fetch::{Url, is_loopback};
///
/// assert!(is_loopback(&Url::parse("http://[::1]:8000")?));
/// assert!(!is_loopback(&Url::parse("http://localhost.example.com")?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    url.host_str() == Some("localhost")
        || literal(url).is_some_and(|address| place(address) == Place::Loopback)
}

/// The address that the URL has in place of a name.
pub(crate) fn literal(url: &Url) -> Option<IpAddr> {
    let host = url.host_str()?;
    host.trim_start_matches('[')
        .trim_end_matches(']')
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine_alone_and_a_user_for_no_url() {
        let cases = [
            ("https://id.example.com", true),
            ("http://127.0.0.1:8000", true),
            ("http://127.9.9.9", true),
            ("http://[::1]:8000", true),
            ("http://localhost", true),
            ("http://id.example.com", false),
            ("http://localhost.example.com", false),
            ("http://127.0.0.1.example.com", false),
            ("http://128.0.0.1", false),
            ("http://[2002:7f00:1::1]", false),
            ("http://[64:ff9b::127.0.0.1]", false),
            ("ftp://127.0.0.1", false),
            ("file:///etc/hosts", false),
            ("https://user@id.example.com", false),
            ("https://user:secret@id.example.com", false),
            ("https://:secret@id.example.com", false),
            ("https://id.example.com@evil.example", false),
            ("http://user@127.0.0.1", false),
        ];
        for (url, expected) in cases {
            assert_eq!(
                Url::parse(url).map(|url| is_secure(&url)).ok(),
                Some(expected),
                "{url}"
            );
        }
    }
}
