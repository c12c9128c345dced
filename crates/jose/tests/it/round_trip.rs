//! What is signed verifies, and nothing next to it does.

use countersign_jose::{
    AccessToken, Algorithm, Audience, Claim, KeySet, Scopes, SignError, Signer, SigningKey,
    SymmetricKey, UnixTime, Verifier, VerifyError,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::forge::{
    KEY, NOW, SECRET, access_token, decode, symmetric_verifier, verifier, verifier_with,
};

/// A signer and a verifier of every algorithm.
fn pairs() -> Vec<(Signer, Verifier)> {
    let mut pairs = vec![(
        Signer::symmetric_access_tokens(SymmetricKey::new(&SECRET).unwrap()),
        symmetric_verifier(),
    )];
    for algorithm in [Algorithm::Rs256, Algorithm::Es256, Algorithm::EdDsa] {
        let key = SigningKey::generate(algorithm).unwrap();
        let keys = KeySet::new([key.verifying_key()]).unwrap();
        pairs.push((Signer::access_tokens(key), verifier_with(keys)));
    }
    pairs
}

#[test]
fn signed_claims_come_back_for_every_algorithm() {
    let mut claims = access_token();
    claims.audience = claims
        .audience
        .and(Audience::parse("https://other.example.com").unwrap());
    claims.subject = "ålice \"\\\n\u{1f511}".to_owned();
    for (signer, verifier) in pairs() {
        for claims in [access_token(), claims.clone()] {
            let token = signer.sign(&claims).unwrap();
            assert_eq!(verifier.verify(&token, NOW).unwrap().into_inner(), claims);
        }
    }
}

#[test]
fn tokens_of_one_algorithm_do_not_verify_with_another() {
    let pairs = pairs();
    for (place, (signer, _)) in pairs.iter().enumerate() {
        let token = signer.sign(&access_token()).unwrap();
        for (other, (_, verifier)) in pairs.iter().enumerate() {
            assert_eq!(verifier.verify(&token, NOW).is_ok(), place == other);
        }
    }
}

#[test]
fn every_change_of_a_single_bit_is_refused() {
    for (signer, verifier) in pairs() {
        let token = signer.sign(&access_token()).unwrap();
        for place in 0..token.len() {
            for bit in 0..8 {
                let mut bytes = token.clone().into_bytes();
                bytes[place] ^= 1 << bit;
                if let Ok(changed) = String::from_utf8(bytes) {
                    assert!(
                        verifier.verify(&changed, NOW).is_err(),
                        "byte {place} bit {bit}"
                    );
                }
            }
        }
    }
}

#[test]
fn every_shortened_token_is_refused() {
    for (signer, verifier) in pairs() {
        let token = signer.sign(&access_token()).unwrap();
        for len in 0..token.len() {
            assert!(verifier.verify(&token[..len], NOW).is_err(), "{len}");
        }
    }
}

#[test]
fn header_says_algorithm_type_and_key_and_nothing_else() {
    let token = Signer::access_tokens(KEY.clone())
        .sign(&access_token())
        .unwrap();
    let header: Value = serde_json::from_slice(&decode(token.split('.').next().unwrap())).unwrap();
    assert_eq!(
        header,
        json!({ "alg": "ES256", "typ": "at+jwt", "kid": "key-1" })
    );
    let key = SymmetricKey::new(&SECRET).unwrap();
    let token = Signer::symmetric_access_tokens(key)
        .sign(&access_token())
        .unwrap();
    let header: Value = serde_json::from_slice(&decode(token.split('.').next().unwrap())).unwrap();
    assert_eq!(header, json!({ "alg": "HS256", "typ": "at+jwt" }));
}

#[test]
fn payload_has_the_names_of_rfc_9068() {
    let token = Signer::access_tokens(KEY.clone())
        .sign(&access_token())
        .unwrap();
    let payload: Value = serde_json::from_slice(&decode(token.split('.').nth(1).unwrap())).unwrap();
    let expected = json!({
        "iss": "https://id.example.com",
        "sub": "alice",
        "aud": "https://api.example.com",
        "client_id": "shop",
        "iat": 1_700_000_000,
        "exp": 1_700_000_300,
        "jti": "8f2c",
        "scope": "items:write profile:read",
    });
    assert_eq!(payload, expected);
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Tenant {
    tenant: u32,
}

#[test]
fn extra_claims_travel_beside_the_registered_ones() {
    let signer = Signer::access_tokens(KEY.clone());
    let token = signer
        .sign_with(&access_token(), &Tenant { tenant: 7 })
        .unwrap();
    let (claims, extra) = verifier().verify_with::<Tenant>(&token, NOW).unwrap();
    assert_eq!(
        (claims.into_inner(), extra),
        (access_token(), Tenant { tenant: 7 })
    );
    let plain = signer.sign_with(&access_token(), &json!({})).unwrap();
    assert!(verifier().verify(&plain, NOW).is_ok());
    let missing = verifier().verify_with::<Tenant>(&plain, NOW);
    assert_eq!(missing.unwrap_err(), VerifyError::Invalid(Claim::Extra));
}

#[test]
fn extra_claims_cannot_replace_registered_ones() {
    let signer = Signer::access_tokens(KEY.clone());
    for extra in [
        json!({ "sub": "mallory" }),
        json!({ "exp": 1 }),
        json!({ "scope": "admin" }),
    ] {
        assert_eq!(
            signer.sign_with(&access_token(), &extra),
            Err(SignError::ExtraClaims)
        );
    }
    for extra in [json!([1]), json!("x"), json!(null), json!(7)] {
        assert_eq!(
            signer.sign_with(&access_token(), &extra),
            Err(SignError::ExtraClaims)
        );
    }
}

#[test]
fn what_a_verifier_would_refuse_is_not_signed() {
    let signer = Signer::access_tokens(KEY.clone());
    let sign = |change: fn(&mut AccessToken)| {
        let mut claims = access_token();
        change(&mut claims);
        signer.sign(&claims)
    };
    assert_eq!(
        sign(|c| c.subject.clear()),
        Err(SignError::Empty(Claim::Subject))
    );
    assert_eq!(
        sign(|c| c.client_id.clear()),
        Err(SignError::Empty(Claim::ClientId))
    );
    assert_eq!(
        sign(|c| c.token_id.clear()),
        Err(SignError::Empty(Claim::TokenId))
    );
    assert_eq!(
        sign(|c| c.expires_at = c.issued_at),
        Err(SignError::Lifetime)
    );
    assert_eq!(
        sign(|c| c.expires_at = UnixTime::default()),
        Err(SignError::Lifetime)
    );
    assert_eq!(
        sign(|c| c.subject = "s".repeat(20_000)),
        Err(SignError::TooLarge)
    );
    assert_eq!(
        sign(|c| c.subject = "s".repeat(12_150)),
        Err(SignError::TooLarge)
    );
    assert!(sign(|c| c.scope = Scopes::default()).is_ok());
}

#[test]
fn keys_survive_storage() {
    for algorithm in [Algorithm::Rs256, Algorithm::Es256, Algorithm::EdDsa] {
        let key = SigningKey::generate(algorithm).unwrap();
        let der = key.to_pkcs8_der().unwrap();
        let body = base64_simd::STANDARD.encode_to_string(der.as_slice());
        let pem = format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n");
        for copy in [
            SigningKey::from_pkcs8_der(algorithm, &der).unwrap(),
            SigningKey::from_pem(algorithm, &pem).unwrap(),
        ] {
            assert_eq!(copy.key_id(), key.key_id());
            let keys = KeySet::new([key.verifying_key()]).unwrap();
            let token = Signer::access_tokens(copy).sign(&access_token()).unwrap();
            assert!(verifier_with(keys).verify(&token, NOW).is_ok());
        }
    }
}

#[test]
fn keys_and_verifiers_are_shared_between_threads() {
    fn shared<T: Send + Sync + Clone>() {}
    shared::<SigningKey>();
    shared::<Signer>();
    shared::<Verifier>();
    shared::<KeySet>();
    shared::<SymmetricKey>();
}
