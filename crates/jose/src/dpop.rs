//! Proofs of possession (DPoP, RFC 9449): a token that one request and one key belong together.

mod claims;
mod proof;
mod request;
mod verifier;

pub use claims::DpopClaims;
pub use proof::{DpopProof, SingleUse};
pub use request::DpopRequest;
pub use verifier::DpopVerifier;
