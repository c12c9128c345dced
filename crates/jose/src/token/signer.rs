//! Signing: claims in, compact token out.

use serde::Serialize;
use serde_json::{Map, Value};

use super::compact::MAX_TOKEN;
use super::payload::Payload;
use super::token_type::write_claims;
use crate::encoding::base64;
use crate::encoding::json::read_object;
use crate::{Jwk, KeyError, KeyId, SignError, SigningKey, SymmetricKey, TokenClaims, TokenType};

/// Signs tokens of one type with one key. The header is fixed when the signer is made.
///
/// The token is the only allocation beside the cryptographic library's own (one for a signature of
/// RSA, EdDSA and ML-DSA, up to four for one of ECDSA), as long as the claims have up to 1024 bytes
/// of JSON.
///
/// ```
/// use countersign_jose::*;
///
/// let signer = Signer::access_tokens(SigningKey::generate(Algorithm::EdDsa)?);
/// let token = signer.sign(&AccessToken {
///     issuer: Issuer::parse("https://id.example.com")?,
///     subject: "alice".into(),
///     audience: Audience::parse("https://api.example.com")?.into(),
///     client_id: "shop".into(),
///     issued_at: UnixTime::from_seconds(1_700_000_000),
///     expires_at: UnixTime::from_seconds(1_700_000_300),
///     token_id: "8f2c".into(),
///     scope: Scopes::default(),
///     confirmation: None,
/// })?;
/// assert_eq!(token.split('.').count(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Signer {
    key: Key,
    token_type: TokenType,
    /// The header, encoded, and the dot after it.
    prefix: String,
}

#[derive(Clone, Debug)]
enum Key {
    Asymmetric(SigningKey),
    Symmetric(SymmetricKey),
}

#[derive(Serialize)]
struct Header<'h> {
    alg: &'static str,
    typ: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<&'h KeyId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jwk: Option<Jwk>,
}

