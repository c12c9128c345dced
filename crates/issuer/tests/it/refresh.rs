//! Refresh and rotation: RFC 6749 section 6, RFC 9700 section 4.14.

use crate::world::{World, basic, keys_of_which_none_signs, refresh, user};
use countersign_issuer::{Commit, GrantCommit, GrantId, Refusal, TokenResponse, UserCommit};
use std::sync::Arc;

fn refresh_token(response: &TokenResponse) -> &str {
    response.refresh_token.as_ref().unwrap().expose()
}

async fn refused(world: &World, form: &str) {
    let error = world.ask(form).await.unwrap_err();
    assert_eq!(
        (error.code().as_str(), error.status()),
        ("invalid_grant", 400),
        "{error}"
    );
}

#[tokio::test]
async fn a_refresh_gives_a_new_pair() {
    let world = World::new().await;
    let first = world.sign_in().await;
    world.pass(60);
    let second = world.ask(&refresh(&first, "")).await.unwrap();
    assert_ne!(refresh_token(&first), refresh_token(&second));
    let (one, two) = (world.verify(&first), world.verify(&second));
    assert_eq!((&one.subject, &one.scope), (&two.subject, &two.scope));
    assert_ne!(one.token_id, two.token_id);
    assert_eq!(two.issued_at, world.now());
    assert!(world.ask(&refresh(&second, "")).await.is_ok());
}

#[tokio::test]
async fn a_repeated_refresh_within_the_grace_period_gets_the_same_reply() {
    let world = World::new().await;
    let first = world.sign_in().await;
    world.pass(60);
    let winner = world.ask(&refresh(&first, "")).await.unwrap();
    world.pass(9);
    let repeated = world.ask(&refresh(&first, "")).await.unwrap();
    assert_eq!(refresh_token(&winner), refresh_token(&repeated));
    assert_eq!(*world.verify(&winner), *world.verify(&repeated));
    assert!(
        world.ask(&refresh(&winner, "")).await.is_ok(),
        "the family lives"
    );
}

#[tokio::test]
async fn refresh_token_used_twice_revokes_the_grant() {
    let world = World::new().await;
    let first = world.sign_in().await;
    world.pass(60);
    let second = world.ask(&refresh(&first, "")).await.unwrap();
    world.pass(10);
    refused(&world, &refresh(&first, "")).await;
    refused(&world, &refresh(&second, "")).await;
    assert!(world.desk.take_log().contains(&"Grant::Revoke".to_owned()));
}

#[tokio::test]
async fn an_older_generation_revokes_the_grant_even_within_the_grace_period() {
    let world = World::new().await;
    let first = world.sign_in().await;
    let second = world.ask(&refresh(&first, "")).await.unwrap();
    let third = world.ask(&refresh(&second, "")).await.unwrap();
    refused(&world, &refresh(&first, "")).await;
    refused(&world, &refresh(&third, "")).await;
}

#[tokio::test]
async fn a_guessed_refresh_token_touches_nothing() {
    let world = World::new().await;
    let first = world.sign_in().await;
    let token = refresh_token(&first);
    let forged = format!("{}{}", &token[..token.len() - 2], "AA");
    let _before = world.desk.take_log();
    for guess in [forged.as_str(), "csr_", "csr_AAAA", "x"] {
        refused(
            &world,
            &format!("grant_type=refresh_token&refresh_token={guess}"),
        )
        .await;
    }
    assert!(world.desk.take_log().iter().all(|done| done == "client"));
    assert!(world.ask(&refresh(&first, "")).await.is_ok());
}

#[tokio::test]
async fn another_clients_refresh_token_is_refused_and_stays_good() {
    let world = World::new().await;
    let first = world.sign_in().await;
    refused(&world, &refresh(&first, "&client_id=third-party")).await;
    assert!(world.ask(&refresh(&first, "")).await.is_ok());
}

#[tokio::test]
async fn another_client_with_a_spent_token_cannot_revoke_the_grant() {
    let world = World::new().await;
    let first = world.sign_in().await;
    let second = world.ask(&refresh(&first, "")).await.unwrap();
    world.pass(60);
    refused(&world, &refresh(&first, "&client_id=third-party")).await;
    assert!(world.ask(&refresh(&second, "")).await.is_ok());
}

#[tokio::test]
async fn a_scope_may_be_narrowed_and_comes_back_with_the_next_refresh() {
    let world = World::new().await;
    let first = world.sign_in().await;
    let narrow = world
        .ask(&refresh(&first, "&scope=items:read"))
        .await
        .unwrap();
    assert_eq!(world.verify(&narrow).scope.to_string(), "items:read");
    let full = world.ask(&refresh(&narrow, "")).await.unwrap();
    assert_eq!(
        world.verify(&full).scope.to_string(),
        "items:read profile:read"
    );
}

