//! What goes wrong: with keys and signing, with verification, with the names in a token.

mod identifier;
mod key;
mod verify;

pub use identifier::IdentifierError;
pub use key::{KeyError, SignError};
pub use verify::{Claim, Part, VerifyError};
