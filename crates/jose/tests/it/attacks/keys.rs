//! Attacks through keys that are weak, mislabelled, or not public.

use std::sync::LazyLock;

use countersign_jose::{Algorithm, Jwk, KeyError, SigningKey, SymmetricKey, VerifyingKey};
use serde_json::{Value, json};

use crate::forge::{decode, encode};

static EC: LazyLock<Value> = LazyLock::new(|| public_jwk(Algorithm::Es256));
static RSA: LazyLock<Value> = LazyLock::new(|| public_jwk(Algorithm::Rs256));
static ED: LazyLock<Value> = LazyLock::new(|| public_jwk(Algorithm::EdDsa));

fn public_jwk(algorithm: Algorithm) -> Value {
    let key = SigningKey::generate(algorithm).unwrap().verifying_key();
    serde_json::to_value(key.to_jwk()).unwrap()
}

/// Imports a JWK with some members replaced; `null` takes a member away.
fn import(base: &Value, changes: &Value) -> Result<VerifyingKey, KeyError> {
    let mut jwk = base.clone();
    for (name, value) in changes.as_object().unwrap() {
        jwk[name] = value.clone();
    }
    jwk.as_object_mut()
        .unwrap()
        .retain(|_, value| !value.is_null());
    VerifyingKey::from_jwk(&serde_json::from_value::<Jwk>(jwk).unwrap())
}

fn malformed(import: &Result<VerifyingKey, KeyError>) -> bool {
    matches!(import, Err(KeyError::Malformed(_)))
}

#[test]
fn published_key_is_imported_unchanged() {
    for base in [&*EC, &*RSA, &*ED] {
        let key = import(base, &json!({})).unwrap();
        assert_eq!(serde_json::to_value(key.to_jwk()).unwrap(), *base);
    }
}

#[test]
fn point_off_the_curve_is_refused() {
    let mut x = decode(EC["x"].as_str().unwrap());
    x[31] ^= 1;
    assert!(malformed(&import(&EC, &json!({ "x": encode(x) }))));
    let zero = encode([0; 32]);
    assert!(malformed(&import(&EC, &json!({ "x": zero, "y": zero }))));
    let field = encode([0xff; 32]);
    assert!(malformed(&import(&EC, &json!({ "x": field, "y": field }))));
}

/// The points of Ed25519 whose order divides 8, in every encoding of `y`; the sign bit is free.
const SMALL_ORDER: [&str; 7] = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

#[test]
fn ed25519_key_that_anybody_can_sign_for_is_refused() {
    for hex in SMALL_ORDER {
        for sign in [0, 0x80] {
            let mut raw = base16ct::lower::decode_vec(hex).unwrap();
            raw[31] |= sign;
            let jwk = json!({ "x": encode(&raw) });
            assert!(malformed(&import(&ED, &jwk)), "{hex} {sign}");
            // RFC 8410 4: the same key as SubjectPublicKeyInfo.
            let spki = [
                base16ct::lower::decode_vec("302a300506032b6570032100").unwrap(),
                raw,
            ]
            .concat();
            let read = VerifyingKey::from_spki_der(Algorithm::EdDsa, &spki);
            assert!(malformed(&read), "{hex} {sign}");
        }
    }
}

