//! Verification of proofs. The one place where a key out of a header is used, on purpose.

use super::{DpopProof, DpopRequest};
use crate::claim::read::{optional, required, text, time};
use crate::encoding::base64;
use crate::encoding::hash::same;
use crate::encoding::json::{Raw, Text, WrongType};
use crate::token::compact::{Compact, MAX_PROOF_HEADER};
use crate::token::header::Header;
use crate::token::rules::{Leeway, read_claims};
use crate::{
    Algorithm, Claim, Jwk, Scratch, TargetUri, Thumbprint, TokenType, UnixTime, Verified,
    VerifyError, VerifyingKey,
};

/// Verifies DPoP proofs (RFC 9449 section 4.3).
///
/// A proof brings its own public key in its header. It shows that the sender holds that key, and
/// nothing else: only [`crate::Verifier::verify_bound`] makes an access token of it.
///
/// ```
/// use countersign_jose::*;
///
/// let key = SigningKey::generate(Algorithm::Es256)?;
/// let target = TargetUri::parse("https://api.example.com/items")?;
/// let now = UnixTime::from_seconds(1_700_000_000);
/// let proof = Signer::new(key.clone(), TokenType::DpopProof).sign(&DpopClaims {
///     method: "GET",
///     target: &target,
///     token_id: "-BwC3ESc6acc2lTc",
///     issued_at: now,
///     access_token: None,
///     nonce: None,
/// })?;
///
/// let request = DpopRequest::new("GET", &target);
/// let proof = DpopVerifier::default().verify(&proof, &request, now)?;
/// assert_eq!(proof.thumbprint, Thumbprint::of(&key.verifying_key()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct DpopVerifier {
    max_age: u64,
    leeway: Leeway,
    algorithms: &'static [Algorithm],
}

const DEFAULT_MAX_AGE: u64 = 60;
const LONGEST_MAX_AGE: u64 = 300;
const MAX_TOKEN_ID: usize = 256;

pub(super) const NAMES: [&str; 8] = ["jti", "htm", "htu", "iat", "ath", "nonce", "exp", "nbf"];

impl Default for DpopVerifier {
    fn default() -> Self {
        Self {
            max_age: DEFAULT_MAX_AGE,
            leeway: Leeway::DEFAULT,
            algorithms: Algorithm::ALL,
        }
    }
}

