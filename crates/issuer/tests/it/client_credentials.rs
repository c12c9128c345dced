//! A client's own tokens: RFC 6749 section 4.4, RFC 9068.

use crate::world::{World, basic, machine_basic};
use countersign_issuer::Refusal;

#[tokio::test]
async fn the_token_has_the_claims_of_rfc_9068() {
    let world = World::new().await;
    let form = "grant_type=client_credentials&scope=items:read";
    let response = world.ask_with(Some(&machine_basic()), form).await.unwrap();
    assert_eq!(response.expires_in, 900);
    assert!(response.refresh_token.is_none(), "RFC 6749 4.4.3");
    let token = world.verify(&response);
    let now = world.now();
    assert_eq!(token.subject, "machine");
    assert_eq!(token.client_id, "machine");
    assert_eq!(
        (token.issued_at, token.expires_at),
        (now, now.saturating_add(900))
    );
    assert_eq!(token.scope.to_string(), "items:read");
    assert_eq!(token.issuer.as_str(), "https://id.example.org");
    let again = world.ask_with(Some(&machine_basic()), form).await.unwrap();
    assert_ne!(world.verify(&again).token_id, token.token_id);
}

#[tokio::test]
async fn without_a_scope_the_client_gets_all_of_its_own() {
    let world = World::new().await;
    let form = "grant_type=client_credentials";
    let response = world.ask_with(Some(&machine_basic()), form).await.unwrap();
    assert_eq!(response.scope.to_string(), "items:read profile:read");
    let json = serde_json::to_value(&response).unwrap();
    assert_eq!(json["token_type"], "Bearer");
    assert_eq!(json["scope"], "items:read profile:read");
    assert!(json.get("refresh_token").is_none());
}

#[tokio::test]
async fn a_scope_that_the_client_may_not_have_is_refused_and_the_others_are_named() {
    let world = World::new().await;
    let form = "grant_type=client_credentials&scope=items:read+admin";
    let error = world
        .ask_with(Some(&machine_basic()), form)
        .await
        .unwrap_err();
    assert_eq!(error.code().as_str(), "invalid_scope");
    let expected = "a scope that was asked for is not one that may be granted here: \
                    these may be: items:read profile:read";
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn a_client_needs_the_grant_type_and_a_secret() {
    let world = World::new().await;
    let form = "grant_type=client_credentials";
    assert_eq!(
        world.ask(form).await.unwrap_err().code().as_str(),
        "unauthorized_client"
    );
    let web = basic("web", "a+secret%3A+of+the+machine%2Bclient");
    assert_eq!(
        world
            .ask_with(Some(&web), form)
            .await
            .unwrap_err()
            .code()
            .as_str(),
        "unauthorized_client"
    );
}

#[tokio::test]
async fn one_look_up_and_no_write() {
    let world = World::new().await;
    let form = "grant_type=client_credentials";
    world.ask_with(Some(&machine_basic()), form).await.unwrap();
    assert_eq!(world.desk.take_log(), ["client"]);
}
