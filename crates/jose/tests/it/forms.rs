//! Every key in every form in which it can be written and read.

use countersign_jose::{
    Algorithm, KeySet, PrivateJwk, RsaSize, Signer, SigningKey, SymmetricKey, VerifyingKey,
};

use crate::forge::{NOW, access_token, asymmetric, signing_key, symmetric, verifier_with};

/// Whether tokens of one key verify with the other.
fn belong_together(private: &SigningKey, public: &VerifyingKey) -> bool {
    let token = Signer::access_tokens(private.clone()).sign(&access_token());
    let keys = KeySet::new([public.clone()]).unwrap();
    verifier_with(keys).verify(&token.unwrap(), NOW).is_ok()
}

fn is_rsa(algorithm: Algorithm) -> bool {
    algorithm.name().starts_with(['R', 'P'])
}

/// The key read back from each form that it can be written in.
fn private_copies(key: &SigningKey) -> Vec<(&'static str, SigningKey)> {
    let algorithm = key.algorithm();
    let jwk = key.to_jwk().unwrap();
    let text = serde_json::to_string(&jwk).unwrap();
    let wire: PrivateJwk = serde_json::from_str(&text).unwrap();
    let pkcs8 = key.to_pkcs8_der().unwrap();
    let mut copies = vec![
        ("JWK", SigningKey::from_jwk(&jwk)),
        ("JWK text", SigningKey::from_jwk(&wire)),
        ("JWK as", SigningKey::from_jwk_as(algorithm, &wire)),
        ("PKCS#8", SigningKey::from_pkcs8_der(algorithm, &pkcs8)),
        (
            "PEM",
            SigningKey::from_pem(algorithm, &key.to_pem().unwrap()),
        ),
    ];
    if is_rsa(algorithm) {
        let pkcs1 = key.to_pkcs1_der().unwrap();
        copies.push(("PKCS#1", SigningKey::from_pkcs1_der(algorithm, &pkcs1)));
        let pem = key.to_pkcs1_pem().unwrap();
        assert!(pem.starts_with("-----BEGIN RSA PRIVATE KEY-----\n"));
        copies.push(("PKCS#1 PEM", SigningKey::from_pem(algorithm, &pem)));
    } else {
        assert!(key.to_pkcs1_der().is_err() && key.to_pkcs1_pem().is_err());
    }
    if algorithm.name().starts_with("ES") {
        let sec1 = key.to_sec1_der().unwrap();
        copies.push(("SEC 1", SigningKey::from_sec1_der(algorithm, &sec1)));
        let pem = key.to_sec1_pem().unwrap();
        assert!(pem.starts_with("-----BEGIN EC PRIVATE KEY-----\n"));
        copies.push(("SEC 1 PEM", SigningKey::from_pem(algorithm, &pem)));
    } else {
        assert!(key.to_sec1_der().is_err() && key.to_sec1_pem().is_err());
    }
    copies
        .into_iter()
        .map(|(form, copy)| (form, copy.unwrap()))
        .collect()
}

fn public_copies(key: &VerifyingKey) -> Vec<(&'static str, VerifyingKey)> {
    let algorithm = key.algorithm();
    let jwk = key.to_jwk();
    let text = serde_json::to_string(&jwk).unwrap();
    let wire = serde_json::from_str(&text).unwrap();
    assert_eq!(jwk, wire);
    let spki = key.to_spki_der().unwrap();
    let mut copies = vec![
        ("JWK", VerifyingKey::from_jwk(&wire)),
        ("JWK as", VerifyingKey::from_jwk_as(algorithm, &wire)),
        ("SPKI", VerifyingKey::from_spki_der(algorithm, &spki)),
        (
            "PEM",
            VerifyingKey::from_pem(algorithm, &key.to_pem().unwrap()),
        ),
    ];
    if is_rsa(algorithm) {
        let pkcs1 = key.to_pkcs1_der().unwrap();
        copies.push(("PKCS#1", VerifyingKey::from_pkcs1_der(algorithm, &pkcs1)));
        let pem = key.to_pkcs1_pem().unwrap();
        assert!(pem.starts_with("-----BEGIN RSA PUBLIC KEY-----\n"));
        copies.push(("PKCS#1 PEM", VerifyingKey::from_pem(algorithm, &pem)));
    } else {
        assert!(key.to_pkcs1_der().is_err() && key.to_pkcs1_pem().is_err());
    }
    copies
        .into_iter()
        .map(|(form, copy)| (form, copy.unwrap()))
        .collect()
}

#[test]
fn every_form_of_every_private_key_reads_back_as_the_same_key() {
    let mut forms = 0;
    for algorithm in asymmetric() {
        let key = signing_key(algorithm);
        for (form, copy) in private_copies(&key) {
            assert_eq!(copy.algorithm(), algorithm, "{form}");
            assert_eq!(copy.key_id(), key.key_id(), "{algorithm} {form}");
            let public = key.verifying_key();
            assert!(belong_together(&copy, &public), "{algorithm} {form}");
            assert_eq!(*copy.to_pkcs8_der().unwrap(), *key.to_pkcs8_der().unwrap());
            forms += 1;
        }
    }
    assert!(forms >= 11 * 5 + 2 * 6 + 2 * 4, "{forms}");
}

