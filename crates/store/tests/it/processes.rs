//! Several programs on one file, as a command beside a running server.

use crate::model::{at, founding, grant, open, public_client, user};
use countersign_issuer::{ClientCommit, Commit, GrantCommit, Outcome, Store, UserCommit};
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
            let store = open(&path).unwrap();
            let found = Commit::Found(Box::new(founding(&format!("admin{number}"))));
            store.commit(found).await.unwrap().value
        });
    }
    let outcomes = starts.join_all().await;
    let winners = outcomes
        .iter()
        .filter(|outcome| **outcome == Outcome::Won)
        .count();
    assert_eq!(winners, 1, "{outcomes:?}");
    let store = open(&path).unwrap();
    assert_eq!(store.users().await.unwrap().len(), 1);
    assert_eq!(store.signing_keys().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_program_sees_at_once_what_another_committed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let server = open(&path).unwrap();
    let command = open(&path).unwrap();
    let ada = user("ada");
    assert!(server.user_named(&ada.username).await.unwrap().is_none());
    assert_eq!(
        command
            .commit(UserCommit::Add(ada.clone()).into())
            .await
            .unwrap()
            .value,
        Outcome::Won
    );
    assert!(server.user_named(&ada.username).await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_generation_is_redeemed_once_by_many_programs() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let stores: Vec<_> = (0..3).map(|_| Arc::new(open(&path).unwrap())).collect();
    let (ada, app) = (user("ada"), public_client("app"));
    let grant = grant(1, &ada, &app);
    for write in [
        Commit::from(UserCommit::Add(ada)),
        ClientCommit::Add(app).into(),
        GrantCommit::Open {
            grant: grant.clone(),
            user_epoch: 0,
            registered_at: at(1),
        }
        .into(),
    ] {
        assert_eq!(stores[0].commit(write).await.unwrap().value, Outcome::Won);
    }
    let mut attempts = JoinSet::new();
    for attempt in 0..150 {
        let store = Arc::clone(&stores[attempt % 3]);
        let write = GrantCommit::Rotate {
            id: grant.id,
            from: 0,
            expires_at: at(2000),
        };
        attempts.spawn(async move { store.commit(write.into()).await.unwrap().value });
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
