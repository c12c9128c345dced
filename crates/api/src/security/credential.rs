//! The Authorization header, read as RFC 6750 writes it.

use http::HeaderMap;
use http::header::AUTHORIZATION;

/// What the Authorization header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Credential<'h> {
    /// No header.
    Absent,
    /// A scheme other than Bearer.
    OtherScheme,
    /// Bearer, but not in the form of RFC 6750 2.1; or more than one header.
    Malformed,
    /// A token, of which nothing is known yet.
    Token(&'h str),
}

pub(super) fn read(headers: &HeaderMap) -> Credential<'_> {
    let mut given = headers.get_all(AUTHORIZATION).iter();
    let Some(header) = given.next() else {
        return Credential::Absent;
    };
    // RFC 6750 2: one way to send the token in a request. Proxies may disagree on which of two counts.
    if given.next().is_some() {
        return Credential::Malformed;
    }
    let Ok(text) = header.to_str() else {
        return Credential::Malformed;
    };
    let (scheme, rest) = text.split_once(' ').unwrap_or((text, ""));
    // RFC 9110 11.1: the scheme's case does not matter.
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Credential::OtherScheme;
    }
    // RFC 9110 11.4: one space or more.
    let token = rest.trim_start_matches(' ');
    if is_b64token(token) {
        Credential::Token(token)
    } else {
        Credential::Malformed
    }
}

// RFC 6750 2.1: 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
fn is_b64token(text: &str) -> bool {
    let unpadded = text.trim_end_matches('=');
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
    !unpadded.is_empty() && unpadded.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn only_one_header_in_the_form_of_rfc_6750_is_a_token() {
        let cases: [(&[&str], Credential<'_>); 14] = [
            (&[], Credential::Absent),
            (&["Bearer abc"], Credential::Token("abc")),
            (&["bEARER a-b.c_~+/=="], Credential::Token("a-b.c_~+/==")),
            (&["Bearer   abc"], Credential::Token("abc")),
            (&["Bearer"], Credential::Malformed),
            (&["Bearer "], Credential::Malformed),
            (&["Bearer a b"], Credential::Malformed),
            (&["Bearer abc "], Credential::Malformed),
            (&["Bearer abc, Bearer abc"], Credential::Malformed),
            (&["Bearer =abc"], Credential::Malformed),
            (&["Bearer\tabc"], Credential::OtherScheme),
            (&["Basic YTpi"], Credential::OtherScheme),
            (&[""], Credential::OtherScheme),
            (&["Bearer abc", "Bearer abc"], Credential::Malformed),
        ];
        for (headers, expected) in cases {
            let map = headers
                .iter()
                .map(|text| (AUTHORIZATION, HeaderValue::from_static(text)));
            let map = map.fold(HeaderMap::new(), |mut map, (name, value)| {
                map.append(name, value);
                map
            });
            assert_eq!(read(&map), expected, "{headers:?}");
        }
    }
}
