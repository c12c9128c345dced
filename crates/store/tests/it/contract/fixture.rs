//! A store under test, and what every rule needs of it.

use crate::model::{at, grant, public_client, user};
use countersign_issuer::{ClientCommit, Commit, Grant, GrantCommit, Outcome, Store, UserCommit};
use countersign_store::{MemoryStore, SqliteStore};
use countersign_testkit::ManualClock;
use std::ops::Deref;
use std::sync::Arc;

/// A store, and the clock that its commits follow; it stands at `at(2)` first.
pub(super) struct Fixture {
    store: Arc<dyn Store>,
    pub(super) clock: Arc<ManualClock>,
    /// Deleted with the store.
    _folder: Option<tempfile::TempDir>,
}

impl Fixture {
    pub(super) fn memory() -> Self {
        let clock = ManualClock::at(at(2).seconds());
        Self {
            store: Arc::new(MemoryStore::new(clock.clone())),
            clock,
            _folder: None,
        }
    }

    pub(super) fn sqlite() -> Self {
        let clock = ManualClock::at(at(2).seconds());
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("store.db"), clock.clone());
        Self {
            store: Arc::new(store.unwrap()),
            clock,
            _folder: Some(folder),
        }
    }

    pub(super) fn shared(&self) -> Arc<dyn Store> {
        Arc::clone(&self.store)
    }
}

impl Deref for Fixture {
    type Target = dyn Store;

    fn deref(&self) -> &Self::Target {
        &*self.store
    }
}

pub(super) async fn commit(store: &Fixture, commit: impl Into<Commit>) -> Outcome {
    store.commit(commit.into()).await.unwrap().value
}

pub(super) async fn won(store: &Fixture, write: impl Into<Commit>) {
    assert_eq!(commit(store, write).await, Outcome::Won);
}

pub(super) async fn lost(store: &Fixture, write: impl Into<Commit>) {
    assert_eq!(commit(store, write).await, Outcome::Lost);
}

pub(super) fn rotate(grant: &Grant, from: u32) -> GrantCommit {
    GrantCommit::Rotate {
        id: grant.id,
        from,
        expires_at: at(2000),
    }
}

pub(super) fn open(grant: &Grant) -> GrantCommit {
    GrantCommit::Open {
        grant: grant.clone(),
        user_epoch: 0,
        registered_at: at(1),
    }
}

pub(super) async fn read(store: &Fixture, grant: &Grant) -> Grant {
    let found = store.grant(grant.id).await.unwrap().value;
    found.unwrap().grant
}

/// A user, a client and a live grant.
pub(super) async fn with_grant(store: &Fixture) -> Grant {
    let (ada, app) = (user("ada"), public_client("app"));
    let grant = grant(1, &ada, &app);
    won(store, UserCommit::Add(ada)).await;
    won(store, ClientCommit::Add(app)).await;
    won(store, open(&grant)).await;
    grant
}
