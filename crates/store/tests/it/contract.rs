//! One suite for every implementation: what a won commit means, and what makes one lose.

use crate::model::{
    at, confidential_client, founding, grant, hash, other_hash, public_client, user,
};
use countersign_issuer::{
    ClientId, Commit, Grant, GrantId, NEAR, Outcome, Store, StoreError, StoredPassword, User,
    UserId, Username,
};
use countersign_password::PasswordHash;
use countersign_store::{MemoryStore, SqliteStore};
use std::sync::Arc;

/// Runs each rule against each implementation.
macro_rules! contract {
    ($($rule:ident),* $(,)?) => {
        mod memory {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $rule() {
                super::$rule(std::sync::Arc::new(super::MemoryStore::new())).await;
            })*
        }

        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $rule() {
                let folder = tempfile::tempdir().unwrap();
                let store = super::SqliteStore::open(&folder.path().join("store.db")).unwrap();
                super::$rule(std::sync::Arc::new(store)).await;
            })*
        }
    };
}

contract! {
    what_was_added_is_read_back,
    what_was_not_added_is_not_there,
    hashes_near_an_identifier_are_the_next_users_round_the_end,
    hashes_near_an_identifier_are_of_users_who_can_sign_in_with_them,
    hashes_near_an_identifier_are_of_a_few_users,
    an_unreadable_password_hides_nobody_and_is_replaced_only_by_a_new_one,
    names_and_identifiers_are_unique,
    a_store_is_founded_once,
    a_failed_founding_leaves_nothing,
    a_new_password_revokes_the_users_grants,
    a_hash_is_swapped_only_if_it_is_the_one_that_was_verified,
    a_disabled_user_has_no_live_grant_and_gets_no_new_one,
    a_sign_in_that_began_before_a_new_password_opens_no_grant,
    a_removed_client_takes_its_grants_with_it,
    a_new_grant_clears_expired_ones_away,
    only_a_live_grant_is_extended,
    a_grant_needs_its_client_and_its_user,
    a_generation_is_rotated_once,
    a_generation_is_rotated_once_under_concurrency,
    a_revoked_or_expired_grant_is_not_rotated,
    revocation_wins_against_rotation_for_good,
}

type Shared = Arc<dyn Store>;

async fn commit(store: &Shared, commit: Commit) -> Outcome {
    store.commit(commit).await.unwrap()
}

async fn won(store: &Shared, write: Commit) {
    assert_eq!(commit(store, write).await, Outcome::Won);
}

async fn lost(store: &Shared, write: Commit) {
    assert_eq!(commit(store, write).await, Outcome::Lost);
}

fn rotate(grant: &Grant, from: u32) -> Commit {
    Commit::RotateGrant {
        id: grant.id,
        from,
        now: at(10),
        expires_at: at(2000),
    }
}

fn open(grant: &Grant) -> Commit {
    Commit::OpenGrant {
        grant: grant.clone(),
        user_epoch: 0,
    }
}

async fn read(store: &Shared, grant: &Grant) -> Grant {
    store.grant(grant.id).await.unwrap().unwrap()
}

/// A user, a client and a live grant.
async fn with_grant(store: &Shared) -> Grant {
    let (ada, app) = (user("ada"), public_client("app"));
    let grant = grant(1, &ada, &app);
    won(store, Commit::AddUser(ada)).await;
    won(store, Commit::AddClient(app)).await;
    won(store, open(&grant)).await;
    grant
}

async fn what_was_added_is_read_back(store: Shared) {
    let grant = with_grant(&store).await;
    let machine = confidential_client("machine");
    won(&store, Commit::AddClient(machine.clone())).await;

    let ada = user("ada");
    for read in [store.user(ada.id), store.user_named(&ada.username)] {
        let read = read.await.unwrap().unwrap();
        assert_eq!(format!("{read:?}"), format!("{ada:?}"));
        assert_eq!(read.password.hash().unwrap().as_str(), hash().as_str());
    }
    for client in [public_client("app"), machine] {
        let read = store.client(&client.id).await.unwrap().unwrap();
        assert_eq!(format!("{read:?}"), format!("{client:?}"));
    }
    assert_eq!(read(&store, &grant).await, grant);
    let clients = store.clients().await.unwrap();
    assert_eq!(
        clients.iter().map(|c| c.id.as_str()).collect::<Vec<_>>(),
        ["app", "machine"]
    );
    assert_eq!(store.users().await.unwrap().len(), 1);
}

