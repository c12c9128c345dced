//! Attacks on the memory of verified tokens.

use std::sync::Arc;

use countersign_jose::VerifyError::{
    AudienceMismatch, BadSignature, Expired, TooLarge, UnknownKey,
};
use countersign_jose::{
    Algorithm, Audience, CachedVerifier, Issuer, KeySet, SharedSecretsAreNotCached, Signer,
    SigningKey, UnixTime, Verifier, VerifyError,
};

use crate::forge::{
    HEADER, ISSUER, KEY, NOW, access_token, claims, signed, symmetric_verifier, twin, valid_token,
    verifier,
};

fn cached() -> CachedVerifier {
    CachedVerifier::new(verifier(), 64).unwrap()
}

/// Whether the second answer is the first one again.
fn is_remembered(verifier: &CachedVerifier, token: &str, now: UnixTime) -> bool {
    let first = verifier.verify(token, now).unwrap();
    Arc::ptr_eq(&first, &verifier.verify(token, now).unwrap())
}

#[test]
fn verified_token_is_remembered_with_its_claims() {
    let (verifier, token) = (cached(), valid_token());
    assert!(is_remembered(&verifier, &token, NOW));
    let claims = verifier.verify(&token, NOW).unwrap();
    assert_eq!(**claims, access_token());
    assert!(is_remembered(&verifier.clone(), &token, NOW));
}

#[test]
fn remembered_token_expires_all_the_same() {
    let verifier = cached().keep_for(u64::MAX);
    let token = valid_token();
    assert!(is_remembered(&verifier, &token, NOW));
    assert!(is_remembered(&verifier, &token, NOW.saturating_add(299)));
    // Within the leeway it is verified in full.
    assert!(!is_remembered(&verifier, &token, NOW.saturating_add(329)));
    let late = verifier.verify(&token, NOW.saturating_add(330));
    assert_eq!(late.unwrap_err(), Expired);
}

#[test]
fn remembered_token_is_not_valid_before_its_time() {
    let verifier = cached();
    let mut claims = claims();
    claims["nbf"] = serde_json::json!(NOW.seconds() + 20);
    let token = signed(HEADER, claims.to_string());
    let early = NOW.saturating_sub(60);
    assert!(verifier.verify(&token, NOW.saturating_add(20)).is_ok());
    assert_eq!(
        verifier.verify(&token, early).unwrap_err(),
        VerifyError::NotYetValid
    );
    assert!(!is_remembered(&verifier, &token, NOW));
}

#[test]
fn token_is_verified_in_full_again_after_the_cap() {
    let verifier = cached().keep_for(10);
    let token = valid_token();
    let first = verifier.verify(&token, NOW).unwrap();
    let just = verifier.verify(&token, NOW.saturating_add(9)).unwrap();
    let after = verifier.verify(&token, NOW.saturating_add(10)).unwrap();
    assert!(Arc::ptr_eq(&first, &just) && !Arc::ptr_eq(&first, &after));
}

#[test]
fn clone_that_remembers_for_longer_does_not_lift_the_cap() {
    let long = cached();
    let short = long.clone().keep_for(10);
    let token = valid_token();
    let first = long.verify(&token, NOW).unwrap();
    let later = short.verify(&token, NOW.saturating_add(10)).unwrap();
    assert!(!Arc::ptr_eq(&first, &later));
}

#[test]
fn answer_is_never_given_for_another_token() {
    let verifier = cached();
    let token = valid_token();
    verifier.verify(&token, NOW).unwrap();
    let (message, signature) = token.rsplit_once('.').unwrap();
    // The same claims, key and shape, without the signature; the same beginning and end.
    let forged = format!("{message}.{}", "A".repeat(signature.len()));
    assert_eq!(verifier.verify(&forged, NOW).unwrap_err(), BadSignature);
    let mut claims = claims();
    claims["sub"] = serde_json::json!("bob");
    let other = signed(HEADER, claims.to_string());
    assert_eq!(verifier.verify(&other, NOW).unwrap().subject, "bob");
}

#[test]
fn answer_is_never_given_for_another_audience() {
    let keys = KeySet::new([KEY.verifying_key()]).unwrap();
    let audience = Audience::parse("https://other.example.com").unwrap();
    let other = Verifier::access_tokens(Issuer::parse(ISSUER).unwrap(), audience, keys);
    let (ours, theirs) = (cached(), CachedVerifier::new(other, 64).unwrap());
    let token = valid_token();
    assert!(ours.verify(&token, NOW).is_ok());
    assert_eq!(theirs.verify(&token, NOW).unwrap_err(), AudienceMismatch);
}

