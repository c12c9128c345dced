//! The client's side: what a proof says.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::encoding::base64;
use crate::encoding::hash::sha256;
use crate::{Claim, SignError, TargetUri, TokenClaims, TokenType, UnixTime};

/// The claims of one DPoP proof (RFC 9449 section 4.2), to be signed by the client's
/// [`crate::Signer`] of [`TokenType::DpopProof`].
///
/// ```
/// use countersign_jose::*;
///
/// let key = SigningKey::generate(Algorithm::Es256)?;
/// let signer = Signer::new(key, TokenType::DpopProof);
/// let target = TargetUri::parse("https://id.example.com/token")?;
/// let proof = signer.sign(&DpopClaims {
///     method: "POST",
///     target: &target,
///     token_id: "-BwC3ESc6acc2lTc",
///     issued_at: UnixTime::from_seconds(1_562_262_616),
///     access_token: None,
///     nonce: None,
/// })?;
/// assert_eq!(proof.split('.').count(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct DpopClaims<'c> {
    /// The request's method, as HTTP writes it (`htm`).
    pub method: &'c str,
    /// The request's target (`htu`).
    pub target: &'c TargetUri,
    /// An id that no other proof has (`jti`): 96 random bits or more.
    pub token_id: &'c str,
    /// Now (`iat`).
    pub issued_at: UnixTime,
    /// The access token that goes with the proof, if one does: its hash is `ath`.
    pub access_token: Option<&'c str>,
    /// The server's latest nonce, if it gave one.
    pub nonce: Option<&'c str>,
}

impl Serialize for DpopClaims<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut claims = serializer.serialize_struct("DpopClaims", 6)?;
        claims.serialize_field("jti", self.token_id)?;
        claims.serialize_field("htm", self.method)?;
        claims.serialize_field("htu", self.target.as_str())?;
        claims.serialize_field("iat", &self.issued_at)?;
        if let Some(token) = self.access_token {
            claims.serialize_field("ath", &base64::encode(&sha256(token.as_bytes())))?;
        }
        if let Some(nonce) = self.nonce {
            claims.serialize_field("nonce", nonce)?;
        }
        claims.end()
    }
}

impl TokenClaims for DpopClaims<'_> {
    const TOKEN_TYPE: TokenType = TokenType::DpopProof;
    const NAMES: &'static [&'static str] = &super::verifier::NAMES;

    fn check(&self) -> Result<(), SignError> {
        let texts = [
            (self.token_id, Claim::TokenId),
            (self.method, Claim::Method),
        ];
        match texts.iter().find(|(text, _)| text.is_empty()) {
            Some((_, claim)) => Err(SignError::Empty(*claim)),
            None => Ok(()),
        }
    }
}

/// The access token is a secret.
impl std::fmt::Debug for DpopClaims<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("DpopClaims")
            .field("method", &self.method)
            .field("target", &self.target)
            .finish_non_exhaustive()
    }
}
