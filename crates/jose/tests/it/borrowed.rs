//! The borrowed form: the same answers, and no allocation.

use countersign_jose::{Audience, Scratch, SymmetricKey, UnixTime, VerifyError};
use countersign_jose::{KeySet, Signer, Verifier};
use serde_json::json;

use crate::forge::{
    AUDIENCE, HEADER, NOW, access_token, asymmetric, claims, payload, signed, signing_key,
    symmetric, valid_token, verifier, verifier_with,
};

/// A verifier and a token of every algorithm.
fn every_algorithm() -> Vec<(Verifier, String)> {
    let public = asymmetric().into_iter().map(|algorithm| {
        let key = signing_key(algorithm);
        let keys = KeySet::new([key.verifying_key()]).unwrap();
        (verifier_with(keys), Signer::access_tokens(key))
    });
    let shared = symmetric().into_iter().map(|algorithm| {
        let key = SymmetricKey::generate(algorithm).unwrap();
        let verifier = verifier_with(KeySet::symmetric(key.clone()));
        (verifier, Signer::symmetric_access_tokens(key))
    });
    public
        .chain(shared)
        .map(|(verifier, signer)| (verifier, signer.sign(&access_token()).unwrap()))
        .collect()
}

#[test]
fn borrowed_verification_does_not_allocate() {
    let pairs = every_algorithm();
    assert!(pairs.len() >= 14);
    for (verifier, token) in &pairs {
        let mut scratch = Scratch::default();
        let mut verify = || {
            let claims = verifier.verify_borrowed(token, NOW, &mut scratch).unwrap();
            assert_eq!(claims.subject, "alice");
            assert!(claims.scope.contains("items:write"));
        };
        verify();
        let counted = allocation_counter::measure(verify);
        assert_eq!(counted.count_total, 0, "{verifier:?}");
    }
}

#[test]
fn borrowed_refusal_does_not_allocate_either() {
    let (verifier, token) = (verifier(), valid_token());
    let (message, _) = token.rsplit_once('.').unwrap();
    let forged = format!("{message}.{}", "A".repeat(86));
    let mut scratch = Scratch::default();
    verifier.verify_borrowed(&token, NOW, &mut scratch).unwrap();
    for (text, expected) in [
        (forged.as_str(), VerifyError::BadSignature),
        ("e30.e30.e30.e30.e30", VerifyError::Encrypted),
    ] {
        let counted = allocation_counter::measure(|| {
            let refused = verifier
                .verify_borrowed(text, NOW, &mut scratch)
                .unwrap_err();
            assert_eq!(refused, expected);
        });
        assert_eq!(counted.count_total, 0, "{expected}");
    }
}

#[test]
fn token_over_the_limit_costs_no_memory() {
    let huge = ".".repeat(1_000_000);
    let verifier = verifier();
    let counted = allocation_counter::measure(|| {
        assert!(verifier.verify(&huge, NOW).is_err());
    });
    assert_eq!(counted.count_total, 0);
}

#[test]
fn borrowed_claims_are_the_owned_ones() {
    let mut scratch = Scratch::default();
    let odd = "ålice \"\\\n\u{1f511}";
    let mut claims = claims();
    claims["sub"] = json!(odd);
    claims["aud"] = json!(["https://other.example.com", AUDIENCE]);
    claims["scope"] = json!("b a b");
    // Some issuers escape every slash.
    let escaped = claims.to_string().replace('/', "\\/");
    for payload in [payload(), claims.to_string(), escaped] {
        let token = signed(HEADER, payload);
        let verifier = verifier();
        let owned = verifier.verify(&token, NOW).unwrap();
        let borrowed = verifier.verify_borrowed(&token, NOW, &mut scratch).unwrap();
        assert_eq!(borrowed.to_access_token(), *owned);
        assert_eq!(borrowed.subject, owned.subject);
        assert!(borrowed.is_for(&Audience::parse(AUDIENCE).unwrap()));
        assert!(!borrowed.is_for(&Audience::parse("https://api.example.co").unwrap()));
    }
}

#[test]
fn scratch_shows_nothing_of_a_token_and_can_be_used_for_any() {
    let mut scratch = Scratch::default();
    let pairs = every_algorithm();
    for (verifier, token) in &pairs {
        assert!(verifier.verify_borrowed(token, NOW, &mut scratch).is_ok());
        assert!(
            verifier
                .verify_borrowed("e30.e30.e30", NOW, &mut scratch)
                .is_err()
        );
    }
    assert_eq!(format!("{scratch:?}"), "Scratch { .. }");
}

#[test]
fn callers_own_type_is_read_after_every_check() {
    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Mine {
        sub: String,
        tenant: u32,
    }
    let mut claims = claims();
    claims["tenant"] = json!(7);
    let token = signed(HEADER, claims.to_string());
    let mine = verifier().verify_as::<Mine>(&token, NOW).unwrap();
    assert_eq!(
        *mine,
        Mine {
            sub: "alice".to_owned(),
            tenant: 7
        }
    );
    let late = UnixTime::from_seconds(u64::MAX);
    let expired = verifier().verify_as::<Mine>(&token, late);
    assert_eq!(expired.unwrap_err(), VerifyError::Expired);
    let other = verifier().verify_as::<Mine>(&valid_token(), NOW);
    assert_eq!(other.unwrap_err().code(), "invalid_extra");
}