#[tokio::test]
async fn a_scope_beyond_the_grant_is_refused_and_spends_nothing() {
    let world = World::new().await;
    let form = "grant_type=password&username=ada&password=U*U&scope=items:read";
    let first = world.ask(form).await.unwrap();
    let error = world
        .ask(&refresh(&first, "&scope=profile:read"))
        .await
        .unwrap_err();
    assert_eq!(error.code().as_str(), "invalid_scope");
    world.pass(60);
    assert!(world.ask(&refresh(&first, "")).await.is_ok());
}

#[tokio::test]
async fn a_grant_that_nobody_refreshes_expires_and_one_that_is_used_goes_on() {
    const DAY: u64 = 86_400;
    let world = World::new().await;
    let mut used = world.sign_in().await;
    let idle = world.sign_in().await;
    for _ in 0..12 {
        world.pass(29 * DAY);
        used = world.ask(&refresh(&used, "")).await.unwrap();
    }
    refused(&world, &refresh(&idle, "")).await;
    world.pass(17 * DAY); // 365 days in all
    refused(&world, &refresh(&used, "")).await;
}

#[tokio::test]
async fn a_user_who_is_disabled_or_changes_the_password_is_signed_out() {
    let ada = user("ada", false);
    let hash = ada.password.hash().unwrap().clone();
    for write in [
        UserCommit::Disable(ada.id),
        UserCommit::SetPassword { user: ada.id, hash },
    ] {
        let world = World::new().await;
        let first = world.sign_in().await;
        world.commit(write).await;
        refused(&world, &refresh(&first, "")).await;
    }
}

#[tokio::test]
async fn whoever_loses_the_race_gets_the_winners_reply() {
    let world = World::new().await;
    let first = world.sign_in().await;
    let form = refresh(&first, "");
    let mut slow = world.begin(&form);
    slow.run_until("Grant::Rotate");
    let winner = world.ask(&form).await.unwrap();
    let loser = slow.finish().unwrap();
    assert_eq!(refresh_token(&winner), refresh_token(&loser));
    assert_eq!(*world.verify(&winner), *world.verify(&loser));
}

#[tokio::test]
async fn whoever_loses_against_a_revocation_gets_nothing() {
    let world = World::new().await;
    let first = world.sign_in().await;
    let mut slow = world.begin(&refresh(&first, ""));
    slow.run_until("Grant::Rotate");
    world.commit(GrantCommit::Revoke(only_grant(&world))).await;
    assert_eq!(slow.finish().unwrap_err().code().as_str(), "invalid_grant");
}

/// The grant that the last sign-in opened.
fn only_grant(world: &World) -> GrantId {
    let commits = world.desk.take_commits();
    let mut grants = commits.iter().filter_map(|done| match &done.commit {
        Commit::Grant(GrantCommit::Open { grant, .. }) => Some(grant.id),
        _ => None,
    });
    grants.next_back().unwrap()
}

#[tokio::test]
async fn a_confidential_clients_refresh_token_stays_the_same_and_nothing_is_written() {
    let world = World::new().await;
    let web = basic("web", "a+secret%3A+of+the+machine%2Bclient");
    let form = "grant_type=password&username=ada&password=U*U";
    let first = world.ask_with(Some(&web), form).await.unwrap();
    let _before = world.desk.take_log();
    let second = world
        .ask_with(Some(&web), &refresh(&first, ""))
        .await
        .unwrap();
    assert_eq!(refresh_token(&first), refresh_token(&second));
    assert_ne!(
        world.verify(&first).token_id,
        world.verify(&second).token_id
    );
    assert_eq!(world.desk.take_log(), ["client", "grant"]);
}

#[tokio::test]
async fn a_token_from_after_a_backup_is_refused_and_harms_nothing() {
    let world = World::new().await;
    let restored = World::new().await; // the same keys and seeds, before the rotation
    let first = world.sign_in().await;
    let same = restored.sign_in().await;
    let later = world.ask(&refresh(&first, "")).await.unwrap();
    refused(&restored, &refresh(&later, "")).await;
    assert!(restored.ask(&refresh(&same, "")).await.is_ok());
}

