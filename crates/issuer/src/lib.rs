//! An OAuth 2.1 authorization server as decisions.
//!
//! Nothing here reads a clock, a socket, a database or a source of randomness. A request comes in
//! parsed ([`TokenRequest`]), together with a [`Moment`]: the time and a fresh random seed. What
//! comes back is a [`Step`]: either the answer, or one thing that the server needs before it can
//! go on (a client, a user, a grant, a password check, a commit to storage), with the function
//! that continues once it is there. A driver that loops over the steps is ten lines, see
//! [`Step`]; a test is the same ten lines over values.
//!
//! Single use is decided by storage alone: a [`Commit`] is one guarded write whose [`Outcome`]
//! says won or lost. No step reads first and marks afterwards.

mod authorization_server;
mod client_auth;
mod model;
mod moment;
mod refresh_token;
mod request;
mod scope;
mod secret;
mod step;
mod store;
mod token;
mod twin;

pub use authorization_server::{AuthorizationServer, Lifetimes};
pub use client_auth::AuthenticatedClient;
pub use model::{
    BadIdentifier, CharacterProblem, Client, ClientId, ClientKind, Founding, Grant, GrantId,
    GrantType, KeyState, NameError, ScriptAt, SecretDigest, SigningKeyRecord, StoredPassword,
    UnknownGrantType, User, UserId, Username,
};
pub use moment::{Moment, Seed};
pub use refresh_token::RefreshTokenKey;
pub use request::{Authorization, FormError, SignIn, TokenRequest};
pub use scope::GrantedScopes;
pub use secret::PlainSecret;
pub use step::{Against, Next, PasswordCheck, Step};
pub use store::{Commit, NEAR, Outcome, Store, StoreError, StoreFuture};
pub use token::{TokenError, TokenResponse};
