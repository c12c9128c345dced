//! The password grant: first-party clients only.

use crate::world::{PASSWORD, World, basic, keys_of_which_none_signs, parse, user};
use countersign_issuer::{
    Admission, Against, Client, ClientCommit, ClientId, Commit, Moment, Passwords, PasswordsError,
    Ports, Refusal, Seed, Store, StoredPassword, User, UserCommit, UserId, Username,
};
use countersign_jose::Scopes;
use countersign_password::{BcryptCost, Cost, PasswordHash, Scheme};
use std::sync::Arc;

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
        world.commit(UserCommit::Add(user)).await;
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
        let _before = world.desk.take_log();
        let form = format!("grant_type=password&username={name}&password={password}");
        let error = world.ask(&form).await.unwrap_err();
        assert_eq!(
            (error.code().as_str(), error.status()),
            ("invalid_grant", 400)
        );
        seen.push((error.to_string(), world.desk.take_log()));
    }
    assert_eq!(
        seen[0].1,
        [
            "client",
            "user_named",
            "password_costs_near",
            "check_password"
        ]
    );
    seen.dedup();
    assert_eq!(seen.len(), 1, "{seen:?}");
}

/// What the password of a sign-in as that user is compared with.
async fn against(world: &World, name: &str) -> Against {
    let form = format!("grant_type=password&username={name}&password=U*U");
    drop(world.ask(&form).await);
    world.passwords.take_compared().pop().unwrap()
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
        Against::Nothing { like } | Against::Unreadable { like, .. } => like,
        Against::Stored(_) => panic!("{name} is known"),
    }
}

#[tokio::test]
async fn an_unknown_name_costs_what_some_user_costs_and_always_the_same() {
    let world = World::new().await;
    for cost in 6..=9 {
        let user = with_cost(&format!("user {cost}"), cost * 25, cost);
        world.commit(UserCommit::Add(user)).await;
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
    world.commit(UserCommit::Add(with_cost("eve", 1, 9))).await;
    world
        .commit(UserCommit::Disable(UserId::from_bytes([1; 16])))
        .await;
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
        world.commit(UserCommit::Add(ghost)).await;
        assert_eq!(like(&world, name).await, before);
    }
}

#[tokio::test]
async fn who_is_turned_away_by_the_passwords_port_is_not_looked_up() {
    let world = World::new().await;
    let full = Full;
    let ports = Ports {
        store: &*world.store,
        passwords: &full,
        keys: &world.keys,
    };
    let moment = Moment {
        now: world.now(),
        seed: Seed::from_bytes([0; 32]),
    };
    let request = parse(
        None,
        "grant_type=password&username=ada&password=x&client_id=nobody",
    );
    let error = world
        .server
        .token(ports, request.unwrap(), moment)
        .await
        .unwrap_err();
    assert_eq!(
        (error.code().as_str(), error.status()),
        ("temporarily_unavailable", 429)
    );
    assert_eq!(error.retry_after(), Some(7));
    assert!(error.to_string().contains("ada"), "{error}");
    assert!(!error.error_description().contains("ada"), "{error}");
}

/// A port that turns everybody away.
#[derive(Debug)]
struct Full;

impl Passwords for Full {
    fn admit(&self, name: Option<&Username>) -> Result<Box<dyn Admission>, PasswordsError> {
        Err(PasswordsError::Overloaded {
            reason: format!("too many for {name:?}"),
            one_caller: true,
            retry_after: 7,
        })
    }
}

#[tokio::test]
async fn a_client_that_is_not_first_party_is_refused_before_any_hash() {
    let world = World::new().await;
    let error = world
        .ask(&format!("{FORM}&client_id=third-party"))
        .await
        .unwrap_err();
    assert_eq!(error.code().as_str(), "unauthorized_client");
    assert_eq!(world.desk.take_log(), ["client"]);
}

#[tokio::test]
async fn a_scope_that_is_not_allowed_is_refused_before_any_hash() {
    let world = World::new().await;
    let error = world.ask(&format!("{FORM}&scope=admin")).await.unwrap_err();
    assert_eq!(error.code().as_str(), "invalid_scope");
    assert_eq!(world.desk.take_log(), ["client"]);
}

const SWAP: &str = "User::SwapPasswordHash";

#[tokio::test]
async fn an_old_hash_is_replaced_at_sign_in() {
    let world = World::new().await;
    world.sign_in().await;
    assert!(world.desk.take_log().contains(&SWAP.to_owned()));
    let stored = world
        .store
        .user(user("ada", false).id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(stored.password.hash().unwrap().scheme(), Scheme::Argon2id);
    let _before = world.desk.take_log();
    world.sign_in().await;
    assert!(
        !world.desk.take_log().contains(&SWAP.to_owned()),
        "once is enough"
    );
}

/// What may happen to a user or a client while the hash of a sign-in is computed.
fn changes() -> [Commit; 3] {
    let ada = user("ada", false);
    let hash = ada.password.hash().unwrap().clone();
    [
        UserCommit::Disable(ada.id).into(),
        UserCommit::SetPassword { user: ada.id, hash }.into(),
        ClientCommit::Remove(ClientId::parse("kiosk").unwrap()).into(),
    ]
}

#[tokio::test]
async fn a_user_who_is_disabled_while_the_hash_is_computed_gets_no_token() {
    let [disable, ..] = changes();
    refused_after(disable, FORM).await;
}

#[tokio::test]
async fn a_sign_in_that_began_before_a_new_password_gets_no_token() {
    let [_, new_password, _] = changes();
    refused_after(new_password, FORM).await;
}

#[tokio::test]
async fn where_nothing_is_stored_a_change_while_the_hash_is_computed_is_noticed_too() {
    let form = format!("{FORM}&client_id=kiosk");
    let world = World::new().await;
    let response = world.ask(&form).await.unwrap();
    assert!(response.refresh_token.is_none());
    assert_eq!(world.desk.take_log().last().unwrap(), "still_stands");
    for change in changes() {
        refused_after(change, &form).await;
    }
}

/// Changes something after the password was looked up and before it is checked.
async fn refused_after(change: Commit, form: &str) {
    let world = World::new().await;
    let mut sign_in = world.begin(form);
    sign_in.run_until("check_password");
    world.commit(change).await;
    let error = sign_in.finish().unwrap_err();
    assert_eq!(error.code().as_str(), "invalid_grant");
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
    assert_eq!(error.code().as_str(), "invalid_client");
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
async fn a_sign_in_that_no_key_can_answer_costs_no_hash_and_opens_no_grant() {
    let mut world = World::new().await;
    world.keys = Arc::new(keys_of_which_none_signs());
    let error = world.ask(FORM).await.unwrap_err();
    assert_eq!(error.code().as_str(), "temporarily_unavailable");
    assert_eq!(world.desk.take_log(), ["client"]);
}

#[tokio::test]
async fn a_client_that_was_registered_anew_meanwhile_is_another_one() {
    let world = World::new().await;
    let mut slow = world.begin(FORM);
    slow.run_until("Grant::Open");
    let id = ClientId::parse("docs").unwrap();
    let before = world.store.client(&id).await.unwrap().unwrap();
    world.commit(ClientCommit::Remove(id)).await;
    let after = Client {
        scopes: Scopes::parse("items:read").unwrap(),
        created_at: world.now(),
        ..before
    };
    world.commit(ClientCommit::Add(after)).await;
    assert_eq!(slow.finish().unwrap_err().code().as_str(), "invalid_grant");
}
