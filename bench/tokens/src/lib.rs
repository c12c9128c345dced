//! One key of each algorithm, in the forms of the three that are compared.

use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    self, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, ParsedPublicKey, RsaEncoding,
    RsaKeyPair, VerificationAlgorithm,
};
use base64_simd::{STANDARD, URL_SAFE_NO_PAD};
use countersign_jose::{
    AccessToken, Algorithm, Audience, Issuer, KeyId, KeySet, Scopes, Signer, SigningKey,
    SymmetricKey, UnixTime, Verifier,
};
use serde::{Deserialize, Serialize};

/// Whatever goes wrong.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The issuer of every token.
pub const ISSUER: &str = "https://id.example.com";
/// The audience of every token.
pub const AUDIENCE: &str = "https://api.example.com/items";
/// The key id of every key.
pub const KEY_ID: &str = "2026-11";

const SECRET: [u8; 32] = [0x5a; 32];

/// Claims as a caller would read them: 280 bytes of JSON.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "registered names")]
pub struct Claims {
    pub iss: String,
    pub sub: String,
    pub aud: String,
    pub exp: u64,
    pub nbf: u64,
    pub iat: u64,
    pub jti: String,
    pub client_id: String,
    pub scope: String,
}

impl Claims {
    /// Claims that are good for an hour from `now`.
    #[must_use]
    pub fn at(now: u64) -> Self {
        Self {
            iss: ISSUER.to_owned(),
            sub: "248289761001".to_owned(),
            aud: AUDIENCE.to_owned(),
            exp: now + 3_600,
            nbf: now,
            iat: now,
            jti: "4c9d3fd0-7b0a-4d0e-a2d2-5c1f0f2b8a51".to_owned(),
            client_id: "s6BhdRkqt3-webshop".to_owned(),
            scope: "openid profile:read items:read items:write".to_owned(),
        }
    }

    /// The same as countersign-jose signs them: it writes no `nbf`.
    ///
    /// # Errors
    /// Never, as the texts are sound.
    pub fn to_access_token(&self) -> Result<AccessToken> {
        Ok(AccessToken {
            issuer: Issuer::parse(&self.iss)?,
            subject: self.sub.clone(),
            audience: Audience::parse(&self.aud)?.into(),
            client_id: self.client_id.clone(),
            issued_at: UnixTime::from_seconds(self.iat),
            expires_at: UnixTime::from_seconds(self.exp),
            token_id: self.jti.clone(),
            scope: Scopes::parse(&self.scope)?,
            confirmation: None,
        })
    }
}

/// Seconds since 1970: jsonwebtoken reads the clock itself.
///
/// # Panics
/// Where the clock stands before 1970.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "jsonwebtoken compares with this clock"
)]
pub fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.expect("a clock after 1970").as_secs()
}

/// One key, parsed, for the primitive, for countersign-jose and for jsonwebtoken.
pub struct Keys {
    /// The algorithm's registered name.
    pub name: &'static str,
    /// The primitive.
    pub raw: Raw,
    /// countersign-jose, signing.
    pub signer: Signer,
    /// countersign-jose, verifying.
    pub verifier: Verifier,
    /// jsonwebtoken, signing.
    pub encoding: jsonwebtoken::EncodingKey,
    /// jsonwebtoken, verifying.
    pub decoding: jsonwebtoken::DecodingKey,
    /// jsonwebtoken's own name of the algorithm.
    pub algorithm: jsonwebtoken::Algorithm,
    /// The verifying key as a JWK, for other languages.
    pub jwk: serde_json::Value,
}

/// The primitive's own parsed keys.
#[expect(missing_docs, reason = "a pair of keys each")]
#[expect(clippy::large_enum_variant, reason = "six of them, made once")]
pub enum Raw {
    Hmac(hmac::Key),
    Ecdsa(EcdsaKeyPair, ParsedPublicKey),
    Rsa(RsaKeyPair, &'static dyn RsaEncoding, ParsedPublicKey),
    Ed25519(Ed25519KeyPair, ParsedPublicKey),
}

impl Raw {
    /// Signs, and gives the signature alone.
    ///
    /// # Panics
    /// Where the library fails.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Hmac(key) => hmac::sign(key, message).as_ref().to_vec(),
            Self::Ecdsa(pair, _) => {
                let signature = pair.sign(&random, message).expect("a signature");
                signature.as_ref().to_vec()
            }
            Self::Ed25519(pair, _) => pair.sign(message).as_ref().to_vec(),
            Self::Rsa(pair, encoding, _) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(*encoding, &random, message, &mut signature)
                    .expect("a signature");
                signature
            }
        }
    }

    /// Whether the signature is good.
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Hmac(key) => hmac::verify(key, message, signature).is_ok(),
            Self::Ecdsa(_, key) | Self::Ed25519(_, key) | Self::Rsa(_, _, key) => {
                key.verify_sig(message, signature).is_ok()
            }
        }
    }

    /// A token of this header and payload.
    #[must_use]
    pub fn token(&self, header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode_to_string(bytes);
        let message = format!("{}.{}", encode(header.as_ref()), encode(payload.as_ref()));
        let signature = encode(&self.sign(message.as_bytes()));
        format!("{message}.{signature}")
    }
}

impl Keys {
    /// New keys for each of the six algorithms that both crates know.
    ///
    /// # Errors
    /// Where a key cannot be made.
    pub fn all() -> Result<Vec<Self>> {
        let mut all = vec![Self::hmac()?];
        for name in ["RS256", "PS256", "ES256", "ES384", "EdDSA"] {
            if let Ok(algorithm) = name.parse::<Algorithm>() {
                all.push(Self::public(name, algorithm)?);
            }
        }
        Ok(all)
    }

