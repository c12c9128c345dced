//! ID tokens (OpenID Connect Core 1.0 section 2): who signed in, when and how.

mod claims;
mod demands;
mod expected;
mod left_half;
mod read;
mod verifier;

pub use claims::IdToken;
pub use expected::Expected;
pub use verifier::IdTokenVerifier;
