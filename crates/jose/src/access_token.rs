//! Access tokens (RFC 9068): their claims, and verifiers of one issuer or of several.

mod borrowed;
mod bound;
mod cached_verifier;
mod claims;
mod trusted_issuers;
mod verifier;

pub use borrowed::AccessTokenRef;
pub use bound::Bound;
pub use cached_verifier::{CachedVerifier, SharedSecretsAreNotCached};
pub use claims::AccessToken;
pub use trusted_issuers::{IssuerTrustedTwice, TrustedIssuers};
pub use verifier::Verifier;
