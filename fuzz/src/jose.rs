//! Tokens and keys.

use std::sync::LazyLock;

use aws_lc_rs::hmac;
use base64_simd::URL_SAFE_NO_PAD;
use countersign_jose::{
    Algorithm, Audience, DpopRequest, DpopVerifier, Issuer, Jwk, JwkSet, KeySet, PrivateJwk,
    Scratch, SigningKey, SymmetricKey, TargetUri, UnixTime, Unverified, Verifier, VerifyingKey,
};

use crate::hold;

const SECRET: [u8; 32] = [0x5a; 32];
const NOW: UnixTime = UnixTime::from_seconds(1_700_000_000);
const HEADER: &[u8] = br#"{"alg":"HS256","typ":"at+jwt"}"#;

static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| {
    let parts = Issuer::parse("https://id.example.com")
        .ok()
        .zip(Audience::parse("https://api.example.com").ok())
        .zip(SymmetricKey::new(Algorithm::Hs256, &SECRET).ok());
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
        drop(Unverified::peek_issuer(text));
    }
}

/// Any header over good claims, signed: accepted only if it says what the good header says.
pub(crate) fn header(bytes: &[u8]) {
    if VERIFIER.verify(&signed(bytes, CLAIMS), NOW).is_ok() {
        let header: serde_json::Value = serde_json::from_slice(bytes).unwrap_or_default();
        hold("the algorithm is the key's", header["alg"] == "HS256");
        let kind = header["typ"]
            .as_str()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let kinds = ["at+jwt", "application/at+jwt"];
        hold("it is an access token", kinds.contains(&kind.as_str()));
        for name in ["crit", "b64", "zip", "enc", "cty", "kid"] {
            hold("nothing is passed over", header.get(name).is_none());
        }
    }
}

/// Any claims, signed: accepted only for this issuer, this audience and this time, and read alike with
/// and without allocation.
pub(crate) fn claims(bytes: &[u8]) {
    let token = signed(HEADER, bytes);
    let mut scratch = Scratch::default();
    let borrowed = VERIFIER.verify_borrowed(&token, NOW, &mut scratch);
    let owned = VERIFIER.verify(&token, NOW);
    match (&owned, &borrowed) {
        (Ok(owned), Ok(borrowed)) => hold(
            "both forms say the same",
            owned.subject == borrowed.subject && owned.token_id == borrowed.token_id,
        ),
        (owned, borrowed) => hold(
            "both forms refuse for the same reason",
            owned.as_ref().err() == borrowed.as_ref().err(),
        ),
    }
    if let Ok(claims) = owned {
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

/// A private key that is accepted can be written, and read back as the same key.
pub(crate) fn private_jwk(bytes: &[u8]) {
    let Ok(wire) = serde_json::from_slice::<PrivateJwk>(bytes) else {
        return;
    };
    hold("it shows nothing", !format!("{wire:?}").contains("\"d\""));
    if let Ok(key) = SigningKey::from_jwk(&wire) {
        let written = key.to_jwk();
        let written = written.unwrap_or_else(|error| panic!("it cannot be written: {error}"));
        let again = SigningKey::from_jwk(&written);
        let again = again.unwrap_or_else(|error| panic!("its own JWK is refused: {error}"));
        let thumbprint = |key: &SigningKey| key.verifying_key().thumbprint();
        hold("the key is kept", thumbprint(&again) == thumbprint(&key));
    }
    drop(SymmetricKey::from_jwk(&wire));
}

/// The example of RFC 9449 4.1.
const PROOF: &str = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZy\
    aHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpi\
    VFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0V\
    TYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3R\
    va2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4Pt\
    FLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";

/// Whoever does not hold the key in the header proves nothing.
pub(crate) fn dpop(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let Ok(target) = TargetUri::parse("https://server.example.com/token") else {
        panic!("the target is sound");
    };
    let request = DpopRequest::new("POST", &target);
    let now = UnixTime::from_seconds(1_562_262_616);
    let verify = |proof: &str| DpopVerifier::default().verify(proof, &request, now).is_ok();
    hold(
        "only the signed proof verifies",
        !verify(text) || text == PROOF,
    );
    // The same bytes as a header, over claims that would do.
    if let Some((_, rest)) = PROOF.split_once('.') {
        let forged = format!("{}.{rest}", URL_SAFE_NO_PAD.encode_to_string(bytes));
        hold(
            "no other header fits the signature",
            !verify(&forged) || forged == PROOF,
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
            SymmetricKey::new(Algorithm::Hs256, bytes).is_ok(),
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
