//! Tokens and keys.

use std::sync::LazyLock;

use aws_lc_rs::hmac;
use base64_simd::URL_SAFE_NO_PAD;
use countersign_jose::{
    Algorithm, Audience, Issuer, Jwk, JwkSet, KeySet, SigningKey, SymmetricKey, UnixTime, Verifier,
    VerifyingKey,
};

use crate::hold;

const SECRET: [u8; 32] = [0x5a; 32];
const NOW: UnixTime = UnixTime::from_seconds(1_700_000_000);
const HEADER: &[u8] = br#"{"alg":"HS256","typ":"at+jwt"}"#;

static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| {
    let parts = Issuer::parse("https://id.example.com")
        .ok()
        .zip(Audience::parse("https://api.example.com").ok())
        .zip(SymmetricKey::new(&SECRET).ok());
    let ((issuer, audience), key) = parts.unwrap_or_else(|| panic!("the verifier is sound"));
    Verifier::access_tokens(issuer, audience, KeySet::symmetric(key))
});

/// Whoever has no key makes no token.
pub(crate) fn token(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        // The one token that was signed is in the corpus, so that its neighbours are tried.
        hold(
            "only the signed token verifies",
            VERIFIER.verify(text, NOW).is_err() || text == signed(HEADER, CLAIMS),
        );
    }
}

/// Any header over good claims, signed: accepted only if it says what the good header says.
pub(crate) fn header(bytes: &[u8]) {
    if VERIFIER.verify(&signed(bytes, CLAIMS), NOW).is_ok() {
        let header: serde_json::Value = serde_json::from_slice(bytes).unwrap_or_default();
        hold("the algorithm is the key's", header["alg"] == "HS256");
        hold("no extension is ignored", header.get("crit").is_none());
    }
}

/// Any claims, signed: accepted only for this issuer, this audience and this time.
pub(crate) fn claims(bytes: &[u8]) {
    if let Ok(claims) = VERIFIER.verify(&signed(HEADER, bytes), NOW) {
        hold(
            "the issuer is the expected one",
            claims.issuer == *VERIFIER.issuer(),
        );
        hold(
            "the audience is among those meant",
            claims.audience.contains(VERIFIER.audience()),
        );
        hold(
            "it has not expired",
            claims.expires_at > NOW.saturating_sub(30),
        );
        hold(
            "it is a JSON object",
            serde_json::from_slice::<serde_json::Map<_, _>>(bytes).is_ok(),
        );
    }
}

/// A key that is accepted can be written, and read back as the same key.
pub(crate) fn jwk(bytes: &[u8]) {
    let Ok(wire) = serde_json::from_slice::<Jwk>(bytes) else {
        return;
    };
    if let Ok(key) = VerifyingKey::from_jwk(&wire) {
        let again = VerifyingKey::from_jwk(&key.to_jwk());
        let again = again.unwrap_or_else(|error| panic!("its own JWK is refused: {error}"));
        hold(
            "the thumbprint is kept",
            again.thumbprint() == key.thumbprint(),
        );
        hold(
            "the algorithm is kept",
            again.algorithm() == key.algorithm(),
        );
    }
}

/// A set accounts for each of its keys: usable or skipped.
pub(crate) fn jwks(bytes: &[u8]) {
    let Ok(wire) = serde_json::from_slice::<JwkSet>(bytes) else {
        return;
    };
    if let Ok(keys) = KeySet::from_jwks(&wire) {
        let accounted = keys.len().saturating_add(keys.skipped().len());
        hold("every key is accounted for", accounted == wire.keys.len());
    }
}

/// A file that is accepted as a key is of one kind: never public and private at once, and never a
/// secret either (CVE-2015-9235).
pub(crate) fn pem(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    for algorithm in [Algorithm::Rs256, Algorithm::Es256, Algorithm::EdDsa] {
        let kinds = [
            VerifyingKey::from_pem(algorithm, text).is_ok(),
            SigningKey::from_pem(algorithm, text).is_ok(),
            SymmetricKey::new(bytes).is_ok(),
        ];
        let [public, private, _] = kinds;
        let taken = kinds.iter().filter(|taken| **taken).count();
        hold("it is one kind of key", taken <= 1 || !(public || private));
    }
}

const CLAIMS: &[u8] = br#"{"iss":"https://id.example.com","aud":"https://api.example.com","sub":"alice","client_id":"shop","exp":1700000300,"iat":1700000000,"jti":"8f2c","scope":"items:write"}"#;

fn signed(header: &[u8], claims: &[u8]) -> String {
    let encode = |bytes| URL_SAFE_NO_PAD.encode_to_string(bytes);
    let body = format!("{}.{}", encode(header), encode(claims));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &SECRET), body.as_bytes());
    format!("{body}.{}", encode(tag.as_ref()))
}
