//! The first start.

use super::fixture::{Fixture, lost, won};
use crate::model::{founding, public_client};
use countersign_issuer::{ClientCommit, Commit, KeyCommit};

pub(super) async fn a_store_is_founded_once(store: Fixture) {
    assert!(!store.is_founded().await.unwrap());
    let first = founding("admin");
    let key_id = first.signing_key.key_id.clone();
    won(&store, Commit::Found(Box::new(first))).await;
    lost(&store, Commit::Found(Box::new(founding("other")))).await;
    let keys = store.signing_keys().await.unwrap();
    assert_eq!(keys.len(), 1);
    assert_eq!(keys[0].key_id, key_id);
    assert_eq!(store.users().await.unwrap().len(), 1);
    assert!(store.is_founded().await.unwrap());
    let roots = store.root_secrets().await.unwrap();
    assert_eq!((roots.len(), roots[0].secret.as_bytes()), (1, &[5; 32]));
}

pub(super) async fn a_failed_founding_leaves_nothing(store: Fixture) {
    won(&store, ClientCommit::Add(public_client("docs"))).await;
    lost(&store, Commit::Found(Box::new(founding("admin")))).await;
    assert!(!store.is_founded().await.unwrap());
    assert!(store.signing_keys().await.unwrap().is_empty());
    assert!(store.users().await.unwrap().is_empty());
}

pub(super) async fn a_store_whose_keys_are_gone_is_founded_all_the_same(store: Fixture) {
    let first = founding("admin");
    let key_id = first.signing_key.key_id.clone();
    won(&store, Commit::Found(Box::new(first))).await;
    won(&store, KeyCommit::Delete(key_id)).await;
    won(&store, KeyCommit::DeleteRoot(1)).await;
    assert!(store.is_founded().await.unwrap());
    lost(&store, Commit::Found(Box::new(founding("other")))).await;
}
