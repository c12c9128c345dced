//! Grants: opened, rotated, revoked.

use super::fixture::{Fixture, lost, open, read, rotate, with_grant, won};
use crate::model::{at, confidential_client, grant, hash, other_hash, public_client, user};
use countersign_issuer::{
    Client, ClientCommit, ClientId, GrantCommit, GrantId, Outcome, UserCommit, UserId, Username,
};

pub(super) async fn a_sign_in_that_began_before_a_new_password_opens_no_grant(store: Fixture) {
    let first = with_grant(&store).await;
    let begun = grant(2, &user("ada"), &public_client("app"));
    let hash = other_hash();
    let set = UserCommit::SetPassword {
        user: first.user,
        hash,
    };
    won(&store, set).await;
    lost(&store, open(&begun)).await;
    assert!(store.grant(begun.id).await.unwrap().value.is_none());
}

pub(super) async fn a_new_grant_clears_expired_ones_away(store: Fixture) {
    let old = with_grant(&store).await;
    let mut new = grant(2, &user("ada"), &public_client("app"));
    store.clock.pass_until(old.expires_at.seconds());
    new.created_at = old.expires_at;
    new.expires_at = at(5000);
    won(&store, open(&new)).await;
    assert!(store.grant(old.id).await.unwrap().value.is_none());
    assert_eq!(read(&store, &new).await, new);
}

pub(super) async fn only_a_live_grant_is_extended(store: Fixture) {
    let grant = with_grant(&store).await;
    let extend = |expires_at| GrantCommit::Extend {
        id: grant.id,
        expires_at,
    };
    store.clock.set(at(999).seconds());
    won(&store, extend(at(3000))).await;
    assert_eq!(read(&store, &grant).await.expires_at, at(3000));
    store.clock.set(at(3000).seconds());
    lost(&store, extend(at(4000))).await;
}

pub(super) async fn a_revoked_grant_is_not_extended(store: Fixture) {
    let grant = with_grant(&store).await;
    won(&store, GrantCommit::Revoke(grant.id)).await;
    let extend = GrantCommit::Extend {
        id: grant.id,
        expires_at: at(3000),
    };
    lost(&store, extend).await;
}

pub(super) async fn a_grant_needs_its_client_and_its_user(store: Fixture) {
    let (ada, app) = (user("ada"), public_client("app"));
    let grant = grant(1, &ada, &app);
    lost(&store, open(&grant)).await;
    won(&store, UserCommit::Add(ada)).await;
    lost(&store, open(&grant)).await;
    won(&store, ClientCommit::Add(app)).await;
    won(&store, open(&grant)).await;
    lost(&store, open(&grant)).await;
}

pub(super) async fn a_generation_is_rotated_once(store: Fixture) {
    let grant = with_grant(&store).await;
    lost(&store, rotate(&grant, 1)).await;
    won(&store, rotate(&grant, 0)).await;
    lost(&store, rotate(&grant, 0)).await;
    let after = read(&store, &grant).await;
    assert_eq!(
        (after.generation, after.rotated_at, after.expires_at),
        (1, at(2), at(2000))
    );
    won(&store, rotate(&grant, 1)).await;
}

pub(super) async fn a_generation_is_rotated_once_under_concurrency(store: Fixture) {
    let grant = with_grant(&store).await;
    let mut tasks = tokio::task::JoinSet::new();
    for attempt in 0..400 {
        let (store, write) = (store.shared(), rotate(&grant, attempt % 4));
        tasks.spawn(async move { (attempt % 4, store.commit(write.into()).await) });
    }
    let mut wins = [0; 4];
    while let Some(done) = tasks.join_next().await {
        let (from, answer) = done.unwrap();
        if answer.unwrap().value == Outcome::Won {
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

pub(super) async fn an_expired_grant_is_not_rotated(store: Fixture) {
    let grant = with_grant(&store).await;
    store.clock.set(at(1000).seconds());
    lost(&store, rotate(&grant, 0)).await;
}

pub(super) async fn a_revoked_grant_is_not_rotated(store: Fixture) {
    let grant = with_grant(&store).await;
    store.clock.set(at(6).seconds());
    won(&store, GrantCommit::Revoke(grant.id)).await;
    lost(&store, rotate(&grant, 0)).await;
    store.clock.set(at(7).seconds());
    lost(&store, GrantCommit::Revoke(grant.id)).await;
    assert_eq!(read(&store, &grant).await.revoked_at, Some(at(6)));
}

pub(super) async fn a_rotation_happens_at_the_time_of_its_commit_and_says_so(store: Fixture) {
    let grant = with_grant(&store).await;
    store.clock.pass_until(at(17).seconds());
    let answer = store.commit(rotate(&grant, 0).into()).await.unwrap();
    assert_eq!((answer.value, answer.at), (Outcome::Won, at(17)));
    assert_eq!(read(&store, &grant).await.rotated_at, at(17));
}

pub(super) async fn a_clock_that_is_set_back_does_not_change_how_long_ago_a_rotation_was(
    store: Fixture,
) {
    let grant = with_grant(&store).await;
    won(&store, rotate(&grant, 0)).await;
    store.clock.pass_until(at(30).seconds());
    store.clock.set(at(5).seconds());
    let found = store.grant(grant.id).await.unwrap();
    let rotated_at = found.value.unwrap().grant.rotated_at;
    assert_eq!(found.at.seconds() - rotated_at.seconds(), 28);
    won(&store, rotate(&grant, 1)).await;
    assert_eq!(read(&store, &grant).await.rotated_at, at(30));
}

pub(super) async fn a_clock_that_is_far_ahead_for_a_moment_ends_no_grant(store: Fixture) {
    let grant = with_grant(&store).await;
    store.clock.set(at(1_000_000).seconds());
    lost(&store, rotate(&grant, 0)).await;
    let mut later = crate::model::grant(2, &user("ada"), &public_client("app"));
    later.expires_at = at(2_000_000);
    won(&store, open(&later)).await;
    store.clock.set(at(5).seconds());
    won(&store, rotate(&grant, 0)).await;
}

pub(super) async fn a_client_that_was_registered_anew_is_another_one(store: Fixture) {
    let first = with_grant(&store).await;
    won(&store, ClientCommit::Remove(first.client.clone())).await;
    let again = Client {
        created_at: at(3),
        ..public_client("app")
    };
    won(&store, ClientCommit::Add(again.clone())).await;
    lost(&store, open(&first)).await;
    let stands = |registered_at| store.still_stands(&again.id, registered_at, first.user, 0);
    assert!(!stands(at(1)).await.unwrap());
    assert!(stands(at(3)).await.unwrap());
}

pub(super) async fn revocation_wins_against_rotation_for_good(store: Fixture) {
    let grant = with_grant(&store).await;
    let mut tasks = tokio::task::JoinSet::new();
    for attempt in 0..200 {
        let write = match attempt {
            100 => GrantCommit::Revoke(grant.id),
            _ => rotate(&grant, 0),
        };
        let store = store.shared();
        tasks.spawn(async move { store.commit(write.into()).await.unwrap() });
    }
    tasks.join_all().await;
    let after = read(&store, &grant).await;
    assert_eq!(after.revoked_at, Some(at(2)));
    lost(&store, rotate(&grant, after.generation)).await;
}

pub(super) async fn what_was_added_is_read_back(store: Fixture) {
    let grant = with_grant(&store).await;
    let machine = confidential_client("machine");
    won(&store, ClientCommit::Add(machine.clone())).await;

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

pub(super) async fn what_was_not_added_is_not_there(store: Fixture) {
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
            .value
            .is_none()
    );
}
