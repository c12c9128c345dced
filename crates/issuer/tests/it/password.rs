//! The password grant: first-party clients only.

use crate::world::{PASSWORD, World, basic, user};
use countersign_issuer::{Commit, Step, Store};
use countersign_password::Scheme;

const FORM: &str = "grant_type=password&username=ada&password=U*U";

#[tokio::test]
async fn a_user_signs_in_with_name_and_password() {
    let world = World::new().await;
    let response = world
        .ask(&format!("{FORM}&scope=profile:read"))
        .await
        .unwrap();
    assert!(response.refresh_token.is_some());
    let token = world.verify(&response);
    assert_eq!(token.subject, user("ada", false).id.to_string());
    assert_eq!(token.client_id, "docs");
    assert_eq!(token.scope.to_string(), "profile:read");
}

#[tokio::test]
async fn everybody_who_may_not_sign_in_gets_the_same_answer_after_the_same_steps() {
    let world = World::new().await;
    let mut seen = Vec::new();
    for (name, password) in [
        ("ada", "wrong"),
        ("nobody", PASSWORD),
        ("mallory", PASSWORD), // disabled
        ("mallory", "wrong"),
    ] {
        world.log.borrow_mut().clear();
        let form = format!("grant_type=password&username={name}&password={password}");
        let error = world.ask(&form).await.unwrap_err();
        assert_eq!((error.code(), error.status()), ("invalid_grant", 400));
        seen.push((error.to_string(), world.log.borrow().clone()));
    }
    assert_eq!(
        seen[0].1,
        ["Step::Client", "Step::UserNamed", "Step::CheckPassword"]
    );
    seen.dedup();
    assert_eq!(seen.len(), 1, "{seen:?}");
}

#[tokio::test]
async fn nothing_can_match_where_there_is_no_such_user() {
    let world = World::new().await;
    for name in ["nobody", "mallory", "+", "%00"] {
        let form = format!("grant_type=password&username={name}&password=U*U");
        let mut step = world.decide(None, &form).unwrap();
        while !matches!(step, Step::CheckPassword(..)) {
            step = world.once(step).await;
        }
        let Step::CheckPassword(check, _) = step else {
            panic!("no check")
        };
        assert!(check.stored.is_none(), "{name}");
    }
}

#[tokio::test]
async fn a_client_that_is_not_first_party_is_refused_before_any_hash() {
    let world = World::new().await;
    let error = world
        .ask(&format!("{FORM}&client_id=third-party"))
        .await
        .unwrap_err();
    assert_eq!(error.code(), "unauthorized_client");
    assert_eq!(*world.log.borrow(), ["Step::Client"]);
}

#[tokio::test]
async fn a_scope_that_is_not_allowed_is_refused_before_any_hash() {
    let world = World::new().await;
    let error = world.ask(&format!("{FORM}&scope=admin")).await.unwrap_err();
    assert_eq!(error.code(), "invalid_scope");
    assert_eq!(*world.log.borrow(), ["Step::Client"]);
}

#[tokio::test]
async fn an_old_hash_is_replaced_at_sign_in() {
    let world = World::new().await;
    world.sign_in().await;
    assert!(world.log.borrow().contains(&"SwapPasswordHash".to_owned()));
    let stored = world
        .store
        .user(user("ada", false).id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(stored.password.unwrap().scheme(), Scheme::Argon2id);
    world.log.borrow_mut().clear();
    world.sign_in().await;
    assert!(
        !world.log.borrow().contains(&"SwapPasswordHash".to_owned()),
        "once is enough"
    );
}

#[tokio::test]
async fn a_user_who_is_disabled_while_the_hash_is_computed_gets_no_token() {
    let world = World::new().await;
    let mut step = world.decide(None, FORM).unwrap();
    while !matches!(step, Step::CheckPassword(..)) {
        step = world.once(step).await;
    }
    let (user, now) = (
        user("ada", false).id,
        countersign_jose::UnixTime::from_seconds(1),
    );
    world.commit(Commit::DisableUser { user, now }).await;
    let error = world.drive(step).await.unwrap_err();
    assert_eq!(error.code(), "invalid_grant");
}

#[tokio::test]
async fn a_confidential_client_proves_itself_too() {
    let world = World::new().await;
    let secret = "a+secret%3A+of+the+machine%2Bclient";
    assert!(
        world
            .ask_with(Some(&basic("web", secret)), FORM)
            .await
            .is_ok()
    );
    let error = world
        .ask_with(Some(&basic("web", "wrong")), FORM)
        .await
        .unwrap_err();
    assert_eq!(error.code(), "invalid_client");
}

#[tokio::test]
async fn debug_of_a_response_shows_no_token() {
    let world = World::new().await;
    let response = world.sign_in().await;
    let shown = format!("{response:?}");
    assert!(!shown.contains(response.access_token.expose()), "{shown}");
    assert!(!shown.contains("csr_"), "{shown}");
}

#[tokio::test]
async fn a_sign_in_that_began_before_a_new_password_gets_no_token() {
    let world = World::new().await;
    let mut step = world.decide(None, FORM).unwrap();
    while !matches!(step, Step::CheckPassword(..)) {
        step = world.once(step).await;
    }
    let ada = user("ada", false);
    let (hash, now) = (
        ada.password.unwrap(),
        countersign_jose::UnixTime::from_seconds(1),
    );
    let user = ada.id;
    world.commit(Commit::SetPassword { user, hash, now }).await;
    let error = world.drive(step).await.unwrap_err();
    assert_eq!(error.code(), "invalid_grant");
}
