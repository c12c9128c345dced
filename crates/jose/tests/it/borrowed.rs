//! The borrowed form: the same answers, and no allocation.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{self, EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair};
use countersign_jose::{Algorithm, Audience, Scratch, SigningKey, SymmetricKey, UnixTime};
use countersign_jose::{KeySet, Signer, Verifier, VerifyError};
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
fn further_claims_cost_no_memory_up_to_32() {
    let verifier = verifier();
    let allocations = |further: usize| {
        let mut claims = claims();
        for number in 0..further {
            claims[format!("further-{number}")] = json!([number]);
        }
        let token = signed(HEADER, claims.to_string());
        let mut scratch = Scratch::default();
        let mut verify = || assert!(verifier.verify_borrowed(&token, NOW, &mut scratch).is_ok());
        verify();
        allocation_counter::measure(verify).count_total
    };
    for further in [0, 1, 16, 17, 32] {
        assert_eq!(allocations(further), 0, "{further}");
    }
    assert!(allocations(33) > 0, "the documented limit is the real one");
}

/// What is allocated at most, once it is warm: an ECDSA signature in DER, which the library converts,
/// is not always of the same length.
fn allocations(mut work: impl FnMut()) -> u64 {
    work();
    let counted = (0..200).map(|_| allocation_counter::measure(&mut work).count_total);
    counted.max().unwrap()
}

/// What the library itself allocates for one signature of this key.
fn library_allocations(key: &SigningKey) -> u64 {
    let (der, random) = (key.to_pkcs8_der().unwrap(), SystemRandom::new());
    let ecdsa = |algorithm| {
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, &der).unwrap();
        allocations(|| assert!(pair.sign(&random, b"message").is_ok()))
    };
    let rsa = |padding| {
        let pair = RsaKeyPair::from_pkcs8(&der).unwrap();
        let mut signature = [0; 256];
        allocations(|| {
            pair.sign(padding, &random, b"message", &mut signature)
                .unwrap();
        })
    };
    match key.algorithm() {
        Algorithm::Es256 => ecdsa(&signature::ECDSA_P256_SHA256_FIXED_SIGNING),
        Algorithm::Es384 => ecdsa(&signature::ECDSA_P384_SHA384_FIXED_SIGNING),
        Algorithm::Es512 => ecdsa(&signature::ECDSA_P521_SHA512_FIXED_SIGNING),
        Algorithm::Es256K => ecdsa(&signature::ECDSA_P256K1_SHA256_FIXED_SIGNING),
        Algorithm::Rs256 => rsa(&signature::RSA_PKCS1_SHA256),
        Algorithm::Ps512 => rsa(&signature::RSA_PSS_SHA512),
        Algorithm::EdDsa => {
            let pair = Ed25519KeyPair::from_pkcs8(&der).unwrap();
            allocations(|| assert_eq!(pair.sign(b"message").as_ref().len(), 64))
        }
        _ => 0,
    }
}

#[test]
fn token_is_the_only_allocation_of_signing_beside_the_librarys() {
    let claims = access_token();
    let allocations = |signer: &Signer| allocations(|| drop(signer.sign(&claims).unwrap()));
    for algorithm in symmetric() {
        let key = SymmetricKey::generate(algorithm).unwrap();
        let signer = Signer::symmetric_access_tokens(key);
        assert_eq!(allocations(&signer), 1, "{algorithm}");
    }
    for algorithm in [
        Algorithm::Es256,
        Algorithm::Es384,
        Algorithm::Es512,
        Algorithm::Es256K,
        Algorithm::Rs256,
        Algorithm::Ps512,
        Algorithm::EdDsa,
    ] {
        let key = signing_key(algorithm);
        let library = library_allocations(&key);
        let signer = Signer::access_tokens(key);
        assert!(allocations(&signer) <= 1 + library, "{algorithm}");
        let documented = if algorithm.name().starts_with("ES") {
            4
        } else {
            1
        };
        assert!(library <= documented, "{algorithm} {library}");
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
