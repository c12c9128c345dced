//! Key sets: tolerant on the wire, strict in use.

use countersign_jose::VerifyError::UnknownKey;
use countersign_jose::{Algorithm, JwkSet, KeyError, KeyId, KeySet, SigningKey, SymmetricKey};
use serde_json::{Value, json};

use crate::forge::{KEY, NOW, valid_token, verifier, verifier_with};

fn jwk(key: &SigningKey) -> Value {
    serde_json::to_value(key.verifying_key().to_jwk()).unwrap()
}

fn read(keys: &[Value]) -> KeySet {
    let wire: JwkSet = serde_json::from_value(json!({ "keys": keys })).unwrap();
    KeySet::from_jwks(&wire).unwrap()
}

#[test]
fn unknown_keys_are_skipped_and_reported_and_the_others_work() {
    let mut encrypts = jwk(&SigningKey::generate(Algorithm::Es256).unwrap());
    encrypts["use"] = json!("enc");
    encrypts["kid"] = json!("enc");
    let keys = read(&[
        json!({ "kty": "AKP", "alg": "SLH-DSA-SHA2-128s", "kid": "pq", "pub": "AAAA" }),
        json!({ "kty": "EC", "crv": "P-1024", "kid": "big" }),
        json!({ "kty": "EC", "crv": "P-256", "alg": "ES1024", "kid": "alg" }),
        json!({ "kty": "oct", "k": "AAAA", "kid": "shared" }),
        json!({ "kty": 7, "kid": "number" }),
        json!({}),
        encrypts,
        jwk(&KEY),
    ]);
    assert_eq!(keys.len(), 1);
    assert!(
        verifier_with(keys.clone())
            .verify(&valid_token(), NOW)
            .is_ok()
    );
    let reasons: Vec<_> = keys
        .skipped()
        .iter()
        .map(|key| (key.key_id.as_ref().map(KeyId::as_str), key.reason))
        .collect();
    let expected = [
        (Some("pq"), KeyError::UnsupportedAlgorithm),
        (Some("big"), KeyError::UnsupportedCurve),
        (Some("alg"), KeyError::UnsupportedAlgorithm),
        (Some("shared"), KeyError::PrivateMembers),
        (
            Some("number"),
            KeyError::Malformed("string members in the JWK"),
        ),
        (None, KeyError::UnsupportedKeyType),
        (Some("enc"), KeyError::NotForVerifying),
    ];
    assert_eq!(reasons, expected);
}

#[test]
fn member_that_cannot_be_read_is_skipped_and_the_others_work() {
    let deep = format!("{}{}", "[".repeat(1000), "]".repeat(1000));
    let odd = [
        r#"{"kty":"EC","kty":"EC","kid":"twice"}"#,
        r#"{"kty":"EC","x-own":1,"x-own":2}"#,
        r#"{"kty":"EC","x-own":1e999}"#,
        r#"{"kty":"EC","kid":"\ud800"}"#,
        r#"{"kty":"EC","x-own":["\udc00"]}"#,
        r#"{"\ud800":1}"#,
        "1",
        "1e999",
        "null",
        r#""text""#,
        "[]",
        &deep,
    ];
    let wanted = "an object of unique names, paired surrogates and numbers in range";
    for member in odd {
        let text = format!(r#"{{"other":[1e999],"keys":[{member}, {}]}}"#, jwk(&KEY));
        let wire: JwkSet = serde_json::from_str(&text).unwrap();
        let keys = KeySet::from_jwks(&wire).unwrap();
        assert_eq!(
            (wire.keys.len(), keys.len(), keys.skipped().len()),
            (2, 1, 1)
        );
        assert_eq!(keys.skipped()[0].reason, KeyError::Malformed(wanted));
        assert_eq!(keys.skipped()[0].key_id, None);
        assert!(verifier_with(keys).verify(&valid_token(), NOW).is_ok());
    }
}

#[test]
fn private_key_in_a_published_set_is_not_trusted() {
    let mut leaked = jwk(&KEY);
    leaked["d"] = json!("AAAA");
    let keys = read(&[leaked]);
    assert!(keys.is_empty());
    assert_eq!(
        verifier_with(keys).verify(&valid_token(), NOW),
        Err(UnknownKey)
    );
}

#[test]
fn keys_with_the_same_id_are_all_skipped() {
    let other = SigningKey::generate(Algorithm::EdDsa).unwrap();
    let twin = SigningKey::generate(Algorithm::Es256)
        .unwrap()
        .with_key_id(KEY.key_id().clone());
    let keys = read(&[jwk(&KEY), jwk(&twin), jwk(&other)]);
    assert_eq!(keys.len(), 1);
    assert!(
        keys.skipped()
            .iter()
            .all(|key| key.reason == KeyError::DuplicateKeyId)
    );
    assert_eq!(keys.skipped().len(), 2);
}

#[test]
fn own_set_with_the_same_id_twice_is_refused() {
    let twin = SigningKey::generate(Algorithm::EdDsa)
        .unwrap()
        .with_key_id(KEY.key_id().clone());
    let keys = KeySet::new([KEY.verifying_key(), twin.verifying_key()]);
    assert_eq!(keys.unwrap_err(), KeyError::DuplicateKeyId);
}

#[test]
fn set_of_thousands_of_keys_is_refused_unread() {
    let wire = JwkSet {
        keys: vec![KEY.verifying_key().to_jwk(); 10_000],
    };
    assert_eq!(KeySet::from_jwks(&wire).unwrap_err(), KeyError::TooManyKeys);
    let endless = std::iter::repeat_with(|| KEY.verifying_key());
    assert_eq!(KeySet::new(endless).unwrap_err(), KeyError::TooManyKeys);
}

#[test]
fn set_that_is_not_a_set_is_refused() {
    for text in [
        "[]",
        "{}",
        "[[]]",
        r#"{"keys":{}}"#,
        r#"{"keys":null}"#,
        r#"{"keys":[],"keys":[]}"#,
        r#"{"keys":[{"kty":}]}"#,
        r#"{"keys":[{"kty":"EC"}"#,
    ] {
        assert!(serde_json::from_str::<JwkSet>(text).is_err(), "{text}");
    }
}

#[test]
fn rsa_keys_without_algorithm_are_usable_where_the_caller_names_it() {
    let mut unnamed = jwk(&SigningKey::generate(Algorithm::Rs256).unwrap());
    unnamed.as_object_mut().unwrap().remove("alg");
    let wire: JwkSet = serde_json::from_value(json!({ "keys": [unnamed] })).unwrap();
    let strict = KeySet::from_jwks(&wire).unwrap();
    assert_eq!(strict.skipped()[0].reason, KeyError::AlgorithmMissing);
    assert_eq!(
        KeySet::from_jwks_with(&wire, Algorithm::Rs256)
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn key_removed_from_the_set_stops_at_once() {
    let before = verifier();
    let after = before.with_keys(KeySet::new([]).unwrap());
    assert!(before.verify(&valid_token(), NOW).is_ok());
    assert_eq!(after.verify(&valid_token(), NOW), Err(UnknownKey));
}

#[test]
fn shared_secret_is_never_published() {
    let keys = KeySet::symmetric(SymmetricKey::new(Algorithm::Hs256, &[0x5a; 32]).unwrap());
    assert_eq!(keys.to_jwks(), JwkSet::default());
}
