//! An issuer that signs anything: the attacks need tokens that the crate would never make.

use std::sync::LazyLock;

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use countersign_jose::{
    AccessToken, Algorithm, Audience, Issuer, KeyId, KeySet, Scopes, Signer, SigningKey,
    SymmetricKey, UnixTime, Verified, Verifier, VerifyError,
};
use serde_json::{Value, json};

pub(crate) const NOW: UnixTime = UnixTime::from_seconds(1_700_000_000);
pub(crate) const ISSUER: &str = "https://id.example.com";
pub(crate) const AUDIENCE: &str = "https://api.example.com";
pub(crate) const SECRET: [u8; 32] = [0x5a; 32];
pub(crate) const HEADER: &str = r#"{"alg":"ES256","typ":"at+jwt","kid":"key-1"}"#;

pub(crate) type Outcome = Result<Verified<AccessToken>, VerifyError>;

/// The issuer's ES256 key, `key-1`.
pub(crate) static KEY: LazyLock<SigningKey> = LazyLock::new(|| {
    let key = SigningKey::generate(Algorithm::Es256).unwrap();
    key.with_key_id(KeyId::parse("key-1").unwrap())
});

static RSA: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let key = SigningKey::generate(Algorithm::Rs256).unwrap();
    key.to_pkcs8_der().unwrap().to_vec()
});

/// Every algorithm with a private and a public key.
pub(crate) fn asymmetric() -> Vec<Algorithm> {
    let all = Algorithm::ALL.iter().copied();
    let asymmetric: Vec<_> = all.filter(|one| !one.is_symmetric()).collect();
    assert!(asymmetric.len() >= 11);
    asymmetric
}

/// Every algorithm with a shared secret.
pub(crate) fn symmetric() -> [Algorithm; 3] {
    [Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512]
}

/// A key of any algorithm; all the RSA keys are one, since they are slow to make.
pub(crate) fn signing_key(algorithm: Algorithm) -> SigningKey {
    if algorithm.name().starts_with(['R', 'P']) {
        SigningKey::from_pkcs8_der(algorithm, &RSA).unwrap()
    } else {
        SigningKey::generate(algorithm).unwrap()
    }
}

static PAIR: LazyLock<EcdsaKeyPair> = LazyLock::new(|| {
    let der = KEY.to_pkcs8_der().unwrap();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der).unwrap()
});

pub(crate) fn access_token() -> AccessToken {
    AccessToken {
        issuer: Issuer::parse(ISSUER).unwrap(),
        subject: "alice".to_owned(),
        audience: Audience::parse(AUDIENCE).unwrap().into(),
        client_id: "shop".to_owned(),
        issued_at: NOW,
        expires_at: NOW.saturating_add(300),
        token_id: "8f2c".to_owned(),
        scope: Scopes::parse("items:write profile:read").unwrap(),
        confirmation: None,
    }
}

pub(crate) fn verifier_with(keys: KeySet) -> Verifier {
    let audience = Audience::parse(AUDIENCE).unwrap();
    Verifier::access_tokens(Issuer::parse(ISSUER).unwrap(), audience, keys)
}

/// Trusts `key-1`.
pub(crate) fn verifier() -> Verifier {
    verifier_with(KeySet::new([KEY.verifying_key()]).unwrap())
}

/// Trusts the shared secret.
pub(crate) fn symmetric_verifier() -> Verifier {
    verifier_with(KeySet::symmetric(
        SymmetricKey::new(Algorithm::Hs256, &SECRET).unwrap(),
    ))
}

pub(crate) fn valid_token() -> String {
    Signer::access_tokens(KEY.clone())
        .sign(&access_token())
        .unwrap()
}

pub(crate) fn verify(token: &str) -> Outcome {
    verifier().verify(token, NOW)
}

pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    base64_simd::URL_SAFE_NO_PAD.encode_to_string(bytes)
}

pub(crate) fn decode(text: &str) -> Vec<u8> {
    base64_simd::URL_SAFE_NO_PAD.decode_to_vec(text).unwrap()
}

/// Signs two parts that are encoded already with `key-1`.
pub(crate) fn signed_parts(header: &str, payload: &str) -> String {
    let message = format!("{header}.{payload}");
    let signature = PAIR.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
    format!("{message}.{}", encode(signature))
}

/// Signs any header and payload with `key-1`.
pub(crate) fn signed(header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
    signed_parts(&encode(header), &encode(payload))
}

/// Makes an HMAC over any header and payload with any secret.
pub(crate) fn hmac_signed(secret: &[u8], header: &str, payload: &str) -> String {
    let message = format!("{}.{}", encode(header), encode(payload));
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    format!("{message}.{}", encode(hmac::sign(&key, message.as_bytes())))
}

pub(crate) fn claims() -> Value {
    serde_json::to_value(access_token()).unwrap()
}

/// The valid claims, as text.
pub(crate) fn payload() -> String {
    claims().to_string()
}

/// Verifies a well-signed token with this header and valid claims.
pub(crate) fn with_header(header: impl AsRef<[u8]>) -> Outcome {
    verify(&signed(header, payload()))
}

/// Verifies a well-signed token with this payload.
pub(crate) fn with_payload(payload: impl AsRef<[u8]>) -> Outcome {
    verify(&signed(HEADER, payload))
}

/// Verifies a well-signed token with one claim replaced.
pub(crate) fn with_claim(name: &str, value: Value) -> Outcome {
    let mut claims = claims();
    claims[name] = value;
    with_payload(claims.to_string())
}

/// Verifies a well-signed token without one claim.
pub(crate) fn without_claim(name: &str) -> Outcome {
    let mut claims = claims();
    claims.as_object_mut().unwrap().remove(name).unwrap();
    with_payload(claims.to_string())
}

/// The order of P-256, big-endian (SEC 2 section 2.4.2).
pub(crate) const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6,
    0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// The other text of an ES256 token: the signature (r, n - s) is as good as (r, s).
pub(crate) fn twin(token: &str) -> String {
    let (message, signature) = token.rsplit_once('.').unwrap();
    let signature = decode(signature);
    let (r, s) = signature.split_at(32);
    let mut borrow = 0;
    let mut difference: Vec<u8> = ORDER
        .iter()
        .zip(s)
        .rev()
        .map(|(&n, &s)| {
            let digit = i16::from(n) - i16::from(s) - borrow;
            borrow = i16::from(digit < 0);
            u8::try_from(digit.rem_euclid(256)).unwrap()
        })
        .collect();
    difference.reverse();
    format!("{message}.{}", encode([r, &difference].concat()))
}

#[test]
fn forge_makes_valid_tokens_where_nothing_is_forged() {
    assert_eq!(
        verify(&signed(HEADER, payload())).unwrap().into_inner(),
        access_token()
    );
    assert_eq!(
        with_claim("jti", json!("8f2c")).unwrap().into_inner(),
        access_token()
    );
    let header = r#"{"alg":"HS256","typ":"at+jwt"}"#;
    let token = hmac_signed(&SECRET, header, &payload());
    assert_eq!(
        symmetric_verifier()
            .verify(&token, NOW)
            .unwrap()
            .into_inner(),
        access_token()
    );
}
