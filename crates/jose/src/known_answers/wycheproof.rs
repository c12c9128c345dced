//! The Wycheproof vectors of every primitive, through the keys of this crate.
//!
//! Each test states how many cases it saw, and every difference from the expected result. The
//! differences are those that JOSE asks for: no truncated MAC and no short secret, no PSS salt of
//! another length than the digest's, no ML-DSA context; and RSA padding whose hash lacks its NULL,
//! which the vectors call acceptable, is refused.
//!
//! The vectors: C2SP Wycheproof, Apache-2.0.

use ::wycheproof::{TestResult, ecdsa, eddsa, mac, rsa_pkcs1_verify, rsa_pss_verify};

use crate::{Algorithm, KeyError, SymmetricKey, VerifyingKey};

/// Cases with a signature that verified, and cases with one that did not.
#[derive(Debug, Default, PartialEq)]
struct Seen {
    good: usize,
    bad: usize,
}

impl Seen {
    fn case(&mut self, expected: TestResult, verified: bool, what: &str) {
        // What the vectors call acceptable are old encodings: they are refused here.
        assert_eq!(verified, expected == TestResult::Valid, "{what}");
        let count = if verified {
            &mut self.good
        } else {
            &mut self.bad
        };
        *count = count.saturating_add(1);
    }
}

fn ecdsa(algorithm: Algorithm, name: ecdsa::TestName) -> Seen {
    let mut seen = Seen::default();
    for group in ecdsa::TestSet::load(name).unwrap().test_groups {
        let key = VerifyingKey::from_spki_der(algorithm, &group.der).unwrap();
        for case in group.tests {
            let verified = key.verifies(&case.msg, &case.sig);
            seen.case(case.result, verified, &case.comment);
        }
    }
    seen
}

#[test]
fn es256() {
    let seen = ecdsa(Algorithm::Es256, ecdsa::TestName::EcdsaSecp256r1Sha256P1363);
    assert_eq!(seen, Seen { good: 173, bad: 89 });
}

#[test]
fn es384() {
    let seen = ecdsa(Algorithm::Es384, ecdsa::TestName::EcdsaSecp384r1Sha384P1363);
    assert_eq!(seen, Seen { good: 193, bad: 87 });
}

#[test]
fn es512() {
    let seen = ecdsa(Algorithm::Es512, ecdsa::TestName::EcdsaSecp521r1Sha512P1363);
    assert_eq!(seen, Seen { good: 231, bad: 87 });
}

#[test]
fn es256k() {
    let seen = ecdsa(
        Algorithm::Es256K,
        ecdsa::TestName::EcdsaSecp256k1Sha256P1363,
    );
    assert_eq!(seen, Seen { good: 167, bad: 85 });
}

#[test]
fn ed25519() {
    let mut seen = Seen::default();
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap();
    for group in set.test_groups {
        let key = VerifyingKey::from_spki_der(Algorithm::EdDsa, &group.der).unwrap();
        for case in group.tests {
            let verified = key.verifies(&case.msg, &case.sig);
            seen.case(case.result, verified, &case.comment);
        }
    }
    assert_eq!(seen, Seen { good: 88, bad: 63 });
}

#[test]
fn rs256_rs384_rs512() {
    use rsa_pkcs1_verify::{TestName, TestSet};
    let mut seen = Seen::default();
    for (algorithm, name) in [
        (Algorithm::Rs256, TestName::Rsa2048Sha256),
        (Algorithm::Rs256, TestName::Rsa3072Sha256),
        (Algorithm::Rs256, TestName::Rsa4096Sha256),
        (Algorithm::Rs256, TestName::Rsa8192Sha256),
        (Algorithm::Rs384, TestName::Rsa2048Sha384),
        (Algorithm::Rs384, TestName::Rsa3072Sha384),
        (Algorithm::Rs384, TestName::Rsa4096Sha384),
        (Algorithm::Rs384, TestName::Rsa8192Sha384),
        (Algorithm::Rs512, TestName::Rsa2048Sha512),
        (Algorithm::Rs512, TestName::Rsa3072Sha512),
        (Algorithm::Rs512, TestName::Rsa4096Sha512),
        (Algorithm::Rs512, TestName::Rsa8192Sha512),
    ] {
        for group in TestSet::load(name).unwrap().test_groups {
            let key = VerifyingKey::from_spki_der(algorithm, &group.der).unwrap();
            for case in group.tests {
                let verified = key.verifies(&case.msg, &case.sig);
                seen.case(case.result, verified, &case.comment);
            }
        }
    }
    assert_eq!(
        seen,
        Seen {
            good: 89,
            bad: 3_017
        }
    );
}

