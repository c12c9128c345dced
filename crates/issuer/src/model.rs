//! What the authorization server knows: clients, users, grants and keys.

mod client;
mod founding;
mod grant;
mod id;
mod stored_password;
mod user;
mod username;

pub use client::{Client, ClientId, ClientKind, GrantType, SecretDigest, UnknownGrantType};
pub use founding::{Founding, KeyState, SigningKeyRecord};
pub use grant::Grant;
pub use id::{BadIdentifier, GrantId, UserId};
pub use stored_password::StoredPassword;
pub use user::User;
pub use username::Username;

/// Why a name (of a user or of a client) was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NameError {
    /// Nothing, or only white space.
    #[error("the {0} is empty")]
    Empty(&'static str),
    /// Longer than the limit.
    #[error("the {what} is longer than {limit} bytes")]
    TooLong {
        /// Which name.
        what: &'static str,
        /// The limit in bytes.
        limit: usize,
    },
    /// A character that has no place in a name.
    #[error("the {what} has {problem}")]
    BadCharacter {
        /// Which name.
        what: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
}
