//! A store in memory: for tests, and the model that the others are compared with.

mod client;
mod founding;
mod grant;
mod key;
mod tables;
mod user;

use crate::clock::{Clock, Now};
use countersign_issuer::{
    Client, ClientId, Commit, GrantAndUser, GrantId, KeyRecord, Outcome, RootRecord, Store,
    StoreFuture, Timed, User, UserId, Username,
};
use countersign_jose::UnixTime;
use countersign_password::Cost;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tables::Tables;

/// A store in memory. Nothing outlives it.
#[derive(Debug)]
pub struct MemoryStore {
    tables: Mutex<Tables>,
    clock: Arc<dyn Clock>,
}

impl MemoryStore {
    /// An empty store, whose commits happen at the time of that clock.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            tables: Mutex::default(),
            clock,
        }
    }

    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn ready<'a, T: Send + 'a>(value: T) -> StoreFuture<'a, T> {
    Box::pin(std::future::ready(Ok(value)))
}

impl Store for MemoryStore {
    fn is_founded(&self) -> StoreFuture<'_, bool> {
        ready(self.tables().is_founded)
    }

    fn client<'a>(&'a self, id: &'a ClientId) -> StoreFuture<'a, Option<Client>> {
        ready(self.tables().clients.get(id).cloned())
    }

    fn clients(&self) -> StoreFuture<'_, Vec<Client>> {
        ready(self.tables().clients.values().cloned().collect())
    }

    fn user(&self, id: UserId) -> StoreFuture<'_, Option<User>> {
        ready(self.tables().users.get(&id).cloned())
    }

    fn user_named<'a>(&'a self, name: &'a Username) -> StoreFuture<'a, Option<User>> {
        ready(user::named(&self.tables(), name))
    }

    fn password_costs_near(&self, id: UserId) -> StoreFuture<'_, Vec<(UserId, Cost)>> {
        ready(user::password_costs_near(&self.tables(), id))
    }

    fn users(&self) -> StoreFuture<'_, Vec<User>> {
        ready(user::all(&self.tables()))
    }

    fn still_stands<'a>(
        &'a self,
        client: &'a ClientId,
        registered_at: UnixTime,
        user: UserId,
        user_epoch: u32,
    ) -> StoreFuture<'a, bool> {
        ready(
            self.tables()
                .still_stands(client, registered_at, user, user_epoch),
        )
    }

    fn grant(&self, id: GrantId) -> StoreFuture<'_, Timed<Option<GrantAndUser>>> {
        ready(Timed {
            value: grant::with_user(&self.tables(), id),
            at: self.clock.steady(),
        })
    }

    fn signing_keys(&self) -> StoreFuture<'_, Vec<KeyRecord>> {
        ready(key::all(&self.tables()))
    }

    fn root_secrets(&self) -> StoreFuture<'_, Vec<RootRecord>> {
        ready(self.tables().root_secrets.values().cloned().collect())
    }

    fn version(&self) -> StoreFuture<'_, u64> {
        ready(self.tables().version)
    }

    fn commit(&self, commit: Commit) -> StoreFuture<'_, Timed<Outcome>> {
        let mut tables = self.tables();
        let now = Now::of(&*self.clock);
        let value = apply(&mut tables, commit, now);
        tables.version = tables.version.wrapping_add(1);
        let at = now.steady;
        ready(Timed { value, at })
    }
}

fn apply(tables: &mut Tables, commit: Commit, now: Now) -> Outcome {
    match commit {
        Commit::Found(founding) => founding::apply(tables, *founding),
        Commit::User(commit) => user::apply(tables, commit, now.time),
        Commit::Client(commit) => client::apply(tables, commit),
        Commit::Grant(commit) => grant::apply(tables, commit, now),
        Commit::Key(commit) => key::apply(tables, commit, now.time),
    }
}