#[test]
fn ps256_ps384_ps512() {
    use rsa_pss_verify::{TestName, TestSet};
    let mut seen = Seen::default();
    let (mut refused, mut fitting) = (0, 0);
    for (algorithm, salt, name) in [
        (
            Algorithm::Ps256,
            32,
            TestName::RsaPss2048Sha256Mgf1SaltLen32,
        ),
        (
            Algorithm::Ps256,
            32,
            TestName::RsaPss3072Sha256Mgf1SaltLen32,
        ),
        (
            Algorithm::Ps256,
            32,
            TestName::RsaPss4096Sha256Mgf1SaltLen32,
        ),
        (
            Algorithm::Ps384,
            48,
            TestName::RsaPss2048Sha384Mgf1SaltLen48,
        ),
        (
            Algorithm::Ps384,
            48,
            TestName::RsaPss4096Sha384Mgf1SaltLen48,
        ),
        (
            Algorithm::Ps512,
            64,
            TestName::RsaPss4096Sha512Mgf1SaltLen64,
        ),
        (Algorithm::Ps256, 32, TestName::RsaPss2048Sha256Mgf1SaltLen0),
        (
            Algorithm::Ps512,
            64,
            TestName::RsaPss4096Sha512Mgf1SaltLen32,
        ),
    ] {
        for group in TestSet::load(name).unwrap().test_groups {
            let key = VerifyingKey::from_spki_der(algorithm, &group.der).unwrap();
            for case in group.tests {
                let verified = key.verifies(&case.msg, &case.sig);
                // RFC 7518 3.5: the salt is as long as the digest, and no other is accepted.
                if group.salt_size == salt {
                    seen.case(case.result, verified, &case.comment);
                } else if case.comment == format!("s_len changed to {salt}") {
                    // Wrong for a group of another salt, and just right here.
                    assert!(verified);
                    fitting += 1;
                } else {
                    assert!(!verified, "{}", case.comment);
                    refused += 1;
                }
            }
        }
    }
    assert_eq!(
        seen,
        Seen {
            good: 511,
            bad: 274
        }
    );
    assert_eq!((refused, fitting), (279, 1));
}

#[test]
fn hs256_hs384_hs512() {
    use mac::{TestName, TestSet};
    let mut seen = Seen::default();
    let (mut truncated, mut short) = (0, 0);
    for (algorithm, name) in [
        (Algorithm::Hs256, TestName::HmacSha256),
        (Algorithm::Hs384, TestName::HmacSha384),
        (Algorithm::Hs512, TestName::HmacSha512),
    ] {
        for group in TestSet::load(name).unwrap().test_groups {
            for case in group.tests {
                let key = match SymmetricKey::new(algorithm, &case.key) {
                    Ok(key) => key,
                    // RFC 7518 3.2: no secret shorter than the digest.
                    Err(reason) => {
                        assert_eq!(reason, KeyError::SecretTooShort);
                        short += 1;
                        continue;
                    }
                };
                let verified = key.verifies(&case.msg, &case.tag);
                // RFC 7518 3.2: the whole MAC, not a part of it.
                if group.tag_size == key.signature_len() * 8 {
                    seen.case(case.result, verified, &case.comment);
                } else {
                    assert!(!verified, "{}", case.comment);
                    truncated += 1;
                }
            }
        }
    }
    assert_eq!(seen, Seen { good: 90, bad: 162 });
    assert_eq!((truncated, short), (252, 18));
}

#[cfg(feature = "ml-dsa")]
#[test]
fn ml_dsa() {
    use ::wycheproof::mldsa_verify::{TestName, TestSet};
    let mut seen = Seen::default();
    let (mut refused_keys, mut context) = (0, 0);
    for (algorithm, name) in [
        (Algorithm::MlDsa44, TestName::MlDsa44Verify),
        (Algorithm::MlDsa65, TestName::MlDsa65Verify),
        (Algorithm::MlDsa87, TestName::MlDsa87Verify),
    ] {
        for group in TestSet::load(name).unwrap().test_groups {
            let jwk = crate::Jwk {
                key_type: "AKP".to_owned(),
                algorithm: Some(algorithm.name().to_owned()),
                public: Some(crate::encoding::base64::encode(&group.pubkey)),
                ..crate::Jwk::default()
            };
            let key = VerifyingKey::from_jwk(&jwk);
            for case in group.tests {
                // RFC 9964 5: the context is empty.
                if case.ctx.as_ref().is_some_and(|ctx| !ctx.is_empty()) {
                    context += 1;
                    continue;
                }
                let Ok(key) = &key else {
                    assert_eq!(case.result, TestResult::Invalid, "{}", case.comment);
                    refused_keys += 1;
                    continue;
                };
                let verified = key.verifies(&case.msg, &case.sig);
                seen.case(case.result, verified, &case.comment);
            }
        }
    }
    assert_eq!(
        seen,
        Seen {
            good: 221,
            bad: 377
        }
    );
    assert_eq!((refused_keys, context), (12, 21));
}