async fn what_was_not_added_is_not_there(store: Shared) {
    with_grant(&store).await;
    let nobody = Username::parse("nobody").unwrap();
    assert!(store.user_named(&nobody).await.unwrap().is_none());
    assert!(
        store
            .user(UserId::from_bytes([9; 16]))
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        store
            .client(&ClientId::parse("no").unwrap())
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        store
            .grant(GrantId::from_bytes([9; 16]))
            .await
            .unwrap()
            .is_none()
    );
}

fn user_at(place: u16, password: Option<PasswordHash>) -> User {
    let mut id = [0; 16];
    id[..2].copy_from_slice(&place.to_be_bytes());
    User {
        id: UserId::from_bytes(id),
        password: password.map_or(StoredPassword::Absent, StoredPassword::Hash),
        ..user(&format!("user {place}"))
    }
}

/// The places of the users whose hashes are near that place.
async fn near(store: &Shared, place: u16) -> Vec<u16> {
    let near = store.password_hashes_near(user_at(place, None).id).await;
    let places = near.unwrap().into_iter().map(|(id, _)| {
        let [high, low, ..] = *id.as_bytes();
        u16::from_be_bytes([high, low])
    });
    places.collect()
}

async fn hashes_near_an_identifier_are_the_next_users_round_the_end(store: Shared) {
    assert!(near(&store, 0).await.is_empty(), "there is nobody yet");
    for place in [9, 5, 7] {
        won(&store, Commit::AddUser(user_at(place, Some(hash())))).await;
    }
    for (place, expected) in [
        (0, [5, 7, 9]),
        (5, [5, 7, 9]),
        (6, [7, 9, 5]),
        (9, [9, 5, 7]),
        (10, [5, 7, 9]),
    ] {
        assert_eq!(near(&store, place).await, expected, "from {place} on");
    }
    let id = user_at(7, None).id;
    let near = store.password_hashes_near(id).await.unwrap();
    assert_eq!(near[0].1.as_str(), hash().as_str());
}

async fn hashes_near_an_identifier_are_of_users_who_can_sign_in_with_them(store: Shared) {
    let disabled = user_at(2, Some(hash()));
    let (user, now) = (disabled.id, at(1));
    won(&store, Commit::AddUser(user_at(1, None))).await;
    won(&store, Commit::AddUser(disabled)).await;
    won(&store, Commit::DisableUser { user, now }).await;
    assert!(near(&store, 0).await.is_empty());
    won(&store, Commit::AddUser(user_at(3, Some(hash())))).await;
    assert_eq!(near(&store, 0).await, [3]);
}

async fn hashes_near_an_identifier_are_of_a_few_users(store: Shared) {
    let few = NEAR;
    for place in 0..few + 2 {
        let password = (place != 1).then(hash);
        won(&store, Commit::AddUser(user_at(place, password))).await;
    }
    let all_but_one = |range: std::ops::Range<u16>| range.filter(|place| *place != 1);
    assert_eq!(
        near(&store, 0).await,
        all_but_one(0..few).collect::<Vec<_>>()
    );
    let round = (3..few + 2).chain([0]).collect::<Vec<_>>();
    assert_eq!(
        near(&store, 3).await,
        round,
        "who has no password counts as looked at"
    );
}

async fn an_unreadable_password_hides_nobody_and_is_replaced_only_by_a_new_one(store: Shared) {
    let password = StoredPassword::Unreadable;
    let ada = User {
        password,
        ..user("ada")
    };
    let id = ada.id;
    won(&store, Commit::AddUser(ada)).await;
    won(&store, Commit::AddUser(user("bob"))).await;
    let read = store.user(id).await.unwrap().unwrap();
    assert!(matches!(read.password, StoredPassword::Unreadable));
    assert_eq!(store.users().await.unwrap().len(), 2);
    let near = store.password_hashes_near(id).await.unwrap();
    assert_eq!(near.len(), 1);
    assert_eq!(near[0].0, user("bob").id);

    let (from, to) = (hash(), other_hash());
    let user = id;
    lost(&store, Commit::SwapPasswordHash { user, from, to }).await;
    let (hash, now) = (hash(), at(5));
    won(&store, Commit::SetPassword { user, hash, now }).await;
    let read = store.user(id).await.unwrap().unwrap();
    assert!(read.password.hash().is_some());
}

