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
    verifier_with(KeySet::symmetric(SymmetricKey::new(&SECRET).unwrap()))
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
