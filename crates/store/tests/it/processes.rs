//! Several programs on one file, as a command beside a running server.

use crate::model::{at, founding, grant, public_client, user};
use countersign_issuer::{Commit, Outcome, Store};
use countersign_store::SqliteStore;
use std::sync::Arc;
use tokio::task::JoinSet;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_programs_that_start_at_once_found_one_server() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let mut starts = JoinSet::new();
    for number in 0..4 {
        let path = path.clone();
        starts.spawn(async move {
            let store = SqliteStore::open(&path).unwrap();
            let found = Commit::Found(Box::new(founding(&format!("admin{number}"))));
            store.commit(found).await.unwrap()
        });
    }
    let outcomes = starts.join_all().await;
    let winners = outcomes
        .iter()
        .filter(|outcome| **outcome == Outcome::Won)
        .count();
    assert_eq!(winners, 1, "{outcomes:?}");
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(store.users().await.unwrap().len(), 1);
    assert_eq!(store.signing_keys().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_program_sees_at_once_what_another_committed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let server = SqliteStore::open(&path).unwrap();
    let command = SqliteStore::open(&path).unwrap();
    let ada = user("ada");
    assert!(server.user_named(&ada.username).await.unwrap().is_none());
    assert_eq!(
        command.commit(Commit::AddUser(ada.clone())).await.unwrap(),
        Outcome::Won
    );
    assert!(server.user_named(&ada.username).await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_generation_is_redeemed_once_by_many_programs() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let stores: Vec<_> = (0..3)
        .map(|_| Arc::new(SqliteStore::open(&path).unwrap()))
        .collect();
    let (ada, app) = (user("ada"), public_client("app"));
    let grant = grant(1, &ada, &app);
    for write in [
        Commit::AddUser(ada),
        Commit::AddClient(app),
        Commit::OpenGrant {
            grant: grant.clone(),
            user_epoch: 0,
        },
    ] {
        assert_eq!(stores[0].commit(write).await.unwrap(), Outcome::Won);
    }
    let mut attempts = JoinSet::new();
    for attempt in 0..150 {
        let store = Arc::clone(&stores[attempt % 3]);
        let write = Commit::RotateGrant {
            id: grant.id,
            from: 0,
            now: at(10),
            expires_at: at(2000),
        };
        attempts.spawn(async move { store.commit(write).await.unwrap() });
    }
    let outcomes = attempts.join_all().await;
    assert_eq!(
        outcomes
            .iter()
            .filter(|outcome| **outcome == Outcome::Won)
            .count(),
        1
    );
}
