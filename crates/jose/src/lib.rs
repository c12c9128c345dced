//! Signed tokens that cannot be confused: keys, signing, verification.
//!
//! A key has one algorithm and one key id for life, so a token's header can choose neither. A
//! [`Verifier`] cannot be built without issuer, audience and keys, and a [`Verified`] value comes
//! from nowhere else. There is no network, no clock and no global state: time is an argument.
//!
//! ```
//! use countersign_jose::*;
//!
//! let key = SigningKey::generate(Algorithm::Es256)?;
//! let issuer = Issuer::parse("https://id.example.com")?;
//! let audience = Audience::parse("https://api.example.com")?;
//! let now = UnixTime::from_seconds(1_700_000_000);
//!
//! let token = Signer::access_tokens(key.clone()).sign(&AccessToken {
//!     issuer: issuer.clone(),
//!     subject: "alice".into(),
//!     audience: audience.clone().into(),
//!     client_id: "shop".into(),
//!     issued_at: now,
//!     expires_at: now.saturating_add(300),
//!     token_id: "8f2c".into(),
//!     scope: Scopes::parse("items:write")?,
//!     confirmation: None,
//! })?;
//!
//! let keys = KeySet::new([key.verifying_key()])?;
//! let verifier = Verifier::access_tokens(issuer, audience, keys);
//! let claims = verifier.verify(&token, now)?;
//! assert_eq!(claims.subject, "alice");
//! assert!(claims.scope.contains("items:write"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Keys are read and written as JWK, PEM and DER, each form checked and refused with its reason: a
//! public [`Jwk`] and a [`PrivateJwk`] are different types, and so are [`SigningKey`],
//! [`VerifyingKey`] and [`SymmetricKey`]. An issuer keeps its own keys in a [`KeyRing`], which
//! says by timetable which of them signs.
//!
//! The feature `ml-dsa` adds ML-DSA-44, ML-DSA-65 and ML-DSA-87 (RFC 9964).
//!
//! Not here, on purpose: `none`, encrypted tokens (JWE), the JSON serialization, detached and
//! unencoded payloads, tokens within tokens (so `cty` is refused and never written), and keys taken from a token's header (`jwk`, `jku`, `x5u`).
//!
//! Revocation and replay go by issuer and token id (`iss`, `jti`), never by the text of a token or
//! its hash: every ECDSA signature has a twin that verifies too, so one token has two texts.

#![warn(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

mod access_token;
mod claim;
mod dpop;
mod encoding;
mod error;
mod id_token;
mod key;
mod key_ring;
#[cfg(test)]
mod known_answers;
mod token;

pub use access_token::{
    AccessToken, AccessTokenRef, Bound, CachedVerifier, IssuerTrustedTwice,
    SharedSecretsAreNotCached, TrustedIssuers, Verifier,
};
pub use claim::{
    Audience, Audiences, ClockBefore1970, Issuer, Scopes, ScopesError, ScopesRef, TargetUri,
    UnixTime,
};
pub use dpop::{DpopClaims, DpopProof, DpopRequest, DpopVerifier, SingleUse};
pub use error::{Claim, IdentifierError, KeyError, Part, SignError, VerifyError};
pub use id_token::{Expected, IdToken, IdTokenVerifier};
pub use key::{
    Algorithm, Jwk, JwkSet, KeyId, KeySet, NotAThumbprint, PrivateJwk, RsaSize, SigningKey,
    SkippedKey, SymmetricKey, Thumbprint, VerifyingKey,
};
pub use key_ring::{KeyRing, RingKey, RingState, Timetable};
pub use token::{Scratch, Signer, TokenClaims, TokenType, Unverified, Verified};