#[tokio::test]
async fn a_confidential_clients_grant_lives_as_long_as_it_is_used() {
    const DAY: u64 = 86_400;
    let world = World::new().await;
    let web = basic("web", "a+secret%3A+of+the+machine%2Bclient");
    let form = "grant_type=password&username=ada&password=U*U";
    let first = world.ask_with(Some(&web), form).await.unwrap();
    for _ in 0..12 {
        world.pass(29 * DAY);
        assert!(
            world
                .ask_with(Some(&web), &refresh(&first, ""))
                .await
                .is_ok()
        );
    }
    world.pass(17 * DAY); // 365 days in all
    let error = world
        .ask_with(Some(&web), &refresh(&first, ""))
        .await
        .unwrap_err();
    assert_eq!(error.code().as_str(), "invalid_grant");
}

#[tokio::test]
async fn a_repeated_refresh_for_other_scopes_is_another_token_and_says_what_is_left_of_it() {
    let world = World::new().await;
    let first = world.sign_in().await;
    let narrow = world
        .ask(&refresh(&first, "&scope=items:read"))
        .await
        .unwrap();
    world.pass(9);
    let full = world.ask(&refresh(&first, "")).await.unwrap();
    assert_ne!(world.verify(&narrow).token_id, world.verify(&full).token_id);
    assert_eq!((narrow.expires_in, full.expires_in), (900, 891));
}

#[tokio::test]
async fn the_grace_is_counted_from_the_commit_however_slow_it_was() {
    let world = World::new().await;
    let first = world.sign_in().await;
    let mut slow = world.begin(&refresh(&first, ""));
    slow.run_until("Grant::Rotate");
    world.pass(9);
    let lost_answer = slow.finish().unwrap();
    world.pass(9); // 18 seconds after the request arrived, 9 after it was committed
    let retry = world.ask(&refresh(&first, "")).await.unwrap();
    assert_eq!(refresh_token(&lost_answer), refresh_token(&retry));
}

#[tokio::test]
async fn a_request_that_came_before_the_rotation_was_visible_is_no_theft_however_long_it_waits() {
    let world = World::new().await;
    let first = world.sign_in().await;
    let mut honest_retry = world.begin(&refresh(&first, ""));
    honest_retry.run_until("Grant::Rotate");
    let winner = world.ask(&refresh(&first, "")).await.unwrap();
    world.pass(3600); // the database stood still
    let retry = honest_retry.finish().unwrap();
    assert_eq!(refresh_token(&winner), refresh_token(&retry));
    assert!(world.ask(&refresh(&winner, "")).await.is_ok());
}

#[tokio::test]
async fn a_clock_that_was_set_back_opens_no_grace_again() {
    let world = World::new().await;
    let first = world.sign_in().await;
    let second = world.ask(&refresh(&first, "")).await.unwrap();
    world.pass(20);
    world.sign_in().await; // the store has seen that time
    world.clock.set(world.clock.seconds() - 15);
    refused(&world, &refresh(&first, "")).await;
    refused(&world, &refresh(&second, "")).await;
}

#[tokio::test]
async fn a_token_is_not_from_the_future_where_the_clock_of_the_store_is_ahead() {
    let world = World::new().await;
    let first = world.sign_in().await;
    world.pass(3600);
    let second = world.ask(&refresh(&first, "")).await.unwrap();
    world.clock.set(world.clock.seconds() - 3600); // the store's time does not go back
    let third = world.ask(&refresh(&second, "")).await.unwrap();
    assert_eq!(world.verify(&third).issued_at, world.now());
    assert_eq!(third.expires_in, 900);
}

#[tokio::test]
async fn a_refresh_that_no_key_can_answer_spends_nothing() {
    let mut world = World::new().await;
    let first = world.sign_in().await;
    let keys = std::mem::replace(&mut world.keys, Arc::new(keys_of_which_none_signs()));
    let error = world.ask(&refresh(&first, "")).await.unwrap_err();
    assert_eq!(error.code().as_str(), "temporarily_unavailable");

    world.keys = keys;
    world.pass(60); // longer than the grace
    assert!(world.ask(&refresh(&first, "")).await.is_ok());
}

#[tokio::test]
async fn whoever_loses_an_extension_against_a_revocation_gets_nothing() {
    let world = World::new().await;
    let form = "grant_type=password&username=ada&password=U*U";
    let web = "&client_id=web&client_secret=a+secret%3A+of+the+machine%2Bclient";
    let first = world.ask(&format!("{form}{web}")).await.unwrap();
    world.pass(2 * 86_400); // the grant's end is moved once a day
    let mut slow = world.begin(&refresh(&first, web));
    slow.run_until("Grant::Extend");
    world.commit(GrantCommit::Revoke(only_grant(&world))).await;
    assert_eq!(slow.finish().unwrap_err().code().as_str(), "invalid_grant");
}
