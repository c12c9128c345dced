//! Private keys that are damaged, mislabelled, or not what was asked for.

use std::sync::LazyLock;

use countersign_jose::{Algorithm, KeyError, PrivateJwk, SigningKey, SymmetricKey, VerifyingKey};
use serde_json::{Value, json};

use crate::forge::{asymmetric, decode, encode, signing_key};
use crate::forms::file;

static EC: LazyLock<Value> = LazyLock::new(|| private_jwk(Algorithm::Es256));
static RSA: LazyLock<Value> = LazyLock::new(|| private_jwk(Algorithm::Rs256));
static ED: LazyLock<Value> = LazyLock::new(|| private_jwk(Algorithm::EdDsa));

fn private_jwk(algorithm: Algorithm) -> Value {
    serde_json::to_value(signing_key(algorithm).to_jwk().unwrap()).unwrap()
}

/// The JWK with some members replaced; `null` takes a member away.
fn changed(base: &Value, changes: &Value) -> PrivateJwk {
    let mut jwk = base.clone();
    for (name, value) in changes.as_object().unwrap() {
        jwk[name] = value.clone();
    }
    let members = jwk.as_object_mut().unwrap();
    members.retain(|_, value| !value.is_null());
    serde_json::from_value(jwk).unwrap()
}

fn import(base: &Value, changes: &Value) -> Result<SigningKey, KeyError> {
    SigningKey::from_jwk(&changed(base, changes))
}

fn malformed<T>(import: &Result<T, KeyError>) -> bool {
    matches!(import, Err(KeyError::Malformed(_)))
}

#[test]
fn private_part_of_another_key_is_refused() {
    for algorithm in asymmetric() {
        let one = serde_json::to_value(signing_key(algorithm).to_jwk().unwrap()).unwrap();
        let other = match one["kty"].as_str().unwrap() {
            "RSA" => SigningKey::generate(algorithm).unwrap(),
            _ => signing_key(algorithm),
        };
        let other = serde_json::to_value(other.to_jwk().unwrap()).unwrap();
        let mut tried = 0;
        for name in ["d", "p", "q", "dp", "dq", "qi", "priv", "n", "x", "pub"] {
            if one.get(name).is_none() || (one["kty"] == "EC" && name == "x") {
                continue;
            }
            let refused = import(&one, &json!({ name: other[name].clone() }));
            let reason = refused.unwrap_err();
            assert_eq!(reason, KeyError::PrivateMismatch, "{algorithm} {name}");
            tried += 1;
        }
        assert!(tried >= 1, "{algorithm}");
        if one["kty"] == "EC" {
            let public = json!({ "x": other["x"].clone(), "y": other["y"].clone() });
            let reason = import(&one, &public).unwrap_err();
            assert_eq!(reason, KeyError::PrivateMismatch, "{algorithm}");
        }
    }
}

#[test]
fn private_number_out_of_range_is_refused() {
    for d in [[0; 32], [0xff; 32]] {
        assert_eq!(
            import(&EC, &json!({ "d": encode(d) })).unwrap_err(),
            KeyError::PrivateMismatch
        );
    }
}

#[test]
fn private_part_of_wrong_length_is_refused() {
    for algorithm in asymmetric() {
        let jwk = private_jwk(algorithm);
        let name = if jwk["kty"] == "AKP" { "priv" } else { "d" };
        if jwk["kty"] == "RSA" {
            continue;
        }
        let right = decode(jwk[name].as_str().unwrap());
        for len in [0, 1, right.len() - 1, right.len() + 1, 64, 2560] {
            if len == right.len() {
                continue;
            }
            let refused = import(&jwk, &json!({ name: encode(vec![1; len]) }));
            assert!(malformed(&refused), "{algorithm} {len}");
        }
        // A leading zero more, or less, is the same number but not the same text.
        let longer = [&[0], &right[..]].concat();
        assert!(malformed(&import(&jwk, &json!({ name: encode(longer) }))));
    }
}

#[test]
fn private_part_that_is_missing_or_no_base64url_is_refused() {
    for (base, names) in [
        (&*EC, &["d"][..]),
        (&*ED, &["d"]),
        (&*RSA, &["d", "p", "q", "dp", "dq", "qi"]),
    ] {
        for name in names {
            assert!(malformed(&import(base, &json!({ *name: null }))), "{name}");
            assert!(malformed(&import(base, &json!({ *name: 7 }))), "{name}");
            let padded = format!("{}=", base[*name].as_str().unwrap());
            assert!(
                malformed(&import(base, &json!({ *name: padded }))),
                "{name}"
            );
        }
    }
}

