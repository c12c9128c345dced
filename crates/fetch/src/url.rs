//! What a URL says of its host.

use std::net::IpAddr;

use reqwest::Url;

use crate::place::{Place, place};

/// https; http for this machine alone, where nobody listens in.
#[must_use]
pub fn is_secure(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url))
}

/// http is for these hosts alone.
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
    fn plain_http_is_for_this_machine_alone() {
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