/// `y` of no point (2, 7, 8 and 11), and of a point but over the prime (p + 3).
const NO_POINT: [&str; 5] = [
    "0200000000000000000000000000000000000000000000000000000000000000",
    "0700000000000000000000000000000000000000000000000000000000000000",
    "0800000000000000000000000000000000000000000000000000000000000000",
    "0b00000000000000000000000000000000000000000000000000000000000000",
    "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

/// RFC 8032 section 7.1: the public keys of the tests 1, 2 and 3.
const POINTS: [&str; 3] = [
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
];

#[test]
fn ed25519_key_is_the_one_encoding_of_a_point_of_the_curve() {
    for hex in NO_POINT {
        for sign in [0, 0x80] {
            let mut raw = base16ct::lower::decode_vec(hex).unwrap();
            raw[31] |= sign;
            let jwk = json!({ "x": encode(&raw) });
            assert!(malformed(&import(&ED, &jwk)), "{hex} {sign}");
        }
    }
    // 3, of which p + 3 is another encoding, is a point.
    let three = "0300000000000000000000000000000000000000000000000000000000000000";
    for hex in POINTS.into_iter().chain([three]) {
        let jwk = json!({ "x": encode(base16ct::lower::decode_vec(hex).unwrap()) });
        assert!(import(&ED, &jwk).is_ok(), "{hex}");
    }
}

#[test]
fn coordinate_of_wrong_length_is_refused() {
    for len in [0, 31, 33, 48, 66] {
        for name in ["x", "y"] {
            assert!(
                malformed(&import(&EC, &json!({ name: encode(vec![1; len]) }))),
                "{name} {len}"
            );
        }
        assert!(
            malformed(&import(&ED, &json!({ "x": encode(vec![1; len]) }))),
            "{len}"
        );
    }
    assert!(malformed(&import(&EC, &json!({ "y": null }))));
    let padded = format!("{}=", EC["x"].as_str().unwrap());
    assert!(malformed(&import(&EC, &json!({ "x": padded }))));
}

#[test]
fn curve_that_lies_is_refused() {
    for curve in ["P-384", "P-521", "secp256k1", "Ed25519", "p-256", ""] {
        let import = import(&EC, &json!({ "crv": curve }));
        assert_eq!(import.unwrap_err(), KeyError::UnsupportedCurve, "{curve}");
    }
    for curve in ["X25519", "Ed448", "P-256"] {
        let import = import(&ED, &json!({ "crv": curve }));
        assert_eq!(import.unwrap_err(), KeyError::UnsupportedCurve, "{curve}");
    }
    for curve in ["P-256", "Ed25519", ""] {
        let import = import(&RSA, &json!({ "crv": curve }));
        assert_eq!(import.unwrap_err(), KeyError::UnsupportedCurve, "{curve}");
    }
}

#[test]
fn algorithm_of_another_key_type_is_refused() {
    assert_eq!(
        import(&EC, &json!({ "alg": "RS256" })).unwrap_err(),
        KeyError::AlgorithmMismatch
    );
    assert_eq!(
        import(&RSA, &json!({ "alg": "HS256" })).unwrap_err(),
        KeyError::AlgorithmMismatch
    );
    assert_eq!(
        import(&ED, &json!({ "alg": "ES256" })).unwrap_err(),
        KeyError::AlgorithmMismatch
    );
    assert_eq!(
        import(&EC, &json!({ "alg": "ES384" })).unwrap_err(),
        KeyError::UnsupportedCurve
    );
    assert_eq!(
        import(&EC, &json!({ "alg": "none" })).unwrap_err(),
        KeyError::UnsupportedAlgorithm
    );
    assert_eq!(
        import(&EC, &json!({ "kty": "oct" })).unwrap_err(),
        KeyError::AlgorithmMismatch
    );
}

#[test]
fn rsa_key_without_algorithm_needs_the_caller_to_name_it() {
    assert_eq!(
        import(&RSA, &json!({ "alg": null })).unwrap_err(),
        KeyError::AlgorithmMissing
    );
    let mut jwk = RSA.clone();
    jwk.as_object_mut().unwrap().remove("alg");
    let jwk: Jwk = serde_json::from_value(jwk).unwrap();
    assert!(VerifyingKey::from_jwk_as(Algorithm::Rs256, &jwk).is_ok());
    assert!(import(&EC, &json!({ "alg": null })).is_ok());
    let fully_specified = import(&ED, &json!({ "alg": "Ed25519" })).unwrap();
    assert_eq!(fully_specified.algorithm(), Algorithm::EdDsa);
}

#[test]
fn rsa_modulus_of_wrong_size_is_refused() {
    for len in [1, 64, 128, 255, 1025, 2048] {
        let import = import(&RSA, &json!({ "n": encode(vec![0xb7; len]) }));
        assert_eq!(import.unwrap_err(), KeyError::RsaSize, "{len}");
    }
}

#[test]
fn rsa_modulus_or_exponent_that_is_unsound_is_refused() {
    let mut even = decode(RSA["n"].as_str().unwrap());
    *even.last_mut().unwrap() &= 0xfe;
    assert!(malformed(&import(&RSA, &json!({ "n": encode(even) }))));
    for exponent in [&[][..], &[1], &[2], &[1, 0, 0], &[0xff; 6], &[0xff; 300]] {
        let import = import(&RSA, &json!({ "e": encode(exponent) }));
        assert_eq!(import.unwrap_err(), KeyError::RsaExponent, "{exponent:?}");
    }
    for padded in [&[0][..], &[0, 1, 0, 1]] {
        assert!(malformed(&import(&RSA, &json!({ "e": encode(padded) }))));
    }
    // 2^2048 - 1, which 3 divides.
    assert!(malformed(&import(
        &RSA,
        &json!({ "n": encode([0xff; 256]) })
    )));
    let padded = [&[0], &decode(RSA["n"].as_str().unwrap())[..]].concat();
    assert!(malformed(&import(&RSA, &json!({ "n": encode(padded) }))));
}

#[test]
fn rsa_private_key_under_2048_bits_is_refused() {
    // 1024 bits, made for this test and used nowhere else.
    let pem = include_str!("rsa-1024.pem");
    assert_eq!(
        SigningKey::from_pem(Algorithm::Rs256, pem).unwrap_err(),
        KeyError::RsaSize
    );
}

#[test]
fn private_or_symmetric_key_is_not_a_public_key() {
    for (base, name) in [
        (&*EC, "d"),
        (&*RSA, "d"),
        (&*RSA, "p"),
        (&*RSA, "oth"),
        (&*ED, "d"),
    ] {
        for value in [json!("AAAA"), json!(1), json!("")] {
            let import = import(base, &json!({ name: value }));
            assert_eq!(
                import.unwrap_err(),
                KeyError::PrivateMembers,
                "{name} {value}"
            );
        }
    }
    let symmetric = import(
        &json!({ "kty": "oct" }),
        &json!({ "k": encode([0x5a; 32]) }),
    );
    assert_eq!(symmetric.unwrap_err(), KeyError::PrivateMembers);
}

#[test]
fn private_members_are_not_written_out_again() {
    let jwk: Jwk = serde_json::from_value(json!({ "kty": "EC", "d": "c2VjcmV0" })).unwrap();
    assert!(!serde_json::to_string(&jwk).unwrap().contains("c2VjcmV0"));
    assert!(!format!("{jwk:?}").contains("c2VjcmV0"));
}

#[test]
fn key_meant_for_something_else_is_refused() {
    for changes in [
        json!({ "use": "enc" }),
        json!({ "use": "" }),
        json!({ "use": "SIG" }),
        json!({ "key_ops": [] }),
        json!({ "key_ops": ["sign"] }),
        json!({ "key_ops": ["encrypt", "wrapKey"] }),
    ] {
        let import = import(&EC, &changes);
        assert_eq!(import.unwrap_err(), KeyError::NotForVerifying, "{changes}");
    }
    assert!(import(&EC, &json!({ "use": null, "key_ops": ["verify"] })).is_ok());
    for operations in [
        json!(["verify", "verify"]),
        json!("verify"),
        json!([1]),
        json!({}),
    ] {
        let import = import(&EC, &json!({ "key_ops": operations.clone() }));
        assert!(malformed(&import), "{operations}");
    }
}

#[test]
fn key_id_that_could_forge_a_log_line_is_refused() {
    for key_id in [
        String::new(),
        "a\nb".to_owned(),
        "a\0".to_owned(),
        "k".repeat(257),
    ] {
        let import = import(&EC, &json!({ "kid": key_id.clone() }));
        assert_eq!(import.unwrap_err(), KeyError::KeyId, "{key_id:?}");
    }
    assert!(malformed(&import(&EC, &json!({ "kid": 1 }))));
}

#[test]
fn secret_shorter_than_the_digest_is_refused() {
    for len in [0, 1, 16, 31] {
        let refused = SymmetricKey::new(Algorithm::Hs256, &vec![0x5a; len]);
        assert_eq!(refused.unwrap_err(), KeyError::SecretTooShort, "{len}");
    }
    assert!(SymmetricKey::new(Algorithm::Hs256, &[0x5a; 32]).is_ok());
    assert!(SymmetricKey::new(Algorithm::Hs256, &[0x5a; 200]).is_ok());
}

#[test]
fn spki_in_another_encoding_is_refused() {
    for algorithm in [Algorithm::Es256, Algorithm::Rs256, Algorithm::EdDsa] {
        let key = SigningKey::generate(algorithm).unwrap().verifying_key();
        let der = key.to_spki_der().unwrap();
        let again = VerifyingKey::from_spki_der(algorithm, &der).unwrap();
        assert_eq!(again.thumbprint(), key.thumbprint());
        assert!(malformed(&VerifyingKey::from_spki_der(
            algorithm,
            &[&der[..], &[0]].concat()
        )));
        assert!(malformed(&VerifyingKey::from_spki_der(
            algorithm,
            &[&[0], &der[..]].concat()
        )));
        for len in 0..der.len() {
            assert!(
                malformed(&VerifyingKey::from_spki_der(algorithm, &der[..len])),
                "{len}"
            );
        }
        for other in [Algorithm::Es256, Algorithm::Rs256, Algorithm::EdDsa] {
            let read = VerifyingKey::from_spki_der(other, &der);
            assert_eq!(read.is_ok(), other == algorithm);
        }
    }
    // The bare point and the bare key are not SubjectPublicKeyInfo.
    let x = decode(EC["x"].as_str().unwrap());
    let y = decode(EC["y"].as_str().unwrap());
    let point = [&[0x04], &x[..], &y].concat();
    assert!(malformed(&VerifyingKey::from_spki_der(
        Algorithm::Es256,
        &point
    )));
    let ed = decode(ED["x"].as_str().unwrap());
    assert!(malformed(&VerifyingKey::from_spki_der(
        Algorithm::EdDsa,
        &ed
    )));
}

#[test]
fn private_key_of_another_algorithm_is_refused() {
    let algorithms = [Algorithm::Es256, Algorithm::Rs256, Algorithm::EdDsa];
    for made in algorithms {
        let der = SigningKey::generate(made).unwrap().to_pkcs8_der().unwrap();
        for read in algorithms {
            assert_eq!(SigningKey::from_pkcs8_der(read, &der).is_ok(), read == made);
        }
        assert!(SigningKey::from_pkcs8_der(made, &der[..der.len() - 1]).is_err());
        assert!(SigningKey::from_pkcs8_der(Algorithm::Hs256, &der).is_err());
    }
}

#[test]
fn debug_shows_no_key_material() {
    let secret = SymmetricKey::new(
        Algorithm::Hs256,
        b"a secret of more than 32 bytes, in plain text",
    )
    .unwrap();
    assert_eq!(
        format!("{secret:?}"),
        "SymmetricKey { algorithm: Hs256, key_id: None, .. }"
    );
    for algorithm in [Algorithm::Es256, Algorithm::Rs256, Algorithm::EdDsa] {
        let key = SigningKey::generate(algorithm).unwrap();
        let id = key.key_id();
        let expected = format!("{{ algorithm: {algorithm:?}, key_id: {id:?}, .. }}");
        assert_eq!(format!("{key:?}"), format!("SigningKey {expected}"));
        assert_eq!(
            format!("{:?}", key.verifying_key()),
            format!("VerifyingKey {expected}")
        );
    }
}
