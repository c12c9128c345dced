//! Attacks through header members that would change what the token means.

use countersign_jose::Part::Header;
use countersign_jose::VerifyError::{Malformed, Nested, UnsupportedHeader, WrongType};

use crate::forge::{Outcome, with_header};

/// A valid header with more members.
fn with_members(members: &str) -> Outcome {
    with_header(format!(
        r#"{{"alg":"ES256","typ":"at+jwt","kid":"key-1",{members}}}"#
    ))
}

#[test]
fn critical_extension_is_refused_whatever_it_says() {
    for crit in [
        r#"["exp"]"#,
        r#"["b64"]"#,
        r#"["unknown"]"#,
        r#"["alg"]"#,
        r#"["absent"]"#,
        r#"["x","x"]"#,
        "[]",
        "null",
        "1",
        r#""x""#,
        "{}",
    ] {
        assert_eq!(
            with_members(&format!(r#""crit":{crit}"#)),
            Err(UnsupportedHeader),
            "{crit}"
        );
        let both = format!(r#""x":1,"\u0063rit":{crit}"#);
        assert_eq!(with_members(&both), Err(UnsupportedHeader), "{crit}");
    }
}

#[test]
fn unencoded_payload_is_refused() {
    for b64 in ["false", "true", "null", r#""false""#, "0"] {
        assert_eq!(
            with_members(&format!(r#""b64":{b64}"#)),
            Err(UnsupportedHeader),
            "{b64}"
        );
    }
    assert_eq!(
        with_members(r#""crit":["b64"],"b64":false"#),
        Err(UnsupportedHeader)
    );
}

#[test]
fn compression_and_encryption_members_are_refused() {
    assert_eq!(with_members(r#""zip":"DEF""#), Err(UnsupportedHeader));
    assert_eq!(with_members(r#""enc":"A256GCM""#), Err(UnsupportedHeader));
}

#[test]
fn nested_token_is_refused() {
    for cty in ["JWT", "jwt", "application/jwt", "at+jwt"] {
        assert_eq!(
            with_members(&format!(r#""cty":"{cty}""#)),
            Err(Nested),
            "{cty}"
        );
    }
}

#[test]
fn access_token_type_is_taken_in_any_letter_case() {
    for typ in [
        "at+jwt",
        "AT+JWT",
        "At+Jwt",
        "application/at+jwt",
        "Application/AT+JWT",
    ] {
        let header = format!(r#"{{"alg":"ES256","typ":"{typ}","kid":"key-1"}}"#);
        assert!(with_header(header).is_ok(), "{typ}");
    }
}

#[test]
fn token_of_another_type_is_refused() {
    for typ in [
        "JWT",
        "jwt",
        "",
        "at",
        "at+jwt ",
        "text/at+jwt",
        "application/",
        "application/application/at+jwt",
        "id-token+jwt",
        "logout+jwt",
        "dpop+jwt",
        "client-authentication+jwt",
    ] {
        let header = format!(r#"{{"alg":"ES256","typ":"{typ}","kid":"key-1"}}"#);
        assert_eq!(with_header(header), Err(WrongType), "{typ:?}");
    }
    assert_eq!(
        with_header(r#"{"alg":"ES256","kid":"key-1"}"#),
        Err(WrongType)
    );
    for typ in ["1", "null", r#"["at+jwt"]"#] {
        let header = format!(r#"{{"alg":"ES256","typ":{typ},"kid":"key-1"}}"#);
        assert_eq!(with_header(header), Err(Malformed(Header)), "{typ}");
    }
}

#[test]
fn unknown_header_members_are_ignored() {
    assert!(with_members(r#""x":{"deep":[1,2,{"y":null}]},"url":"https://example.com""#).is_ok());
}
