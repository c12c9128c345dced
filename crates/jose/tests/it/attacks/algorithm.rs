//! Attacks that confuse algorithms, keys and signatures.

use countersign_jose::Part::{Header, Signature};
use countersign_jose::VerifyError::{
    AlgorithmMismatch, AlgorithmNotAllowed, AmbiguousKey, BadSignature, Malformed, UnknownKey,
};
use countersign_jose::{Algorithm, KeyId, KeySet, Signer, SigningKey, SymmetricKey, VerifyError};

use crate::forge::{
    HEADER, KEY, NOW, ORDER, Outcome, SECRET, access_token, decode, encode, hmac_signed, payload,
    signed, symmetric_verifier, twin, valid_token, verifier_with, verify, with_header,
};

#[test]
fn algorithm_none_is_not_allowed_in_any_spelling() {
    for name in ["none", "None", "NONE", "nOnE", "none ", ""] {
        let header = format!(r#"{{"alg":"{name}","typ":"at+jwt","kid":"key-1"}}"#);
        assert_eq!(with_header(&header), Err(AlgorithmNotAllowed), "{name:?}");
        let unsigned = format!("{}.{}.", encode(&header), encode(payload()));
        assert_eq!(verify(&unsigned), Err(Malformed(Signature)), "{name:?}");
    }
}

#[test]
fn algorithm_names_are_case_sensitive_and_known() {
    for name in [
        "es256",
        "Es256",
        "rs256",
        "hs256",
        "eddsa",
        "EDDSA",
        "ES256 ",
        "ES1024",
        "RS1",
        "es256k",
        "ML-DSA-66",
        "ed25519",
        "Ed448",
    ] {
        let header = format!(r#"{{"alg":"{name}","typ":"at+jwt","kid":"key-1"}}"#);
        assert_eq!(with_header(header), Err(AlgorithmNotAllowed), "{name:?}");
    }
}

#[test]
fn algorithm_missing_or_of_wrong_type_is_malformed() {
    for alg in ["1", "null", "true", r#"["ES256"]"#, r#"{"ES256":1}"#] {
        let header = format!(r#"{{"alg":{alg},"typ":"at+jwt","kid":"key-1"}}"#);
        assert_eq!(with_header(header), Err(Malformed(Header)), "{alg}");
    }
    assert_eq!(
        with_header(r#"{"typ":"at+jwt","kid":"key-1"}"#),
        Err(Malformed(Header))
    );
}

#[test]
fn public_key_used_as_hmac_secret_is_a_mismatch() {
    let rsa = SigningKey::generate(Algorithm::Rs256).unwrap();
    let public = rsa.verifying_key();
    let spki = public.to_spki_der().unwrap();
    let armour = base64_simd::STANDARD.encode_to_string(&spki);
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{armour}\n-----END PUBLIC KEY-----\n");
    let jwk = serde_json::to_string(&public.to_jwk()).unwrap();
    let header = format!(
        r#"{{"alg":"HS256","typ":"at+jwt","kid":"{}"}}"#,
        public.key_id()
    );
    let verifier = verifier_with(KeySet::new([public]).unwrap());
    for secret in [pem.as_bytes(), &spki, jwk.as_bytes(), b""] {
        let token = hmac_signed(secret, &header, &payload());
        assert_eq!(verifier.verify(&token, NOW), Err(AlgorithmMismatch));
    }
    let without_id = hmac_signed(&spki, r#"{"alg":"HS256","typ":"at+jwt"}"#, &payload());
    assert_eq!(verifier.verify(&without_id, NOW), Err(UnknownKey));
}

#[test]
fn header_algorithm_other_than_the_keys_is_a_mismatch() {
    for name in [
        "RS256", "HS256", "EdDSA", "Ed25519", "ES384", "ES256K", "PS512",
    ] {
        let header = format!(r#"{{"alg":"{name}","typ":"at+jwt","kid":"key-1"}}"#);
        assert_eq!(with_header(header), Err(AlgorithmMismatch), "{name}");
    }
    let header = r#"{"alg":"ES256","typ":"at+jwt"}"#;
    let token = signed(header, payload());
    assert_eq!(
        symmetric_verifier().verify(&token, NOW),
        Err(AlgorithmMismatch)
    );
}

#[test]
fn ed25519_is_read_under_both_of_its_names() {
    let key = SigningKey::generate(Algorithm::EdDsa).unwrap();
    let verifier = verifier_with(KeySet::new([key.verifying_key()]).unwrap());
    let der = key.to_pkcs8_der().unwrap();
    let pair = aws_lc_rs::signature::Ed25519KeyPair::from_pkcs8(&der).unwrap();
    for name in ["EdDSA", "Ed25519"] {
        let header = format!(r#"{{"alg":"{name}","typ":"at+jwt"}}"#);
        let message = format!("{}.{}", encode(header), encode(payload()));
        let token = format!("{message}.{}", encode(pair.sign(message.as_bytes())));
        assert!(verifier.verify(&token, NOW).is_ok(), "{name}");
    }
}

/// The valid token with its signature replaced.
fn with_signature(signature: impl AsRef<[u8]>) -> Outcome {
    let valid = valid_token();
    let (message, _) = valid.rsplit_once('.').unwrap();
    verify(&format!("{message}.{}", encode(signature)))
}

#[test]
fn ecdsa_numbers_out_of_range_are_a_bad_signature() {
    let valid = decode(valid_token().rsplit('.').next().unwrap());
    let (r, s) = valid.split_at(32);
    let zero = [0_u8; 32];
    let above = [0xff_u8; 32];
    for (r, s) in [
        (&zero[..], &zero[..]),
        (&zero, s),
        (r, &zero),
        (&ORDER, s),
        (r, &ORDER),
    ] {
        assert_eq!(with_signature([r, s].concat()), Err(BadSignature));
    }
    for (r, s) in [
        (&above[..], s),
        (r, &above[..]),
        (&above, &above),
        (&ORDER, &ORDER),
    ] {
        assert_eq!(with_signature([r, s].concat()), Err(BadSignature));
    }
}

#[test]
fn ecdsa_signature_of_another_length_or_in_der_is_bad() {
    let valid = decode(valid_token().rsplit('.').next().unwrap());
    let (r, s) = valid.split_at(32);
    for len in [1, 32, 63] {
        assert_eq!(with_signature(&valid[..len]), Err(BadSignature), "{len}");
    }
    assert_eq!(
        with_signature([&valid[..], &[0]].concat()),
        Err(BadSignature)
    );
    assert_eq!(
        with_signature([&[0], &valid[..]].concat()),
        Err(BadSignature)
    );
    assert_eq!(
        with_signature([&[0][..], r, &[0], s].concat()),
        Err(BadSignature)
    );
    let der = [&[0x30, 70, 0x02, 33, 0][..], r, &[0x02, 33, 0], s].concat();
    assert_eq!(with_signature(der), Err(BadSignature));
}

#[test]
fn ecdsa_twin_is_accepted_so_text_must_not_identify_a_token() {
    // Every conforming verifier takes (r, n - s) too. Revocation and replay go by (iss, jti).
    let valid = valid_token();
    let twin = twin(&valid);
    assert_ne!(twin, valid);
    let (one, other) = (verify(&valid).unwrap(), verify(&twin).unwrap());
    assert_eq!(
        (&one.issuer, &one.token_id),
        (&other.issuer, &other.token_id)
    );
}

#[test]
fn truncated_or_extended_mac_is_a_bad_signature() {
    let header = r#"{"alg":"HS256","typ":"at+jwt"}"#;
    let valid = hmac_signed(&SECRET, header, &payload());
    let (message, tag) = valid.rsplit_once('.').unwrap();
    let tag = decode(tag);
    for tag in [&tag[..16], &tag[..31], &[&tag[..], &[0]].concat(), &[0; 32]] {
        let token = format!("{message}.{}", encode(tag));
        assert_eq!(symmetric_verifier().verify(&token, NOW), Err(BadSignature));
    }
    let other = hmac_signed(&[0xa5; 32], header, &payload());
    assert_eq!(symmetric_verifier().verify(&other, NOW), Err(BadSignature));
}

#[test]
fn key_in_the_header_is_never_used() {
    let mallory = SigningKey::generate(Algorithm::Es256).unwrap();
    let jwk = serde_json::to_string(&mallory.verifying_key().to_jwk()).unwrap();
    let der = mallory.to_pkcs8_der().unwrap();
    let algorithm = &aws_lc_rs::signature::ECDSA_P256_SHA256_FIXED_SIGNING;
    let pair = aws_lc_rs::signature::EcdsaKeyPair::from_pkcs8(algorithm, &der).unwrap();
    let random = aws_lc_rs::rand::SystemRandom::new();
    for member in [
        format!(r#""jwk":{jwk}"#),
        r#""jku":"https://mallory.example/jwks""#.to_owned(),
        r#""x5u":"https://mallory.example/cert""#.to_owned(),
        r#""x5c":["AAAA"],"x5t":"AAAA""#.to_owned(),
    ] {
        for start in [r#""kid":"key-1","#, ""] {
            let header = format!(r#"{{"alg":"ES256","typ":"at+jwt",{start}{member}}}"#);
            let message = format!("{}.{}", encode(&header), encode(payload()));
            let signature = pair.sign(&random, message.as_bytes()).unwrap();
            let forged = format!("{message}.{}", encode(signature));
            assert_eq!(verify(&forged), Err(BadSignature), "{member}");
            assert!(with_header(&header).is_ok(), "{member}");
        }
    }
}

#[test]
fn key_id_is_compared_byte_for_byte() {
    let strange = [
        "key-2",
        "KEY-1",
        "key-1 ",
        "",
        "key\\u2010", /* a hyphen that looks the same */
        "../../dev/null",
        "key-1' OR '1'='1",
        "key-1\\u0000",
        "\\u043aey-1",
    ];
    for key_id in strange {
        let header = format!(r#"{{"alg":"ES256","typ":"at+jwt","kid":"{key_id}"}}"#);
        assert_eq!(with_header(header), Err(UnknownKey), "{key_id:?}");
    }
    let long = format!(
        r#"{{"alg":"ES256","typ":"at+jwt","kid":"{}"}}"#,
        "k".repeat(2_900)
    );
    assert_eq!(with_header(long), Err(UnknownKey));
    let longer = format!(
        r#"{{"alg":"ES256","typ":"at+jwt","kid":"{}"}}"#,
        "k".repeat(10_000)
    );
    assert_eq!(with_header(longer), Err(VerifyError::TooLarge));
}

#[test]
fn key_id_that_is_not_text_is_malformed() {
    for key_id in ["1", "null", "true", r#"["key-1"]"#, "{}"] {
        let header = format!(r#"{{"alg":"ES256","typ":"at+jwt","kid":{key_id}}}"#);
        assert_eq!(with_header(header), Err(Malformed(Header)), "{key_id}");
    }
}

#[test]
fn missing_key_id_is_taken_only_where_one_key_fits() {
    let token = signed(r#"{"alg":"ES256","typ":"at+jwt"}"#, payload());
    let other = SigningKey::generate(Algorithm::EdDsa)
        .unwrap()
        .verifying_key();
    let twin = SigningKey::generate(Algorithm::Es256)
        .unwrap()
        .verifying_key();
    let check = |keys: Vec<_>| verifier_with(KeySet::new(keys).unwrap()).verify(&token, NOW);
    assert!(check(vec![KEY.verifying_key()]).is_ok());
    assert!(check(vec![KEY.verifying_key(), other.clone()]).is_ok());
    assert_eq!(check(vec![KEY.verifying_key(), twin]), Err(AmbiguousKey));
    assert_eq!(check(vec![other]), Err(UnknownKey));
    assert_eq!(check(vec![]), Err(UnknownKey));
}

#[test]
fn symmetric_key_answers_only_to_its_own_id() {
    let named = SymmetricKey::new(Algorithm::Hs256, &SECRET)
        .unwrap()
        .with_key_id(KeyId::parse("shared").unwrap());
    let named = verifier_with(KeySet::symmetric(named));
    let token = |kid: &str| {
        let header = format!(r#"{{"alg":"HS256","typ":"at+jwt","kid":"{kid}"}}"#);
        hmac_signed(&SECRET, &header, &payload())
    };
    assert!(named.verify(&token("shared"), NOW).is_ok());
    assert_eq!(named.verify(&token("other"), NOW), Err(UnknownKey));
    assert_eq!(
        symmetric_verifier().verify(&token("shared"), NOW),
        Err(UnknownKey)
    );
}

#[test]
fn another_issuers_key_does_not_speak_for_this_one() {
    // Both issuers call their key `key-1`; the attacker's token says `iss` of the victim.
    let name = KeyId::parse("key-1").unwrap();
    let theirs = SigningKey::generate(Algorithm::Es256)
        .unwrap()
        .with_key_id(name);
    let token = Signer::access_tokens(theirs).sign(&access_token()).unwrap();
    assert_eq!(verify(&token), Err(BadSignature));
}

#[test]
fn header_is_refused_before_the_signature_is_checked() {
    let (_, rest) = HEADER.split_once(',').unwrap();
    let header = format!(r#"{{"alg":"none",{rest}"#);
    let token = format!("{}.{}.AAAA", encode(header), encode(payload()));
    assert_eq!(verify(&token), Err(AlgorithmNotAllowed));
}