#[test]
fn public_key_is_not_a_private_key() {
    for algorithm in asymmetric() {
        let public = signing_key(algorithm).verifying_key().to_jwk();
        let public: PrivateJwk = serde_json::from_value(json!(public)).unwrap();
        assert!(malformed(&SigningKey::from_jwk(&public)), "{algorithm}");
    }
}

#[test]
fn multi_prime_rsa_key_is_refused() {
    let oth = json!([{ "r": "AQAB", "d": "AQAB", "t": "AQAB" }]);
    assert!(malformed(&import(&RSA, &json!({ "oth": oth }))));
    let file = file!("rsa-three-primes.pem");
    assert!(malformed(&SigningKey::from_pem(Algorithm::Rs256, file)));
}

#[test]
fn key_meant_for_something_else_does_not_sign() {
    for changes in [
        json!({ "use": "enc" }),
        json!({ "use": "SIG" }),
        json!({ "key_ops": [] }),
        json!({ "key_ops": ["verify"] }),
        json!({ "key_ops": ["decrypt", "unwrapKey"] }),
    ] {
        let refused = import(&EC, &changes).unwrap_err();
        assert_eq!(refused, KeyError::NotForSigning, "{changes}");
    }
    assert!(import(&EC, &json!({ "use": null, "key_ops": ["sign"] })).is_ok());
    for operations in [json!(["sign", "sign"]), json!("sign"), json!([1])] {
        let refused = import(&EC, &json!({ "key_ops": operations }));
        assert!(malformed(&refused));
    }
}

#[test]
fn private_key_labelled_for_another_algorithm_is_refused() {
    let refused = |base, changes| import(base, &changes).unwrap_err();
    let mismatch = KeyError::AlgorithmMismatch;
    assert_eq!(refused(&EC, json!({ "alg": "RS256" })), mismatch);
    assert_eq!(refused(&RSA, json!({ "alg": "HS256" })), mismatch);
    assert_eq!(refused(&ED, json!({ "alg": "ES256" })), mismatch);
    let curve = KeyError::UnsupportedCurve;
    assert_eq!(refused(&EC, json!({ "alg": "ES256K" })), curve);
    assert_eq!(refused(&EC, json!({ "crv": "secp256k1" })), curve);
    assert_eq!(refused(&ED, json!({ "crv": "X25519" })), curve);
    let missing = KeyError::AlgorithmMissing;
    assert_eq!(refused(&RSA, json!({ "alg": null })), missing);
    let unnamed = changed(&RSA, &json!({ "alg": null }));
    assert!(SigningKey::from_jwk_as(Algorithm::Ps256, &unnamed).is_ok());
    let named = changed(&RSA, &json!({}));
    let other = SigningKey::from_jwk_as(Algorithm::Ps256, &named);
    assert_eq!(other.unwrap_err(), mismatch);
}

#[test]
fn curves_of_the_same_size_are_not_mixed_up() {
    let k = private_jwk(Algorithm::Es256K);
    let as_p256 = json!({ "crv": "P-256", "alg": "ES256" });
    assert!(
        malformed(&import(&k, &as_p256)),
        "the point is off the curve"
    );
    let der = signing_key(Algorithm::Es256K).to_pkcs8_der().unwrap();
    let read = SigningKey::from_pkcs8_der(Algorithm::Es256, &der);
    assert!(malformed(&read));
}

#[cfg(feature = "ml-dsa")]
#[test]
fn ml_dsa_key_without_algorithm_or_with_another_is_refused() {
    let jwk = private_jwk(Algorithm::MlDsa44);
    let unnamed = changed(&jwk, &json!({ "alg": null }));
    let missing = KeyError::AlgorithmMissing;
    assert_eq!(SigningKey::from_jwk(&unnamed).unwrap_err(), missing);
    let named = SigningKey::from_jwk_as(Algorithm::MlDsa44, &unnamed);
    assert_eq!(named.unwrap_err(), missing);
    assert!(malformed(&import(&jwk, &json!({ "alg": "ML-DSA-65" }))));
    let mut public = jwk;
    public.as_object_mut().unwrap().remove("priv");
    public.as_object_mut().unwrap().remove("alg");
    let public = serde_json::from_value(public).unwrap();
    assert_eq!(VerifyingKey::from_jwk(&public).unwrap_err(), missing);
    let named = VerifyingKey::from_jwk_as(Algorithm::MlDsa44, &public);
    assert_eq!(named.unwrap_err(), missing);
}

