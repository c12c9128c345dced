//! What comes in, parsed.

mod authorization;
mod form;
mod token;

pub use authorization::Authorization;
pub use form::FormError;
pub(crate) use form::shown;
pub(crate) use token::RequestedGrant;
pub use token::{SignIn, TokenRequest};