    /// A token with these claims, under the header that both crates take.
    ///
    /// # Panics
    /// Never, as the claims are JSON.
    #[must_use]
    pub fn token(&self, claims: &Claims) -> String {
        let payload = serde_json::to_vec(claims).expect("claims as JSON");
        self.raw.token(self.header(), payload)
    }

    /// The header that both crates take.
    #[must_use]
    pub fn header(&self) -> String {
        let name = self.name;
        match self.raw {
            Raw::Hmac(_) => format!(r#"{{"alg":"{name}","typ":"at+jwt"}}"#),
            _ => format!(r#"{{"alg":"{name}","typ":"at+jwt","kid":"{KEY_ID}"}}"#),
        }
    }

    /// jsonwebtoken's rules, as near to ours as they go.
    #[must_use]
    pub fn validation(&self) -> jsonwebtoken::Validation {
        let mut rules = jsonwebtoken::Validation::new(self.algorithm);
        rules.set_audience(&[AUDIENCE]);
        rules.set_issuer(&[ISSUER]);
        rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        rules.validate_nbf = true;
        rules.leeway = 30;
        rules
    }

    fn hmac() -> Result<Self> {
        let key = SymmetricKey::new(Algorithm::Hs256, &SECRET)?;
        Ok(Self {
            name: "HS256",
            raw: Raw::Hmac(hmac::Key::new(hmac::HMAC_SHA256, &SECRET)),
            signer: Signer::symmetric_access_tokens(key.clone()),
            verifier: verifier(KeySet::symmetric(key))?,
            encoding: jsonwebtoken::EncodingKey::from_secret(&SECRET),
            decoding: jsonwebtoken::DecodingKey::from_secret(&SECRET),
            algorithm: jsonwebtoken::Algorithm::HS256,
            jwk: serde_json::json!({ "kty": "oct", "k": URL_SAFE_NO_PAD.encode_to_string(SECRET) }),
        })
    }

    fn public(name: &'static str, algorithm: Algorithm) -> Result<Self> {
        let key = SigningKey::generate(algorithm)?.with_key_id(KeyId::parse(KEY_ID)?);
        let pkcs8 = key.to_pkcs8_der()?;
        let spki = key.verifying_key().to_spki_der()?;
        let jwk = serde_json::to_value(key.verifying_key().to_jwk())?;
        let pem = STANDARD.encode_to_string(pkcs8.as_slice());
        let pem = format!("-----BEGIN PRIVATE KEY-----\n{pem}\n-----END PRIVATE KEY-----\n");
        let encoding = match name {
            "RS256" | "PS256" => jsonwebtoken::EncodingKey::from_rsa_pem(pem.as_bytes())?,
            "EdDSA" => jsonwebtoken::EncodingKey::from_ed_pem(pem.as_bytes())?,
            _ => jsonwebtoken::EncodingKey::from_ec_pem(pem.as_bytes())?,
        };
        Ok(Self {
            name,
            raw: raw(name, &pkcs8, &spki)?,
            verifier: verifier(KeySet::new([key.verifying_key()])?)?,
            signer: Signer::access_tokens(key),
            encoding,
            decoding: jsonwebtoken::DecodingKey::from_jwk(&serde_json::from_value(jwk.clone())?)?,
            algorithm: name.parse()?,
            jwk,
        })
    }
}

fn verifier(keys: KeySet) -> Result<Verifier> {
    let (issuer, audience) = (Issuer::parse(ISSUER)?, Audience::parse(AUDIENCE)?);
    Ok(Verifier::access_tokens(issuer, audience, keys))
}

fn raw(name: &str, pkcs8: &[u8], spki: &[u8]) -> Result<Raw> {
    let parsed = |algorithm: &'static dyn VerificationAlgorithm| {
        ParsedPublicKey::new(algorithm, spki).map_err(|_| "the public key cannot be parsed")
    };
    let ecdsa = |algorithm: &'static EcdsaSigningAlgorithm| {
        EcdsaKeyPair::from_pkcs8(algorithm, pkcs8).map_err(|_| "the EC key cannot be parsed")
    };
    let rsa = || RsaKeyPair::from_pkcs8(pkcs8).map_err(|_| "the RSA key cannot be parsed");
    Ok(match name {
        "ES256" => Raw::Ecdsa(
            ecdsa(&signature::ECDSA_P256_SHA256_FIXED_SIGNING)?,
            parsed(&signature::ECDSA_P256_SHA256_FIXED)?,
        ),
        "ES384" => Raw::Ecdsa(
            ecdsa(&signature::ECDSA_P384_SHA384_FIXED_SIGNING)?,
            parsed(&signature::ECDSA_P384_SHA384_FIXED)?,
        ),
        "RS256" => Raw::Rsa(
            rsa()?,
            &signature::RSA_PKCS1_SHA256,
            parsed(&signature::RSA_PKCS1_2048_8192_SHA256)?,
        ),
        "PS256" => Raw::Rsa(
            rsa()?,
            &signature::RSA_PSS_SHA256,
            parsed(&signature::RSA_PSS_2048_8192_SHA256)?,
        ),
        _ => {
            let pair = Ed25519KeyPair::from_pkcs8(pkcs8);
            let pair = pair.map_err(|_| "the Ed25519 key cannot be parsed")?;
            Raw::Ed25519(pair, parsed(&signature::ED25519)?)
        }
    })
}