#[cfg(feature = "ml-dsa")]
#[test]
fn ml_dsa_key_in_its_expanded_form_is_refused() {
    use aws_lc_rs::encoding::AsRawBytes;
    use aws_lc_rs::signature::{ML_DSA_44_SIGNING, PqdsaKeyPair};

    let der = signing_key(Algorithm::MlDsa44).to_pkcs8_der().unwrap();
    let pair = PqdsaKeyPair::from_pkcs8(&ML_DSA_44_SIGNING, &der).unwrap();
    let raw = pair.private_key().as_raw_bytes().unwrap();
    let tagged = |tag, contents: &[u8]| {
        let [high, low] = u16::try_from(contents.len()).unwrap().to_be_bytes();
        [&[tag, 0x82, high, low], contents].concat()
    };
    // RFC 9881 6: the number without the seed, which a JWK is made of (RFC 9964 4). Version and
    // algorithm are those of the other form.
    let number = tagged(0x04, &tagged(0x04, raw.as_ref()));
    let expanded = tagged(0x30, &[&der[2..18], &number].concat());
    assert!(PqdsaKeyPair::from_pkcs8(&ML_DSA_44_SIGNING, &expanded).is_ok());
    let read = SigningKey::from_pkcs8_der(Algorithm::MlDsa44, &expanded);
    assert!(malformed(&read));
}

#[cfg(feature = "ml-dsa")]
#[test]
fn ml_dsa_public_key_of_wrong_length_is_refused() {
    for len in [0, 32, 1311, 1313, 1952] {
        let jwk = json!({ "kty": "AKP", "alg": "ML-DSA-44", "pub": encode(vec![1; len]) });
        let jwk = serde_json::from_value(jwk).unwrap();
        assert!(malformed(&VerifyingKey::from_jwk(&jwk)), "{len}");
    }
}

#[test]
fn secret_shorter_than_its_digest_is_refused_for_each_digest() {
    for (algorithm, len) in [
        (Algorithm::Hs256, 32),
        (Algorithm::Hs384, 48),
        (Algorithm::Hs512, 64),
    ] {
        let short = SymmetricKey::new(algorithm, &vec![0x5a; len - 1]);
        assert_eq!(short.unwrap_err(), KeyError::SecretTooShort);
        assert!(SymmetricKey::new(algorithm, &vec![0x5a; len]).is_ok());
    }
    for algorithm in asymmetric() {
        let refused = SymmetricKey::new(algorithm, &[0x5a; 64]);
        assert_eq!(refused.unwrap_err(), KeyError::AlgorithmMismatch);
        let refused = SymmetricKey::generate(algorithm);
        assert_eq!(refused.unwrap_err(), KeyError::AlgorithmMismatch);
    }
}

#[test]
fn symmetric_jwk_is_checked_like_any_other() {
    let base = json!({ "kty": "oct", "alg": "HS256", "k": encode([0x5a; 32]) });
    let import = |changes| SymmetricKey::from_jwk(&changed(&base, &changes));
    assert!(import(json!({})).is_ok());
    assert!(import(json!({ "key_ops": ["sign", "verify"], "use": "sig" })).is_ok());
    let refused = |changes| import(changes).unwrap_err();
    assert_eq!(refused(json!({ "alg": null })), KeyError::AlgorithmMissing);
    assert_eq!(
        refused(json!({ "alg": "ES256" })),
        KeyError::AlgorithmMismatch
    );
    assert_eq!(refused(json!({ "kty": "EC" })), KeyError::AlgorithmMismatch);
    assert_eq!(
        refused(json!({ "kty": "new" })),
        KeyError::UnsupportedKeyType
    );
    assert_eq!(refused(json!({ "alg": "HS384" })), KeyError::SecretTooShort);
    assert_eq!(refused(json!({ "use": "enc" })), KeyError::NotForSigning);
    assert_eq!(
        refused(json!({ "key_ops": ["sign"] })),
        KeyError::NotForSigning
    );
    let pem = encode("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA");
    assert_eq!(refused(json!({ "k": pem })), KeyError::SecretLooksLikeKey);
    assert!(malformed(&import(json!({ "k": null }))));
    assert!(malformed(&import(json!({ "k": "AA=" }))));
    let signing = SigningKey::from_jwk(&changed(&base, &json!({})));
    assert_eq!(signing.unwrap_err(), KeyError::AlgorithmMismatch);
}

