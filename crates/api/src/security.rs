//! Who is calling, and what they may do.

mod bearer;
mod challenge;
mod credential;
mod principal;
mod scopes;

pub use bearer::Bearer;
pub use principal::{Client, Principal, User, WrongPrincipal};
pub use scopes::{Scope, ScopeSet, ScopeText};

#[doc(hidden)]
pub use scopes::is_scope_token;