async fn names_and_identifiers_are_unique(store: Shared) {
    won(&store, Commit::AddUser(user("ada"))).await;
    let same_name = User {
        id: UserId::from_bytes([1; 16]),
        ..user("ada")
    };
    lost(&store, Commit::AddUser(same_name)).await;
    let same_id = User {
        id: user("ada").id,
        ..user("bob")
    };
    lost(&store, Commit::AddUser(same_id)).await;
    won(&store, Commit::AddUser(user("bob"))).await;
    won(&store, Commit::AddClient(public_client("app"))).await;
    lost(&store, Commit::AddClient(confidential_client("app"))).await;
}

async fn a_store_is_founded_once(store: Shared) {
    assert!(store.refresh_token_key().await.unwrap().is_none());
    let first = founding("admin");
    let key_id = first.signing_key.key_id.clone();
    won(&store, Commit::Found(Box::new(first))).await;
    lost(&store, Commit::Found(Box::new(founding("other")))).await;
    let keys = store.signing_keys().await.unwrap();
    assert_eq!(keys.len(), 1);
    assert_eq!(keys[0].key_id, key_id);
    assert_eq!(store.users().await.unwrap().len(), 1);
    assert_eq!(
        store.refresh_token_key().await.unwrap().unwrap().as_bytes(),
        &[5; 32]
    );
}

async fn a_failed_founding_leaves_nothing(store: Shared) {
    won(&store, Commit::AddClient(public_client("docs"))).await;
    lost(&store, Commit::Found(Box::new(founding("admin")))).await;
    assert!(store.refresh_token_key().await.unwrap().is_none());
    assert!(store.signing_keys().await.unwrap().is_empty());
    assert!(store.users().await.unwrap().is_empty());
}

async fn a_new_password_revokes_the_users_grants(store: Shared) {
    let grant = with_grant(&store).await;
    let set = |user| Commit::SetPassword {
        user,
        hash: other_hash(),
        now: at(5),
    };
    won(&store, set(grant.user)).await;
    let ada = store.user(grant.user).await.unwrap().unwrap();
    assert_eq!(ada.password.hash().unwrap().as_str(), other_hash().as_str());
    assert_eq!(read(&store, &grant).await.revoked_at, Some(at(5)));
    lost(&store, set(UserId::from_bytes([9; 16]))).await;
}

async fn a_hash_is_swapped_only_if_it_is_the_one_that_was_verified(store: Shared) {
    let grant = with_grant(&store).await;
    let swap = |from, to| Commit::SwapPasswordHash {
        user: grant.user,
        from,
        to,
    };
    lost(&store, swap(other_hash(), hash())).await;
    won(&store, swap(hash(), other_hash())).await;
    lost(&store, swap(hash(), hash())).await;
    let ada = store.user(grant.user).await.unwrap().unwrap();
    assert_eq!(ada.password.hash().unwrap().as_str(), other_hash().as_str());
    assert_eq!(
        read(&store, &grant).await.revoked_at,
        None,
        "an upgrade signs nobody out"
    );
}

async fn a_disabled_user_has_no_live_grant_and_gets_no_new_one(store: Shared) {
    let first = with_grant(&store).await;
    won(
        &store,
        Commit::DisableUser {
            user: first.user,
            now: at(5),
        },
    )
    .await;
    assert!(store.user(first.user).await.unwrap().unwrap().disabled);
    assert_eq!(read(&store, &first).await.revoked_at, Some(at(5)));
    let second = grant(2, &user("ada"), &public_client("app"));
    lost(&store, open(&second)).await;
    won(&store, Commit::EnableUser(first.user)).await;
    lost(&store, open(&second)).await;
    let user_epoch = store.user(first.user).await.unwrap().unwrap().epoch;
    let grant = second;
    won(&store, Commit::OpenGrant { grant, user_epoch }).await;
    assert_eq!(
        read(&store, &first).await.revoked_at,
        Some(at(5)),
        "revoked for good"
    );
    lost(&store, Commit::EnableUser(UserId::from_bytes([9; 16]))).await;
    lost(
        &store,
        Commit::DisableUser {
            user: UserId::from_bytes([9; 16]),
            now: at(5),
        },
    )
    .await;
}

async fn a_sign_in_that_began_before_a_new_password_opens_no_grant(store: Shared) {
    let first = with_grant(&store).await;
    let begun = grant(2, &user("ada"), &public_client("app"));
    let hash = other_hash();
    let set = Commit::SetPassword {
        user: first.user,
        hash,
        now: at(5),
    };
    won(&store, set).await;
    lost(&store, open(&begun)).await;
    assert!(store.grant(begun.id).await.unwrap().is_none());
}

