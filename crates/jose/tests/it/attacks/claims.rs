//! Attacks through claims that say too little, too much, or something else.

use countersign_jose::VerifyError::{
    AudienceMismatch, BadSignature, Expired, Invalid, IssuerMismatch, Missing,
};
use countersign_jose::{Claim, UnixTime};
use serde_json::json;

use crate::forge::{
    AUDIENCE, ISSUER, NOW, valid_token, verifier, with_claim, with_payload, without_claim,
};

#[test]
fn required_claim_that_is_missing_is_refused() {
    for (name, claim) in [
        ("iss", Claim::Issuer),
        ("sub", Claim::Subject),
        ("aud", Claim::Audience),
        ("exp", Claim::ExpiresAt),
        ("iat", Claim::IssuedAt),
        ("jti", Claim::TokenId),
        ("client_id", Claim::ClientId),
    ] {
        assert_eq!(without_claim(name), Err(Missing(claim)), "{name}");
    }
    assert_eq!(with_payload("{}"), Err(Missing(Claim::Issuer)));
}

#[test]
fn missing_scope_allows_nothing() {
    assert!(without_claim("scope").unwrap().scope.is_empty());
}

#[test]
fn text_claim_of_wrong_type_or_empty_is_refused() {
    for (name, claim) in [
        ("iss", Claim::Issuer),
        ("sub", Claim::Subject),
        ("jti", Claim::TokenId),
        ("client_id", Claim::ClientId),
    ] {
        for value in [
            json!(1),
            json!(null),
            json!(true),
            json!(["alice"]),
            json!({}),
            json!(""),
        ] {
            assert_eq!(
                with_claim(name, value.clone()),
                Err(Invalid(claim)),
                "{name} {value}"
            );
        }
    }
}

#[test]
fn scope_of_wrong_type_or_grammar_is_refused() {
    let values = [
        json!(1),
        json!(null),
        json!(["a"]),
        json!("a  b"),
        json!(" a"),
        json!("a\"b"),
    ];
    for value in values {
        assert_eq!(
            with_claim("scope", value.clone()),
            Err(Invalid(Claim::Scope)),
            "{value}"
        );
    }
    assert!(with_claim("scope", json!("")).unwrap().scope.is_empty());
}

#[test]
fn issuer_is_compared_byte_for_byte() {
    for other in [
        "https://id.example.com/",
        "https://id.example.co",
        "https://id.example.com.mallory.example",
        "https://ID.example.com",
        "http://id.example.com",
        "https://id.example.com:443",
        "https://mallory.example",
    ] {
        assert_eq!(
            with_claim("iss", json!(other)),
            Err(IssuerMismatch),
            "{other}"
        );
    }
    let not_a_url = with_claim("iss", json!("id.example.com"));
    assert_eq!(not_a_url, Err(Invalid(Claim::Issuer)));
}

#[test]
fn list_of_issuers_that_contains_the_right_one_is_refused() {
    assert_eq!(
        with_claim("iss", json!([ISSUER])),
        Err(Invalid(Claim::Issuer))
    );
    let many = json!([ISSUER, "https://mallory.example"]);
    assert_eq!(with_claim("iss", many), Err(Invalid(Claim::Issuer)));
}

#[test]
fn audience_of_wrong_type_or_empty_is_refused() {
    for value in [
        json!(null),
        json!(""),
        json!([]),
        json!(1),
        json!(true),
        json!({ AUDIENCE: 1 }),
        json!([AUDIENCE, 1]),
        json!([AUDIENCE, null]),
        json!([AUDIENCE, ""]),
        json!([[AUDIENCE]]),
    ] {
        assert_eq!(
            with_claim("aud", value.clone()),
            Err(Invalid(Claim::Audience)),
            "{value}"
        );
    }
}

#[test]
fn only_an_exact_member_of_the_audience_is_accepted() {
    for value in [
        json!("https://api.example.com/"),
        json!("https://api.example.co"),
        json!("https://api.example.com https://other.example.com"),
        json!("https://API.example.com"),
        json!(["https://other.example.com", "https://api.example.com/v1"]),
    ] {
        assert_eq!(
            with_claim("aud", value.clone()),
            Err(AudienceMismatch),
            "{value}"
        );
    }
    let several = with_claim("aud", json!(["https://other.example.com", AUDIENCE])).unwrap();
    assert_eq!(several.audience.iter().count(), 2);
    assert!(with_claim("aud", json!([AUDIENCE])).is_ok());
}

#[test]
fn bad_signature_is_reported_before_expiry() {
    let mut token = valid_token();
    let late = UnixTime::from_seconds(u64::MAX);
    assert_eq!(verifier().verify(&token, late), Err(Expired));
    let flipped = if token.ends_with('A') { 'Q' } else { 'A' };
    token.pop();
    token.push(flipped);
    assert_eq!(verifier().verify(&token, late), Err(BadSignature));
    assert_eq!(verifier().verify(&token, NOW), Err(BadSignature));
}

#[test]
fn unknown_claims_are_ignored() {
    assert!(with_claim("tenant", json!({"id": 7, "tags": ["a", null]})).is_ok());
}
