//! Users: names, passwords and what they cost, disabling.

use super::fixture::{Fixture, lost, open, read, with_grant, won};
use crate::model::{at, confidential_client, grant, hash, other_hash, public_client, user};
use countersign_issuer::{
    ClientCommit, GrantCommit, NEAR, StoredPassword, User, UserCommit, UserId, Username,
};
use countersign_password::PasswordHash;

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
async fn near(store: &Fixture, place: u16) -> Vec<u16> {
    let near = store.password_costs_near(user_at(place, None).id).await;
    let places = near.unwrap().into_iter().map(|(id, _)| {
        let [high, low, ..] = *id.as_bytes();
        u16::from_be_bytes([high, low])
    });
    places.collect()
}

pub(super) async fn names_and_identifiers_are_unique(store: Fixture) {
    won(&store, UserCommit::Add(user("ada"))).await;
    let same_name = User {
        id: UserId::from_bytes([1; 16]),
        ..user("ada")
    };
    lost(&store, UserCommit::Add(same_name)).await;
    let same_id = User {
        id: user("ada").id,
        ..user("bob")
    };
    lost(&store, UserCommit::Add(same_id)).await;
    won(&store, UserCommit::Add(user("bob"))).await;
    won(&store, ClientCommit::Add(public_client("app"))).await;
    lost(&store, ClientCommit::Add(confidential_client("app"))).await;
}

pub(super) async fn an_unreadable_password_hides_nobody_and_is_replaced_only_by_a_new_one(
    store: Fixture,
) {
    let password = StoredPassword::Unreadable;
    let ada = User {
        password,
        ..user("ada")
    };
    let id = ada.id;
    won(&store, UserCommit::Add(ada)).await;
    won(&store, UserCommit::Add(user("bob"))).await;
    let read = store.user(id).await.unwrap().unwrap();
    assert!(matches!(read.password, StoredPassword::Unreadable));
    assert_eq!(store.users().await.unwrap().len(), 2);
    let near = store.password_costs_near(id).await.unwrap();
    assert_eq!(near.len(), 1);
    assert_eq!(near[0].0, user("bob").id);

    let (from, to) = (hash(), other_hash());
    let user = id;
    lost(&store, UserCommit::SwapPasswordHash { user, from, to }).await;
    let hash = hash();
    won(&store, UserCommit::SetPassword { user, hash }).await;
    let read = store.user(id).await.unwrap().unwrap();
    assert!(read.password.hash().is_some());
}

