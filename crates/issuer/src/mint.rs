//! All that is signed or tagged, and the proof that it may be.

mod access_token;
mod refresh_token;
mod scopes;

pub use access_token::MintError;
pub(crate) use access_token::{AccessTokenParts, access_token, check_can_sign};
pub(crate) use refresh_token::RefreshToken;
pub use scopes::{GrantedScopes, ScopeNotGranted};
