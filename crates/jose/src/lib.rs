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
mod access_token_ref;
mod algorithm;
mod audiences;
mod base64;
mod bound;
mod cached_verifier;
mod claims;
mod compact;
mod dpop;
mod error;
mod family;
mod hash;
mod header;
mod id_token;
mod identifier;
mod identifier_error;
mod json;
mod jwk;
mod key_id;
mod key_ring;
mod key_set;
mod material;
mod payload;
mod pem;
mod private_jwk;
mod private_key;
mod public_key;
mod rsa;
mod rules;
mod scopes;
mod scratch;
mod signer;
mod signing_key;
mod symmetric_key;
mod text;
mod thumbprint;
mod time;
mod timetable;
mod token_type;
mod trusted_issuers;
mod unverified;
mod verified;
mod verifier;
mod verify_error;
mod verifying_key;

#[cfg(test)]
mod vectors;
#[cfg(test)]
mod wycheproof;

pub use access_token::AccessToken;
pub use access_token_ref::AccessTokenRef;
pub use algorithm::Algorithm;
pub use audiences::Audiences;
pub use bound::Bound;
pub use cached_verifier::{CachedVerifier, SharedSecretsAreNotCached};
pub use dpop::{DpopClaims, DpopProof, DpopRequest, DpopVerifier, SingleUse, TargetUri};
pub use error::{KeyError, SignError};
pub use id_token::{Expected, IdToken, IdTokenVerifier};
pub use identifier::{Audience, Issuer};
pub use identifier_error::IdentifierError;
pub use jwk::{Jwk, JwkSet};
pub use key_id::KeyId;
pub use key_ring::{KeyRing, RingKey, RingState};
pub use key_set::{KeySet, SkippedKey};
pub use private_jwk::PrivateJwk;
pub use scopes::{Scopes, ScopesError, ScopesRef};
pub use scratch::Scratch;
pub use signer::Signer;
pub use signing_key::{RsaSize, SigningKey};
pub use symmetric_key::SymmetricKey;
pub use thumbprint::{NotAThumbprint, Thumbprint};
pub use time::{ClockBefore1970, UnixTime};
pub use timetable::Timetable;
pub use token_type::{TokenClaims, TokenType};
pub use trusted_issuers::{IssuerTrustedTwice, TrustedIssuers};
pub use unverified::Unverified;
pub use verified::Verified;
pub use verifier::Verifier;
pub use verify_error::{Claim, Part, VerifyError};
pub use verifying_key::VerifyingKey;