#[test]
fn refusal_is_not_remembered() {
    let verifier = cached();
    let token = valid_token();
    let early = NOW.saturating_sub(60);
    assert!(verifier.verify(&token, early).is_err());
    assert!(verifier.verify(&token, NOW).is_ok());
}

#[test]
fn other_keys_start_with_nothing_remembered() {
    let verifier = cached();
    let token = valid_token();
    let before = verifier.verify(&token, NOW).unwrap();
    let withdrawn = verifier.with_keys(KeySet::new([]).unwrap()).unwrap();
    assert_eq!(withdrawn.verify(&token, NOW).unwrap_err(), UnknownKey);
    let same = verifier
        .with_keys(KeySet::new([KEY.verifying_key()]).unwrap())
        .unwrap();
    assert!(!Arc::ptr_eq(&before, &same.verify(&token, NOW).unwrap()));
}

#[test]
fn clone_keeps_its_keys_so_one_place_must_hold_the_current_one() {
    let verifier = cached();
    let (clone, token) = (verifier.clone(), valid_token());
    let withdrawn = verifier.with_keys(KeySet::new([]).unwrap()).unwrap();
    assert!(withdrawn.verify(&token, NOW).is_err());
    assert!(clone.verify(&token, NOW).is_ok(), "as documented");
}

#[test]
fn twin_of_a_remembered_token_is_good_so_the_cache_cannot_revoke() {
    let verifier = cached();
    let token = valid_token();
    let twin = twin(&token);
    let (one, other) = (
        verifier.verify(&token, NOW).unwrap(),
        verifier.verify(&twin, NOW).unwrap(),
    );
    assert!(!Arc::ptr_eq(&one, &other));
    assert_eq!(
        (&one.issuer, &one.token_id),
        (&other.issuer, &other.token_id)
    );
}

#[test]
fn shared_secrets_are_not_cached() {
    let refused = CachedVerifier::new(symmetric_verifier(), 64);
    assert_eq!(refused.unwrap_err(), SharedSecretsAreNotCached);
}

#[test]
fn memory_is_bounded_and_the_oldest_of_a_set_makes_room() {
    let verifier = CachedVerifier::new(verifier(), 0).unwrap();
    let signer = Signer::access_tokens(KEY.clone());
    let tokens: Vec<String> = (0..10)
        .map(|number| {
            let mut claims = access_token();
            claims.token_id = format!("t-{number}");
            signer.sign(&claims).unwrap()
        })
        .collect();
    let first: Vec<_> = tokens
        .iter()
        .map(|token| verifier.verify(token, NOW).unwrap())
        .collect();
    // One set of eight: the last eight are there.
    let is_kept = |place: usize| {
        let again = verifier.verify(&tokens[place], NOW).unwrap();
        Arc::ptr_eq(&first[place], &again)
    };
    assert!((2..10).all(is_kept));
    assert!(!is_kept(0) && !is_kept(1));
}

#[test]
fn token_over_the_limit_is_not_even_hashed() {
    assert_eq!(
        cached().verify(&"a".repeat(16_385), NOW).unwrap_err(),
        TooLarge
    );
}

#[test]
fn token_that_is_bound_to_a_key_is_not_remembered() {
    let mut claims = access_token();
    let key = SigningKey::generate(Algorithm::Es256)
        .unwrap()
        .verifying_key();
    claims.confirmation = Some(countersign_jose::Thumbprint::of(&key));
    let token = Signer::access_tokens(KEY.clone()).sign(&claims).unwrap();
    let verifier = cached();
    for _ in 0..2 {
        assert_eq!(
            verifier.verify(&token, NOW).unwrap_err(),
            VerifyError::ProofRequired
        );
    }
}

#[test]
fn token_over_4096_bytes_is_verified_and_not_remembered() {
    let verifier = cached();
    let padded = |len| {
        let mut claims = claims();
        claims["padding"] = serde_json::json!("x".repeat(len));
        signed(HEADER, claims.to_string())
    };
    let tokens: Vec<_> = (2400..2800).map(padded).collect();
    let (short, long): (Vec<_>, Vec<_>) = tokens.iter().partition(|token| token.len() <= 4096);
    assert!(is_remembered(&verifier, short.last().unwrap(), NOW));
    assert!(!is_remembered(&verifier, long.first().unwrap(), NOW));
    let late = NOW.saturating_add(330);
    assert_eq!(verifier.verify(long[0], late).unwrap_err(), Expired);
}

#[test]
fn cache_is_shared_between_threads() {
    let verifier = cached();
    let token = valid_token();
    let first = verifier.verify(&token, NOW).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..100 {
                    let again = verifier.verify(&token, NOW).unwrap();
                    assert!(Arc::ptr_eq(&first, &again));
                }
            });
        }
    });
}
