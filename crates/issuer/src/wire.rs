//! Bytes to values, without rules.

mod basic;
mod form;

pub use basic::Authorization;
pub(crate) use basic::BasicError;
pub(crate) use form::Form;
pub use form::{FormError, ParameterName};
