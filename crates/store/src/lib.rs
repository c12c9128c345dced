//! Storage for the issuer: the [`Store`] trait kept by memory and by SQLite.
//!
//! The promise (see [`Store`]): a commit that was answered as won survives a crash, and a
//! single-use thing is redeemed at most once. One contract suite holds every implementation to it.
//!
//! Each implementation has a file for each kind of thing that is stored, under the same names:
//! `client`, `user`, `grant`, `key`, `founding`.

mod clock;
mod database;
mod error;
mod limits;
mod memory;
mod sqlite;

pub use clock::Clock;
pub use countersign_issuer::Store;
pub use database::{Database, DatabaseError};
pub use error::OpenError;
pub use memory::MemoryStore;
pub use sqlite::SqliteStore;
