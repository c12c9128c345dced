//! Attacks that let one issuer speak for another.

use countersign_jose::VerifyError::{BadSignature, IssuerMismatch, UnknownKey};
use countersign_jose::{
    Algorithm, Audience, Issuer, IssuerTrustedTwice, KeyId, KeySet, Part, Signer, SigningKey,
    TrustedIssuers, Unverified, Verifier, VerifyError,
};

use crate::forge::{AUDIENCE, KEY, NOW, access_token, encode, valid_token, verifier};

const OTHER: &str = "https://other.example.com";

fn named(key_id: &str) -> SigningKey {
    let key = SigningKey::generate(Algorithm::Es256).unwrap();
    key.with_key_id(KeyId::parse(key_id).unwrap())
}

fn verifier_of(issuer: &str, key: &SigningKey) -> Verifier {
    let audience = Audience::parse(AUDIENCE).unwrap();
    let keys = KeySet::new([key.verifying_key()]).unwrap();
    Verifier::access_tokens(Issuer::parse(issuer).unwrap(), audience, keys)
}

/// A token that says this issuer, signed with this key.
fn token(issuer: &str, key: &SigningKey) -> String {
    let mut claims = access_token();
    claims.issuer = Issuer::parse(issuer).unwrap();
    Signer::access_tokens(key.clone()).sign(&claims).unwrap()
}

#[test]
fn each_issuer_speaks_for_itself() {
    let theirs = named("their-key");
    let issuers = TrustedIssuers::new([verifier(), verifier_of(OTHER, &theirs)]).unwrap();
    let ours = issuers.verify(&valid_token(), NOW).unwrap();
    assert_eq!(ours.issuer, access_token().issuer);
    let other = issuers.verify(&token(OTHER, &theirs), NOW).unwrap();
    assert_eq!(other.issuer.as_str(), OTHER);
}

#[test]
fn key_of_one_issuer_never_signs_for_another() {
    let theirs = named("their-key");
    let issuers = TrustedIssuers::new([verifier(), verifier_of(OTHER, &theirs)]).unwrap();
    let ours = access_token().issuer;
    let mixed_up = issuers.verify(&token(ours.as_str(), &theirs), NOW);
    assert_eq!(mixed_up, Err(UnknownKey));
    assert_eq!(issuers.verify(&token(OTHER, &KEY), NOW), Err(UnknownKey));
}

#[test]
fn shared_key_id_does_not_mix_issuers_up() {
    let theirs = named(KEY.key_id().as_str());
    let issuers = TrustedIssuers::new([verifier(), verifier_of(OTHER, &theirs)]).unwrap();
    let ours = access_token().issuer;
    let mixed_up = issuers.verify(&token(ours.as_str(), &theirs), NOW);
    assert_eq!(mixed_up, Err(BadSignature));
    assert!(issuers.verify(&token(OTHER, &theirs), NOW).is_ok());
}

#[test]
fn verifier_chosen_for_one_token_refuses_another_issuers() {
    let theirs = named("their-key");
    let issuers = TrustedIssuers::new([verifier(), verifier_of(OTHER, &theirs)]).unwrap();
    let chosen = issuers.verifier_for(&valid_token()).unwrap();
    assert_eq!(chosen.verify(&token(OTHER, &theirs), NOW), Err(UnknownKey));
}

#[test]
fn issuer_that_is_not_trusted_or_not_said_is_refused() {
    let issuers = TrustedIssuers::new([verifier()]).unwrap();
    let stranger = token(OTHER, &named("key"));
    assert_eq!(issuers.verify(&stranger, NOW), Err(IssuerMismatch));
    for (payload, code) in [
        ("{}", "missing_iss"),
        (r#"{"iss":1}"#, "invalid_iss"),
        (r#"{"iss":"no url"}"#, "invalid_iss"),
        (
            r#"{"iss":"https://id.example.com","iss":"https://x.example"}"#,
            "malformed_payload",
        ),
        ("[]", "malformed_payload"),
    ] {
        let token = format!("{}.{}.AAAA", encode("{}"), encode(payload));
        assert_eq!(
            issuers.verify(&token, NOW).unwrap_err().code(),
            code,
            "{payload}"
        );
    }
    let parts = issuers.verify("a.b", NOW);
    assert_eq!(parts, Err(VerifyError::Malformed(Part::Token)));
}

#[test]
fn issuer_is_trusted_by_one_verifier_only() {
    let twice = TrustedIssuers::new([
        verifier(),
        verifier_of(access_token().issuer.as_str(), &KEY),
    ]);
    assert_eq!(twice.unwrap_err(), IssuerTrustedTwice);
}

#[test]
fn peeked_issuer_is_what_anybody_wrote() {
    let forged = token(OTHER, &named("key"));
    let peeked = Unverified::peek_issuer(&forged).unwrap();
    assert_eq!(peeked.untrusted().as_str(), OTHER);
}