pub(super) async fn costs_near_an_identifier_are_the_next_users_round_the_end(store: Fixture) {
    assert!(near(&store, 0).await.is_empty(), "there is nobody yet");
    for place in [9, 5, 7] {
        won(&store, UserCommit::Add(user_at(place, Some(hash())))).await;
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
    let near = store.password_costs_near(id).await.unwrap();
    assert_eq!(near[0].1, hash().cost());
}

pub(super) async fn costs_near_an_identifier_are_of_users_who_can_sign_in_with_them(
    store: Fixture,
) {
    let disabled = user_at(2, Some(hash()));
    let user = disabled.id;
    won(&store, UserCommit::Add(user_at(1, None))).await;
    won(&store, UserCommit::Add(disabled)).await;
    won(&store, UserCommit::Disable(user)).await;
    assert!(near(&store, 0).await.is_empty());
    won(&store, UserCommit::Add(user_at(3, Some(hash())))).await;
    assert_eq!(near(&store, 0).await, [3]);
}

pub(super) async fn costs_near_an_identifier_are_of_a_few_users(store: Fixture) {
    let few = NEAR;
    for place in 0..few + 2 {
        let password = (place != 1).then(hash);
        won(&store, UserCommit::Add(user_at(place, password))).await;
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

pub(super) async fn a_new_password_revokes_the_users_grants(store: Fixture) {
    let grant = with_grant(&store).await;
    store.clock.set(at(5).seconds());
    let set = |user| UserCommit::SetPassword {
        user,
        hash: other_hash(),
    };
    won(&store, set(grant.user)).await;
    let ada = store.user(grant.user).await.unwrap().unwrap();
    assert_eq!(ada.password.hash().unwrap().as_str(), other_hash().as_str());
    assert_eq!(read(&store, &grant).await.revoked_at, Some(at(5)));
    lost(&store, set(UserId::from_bytes([9; 16]))).await;
}

pub(super) async fn a_hash_is_swapped_only_if_it_is_the_one_that_was_verified(store: Fixture) {
    let grant = with_grant(&store).await;
    let swap = |from, to| UserCommit::SwapPasswordHash {
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

pub(super) async fn a_disabled_user_has_no_live_grant_and_gets_no_new_one(store: Fixture) {
    let first = with_grant(&store).await;
    store.clock.set(at(5).seconds());
    won(&store, UserCommit::Disable(first.user)).await;
    assert!(store.user(first.user).await.unwrap().unwrap().disabled);
    assert_eq!(read(&store, &first).await.revoked_at, Some(at(5)));
    let second = grant(2, &user("ada"), &public_client("app"));
    lost(&store, open(&second)).await;
    won(&store, UserCommit::Enable(first.user)).await;
    lost(&store, open(&second)).await;
    let user_epoch = store.user(first.user).await.unwrap().unwrap().epoch;
    let grant = second;
    won(
        &store,
        GrantCommit::Open {
            grant,
            user_epoch,
            registered_at: at(1),
        },
    )
    .await;
    assert_eq!(
        read(&store, &first).await.revoked_at,
        Some(at(5)),
        "revoked for good"
    );
    lost(&store, UserCommit::Enable(UserId::from_bytes([9; 16]))).await;
    lost(&store, UserCommit::Disable(UserId::from_bytes([9; 16]))).await;
}

pub(super) async fn a_cost_follows_its_password(store: Fixture) {
    let ada = user("ada");
    won(&store, UserCommit::Add(ada.clone())).await;
    let dear = PasswordHash::parse("$2b$09$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW");
    let dear = dear.unwrap();
    let swap = UserCommit::SwapPasswordHash {
        user: ada.id,
        from: hash(),
        to: dear.clone(),
    };
    won(&store, swap).await;
    let costs = store.password_costs_near(ada.id).await.unwrap();
    assert_eq!(costs, [(ada.id, dear.cost())]);

    let set = UserCommit::SetPassword {
        user: ada.id,
        hash: hash(),
    };
    won(&store, set).await;
    let costs = store.password_costs_near(ada.id).await.unwrap();
    assert_eq!(costs, [(ada.id, hash().cost())]);
}

pub(super) async fn a_sign_in_stands_while_user_epoch_and_client_are_as_they_were(store: Fixture) {
    let (ada, app) = (user("ada"), public_client("app"));
    won(&store, UserCommit::Add(ada.clone())).await;
    assert!(!store.still_stands(&app.id, at(1), ada.id, 0).await.unwrap());
    won(&store, ClientCommit::Add(app.clone())).await;
    assert!(store.still_stands(&app.id, at(1), ada.id, 0).await.unwrap());
    assert!(!store.still_stands(&app.id, at(1), ada.id, 1).await.unwrap());
    assert!(
        !store
            .still_stands(&app.id, at(1), UserId::from_bytes([9; 16]), 0)
            .await
            .unwrap()
    );

    won(&store, UserCommit::Disable(ada.id)).await;
    for epoch in [0, 1] {
        assert!(
            !store
                .still_stands(&app.id, at(1), ada.id, epoch)
                .await
                .unwrap()
        );
    }
    won(&store, UserCommit::Enable(ada.id)).await;
    assert!(store.still_stands(&app.id, at(1), ada.id, 1).await.unwrap());
}

pub(super) async fn a_name_is_kept_as_typed_and_found_however_it_is_typed(store: Fixture) {
    let alice = User {
        username: Username::parse("Alic\u{e9}").unwrap(),
        ..user("alice")
    };
    won(&store, UserCommit::Add(alice)).await;
    for typed in ["Alic\u{e9}", "alice\u{301}", " ALIC\u{c9} "] {
        let found = store.user_named(&Username::parse(typed).unwrap()).await;
        assert_eq!(
            found.unwrap().unwrap().username.as_str(),
            "Alic\u{e9}",
            "{typed}"
        );
    }
    let other = User {
        id: UserId::from_bytes([1; 16]),
        username: Username::parse("alice\u{301}").unwrap(),
        ..user("other")
    };
    lost(&store, UserCommit::Add(other)).await;
}
