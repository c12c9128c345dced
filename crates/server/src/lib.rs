//! An OAuth 2.1 authorization server: a library first, and the `countersign` binary.
//!
//! ```no_run
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! use countersign_server::Server;
//!
//! let server = Server::open("sqlite:app.db").await?;
//! if let Some(password) = server.admin_password() {
//!     println!("sign in as admin with {password}");
//! }
//! let app = server.router()?;
//! # Ok(())
//! # }
//! ```
//!
//! An endpoint is: parse, call the issuer, render. [`Server`] is the whole of it as a value, to be
//! served alone or mounted in another program; [`main`] is the command line.

mod app;
mod cli;
mod clock;
mod founding;
mod http;
mod jobs;
mod keys;
mod listener;
mod new_passwords;
mod operations;
mod passphrase;
mod passwords;
mod scopes;
mod server;
mod settings;
mod telemetry;

pub use cli::main;
pub use clock::EntropyError;
pub use countersign_hash_pool::{HashPoolError, HashPoolSettings, Limit, Overloaded};
pub use founding::FoundingError;
pub use keys::KeysError;
pub use server::{Server, ServerError};
pub use settings::{Settings, SettingsError};
pub use telemetry::{LogFormat, LogLevel, UnknownLogFormat, UnknownLogLevel};