#[test]
fn every_form_of_every_public_key_reads_back_as_the_same_key() {
    let mut forms = 0;
    for algorithm in asymmetric() {
        let key = signing_key(algorithm);
        for (form, copy) in public_copies(&key.verifying_key()) {
            assert_eq!(copy.algorithm(), algorithm, "{form}");
            assert_eq!(copy.key_id(), key.key_id(), "{algorithm} {form}");
            assert!(belong_together(&key, &copy), "{algorithm} {form}");
            forms += 1;
        }
    }
    assert!(forms >= 11 * 4 + 2 * 6, "{forms}");
}

#[test]
fn every_form_of_every_secret_reads_back_as_the_same_key() {
    for algorithm in symmetric() {
        let key = SymmetricKey::generate(algorithm).unwrap();
        let token = Signer::symmetric_access_tokens(key.clone()).sign(&access_token());
        let token = token.unwrap();
        let text = serde_json::to_string(&key.to_jwk()).unwrap();
        let wire: PrivateJwk = serde_json::from_str(&text).unwrap();
        for copy in [
            SymmetricKey::from_jwk(&wire),
            SymmetricKey::from_jwk_as(algorithm, &wire),
        ] {
            let verifier = verifier_with(KeySet::symmetric(copy.unwrap()));
            assert!(verifier.verify(&token, NOW).is_ok(), "{algorithm}");
        }
    }
}

#[test]
fn key_ids_other_than_the_thumbprint_travel_in_a_jwk_alone() {
    let id = countersign_jose::KeyId::parse("2026-11").unwrap();
    for algorithm in asymmetric() {
        let key = signing_key(algorithm).with_key_id(id.clone());
        let copy = SigningKey::from_jwk(&key.to_jwk().unwrap()).unwrap();
        assert_eq!(copy.key_id(), &id);
        let bare = SigningKey::from_pkcs8_der(algorithm, &key.to_pkcs8_der().unwrap()).unwrap();
        assert_eq!(bare.key_id().as_str(), key.verifying_key().thumbprint());
    }
}

#[test]
fn two_algorithms_of_one_rsa_key_are_two_keys() {
    let der = signing_key(Algorithm::Rs256).to_pkcs8_der().unwrap();
    let rs = SigningKey::from_pkcs8_der(Algorithm::Rs256, &der).unwrap();
    let ps = SigningKey::from_pkcs8_der(Algorithm::Ps256, &der).unwrap();
    assert!(!belong_together(&rs, &ps.verifying_key()));
    assert!(!belong_together(&ps, &rs.verifying_key()));
    // Their thumbprint is the same, so one of them needs another id to stand in one set.
    assert_eq!(rs.key_id(), ps.key_id());
    assert!(KeySet::new([rs.verifying_key(), ps.verifying_key()]).is_err());
    let named = ps
        .verifying_key()
        .with_key_id(countersign_jose::KeyId::parse("pss").unwrap());
    assert_eq!(KeySet::new([rs.verifying_key(), named]).unwrap().len(), 2);
}

#[test]
fn larger_rsa_keys_are_made_and_sign() {
    let key = SigningKey::generate_rsa(Algorithm::Ps384, RsaSize::Bits3072).unwrap();
    assert!(belong_together(&key, &key.verifying_key()));
    let bytes = key.verifying_key().to_pkcs1_der().unwrap().len();
    assert!((384..420).contains(&bytes), "{bytes}");
}

/// A PEM file in the folder of keys.
macro_rules! file {
    ($name:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/it/keys/",
            $name
        ))
    };
}
pub(crate) use file;

#[test]
fn files_of_other_software_are_read() {
    let private = [
        (Algorithm::Es256, file!("ec-key.pem")),
        (Algorithm::Es256, file!("ec-sec1.pem")),
        (Algorithm::EdDsa, file!("ed25519-key.pem")),
        (Algorithm::Rs256, file!("rsa-key.pem")),
        (Algorithm::Ps512, file!("rsa-pkcs1.pem")),
        (Algorithm::Rs384, file!("rsa-e3.pem")),
    ];
    for (algorithm, text) in private {
        let key = SigningKey::from_pem(algorithm, text).unwrap();
        assert!(belong_together(&key, &key.verifying_key()), "{text}");
        assert!(SigningKey::from_pem(algorithm, &text.replace('\n', "\r\n")).is_ok());
    }
}

#[test]
fn certificate_gives_the_public_key_of_its_private_one() {
    let pairs = [
        (
            Algorithm::Es256,
            file!("ec-key.pem"),
            file!("ec-certificate.pem"),
        ),
        (
            Algorithm::Ps256,
            file!("rsa-key.pem"),
            file!("rsa-certificate.pem"),
        ),
        (
            Algorithm::Rs512,
            file!("rsa-key.pem"),
            file!("rsa-public-pkcs1.pem"),
        ),
        (
            Algorithm::EdDsa,
            file!("ed25519-key.pem"),
            file!("ed25519-certificate.pem"),
        ),
    ];
    for (algorithm, private, public) in pairs {
        let private = SigningKey::from_pem(algorithm, private).unwrap();
        let public = VerifyingKey::from_pem(algorithm, public).unwrap();
        assert_eq!(public.key_id(), private.key_id());
        assert!(belong_together(&private, &public));
    }
}
