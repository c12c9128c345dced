//! One SQLite file: readers inline, one writer thread with group commit.

mod inspect;
mod migrate;
mod open;
mod read;
mod readers;
mod rows;
mod unavailable;
mod write;
mod writer;

use crate::error::OpenError;
use countersign_issuer::{
    Client, ClientId, Commit, Grant, GrantId, Outcome, RefreshTokenKey, SigningKeyRecord, Store,
    StoreError, StoreFuture, User, UserId, Username,
};
use countersign_password::PasswordHash;
use readers::Readers;
use rusqlite::Connection;
use std::path::Path;
use writer::Writer;

/// A store on one SQLite file.
///
/// Writes go through one thread that takes all that is waiting into one transaction and answers
/// after its one `fsync`: hundreds of waiting commits cost as much as one. Reads are point reads
/// of a few microseconds on the thread that asks. Other processes may use the same file.
#[derive(Debug)]
pub struct SqliteStore {
    readers: Readers,
    writer: Writer,
}

impl SqliteStore {
    /// Opens the file, creating it where there is none, and brings its schema up to date.
    ///
    /// # Errors
    ///
    /// The file is no database, is of another program or of a newer version, or cannot be used.
    /// It is left as it was then.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        inspect::inspect(path)?;
        let connection = open::open(path)?;
        Ok(Self {
            readers: Readers::new(path),
            writer: Writer::start(path, connection)?,
        })
    }

    fn read<'a, T: Send>(
        &'a self,
        query: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'a,
    ) -> StoreFuture<'a, T> {
        Box::pin(async move { self.readers.with(query) })
    }
}

impl Store for SqliteStore {
    fn client<'a>(&'a self, id: &'a ClientId) -> StoreFuture<'a, Option<Client>> {
        self.read(move |connection| read::client(connection, id))
    }

    fn clients(&self) -> StoreFuture<'_, Vec<Client>> {
        self.read(read::clients)
    }

    fn user(&self, id: UserId) -> StoreFuture<'_, Option<User>> {
        self.read(move |connection| read::user(connection, id))
    }

    fn user_named<'a>(&'a self, name: &'a Username) -> StoreFuture<'a, Option<User>> {
        self.read(move |connection| read::user_named(connection, name))
    }

    fn password_hashes_near(&self, id: UserId) -> StoreFuture<'_, Vec<(UserId, PasswordHash)>> {
        self.read(move |connection| read::password_hashes_near(connection, id))
    }

    fn users(&self) -> StoreFuture<'_, Vec<User>> {
        self.read(read::users)
    }

    fn grant(&self, id: GrantId) -> StoreFuture<'_, Option<Grant>> {
        self.read(move |connection| read::grant(connection, id))
    }

    fn signing_keys(&self) -> StoreFuture<'_, Vec<SigningKeyRecord>> {
        self.read(read::signing_keys)
    }

    fn refresh_token_key(&self) -> StoreFuture<'_, Option<RefreshTokenKey>> {
        self.read(read::refresh_token_key)
    }

    fn commit(&self, commit: Commit) -> StoreFuture<'_, Outcome> {
        Box::pin(self.writer.commit(commit))
    }
}
