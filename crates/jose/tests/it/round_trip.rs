//! What is signed verifies, and nothing next to it does.

use std::collections::BTreeMap;

use countersign_jose::{
    AccessToken, Algorithm, Audience, Claim, Jwk, KeyRing, KeySet, PrivateJwk, Scopes, SignError,
    Signer, SigningKey, SymmetricKey, TokenClaims, TokenType, UnixTime, Verifier, VerifyError,
    VerifyingKey,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::forge::{
    KEY, NOW, SECRET, access_token, asymmetric, decode, signing_key, symmetric, verifier,
    verifier_with,
};

/// A signer and a verifier of every algorithm.
fn pairs() -> Vec<(Signer, Verifier)> {
    let secrets = symmetric().into_iter().map(|algorithm| {
        let key = SymmetricKey::generate(algorithm).unwrap();
        let keys = KeySet::symmetric(key.clone());
        (Signer::symmetric_access_tokens(key), verifier_with(keys))
    });
    let pairs = asymmetric().into_iter().map(|algorithm| {
        let key = signing_key(algorithm);
        let keys = KeySet::new([key.verifying_key()]).unwrap();
        (Signer::access_tokens(key), verifier_with(keys))
    });
    let pairs: Vec<_> = secrets.chain(pairs).collect();
    assert_eq!(pairs.len(), Algorithm::ALL.len());
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

/// Changes the tokens of the algorithms whose names begin so.
fn check_every_bit(names: &[&str]) {
    let mut changes = 0;
    for (signer, verifier) in pairs() {
        let token = signer.sign(&access_token()).unwrap();
        let header = String::from_utf8(decode(token.split('.').next().unwrap())).unwrap();
        let is_meant = |name: &&str| header.contains(&format!(r#""alg":"{name}"#));
        if !names.iter().any(is_meant) {
            continue;
        }
        // Of the long ML-DSA signatures, one bit of each character, in turn.
        let signature = token.rfind('.').unwrap();
        for place in 0..token.len() {
            let is_long = place > signature && token.len() > 2000;
            for bit in (0..8).filter(|bit| !is_long || *bit == place % 8) {
                let mut bytes = token.clone().into_bytes();
                bytes[place] ^= 1 << bit;
                if let Ok(changed) = String::from_utf8(bytes) {
                    let refused = verifier.verify(&changed, NOW).is_err();
                    assert!(refused, "{header} byte {place} bit {bit}");
                    changes += 1;
                }
            }
        }
    }
    assert!(changes > 2000 * names.len(), "{changes}");
}

// Save the ES256 twin, which changes half of the signature:
// `attacks::algorithm::ecdsa_twin_is_accepted_so_text_must_not_identify_a_token`.

#[test]
fn every_change_of_a_single_bit_is_refused_hmac_and_rsa() {
    check_every_bit(&["HS", "RS", "PS"]);
}

#[test]
fn every_change_of_a_single_bit_is_refused_elliptic_curves() {
    check_every_bit(&["ES256", "ES256K", "ES384", "EdDSA"]);
}

#[test]
fn every_change_of_a_single_bit_is_refused_p521() {
    check_every_bit(&["ES512"]);
}

#[cfg(feature = "ml-dsa")]
#[test]
fn every_change_of_a_single_bit_is_refused_ml_dsa() {
    check_every_bit(&["ML-DSA-"]);
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
    let key = SymmetricKey::new(Algorithm::Hs256, &SECRET).unwrap();
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
        (claims.into_inner(), extra.into_inner()),
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
fn extra_claims_that_repeat_a_name_are_not_signed() {
    #[derive(Serialize)]
    struct Extra {
        tenant: u32,
        #[serde(flatten)]
        more: BTreeMap<&'static str, Value>,
    }
    let sign = |name| {
        let more = BTreeMap::from([(name, json!(8))]);
        let signer = Signer::access_tokens(KEY.clone());
        signer.sign_with(&access_token(), &Extra { tenant: 7, more })
    };
    assert!(sign("plan").is_ok());
    for name in ["tenant", "sub"] {
        assert_eq!(sign(name), Err(SignError::ExtraClaims), "{name}");
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
fn claims_of_another_type_of_token_are_not_signed() {
    #[derive(Serialize)]
    struct Logout {
        sid: u32,
    }
    impl TokenClaims for Logout {
        const TOKEN_TYPE: TokenType = TokenType::LogoutToken;
        const NAMES: &'static [&'static str] = &["sid", "events"];
    }
    let types = [
        TokenType::AccessToken,
        TokenType::IdToken,
        TokenType::LogoutToken,
        TokenType::DpopProof,
        TokenType::ClientAssertion,
        TokenType::IntrospectionResponse,
    ];
    for token_type in types {
        let signer = Signer::new(KEY.clone(), token_type);
        let fits = token_type == TokenType::LogoutToken;
        let expected = if fits {
            Ok(())
        } else {
            Err(SignError::TokenType)
        };
        assert_eq!(signer.sign(&Logout { sid: 7 }).map(drop), expected);
        let extra = signer.sign_with(&Logout { sid: 7 }, &json!({ "a": 1 }));
        assert_eq!(extra.map(drop), expected);
    }
    let signer = Signer::new(KEY.clone(), TokenType::LogoutToken);
    for name in ["sid", "events"] {
        let extra = signer.sign_with(&Logout { sid: 7 }, &json!({ name: 1 }));
        assert_eq!(extra, Err(SignError::ExtraClaims), "{name}");
    }
}

#[test]
fn claims_that_repeat_a_name_are_not_signed() {
    #[derive(Serialize)]
    struct Logout {
        sid: u32,
        #[serde(flatten)]
        more: BTreeMap<&'static str, Value>,
    }
    impl TokenClaims for Logout {
        const TOKEN_TYPE: TokenType = TokenType::LogoutToken;
        const NAMES: &'static [&'static str] = &["sid"];
    }
    let signer = Signer::new(KEY.clone(), TokenType::LogoutToken);
    let claims = |name, value| Logout {
        sid: 7,
        more: BTreeMap::from([(name, value)]),
    };
    let sign = |claims: &Logout| signer.sign(claims).map(drop);
    assert_eq!(sign(&claims("tenant", json!(1))), Ok(()));
    assert_eq!(sign(&claims("sid", json!(7))), Err(SignError::Claims));
    let with_extra = signer.sign_with(&claims("sid", json!(7)), &json!({ "a": 1 }));
    assert_eq!(with_extra, Err(SignError::Claims));
    let long = claims("tenant", json!("x".repeat(20_000)));
    assert_eq!(sign(&long), Err(SignError::TooLarge));
}

#[test]
fn header_of_a_dpop_proof_carries_the_public_key_and_nothing_private() {
    #[derive(Serialize)]
    struct Proof {}
    impl TokenClaims for Proof {
        const TOKEN_TYPE: TokenType = TokenType::DpopProof;
        const NAMES: &'static [&'static str] = &[];
    }
    for algorithm in asymmetric() {
        let key = signing_key(algorithm);
        let proof = Signer::new(key.clone(), TokenType::DpopProof).sign(&Proof {});
        let header = decode(proof.unwrap().split('.').next().unwrap());
        let header: Value = serde_json::from_slice(&header).unwrap();
        let mut names: Vec<_> = header.as_object().unwrap().keys().collect();
        names.sort();
        assert_eq!(names, ["alg", "jwk", "typ"]);
        let jwk: Jwk = serde_json::from_value(header["jwk"].clone()).unwrap();
        let read = VerifyingKey::from_jwk_as(algorithm, &jwk).unwrap();
        assert_eq!(read.key_id(), key.key_id());
        assert!(header["jwk"].get("d").is_none());
    }
}

#[test]
fn keys_and_verifiers_are_shared_between_threads() {
    fn shared<T: Send + Sync + Clone>() {}
    fn sent<T: Send + Sync>() {}
    shared::<SigningKey>();
    shared::<Signer>();
    shared::<Verifier>();
    shared::<KeySet>();
    shared::<SymmetricKey>();
    shared::<KeyRing>();
    sent::<PrivateJwk>();
}
