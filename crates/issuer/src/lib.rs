//! An OAuth 2.1 authorization server as decisions.
//!
//! Nothing here reads a clock, a socket, a database or a source of randomness. A request comes in
//! parsed ([`TokenRequest`]), together with a [`Moment`] (the time and a fresh random seed) and the
//! [`Ports`] that a decision may ask: a [`Store`], and [`Passwords`] that checks them. Each endpoint is
//! an async method of [`AuthorizationServer`] that reads from top to bottom like the section of the
//! RFC that it keeps. No runtime is linked, so there is nothing to wait for but the ports.
//!
//! Single use is decided by storage alone: a [`Commit`] is one guarded write whose [`Outcome`]
//! says won or lost. No decision reads first and marks afterwards.

mod client_auth;
mod context;
mod error;
mod keys;
mod mint;
mod model;
mod moment;
mod policy;
mod ports;
mod secret;
mod server;
mod sign_in;
mod token;
mod wire;

pub use client_auth::{AuthenticatedClient, ClientAuthError};
pub use error::{ErrorCode, Refusal};
pub use keys::{Keys, Root, RootState, Roots, UnusableRecord};
pub use mint::{GrantedScopes, MintError, ScopeNotGranted};
pub use model::{
    BadIdentifier, CharacterProblem, Client, ClientCommit, ClientId, ClientKind, Commit,
    EmailAddress, EmailError, EmailProblem, Founding, Grant, GrantCommit, GrantId, GrantType,
    KeyCommit, KeyEnvelope, KeyRecord, NameError, RootRecord, RootSecret, ScriptAt, SecretDigest,
    StoredPassword, UnknownGrantType, UnusableKey, User, UserCommit, UserId, Username,
};
pub use moment::{Moment, Seed};
pub use policy::{Lifetimes, Policy};
pub use ports::{
    Admission, Against, CurrentKeys, GrantAndUser, NEAR, Outcome, Passwords, PasswordsError,
    PortError, PortFuture, Ports, Store, StoreError, StoreFuture, Timed,
};
pub use secret::PlainSecret;
pub use server::AuthorizationServer;
pub use token::{TokenError, TokenRequest, TokenResponse};
pub use wire::{Authorization, FormError, ParameterName};
