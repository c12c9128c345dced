//! Protect, check and document an axum API from its types.
//!
//! A handler's signature is the security statement and the documentation: what an argument enforces is
//! what it writes into the OpenAPI document, and no second list of either exists.
//!
//! ```no_run
//! use countersign_api::{Api, Bearer, Created, Json, Problem, User, Verifier, scopes};
//! use schemars::JsonSchema;
//! use serde::{Deserialize, Serialize};
//!
//! scopes! {
//!     /// Read your own profile.
//!     ProfileRead = "profile:read";
//!     /// Create and change items.
//!     ItemsWrite = "items:write";
//! }
//!
//! #[derive(Deserialize, Serialize, JsonSchema)]
//! struct Item {
//!     #[schemars(length(min = 1, max = 80))]
//!     name: String,
//!     #[schemars(range(min = 1))]
//!     price_cents: u64,
//! }
//!
//! async fn read_me(user: Bearer<User, ProfileRead>) -> String {
//!     user.into_inner().subject
//! }
//!
//! async fn create_item(_: Bearer<User, ItemsWrite>, Json(item): Json<Item>) -> Result<Created<Item>, Problem> {
//!     Ok(Created::new(item).at("/items/1"))
//! }
//!
//! async fn health() -> &'static str {
//!     "up"
//! }
//!
//! # #[cfg(feature = "discover")]
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let verifier = Verifier::discover("https://id.example.com", "https://api.example.com").await?;
//! Api::new("Items", "1.0")
//!     .verifier(verifier)
//!     .get("/users/me", read_me)
//!     .post("/items", create_item)
//!     .public(|open| open.get("/health", health))
//!     .serve("127.0.0.1:8000")
//!     .await?;
//! # Ok(())
//! # }
//! ```
//!
//! [`Bearer`] and [`Json`] work in an axum app without [`Api`] as well: its state needs `Verifier: FromRef`.
//!
//! # What is enforced
//!
//! - Every route demands a credential, or stands inside [`Api::public`].
//! - The caller is known before a byte of the body is read.
//! - A body is what its schema says. A schema that holds a keyword which is not enforced stops the API from
//!   starting. Enforced formats: email, uri, uuid, date-time, date, time, ipv4, ipv6, ip and the ranges of
//!   Rust's integers; other formats are annotations (JSON Schema 2020-12, Validation 7.2.1).
//! - Patterns are matched in linear time; `\p{…}`, look-around and back-references are refused at the start.
//!
//! # What is not
//!
//! `Path` and `Query` are axum's: they answer 400 with a text, and parameters are parsed, not held against
//! constraints in their schemas. Revocation before a token expires is not looked up (RFC 9068 tokens are
//! meant to be short-lived).

mod api;
mod clock;
mod describe;
#[cfg(feature = "discover")]
mod discover;
mod docs_page;
mod error;
mod json;
pub mod openapi;
mod problem;
mod schema;
mod scopes;
mod security;
mod settings;
mod verifier;

pub use api::{Api, Public};
pub use clock::Clock;
#[cfg(feature = "discover")]
pub use countersign_fetch::FetchError;
pub use describe::{
    DescribeArgument, DescribeHandler, DescribeResponse, Description, Documented, documented,
};
#[cfg(feature = "discover")]
pub use discover::{DiscoverError, Discovery};
pub use docs_page::DocsPage;
pub use error::{ApiError, RegistrationProblem, ServeError};
pub use json::{Created, Json};
pub use problem::{ErrorStatus, NotAnErrorStatus, Problem, negotiate_problems};
pub use schema::{FieldError, Step};
pub use scopes::{Scope, ScopeSet, ScopeText};
pub use security::{Bearer, Client, Principal, User, WrongPrincipal};
pub use settings::Settings;
pub use verifier::{OAuth2, Refusal, Verifier};

#[doc(hidden)]
pub use scopes::is_scope_token;
