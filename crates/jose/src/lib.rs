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
//! Not here, on purpose: `none`, encrypted tokens (JWE), the JSON serialization, detached and
//! unencoded payloads, and keys taken from a token's header (`jwk`, `jku`, `x5u`).
//!
//! Revocation and replay go by issuer and token id (`iss`, `jti`), never by the text of a token or
//! its hash: every ECDSA signature has a twin that verifies too, so one token has two texts.

#![warn(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

mod access_token;
mod algorithm;
mod audiences;
mod base64;
mod claims;
mod compact;
mod error;
mod header;
mod identifier;
mod json;
mod jwk;
mod key_id;
mod key_set;
mod material;
mod pem;
mod rsa;
mod scopes;
mod signer;
mod signing_key;
mod symmetric_key;
mod time;
mod verified;
mod verifier;
mod verify_error;
mod verifying_key;

#[cfg(test)]
mod vectors;

pub use access_token::AccessToken;
pub use algorithm::Algorithm;
pub use audiences::Audiences;
pub use error::{KeyError, SignError};
pub use identifier::{Audience, IdentifierError, Issuer};
pub use jwk::{Jwk, JwkSet};
pub use key_id::KeyId;
pub use key_set::{KeySet, SkippedKey};
pub use scopes::{Scopes, ScopesError};
pub use signer::Signer;
pub use signing_key::SigningKey;
pub use symmetric_key::SymmetricKey;
pub use time::{ClockBefore1970, UnixTime};
pub use verified::Verified;
pub use verifier::Verifier;
pub use verify_error::{Claim, Part, VerifyError};
pub use verifying_key::VerifyingKey;
