//! One SQLite file: readers inline, one writer thread with group commit.

mod client;
mod engine;
mod founding;
mod grant;
mod key;
mod user;

use crate::clock::{Clock, Now};
use crate::error::OpenError;
use countersign_issuer::{
    Client, ClientId, Commit, GrantAndUser, GrantId, KeyRecord, Outcome, RootRecord, Store,
    StoreError, StoreFuture, Timed, User, UserId, Username,
};
use countersign_jose::UnixTime;
use countersign_password::Cost;
use engine::{Readers, Writer};
use rusqlite::Connection;
use std::path::Path;
use std::sync::Arc;

/// A store on one SQLite file.
///
/// Writes go through one thread that takes all that is waiting into one transaction and answers
/// after its one `fsync`: hundreds of waiting commits cost as much as one. Reads are point reads
/// of a few microseconds on the thread that asks. Other processes may use the same file.
#[derive(Debug)]
pub struct SqliteStore {
    readers: Readers,
    writer: Writer,
    clock: Arc<dyn Clock>,
}

impl SqliteStore {
    /// Opens the file, creating it where there is none, and brings its schema up to date. Its
    /// commits happen at the time of that clock.
    ///
    /// # Errors
    ///
    /// The file is no database, is of another program or of a newer version, or cannot be used.
    /// It is left as it was then.
    pub fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        let connection = engine::open(path)?;
        Ok(Self {
            readers: Readers::new(path),
            writer: Writer::start(path, connection, Arc::clone(&clock), apply)?,
            clock,
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
    fn is_founded(&self) -> StoreFuture<'_, bool> {
        self.read(founding::is_founded)
    }

    fn client<'a>(&'a self, id: &'a ClientId) -> StoreFuture<'a, Option<Client>> {
        self.read(move |connection| client::by_id(connection, id))
    }

    fn clients(&self) -> StoreFuture<'_, Vec<Client>> {
        self.read(client::all)
    }

    fn user(&self, id: UserId) -> StoreFuture<'_, Option<User>> {
        self.read(move |connection| user::by_id(connection, id))
    }

    fn user_named<'a>(&'a self, name: &'a Username) -> StoreFuture<'a, Option<User>> {
        self.read(move |connection| user::named(connection, name))
    }

    fn password_costs_near(&self, id: UserId) -> StoreFuture<'_, Vec<(UserId, Cost)>> {
        self.read(move |connection| user::password_costs_near(connection, id))
    }

    fn users(&self) -> StoreFuture<'_, Vec<User>> {
        self.read(user::all)
    }

    fn still_stands<'a>(
        &'a self,
        client: &'a ClientId,
        registered_at: UnixTime,
        user: UserId,
        user_epoch: u32,
    ) -> StoreFuture<'a, bool> {
        self.read(move |connection| {
            user::still_stands(connection, client, registered_at, user, user_epoch)
        })
    }

    fn grant(&self, id: GrantId) -> StoreFuture<'_, Timed<Option<GrantAndUser>>> {
        self.read(move |connection| {
            Ok(Timed {
                value: grant::with_user(connection, id)?,
                at: self.clock.steady(),
            })
        })
    }

    fn signing_keys(&self) -> StoreFuture<'_, Vec<KeyRecord>> {
        self.read(key::all)
    }

    fn root_secrets(&self) -> StoreFuture<'_, Vec<RootRecord>> {
        self.read(key::roots)
    }

    fn version(&self) -> StoreFuture<'_, u64> {
        Box::pin(async move { self.readers.version() })
    }

    fn commit(&self, commit: Commit) -> StoreFuture<'_, Timed<Outcome>> {
        Box::pin(self.writer.commit(commit))
    }
}

/// Applies a commit inside the writer's transaction: each is decided by the guard in its own
/// statement.
fn apply(connection: &Connection, commit: &Commit, now: Now) -> rusqlite::Result<Outcome> {
    match commit {
        Commit::Found(founding) => founding::apply(connection, founding, now.time),
        Commit::User(commit) => user::apply(connection, commit, now.time),
        Commit::Client(commit) => client::apply(connection, commit),
        Commit::Grant(commit) => grant::apply(connection, commit, now),
        Commit::Key(commit) => key::apply(connection, commit, now.time),
    }
}
