//! Signing keys and root secrets.

use super::fixture::{Fixture, commit, lost, won};
use crate::model::{at, key, root};
use countersign_issuer::{KeyCommit, Outcome};
use countersign_jose::{Algorithm, KeyId};

pub(super) async fn keys_of_any_algorithm_are_read_back_in_the_order_in_which_they_sign(
    store: Fixture,
) {
    let late = key(Algorithm::Es256, at(50));
    let early = key(Algorithm::EdDsa, at(10));
    for key in [&late, &early] {
        won(&store, KeyCommit::Add(key.clone())).await;
    }
    let keys = store.signing_keys().await.unwrap();
    for (read, added) in keys.iter().zip([&early, &late]) {
        assert_eq!(format!("{read:?}"), format!("{added:?}"));
        assert_eq!(read.envelope.as_bytes(), added.envelope.as_bytes());
        assert!(read.open().is_ok());
    }
    assert_eq!(keys.len(), 2);
}

pub(super) async fn one_key_of_an_algorithm_begins_at_an_instant(store: Fixture) {
    let mut writes = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let store = store.shared();
        let add = KeyCommit::Add(key(Algorithm::Es256, at(10)));
        writes.spawn(async move { store.commit(add.into()).await.unwrap().value });
    }
    let outcomes = writes.join_all().await;
    let wins = outcomes.iter().filter(|outcome| **outcome == Outcome::Won);
    assert_eq!(wins.count(), 1, "{outcomes:?}");
    won(&store, KeyCommit::Add(key(Algorithm::EdDsa, at(10)))).await;
    won(&store, KeyCommit::Add(key(Algorithm::Es256, at(11)))).await;

    let known = store.signing_keys().await.unwrap().remove(0);
    lost(&store, KeyCommit::Add(known)).await;
}

pub(super) async fn a_key_is_revoked_once_and_then_deleted(store: Fixture) {
    let key = key(Algorithm::Es256, at(10));
    let id = key.key_id.clone();
    won(&store, KeyCommit::Add(key)).await;
    store.clock.set(at(20).seconds());
    won(&store, KeyCommit::Revoke(id.clone())).await;
    store.clock.set(at(30).seconds());
    lost(&store, KeyCommit::Revoke(id.clone())).await;
    let revoked_at = store.signing_keys().await.unwrap()[0].revoked_at;
    assert_eq!(revoked_at, Some(at(20)));

    won(&store, KeyCommit::Delete(id.clone())).await;
    lost(&store, KeyCommit::Delete(id.clone())).await;
    lost(&store, KeyCommit::Revoke(id)).await;
    assert!(store.signing_keys().await.unwrap().is_empty());
    lost(&store, KeyCommit::Revoke(KeyId::parse("unknown").unwrap())).await;
}

pub(super) async fn a_root_secret_has_a_number_of_its_own(store: Fixture) {
    for number in [2, 1] {
        won(&store, KeyCommit::AddRoot(root(number))).await;
        lost(&store, KeyCommit::AddRoot(root(number))).await;
    }
    let roots = store.root_secrets().await.unwrap();
    let numbers: Vec<_> = roots.iter().map(|root| root.number).collect();
    assert_eq!(numbers, [1, 2]);
    assert_eq!(roots[1].secret.as_bytes(), root(2).secret.as_bytes());
    won(&store, KeyCommit::DeleteRoot(1)).await;
    lost(&store, KeyCommit::DeleteRoot(1)).await;
}

pub(super) async fn the_version_is_another_one_after_a_commit(store: Fixture) {
    let first = store.version().await.unwrap();
    assert_eq!(store.version().await.unwrap(), first);
    assert_eq!(
        commit(&store, KeyCommit::AddRoot(root(1))).await,
        Outcome::Won
    );
    assert_ne!(store.version().await.unwrap(), first);
}