#[test]
fn private_jwk_does_not_fit_where_a_public_one_is_read() {
    for jwk in [&*EC, &*RSA, &*ED] {
        let public = serde_json::from_value(jwk.clone()).unwrap();
        let refused = VerifyingKey::from_jwk(&public).unwrap_err();
        assert_eq!(refused, KeyError::PrivateMembers);
    }
}

#[test]
fn debug_of_a_private_jwk_shows_no_secret() {
    for jwk in [&*EC, &*RSA, &*ED] {
        let shown = format!("{:?}", changed(jwk, &json!({})));
        for name in ["d", "p", "q", "dp", "dq", "qi", "x", "n"] {
            if let Some(secret) = jwk[name].as_str() {
                assert!(!shown.contains(secret), "{name}");
            }
        }
        assert!(shown.contains(jwk["kid"].as_str().unwrap()));
    }
}

#[test]
fn file_of_another_kind_is_refused_with_what_it_is() {
    let private = |text| SigningKey::from_pem(Algorithm::Es256, text).unwrap_err();
    let public = |text| VerifyingKey::from_pem(Algorithm::Es256, text).unwrap_err();
    let says = |error: KeyError, what: &str| {
        let text = error.to_string();
        assert!(
            text.starts_with(&format!("this is {what}: give a")),
            "{text}"
        );
    };
    assert_eq!(private(file!("ec-encrypted.pem")), KeyError::Encrypted);
    let rsa = SigningKey::from_pem(Algorithm::Rs256, file!("rsa-encrypted-pkcs1.pem"));
    assert_eq!(rsa.unwrap_err(), KeyError::Encrypted);
    let both = file!("ec-with-parameters.pem");
    assert_eq!(private(both), KeyError::SeveralBlocks);
    says(private(file!("ec-certificate.pem")), "a certificate");
    says(private(file!("ec-compressed.pem")), "a public key");
    says(private(file!("ssh-private.pem")), "an SSH private key");
    says(public(file!("ec-key.pem")), "a private key");
    says(public(file!("ec-sec1.pem")), "a private key");
    says(public(file!("ssh-public.txt")), "an SSH public key");
    says(public(file!("ssh-private.pem")), "an SSH private key");
    let jwk = EC.to_string();
    says(private(&jwk), "a JSON text");
    says(public(&jwk), "a JSON text");
}

#[test]
fn file_of_another_algorithm_is_refused() {
    let rsa_files = [file!("rsa-key.pem"), file!("rsa-pkcs1.pem")];
    let ec_files = [file!("ec-key.pem"), file!("ec-sec1.pem")];
    for algorithm in asymmetric() {
        let name = algorithm.name();
        for file in rsa_files {
            let read = SigningKey::from_pem(algorithm, file);
            assert_eq!(read.is_ok(), name.starts_with(['R', 'P']), "{name}");
        }
        for file in ec_files {
            let read = SigningKey::from_pem(algorithm, file);
            assert_eq!(read.is_ok(), algorithm == Algorithm::Es256, "{name}");
        }
        let certificate = VerifyingKey::from_pem(algorithm, file!("ed25519-certificate.pem"));
        assert_eq!(certificate.is_ok(), algorithm == Algorithm::EdDsa, "{name}");
    }
    let pss = SigningKey::from_pem(Algorithm::Ps256, file!("rsa-pss-key.pem"));
    assert!(malformed(&pss));
    let compressed = VerifyingKey::from_pem(Algorithm::Es256, file!("ec-compressed.pem"));
    assert!(malformed(&compressed));
}

#[test]
fn curve_that_is_spelled_out_must_be_the_named_one() {
    // CVE-2020-0601: with a generator of the attacker's choice, any public key can be his.
    let text = file!("ec-explicit.pem");
    let key = SigningKey::from_pem(Algorithm::Es256, text).unwrap();
    let body: String = text.lines().filter(|line| !line.starts_with('-')).collect();
    let der = base64_simd::STANDARD.decode_to_vec(body).unwrap();
    assert!(
        *key.to_pkcs8_der().unwrap() != der,
        "it is written with the name"
    );
    let mut refused = 0;
    for place in 0..der.len() * 8 {
        let mut damaged = der.clone();
        damaged[place / 8] ^= 1 << (place % 8);
        match SigningKey::from_pkcs8_der(Algorithm::Es256, &damaged) {
            Ok(read) => assert_eq!(read.key_id(), key.key_id(), "{place}"),
            Err(_) => refused += 1,
        }
    }
    assert!(
        refused > 7 * der.len(),
        "{refused} of {} bits",
        der.len() * 8
    );
}