async fn a_new_grant_clears_expired_ones_away(store: Shared) {
    let old = with_grant(&store).await;
    let mut new = grant(2, &user("ada"), &public_client("app"));
    new.created_at = old.expires_at;
    new.expires_at = at(5000);
    won(&store, open(&new)).await;
    assert!(store.grant(old.id).await.unwrap().is_none());
    assert_eq!(read(&store, &new).await, new);
}

async fn only_a_live_grant_is_extended(store: Shared) {
    let grant = with_grant(&store).await;
    let extend = |now| Commit::ExtendGrant {
        id: grant.id,
        now,
        expires_at: at(3000),
    };
    lost(&store, extend(at(1000))).await;
    won(&store, extend(at(999))).await;
    assert_eq!(read(&store, &grant).await.expires_at, at(3000));
    let id = grant.id;
    won(&store, Commit::RevokeGrant { id, now: at(1000) }).await;
    lost(&store, extend(at(1001))).await;
}

async fn a_removed_client_takes_its_grants_with_it(store: Shared) {
    let grant = with_grant(&store).await;
    won(&store, Commit::RemoveClient(grant.client.clone())).await;
    assert!(store.client(&grant.client).await.unwrap().is_none());
    assert!(store.grant(grant.id).await.unwrap().is_none());
    lost(&store, rotate(&grant, 0)).await;
    lost(&store, Commit::RemoveClient(grant.client.clone())).await;
}

async fn a_grant_needs_its_client_and_its_user(store: Shared) {
    let (ada, app) = (user("ada"), public_client("app"));
    let grant = grant(1, &ada, &app);
    lost(&store, open(&grant)).await;
    won(&store, Commit::AddUser(ada)).await;
    lost(&store, open(&grant)).await;
    won(&store, Commit::AddClient(app)).await;
    won(&store, open(&grant)).await;
    lost(&store, open(&grant)).await;
}

async fn a_generation_is_rotated_once(store: Shared) {
    let grant = with_grant(&store).await;
    lost(&store, rotate(&grant, 1)).await;
    won(&store, rotate(&grant, 0)).await;
    lost(&store, rotate(&grant, 0)).await;
    let after = read(&store, &grant).await;
    assert_eq!(
        (after.generation, after.rotated_at, after.expires_at),
        (1, at(10), at(2000))
    );
    won(&store, rotate(&grant, 1)).await;
}

async fn a_generation_is_rotated_once_under_concurrency(store: Shared) {
    let grant = with_grant(&store).await;
    let mut tasks = tokio::task::JoinSet::new();
    for attempt in 0..400 {
        let (store, write) = (Arc::clone(&store), rotate(&grant, attempt % 4));
        tasks.spawn(async move { (attempt % 4, store.commit(write).await) });
    }
    let mut wins = [0; 4];
    while let Some(done) = tasks.join_next().await {
        let (from, outcome): (u32, Result<Outcome, StoreError>) = done.unwrap();
        if outcome.unwrap() == Outcome::Won {
            wins[from as usize] += 1;
        }
    }
    assert_eq!(wins[0], 1);
    assert!(wins.iter().all(|wins| *wins <= 1), "{wins:?}");
    assert_eq!(
        read(&store, &grant).await.generation,
        wins.iter().sum::<u32>()
    );
}

async fn a_revoked_or_expired_grant_is_not_rotated(store: Shared) {
    let grant = with_grant(&store).await;
    let late = Commit::RotateGrant {
        id: grant.id,
        from: 0,
        now: at(1000),
        expires_at: at(9000),
    };
    lost(&store, late).await;
    won(
        &store,
        Commit::RevokeGrant {
            id: grant.id,
            now: at(6),
        },
    )
    .await;
    lost(&store, rotate(&grant, 0)).await;
    lost(
        &store,
        Commit::RevokeGrant {
            id: grant.id,
            now: at(7),
        },
    )
    .await;
    assert_eq!(read(&store, &grant).await.revoked_at, Some(at(6)));
}

async fn revocation_wins_against_rotation_for_good(store: Shared) {
    let grant = with_grant(&store).await;
    let mut tasks = tokio::task::JoinSet::new();
    for attempt in 0..200 {
        let write = match attempt {
            100 => Commit::RevokeGrant {
                id: grant.id,
                now: at(6),
            },
            _ => rotate(&grant, 0),
        };
        let store = Arc::clone(&store);
        tasks.spawn(async move { store.commit(write).await.unwrap() });
    }
    tasks.join_all().await;
    let after = read(&store, &grant).await;
    assert_eq!(after.revoked_at, Some(at(6)));
    lost(&store, rotate(&grant, after.generation)).await;
}
