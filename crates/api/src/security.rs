//! Who is calling, and what they may do.

mod bearer;
mod challenge;
mod credential;
mod principal;

pub use bearer::Bearer;
pub use principal::{Client, Principal, User, WrongPrincipal};
