//! What every token is made of, whatever its type: three parts, a header, and the rules of its issuer.

pub(crate) mod compact;
pub(crate) mod header;
pub(crate) mod payload;
pub(crate) mod rules;
mod scratch;
mod signer;
mod token_type;
mod unverified;
mod verified;

pub use scratch::Scratch;
pub use signer::Signer;
pub use token_type::{TokenClaims, TokenType};
pub use unverified::Unverified;
pub use verified::Verified;
