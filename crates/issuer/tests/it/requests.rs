//! Malformed requests: RFC 6749 section 5.2, before anything is looked up.

use crate::world::{FORM, World, basic, parse};
use countersign_issuer::{Authorization, Refusal, TokenRequest};

fn refused(authorization: Option<&str>, form: &str) -> (&'static str, String) {
    let error = parse(authorization, form).unwrap_err();
    (error.code().as_str(), error.to_string())
}

fn code(form: &str) -> &'static str {
    refused(None, form).0
}

#[test]
fn a_missing_parameter_is_named() {
    for (form, missing) in [
        ("", "grant_type"),
        ("grant_type=", "grant_type"),
        ("grant_type=password&password=x", "username"),
        ("grant_type=password&username=x", "password"),
        ("grant_type=password&username=&password=x", "username"),
        ("grant_type=refresh_token", "refresh_token"),
    ] {
        let (code, text) = refused(None, form);
        assert_eq!(code, "invalid_request", "{form}");
        assert!(text.contains(&format!("'{missing}'")), "{form}: {text}");
    }
}

#[test]
fn an_unknown_grant_type_is_unsupported() {
    for name in ["implicit", "PASSWORD", "password ", "urn:x"] {
        assert_eq!(
            code(&format!("grant_type={name}")),
            "unsupported_grant_type"
        );
    }
}

#[test]
fn a_repeated_parameter_is_named_and_refused() {
    let (code, text) = refused(None, "grant_type=password&username=a&username=b&password=x");
    assert_eq!(code, "invalid_request");
    assert!(text.contains("'username'"), "{text}");
}

#[test]
fn another_content_type_is_refused() {
    let none: &[&[u8]] = &[];
    let parse = |content_type| {
        let form = b"grant_type=client_credentials&client_id=machine";
        TokenRequest::parse(Authorization::new(none), content_type, form, None)
    };
    for bad in [
        None,
        Some(""),
        Some("application/json"),
        Some("multipart/form-data"),
    ] {
        assert_eq!(
            parse(bad).unwrap_err().code().as_str(),
            "invalid_request",
            "{bad:?}"
        );
    }
    for good in [FORM, "Application/X-WWW-Form-URLencoded; charset=UTF-8"] {
        assert!(parse(Some(good)).is_ok(), "{good}");
    }
}

#[test]
fn a_password_that_nobody_can_have_is_a_clear_error() {
    let long = "x".repeat(1025);
    for (password, problem) in [(long.as_str(), "1,024"), ("a%00b", "NUL")] {
        let form = format!("grant_type=password&username=ada&password={password}");
        let (code, text) = refused(None, &form);
        assert_eq!(code, "invalid_request");
        assert!(text.contains(problem) || text.contains("1024"), "{text}");
        assert!(!text.contains(password), "{text}");
    }
    let longest = format!(
        "grant_type=password&username=ada&password={}",
        "x".repeat(1024)
    );
    assert!(parse(None, &longest).is_ok());
}

#[test]
fn a_scope_with_a_forbidden_character_is_invalid() {
    for scope in ["a++b", "%22", "a%0Ab", "é", "+a"] {
        let form = format!("grant_type=refresh_token&refresh_token=x&scope={scope}");
        assert_eq!(code(&form), "invalid_scope", "{scope}");
    }
}

#[tokio::test]
async fn an_endless_scope_is_refused_with_a_short_text() {
    let world = World::new().await;
    for length in [4096, 4097] {
        let scope = "x".repeat(length);
        let form = format!("grant_type=password&username=a&password=b&scope={scope}");
        let error = world.ask(&form).await.unwrap_err();
        assert_eq!(error.code().as_str(), "invalid_scope");
        assert!(error.to_string().len() < 200, "{error}");
    }
}

#[tokio::test]
async fn the_rest_of_a_password_with_an_ampersand_is_not_shown() {
    let world = World::new().await;
    // The passwords are `a&hunter2=x`, `a&scope=hunter2` and so on, and nobody encoded them.
    for rest in [
        "hunter2=x&hunter2=y",
        "hunter2=%zz",
        "scope=hunter2",
        "scope=hunter2++",
        "client_id=hunter2",
        "client_secret=hunter2",
        "grant_type=hunter2",
    ] {
        let form = format!("grant_type=password&username=ada&password=a&{rest}");
        let error = world.ask(&form).await.unwrap_err();
        let shown = format!("{error} {error:?} {}", error.error_description());
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}

#[test]
fn credentials_in_two_places_are_refused() {
    let header = basic("machine", "x");
    let form = "grant_type=client_credentials&client_secret=x";
    assert_eq!(refused(Some(&header), form).0, "invalid_request");
    let form = "grant_type=client_credentials&client_id=other";
    assert_eq!(refused(Some(&header), form).0, "invalid_request");
    let form = "grant_type=client_credentials&client_id=machine";
    assert!(parse(Some(&header), form).is_ok());
    let twice: &[&[u8]] = &[header.as_bytes(), header.as_bytes()];
    let error = TokenRequest::parse(Authorization::new(twice), Some(FORM), form.as_bytes(), None);
    assert_eq!(error.unwrap_err().code().as_str(), "invalid_request");
}

#[test]
fn a_malformed_authorization_header_is_invalid_client() {
    let form = "grant_type=client_credentials";
    for header in [
        "Basic",
        "Basic ",
        "Basic !!!",
        "Bearer abc",
        "Basic bWFjaGluZQ==",
        "Basic Ong=",
        "\u{e9}",
    ] {
        assert_eq!(refused(Some(header), form).0, "invalid_client", "{header}");
    }
    assert_eq!(
        refused(Some(&basic("mach%zz", "x")), form).0,
        "invalid_client"
    );
}

#[test]
fn a_secret_without_a_client_is_refused() {
    assert_eq!(
        code("grant_type=password&client_secret=x&username=a&password=b"),
        "invalid_request"
    );
}

#[test]
fn debug_of_a_request_shows_no_secret() {
    let form = "grant_type=password&username=ada&password=hunter2";
    let request = parse(Some(&basic("web", "swordfish")), form).unwrap();
    let shown = format!("{request:?}");
    assert!(shown.contains("ada"), "{shown}");
    assert!(
        !shown.contains("hunter2") && !shown.contains("swordfish"),
        "{shown}"
    );
    let refresh = parse(None, "grant_type=refresh_token&refresh_token=csr_abc").unwrap();
    assert!(!format!("{refresh:?}").contains("csr_abc"));
}

/// Every prefix, and every single-byte change, of a good request: an answer, never a panic.
#[tokio::test]
async fn no_request_panics() {
    let world = World::new().await;
    let good = "grant_type=refresh_token&refresh_token=csr_AAAA&scope=a%20b&client_id=docs";
    for at in 0..good.len() {
        drop(world.ask(&good[..at]).await);
        for byte in [b'%', b'&', b'=', b'+', 0x00, 0xff] {
            let mut changed = good.as_bytes().to_vec();
            changed[at] = byte;
            let none: &[&[u8]] = &[];
            drop(TokenRequest::parse(
                Authorization::new(none),
                Some(FORM),
                &changed,
                None,
            ));
        }
    }
}