impl DpopVerifier {
    /// How many seconds after it was made a proof is taken: 60 unless said otherwise, 300 at most.
    /// Records of used proofs must be kept for that long.
    ///
    /// ```
    #[doc = include_str!("../examples/dpop.txt")]
    /// let verifier = DpopVerifier::default().max_age(10).leeway(0);
    /// let late = verifier.verify(header, &request, now.saturating_add(10));
    /// assert_eq!(late, Err(VerifyError::Expired));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn max_age(mut self, seconds: u64) -> Self {
        self.max_age = seconds.min(LONGEST_MAX_AGE);
        self
    }

    /// How many seconds the clocks of client and server may be apart: 30 unless said otherwise,
    /// 300 at most.
    ///
    /// ```
    #[doc = include_str!("../examples/dpop.txt")]
    /// let early = |verifier: DpopVerifier| verifier.verify(header, &request, now.saturating_sub(10));
    /// assert!(early(DpopVerifier::default().leeway(10)).is_ok());
    /// assert_eq!(early(DpopVerifier::default().leeway(5)), Err(VerifyError::NotYetValid));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn leeway(mut self, seconds: u64) -> Self {
        self.leeway = Leeway::capped(seconds);
        self
    }

    /// Takes proofs of these algorithms alone, as `dpop_signing_alg_values_supported` says (RFC 9449
    /// section 5.1): all asymmetric ones unless said otherwise.
    ///
    /// ```
    #[doc = include_str!("../examples/dpop.txt")]
    /// let verifier = DpopVerifier::default().algorithms(&[Algorithm::EdDsa]);
    /// let refused = verifier.verify(header, &request, now);
    /// assert_eq!(refused, Err(VerifyError::AlgorithmNotAllowed));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn algorithms(mut self, accepted: &'static [Algorithm]) -> Self {
        self.algorithms = accepted;
        self
    }

    /// Verifies the value of the one `DPoP` header of a request.
    ///
    /// # Errors
    /// [`VerifyError`] names the first check that failed. [`VerifyError::UnusableKey`] is of the
    /// key in the header: missing, weak, private, or for another algorithm.
    ///
    /// ```
    #[doc = include_str!("../examples/dpop.txt")]
    /// let proof: Verified<DpopProof> = DpopVerifier::default().verify(header, &request, now)?;
    /// assert_eq!(proof.thumbprint, Thumbprint::of(&key.verifying_key()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verify(
        &self,
        proof: &str,
        request: &DpopRequest<'_>,
        now: UnixTime,
    ) -> Result<Verified<DpopProof>, VerifyError> {
        let mut scratch = Scratch::default();
        let compact = Compact::parse(proof, MAX_PROOF_HEADER, &mut scratch)?;
        let header = Header::parse(compact.header)?;
        header.check_type(TokenType::DpopProof)?;
        // RFC 9449 4.3: an algorithm that local policy takes.
        if !self.algorithms.contains(&header.algorithm) {
            return Err(VerifyError::AlgorithmNotAllowed);
        }
        let key = key(&header)?;
        if !key.verifies(compact.signed, compact.signature) {
            return Err(VerifyError::BadSignature);
        }
        let proof = self.read(compact.payload, &key, request, now)?;
        Ok(Verified::new(proof))
    }

    fn read(
        &self,
        payload: &[u8],
        key: &VerifyingKey,
        request: &DpopRequest<'_>,
        now: UnixTime,
    ) -> Result<DpopProof, VerifyError> {
        let [jti, htm, htu, iat, ath, nonce, exp, nbf] = read_claims(payload, &NAMES)?;
        let token_id = required(jti, Claim::TokenId, token_id)?;
        let method = required(htm, Claim::Method, text)?;
        let target = required(htu, Claim::Target, target)?;
        let issued_at = required(iat, Claim::IssuedAt, time)?;
        let access_token_hash = optional(ath, Claim::AccessTokenHash, hash)?;
        // RFC 9110 9.1: methods are case-sensitive.
        if !method.is(request.method) {
            return Err(VerifyError::Mismatch(Claim::Method));
        }
        if target != *request.target {
            return Err(VerifyError::Mismatch(Claim::Target));
        }
        check_nonce(nonce, request.nonces)?;
        // RFC 9449 4.3: within an acceptable window. `exp` and `nbf` are no part of a proof, but
        // mean what they mean (RFC 7519 4.1).
        let end = issued_at.saturating_add(self.max_age);
        let end = optional(exp, Claim::ExpiresAt, time)?.map_or(end, |exp| exp.min(end));
        let not_before = optional(nbf, Claim::NotBefore, time)?.unwrap_or(issued_at);
        if self.leeway.has_passed(end, now) {
            return Err(VerifyError::Expired);
        }
        if self.leeway.is_to_come(issued_at.max(not_before), now) {
            return Err(VerifyError::NotYetValid);
        }
        Ok(DpopProof {
            thumbprint: Thumbprint::of(key),
            token_id,
            issued_at,
            access_token_hash,
            refused_from: self.leeway.end(end),
        })
    }
}

/// The key that the proof brings: public, sound, and for the header's algorithm.
fn key(header: &Header<'_>) -> Result<VerifyingKey, VerifyError> {
    // RFC 9449 4.2: not a symmetric algorithm.
    if header.algorithm.is_symmetric() {
        return Err(VerifyError::AlgorithmNotAllowed);
    }
    let jwk = header.jwk.and_then(Raw::as_object);
    let jwk = jwk.ok_or(VerifyError::UnusableKey)?;
    let jwk: Jwk = serde_json::from_str(jwk).map_err(|_| VerifyError::UnusableKey)?;
    // RFC 9449 4.3: a private member in it is refused, as in every key that is read.
    VerifyingKey::from_jwk_as(header.algorithm, &jwk).map_err(|_| VerifyError::UnusableKey)
}

fn check_nonce(nonce: Option<Raw<'_>>, accepted: Option<&[&str]>) -> Result<(), VerifyError> {
    let nonce = optional(nonce, Claim::Nonce, text)?;
    let Some(accepted) = accepted else {
        return Ok(());
    };
    let nonce = nonce.ok_or(VerifyError::Missing(Claim::Nonce))?.into_cow();
    let matches = |one: &&str| same(one.as_bytes(), nonce.as_bytes());
    if accepted.iter().any(matches) {
        Ok(())
    } else {
        Err(VerifyError::Mismatch(Claim::Nonce))
    }
}

fn token_id(value: Raw<'_>) -> Result<String, WrongType> {
    let id = text(value)?.into_string();
    if id.len() > MAX_TOKEN_ID {
        Err(WrongType)
    } else {
        Ok(id)
    }
}

fn target(value: Raw<'_>) -> Result<TargetUri, WrongType> {
    let uri = value.into_text().map(Text::into_cow)?;
    TargetUri::parse(&uri).map_err(|_| WrongType)
}

fn hash(value: Raw<'_>) -> Result<[u8; 32], WrongType> {
    let hash = value.into_text().map(Text::into_cow)?;
    base64::decode_array(&hash).map_err(|_| WrongType)
}
