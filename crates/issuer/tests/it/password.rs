//! The password grant: first-party clients only.

use crate::world::{PASSWORD, World, basic, parse, user};
use countersign_issuer::{Against, Commit, Step, Store, StoredPassword, User, UserId};
use countersign_password::{BcryptCost, Cost, PasswordHash, Scheme};

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
    for (name, password) in [
        ("absent", StoredPassword::Absent),
        ("unreadable", StoredPassword::Unreadable),
    ] {
        let user = User {
            password,
            ..user(name, false)
        };
        world.commit(Commit::AddUser(user)).await;
    }
    let mut seen = Vec::new();
    for (name, password) in [
        ("ada", "wrong"),
        ("nobody", PASSWORD),
        ("mallory", PASSWORD), // disabled
        ("mallory", "wrong"),
        ("absent", PASSWORD),
        ("unreadable", PASSWORD),
    ] {
        world.log.borrow_mut().clear();
        let form = format!("grant_type=password&username={name}&password={password}");
        let error = world.ask(&form).await.unwrap_err();
        assert_eq!((error.code(), error.status()), ("invalid_grant", 400));
        seen.push((error.to_string(), world.log.borrow().clone()));
    }
    assert_eq!(
        seen[0].1,
        [
            "Step::Client",
            "Step::UserNamed",
            "Step::PasswordHashesNear",
            "Step::CheckPassword"
        ]
    );
    seen.dedup();
    assert_eq!(seen.len(), 1, "{seen:?}");
}

/// What the password of a sign-in as that user is compared with.
async fn against(world: &World, name: &str) -> Against {
    let form = format!("grant_type=password&username={name}&password=U*U");
    let mut step = world.decide(None, &form).unwrap();
    loop {
        match step {
            Step::CheckPassword(check, _) => return check.against,
            other => step = world.once(other).await,
        }
    }
}

#[tokio::test]
async fn nothing_can_match_where_there_is_no_such_user() {
    let world = World::new().await;
    for name in ["nobody", "mallory", "+", "%00"] {
        let against = against(&world, name).await;
        assert!(matches!(against, Against::Nothing { .. }), "{name}");
    }
}

fn with_cost(name: &str, id: u8, log_rounds: u8) -> User {
    let hash = format!("$2b${log_rounds:02}$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW");
    User {
        id: UserId::from_bytes([id; 16]),
        password: PasswordHash::parse(&hash).unwrap().into(),
        ..user(name, false)
    }
}

async fn like(world: &World, name: &str) -> Option<Cost> {
    match against(world, name).await {
        Against::Nothing { like } => like,
        Against::Stored(_) => panic!("{name} is known"),
    }
}

#[tokio::test]
async fn an_unknown_name_costs_what_some_user_costs_and_always_the_same() {
    let world = World::new().await;
    for cost in 6..=9 {
        let user = with_cost(&format!("user {cost}"), cost * 25, cost);
        world.commit(Commit::AddUser(user)).await;
    }
    let mut costs = Vec::new();
    for number in 0..64 {
        let name = format!("nobody{number}");
        let cost = like(&world, &name).await;
        assert_eq!(cost, like(&world, &name).await);
        let Some(Cost::Bcrypt(cost)) = cost else {
            panic!("{name} costs {cost:?}")
        };
        costs.push(cost.log_rounds());
    }
    costs.sort_unstable();
    costs.dedup();
    // ada's 5, whose identifier starts with 0x61, and those of the others.
    assert_eq!(costs, [5, 6, 7, 8, 9]);
}

#[tokio::test]
async fn a_disabled_user_costs_what_they_did_before() {
    let world = World::new().await;
    world.commit(Commit::AddUser(with_cost("eve", 1, 9))).await;
    let (user, now) = (
        UserId::from_bytes([1; 16]),
        countersign_jose::UnixTime::from_seconds(1),
    );
    world.commit(Commit::DisableUser { user, now }).await;
    let cost = like(&world, "eve").await;
    assert_eq!(cost, Some(BcryptCost::new(9).unwrap().into()));
}

#[tokio::test]
async fn a_user_without_a_password_that_can_be_read_costs_what_an_unknown_one_does() {
    for password in [StoredPassword::Absent, StoredPassword::Unreadable] {
        let world = World::new().await;
        let name = "ghost";
        let before = like(&world, name).await;
        let ghost = User {
            password,
            ..with_cost(name, 2, 9)
        };
        world.commit(Commit::AddUser(ghost)).await;
        assert_eq!(like(&world, name).await, before);
    }
}

#[test]
fn a_request_says_before_any_look_up_whether_a_password_is_to_be_checked() {
    let name = |form| {
        let request = parse(None, form).unwrap();
        request.sign_in().map(|sign_in| sign_in.username.cloned())
    };
    assert_eq!(name(FORM).unwrap().unwrap().as_str(), "ada");
    assert_eq!(
        name("grant_type=password&username=+&password=x"),
        Some(None)
    );
    assert_eq!(name("grant_type=refresh_token&refresh_token=x"), None);
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
    assert_eq!(stored.password.hash().unwrap().scheme(), Scheme::Argon2id);
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
        ada.password.hash().unwrap().clone(),
        countersign_jose::UnixTime::from_seconds(1),
    );
    let user = ada.id;
    world.commit(Commit::SetPassword { user, hash, now }).await;
    let error = world.drive(step).await.unwrap_err();
    assert_eq!(error.code(), "invalid_grant");
}