impl Signer {
    /// Signs tokens of this type with a private key.
    ///
    /// The header names the key by `kid`; that of a DPoP proof carries the public key instead
    /// (RFC 9449 section 4.2).
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, Signer, SigningKey, TokenType};
    /// let key = SigningKey::generate(Algorithm::Es256)?;
    /// let signer = Signer::new(key, TokenType::IdToken);
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    #[must_use]
    pub fn new(key: SigningKey, token_type: TokenType) -> Self {
        let is_proof = token_type == TokenType::DpopProof;
        let prefix = prefix(&Header {
            alg: key.algorithm().name(),
            typ: token_type.name(),
            kid: (!is_proof).then(|| key.key_id()),
            jwk: is_proof.then(|| key.verifying_key().to_bare_jwk()),
        });
        Self {
            key: Key::Asymmetric(key),
            token_type,
            prefix,
        }
    }

    /// Signs tokens of this type with a shared secret.
    ///
    /// # Errors
    /// [`KeyError::AlgorithmMismatch`] for DPoP proofs, which need a private key (RFC 9449
    /// section 4.2).
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, Signer, SymmetricKey, TokenType};
    /// let key = SymmetricKey::generate(Algorithm::Hs256)?;
    /// assert!(Signer::symmetric(key.clone(), TokenType::ClientAssertion).is_ok());
    /// assert!(Signer::symmetric(key, TokenType::DpopProof).is_err());
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    pub fn symmetric(key: SymmetricKey, token_type: TokenType) -> Result<Self, KeyError> {
        if token_type == TokenType::DpopProof {
            return Err(KeyError::AlgorithmMismatch);
        }
        Ok(Self::with_secret(key, token_type))
    }

    /// Signs RFC 9068 access tokens (`typ` at+jwt) with a private key.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, Signer, SigningKey};
    /// let signer = Signer::access_tokens(SigningKey::generate(Algorithm::Es256)?);
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    #[must_use]
    pub fn access_tokens(key: SigningKey) -> Self {
        Self::new(key, TokenType::AccessToken)
    }

    /// Signs RFC 9068 access tokens with a shared secret.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, Signer, SymmetricKey};
    /// let signer = Signer::symmetric_access_tokens(SymmetricKey::generate(Algorithm::Hs256)?);
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    #[must_use]
    pub fn symmetric_access_tokens(key: SymmetricKey) -> Self {
        Self::with_secret(key, TokenType::AccessToken)
    }

    /// Signs a token.
    ///
    /// # Errors
    /// [`SignError`] where a verifier would refuse the token, where the claims are those of
    /// another type of token, or the library fails.
    ///
    /// ```
    #[doc = include_str!("../examples/access_token.txt")]
    /// let token: String = signer.sign(&unsigned)?;
    /// assert!(verifier.verify(&token, now).is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn sign<C: TokenClaims>(&self, claims: &C) -> Result<String, SignError> {
        self.check(claims)?;
        let mut payload = Payload::new();
        write_claims(claims, &mut payload)?;
        self.seal(payload.as_bytes())
    }

    /// Signs a token with claims of the caller's own beside those of its type.
    ///
    /// # Errors
    /// As [`Self::sign`], and [`SignError::ExtraClaims`] where `extra` is not a JSON object or
    /// uses a name of the type's own claims, present or not.
    ///
    /// ```
    #[doc = include_str!("../examples/access_token.txt")]
    /// #[derive(serde::Serialize)]
    /// struct Tenant { tenant: u32 }
    ///
    /// let token = signer.sign_with(&unsigned, &Tenant { tenant: 7 })?;
    /// assert!(verifier.verify(&token, now).is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn sign_with<C: TokenClaims, T: Serialize>(
        &self,
        claims: &C,
        extra: &T,
    ) -> Result<String, SignError> {
        self.check(claims)?;
        let mut payload = Payload::new();
        write_claims(claims, &mut payload)?;
        let extra = serde_json::to_vec(extra).map_err(|_| SignError::ExtraClaims)?;
        let names: Map<String, Value> =
            serde_json::from_slice(&extra).map_err(|_| SignError::ExtraClaims)?;
        if names.is_empty() {
            return self.seal(payload.as_bytes());
        }
        if names.keys().any(|name| C::NAMES.contains(&name.as_str())) {
            return Err(SignError::ExtraClaims);
        }
        self.seal(&joined(payload.as_bytes(), &extra)?)
    }

    fn with_secret(key: SymmetricKey, token_type: TokenType) -> Self {
        let prefix = prefix(&Header {
            alg: key.algorithm().name(),
            typ: token_type.name(),
            kid: key.key_id(),
            jwk: None,
        });
        Self {
            key: Key::Symmetric(key),
            token_type,
            prefix,
        }
    }

    fn check<C: TokenClaims>(&self, claims: &C) -> Result<(), SignError> {
        // RFC 8725 3.11: one type of token must not pass for another.
        if C::TOKEN_TYPE != self.token_type {
            return Err(SignError::TokenType);
        }
        claims.check()
    }

    fn seal(&self, payload: &[u8]) -> Result<String, SignError> {
        let signature = match &self.key {
            Key::Asymmetric(key) => key.signature_len(),
            Key::Symmetric(key) => key.signature_len(),
        };
        let len = [
            self.prefix.len(),
            base64::encoded_len(payload.len()),
            1,
            base64::encoded_len(signature),
        ]
        .into_iter()
        .fold(0, usize::saturating_add);
        if len > MAX_TOKEN {
            return Err(SignError::TooLarge);
        }
        let mut token = String::with_capacity(len);
        token.push_str(&self.prefix);
        base64::append(payload, &mut token);
        match &self.key {
            Key::Asymmetric(key) => key.sign(&mut token)?,
            Key::Symmetric(key) => key.sign(&mut token),
        }
        Ok(token)
    }
}

/// The members of two objects as one: `{a}` and `{b}` make `{a,b}`, where no name is repeated.
fn joined(payload: &[u8], extra: &[u8]) -> Result<Vec<u8>, SignError> {
    let mut joined = payload.strip_suffix(b"}").unwrap_or_default().to_vec();
    if joined.len() > 1 {
        joined.push(b',');
    }
    joined.extend_from_slice(extra.strip_prefix(b"{").unwrap_or_default());
    match read_object(&joined, &[]) {
        Ok([]) => Ok(joined),
        Err(_) => Err(SignError::ExtraClaims),
    }
}

fn prefix(header: &Header<'_>) -> String {
    // Strings always serialize; an empty header would make every token invalid.
    let mut prefix = base64::encode(&serde_json::to_vec(header).unwrap_or_default());
    prefix.push('.');
    prefix
}
