//! What goes wrong: with keys and signing, with verification, with the names in a token.

mod identifier;
mod key;
mod sign;
mod verify;

pub use identifier::IdentifierError;
pub use key::KeyError;
pub use sign::SignError;
pub use verify::{Claim, Part, VerifyError};