#[test]
fn bytes_before_or_after_the_key_are_refused() {
    for algorithm in asymmetric() {
        let key = signing_key(algorithm);
        let pkcs8 = key.to_pkcs8_der().unwrap();
        let pkcs1 = key.to_pkcs1_der().unwrap_or_default();
        let sec1 = key.to_sec1_der().unwrap_or_default();
        let spki = key.verifying_key().to_spki_der().unwrap();
        let public_pkcs1 = key.verifying_key().to_pkcs1_der().unwrap_or_default();
        for damage in [
            |der: &[u8]| [der, &[0]].concat(),
            |der: &[u8]| [&[0], der].concat(),
            |der: &[u8]| [der, der].concat(),
            |der: &[u8]| der[..der.len().saturating_sub(1)].to_vec(),
        ] {
            assert!(SigningKey::from_pkcs8_der(algorithm, &damage(&pkcs8)).is_err());
            assert!(SigningKey::from_pkcs1_der(algorithm, &damage(&pkcs1)).is_err());
            assert!(SigningKey::from_sec1_der(algorithm, &damage(&sec1)).is_err());
            assert!(VerifyingKey::from_spki_der(algorithm, &damage(&spki)).is_err());
            assert!(VerifyingKey::from_pkcs1_der(algorithm, &damage(&public_pkcs1)).is_err());
        }
        // The one form is not taken for the other.
        if !pkcs1.is_empty() {
            assert!(SigningKey::from_pkcs8_der(algorithm, &pkcs1).is_err());
            assert!(VerifyingKey::from_spki_der(algorithm, &public_pkcs1).is_err());
            assert!(VerifyingKey::from_pkcs1_der(algorithm, &spki).is_err());
        }
    }
}

#[test]
fn damaged_private_keys_are_refused_or_the_same_key() {
    // No panic, and no other key by accident: a bit flips anywhere in the file.
    for (algorithm, step) in [
        (Algorithm::Es256, 1),
        (Algorithm::Es512, 1),
        (Algorithm::EdDsa, 1),
        (Algorithm::Rs256, 41),
    ] {
        let key = signing_key(algorithm);
        let der = key.to_pkcs8_der().unwrap();
        let mut refused = 0;
        for place in (0..der.len() * 8).step_by(step) {
            let mut damaged = der.to_vec();
            damaged[place / 8] ^= 1 << (place % 8);
            match SigningKey::from_pkcs8_der(algorithm, &damaged) {
                // Version and attributes are not part of the key; an Ed25519 seed has no check.
                Ok(read) => {
                    let same = read.key_id() == key.key_id();
                    assert!(same || algorithm == Algorithm::EdDsa, "{algorithm} {place}");
                }
                Err(_) => refused += 1,
            }
        }
        assert!(refused > 100, "{algorithm} {refused}");
    }
}

#[test]
fn public_part_inside_pkcs8_must_be_the_private_parts() {
    // RFC 5958 2: version 2 carries the public key too, last.
    let random = aws_lc_rs::rand::SystemRandom::new();
    let pkcs8 = aws_lc_rs::signature::Ed25519KeyPair::generate_pkcs8(&random).unwrap();
    let mut der = pkcs8.as_ref().to_vec();
    assert!(SigningKey::from_pkcs8_der(Algorithm::EdDsa, &der).is_ok());
    *der.last_mut().unwrap() ^= 1;
    assert!(SigningKey::from_pkcs8_der(Algorithm::EdDsa, &der).is_err());
    let own = signing_key(Algorithm::Es256).to_pkcs8_der().unwrap();
    let other = signing_key(Algorithm::Es256).to_pkcs8_der().unwrap();
    let (private, public) = (&own[..own.len() - 64], &other[other.len() - 64..]);
    let mixed = [private, public].concat();
    assert!(malformed(&SigningKey::from_pkcs8_der(
        Algorithm::Es256,
        &mixed
    )));
}
