//! Who asks: RFC 6749 sections 2.3 and 3.2.1.

use crate::world::{SECRET, World, basic, machine_basic};
use countersign_issuer::Refusal;

const FORM: &str = "grant_type=client_credentials";

#[tokio::test]
async fn a_secret_is_accepted_in_the_header_or_in_the_form() {
    let world = World::new().await;
    assert!(world.ask_with(Some(&machine_basic()), FORM).await.is_ok());
    let lower = machine_basic().replacen("Basic", "bAsIc", 1);
    assert!(world.ask_with(Some(&lower), FORM).await.is_ok());
    let secret = SECRET.replace('+', "%2B").replace(' ', "+");
    let form = format!("{FORM}&client_id=machine&client_secret={secret}");
    assert!(world.ask(&form).await.is_ok());
}

#[tokio::test]
async fn unknown_client_and_wrong_secret_get_the_same_answer() {
    let world = World::new().await;
    let mut answers = Vec::new();
    for (id, secret) in [
        ("machine", "wrong"),
        ("machine", ""),
        ("nobody", "wrong"),
        ("", "x"),
    ] {
        let error = world
            .ask_with(Some(&basic(id, secret)), FORM)
            .await
            .unwrap_err();
        assert_eq!(
            (error.code().as_str(), error.status()),
            ("invalid_client", 401),
            "{id}"
        );
        assert!(error.challenge().unwrap().starts_with("Basic"));
        answers.push(error.to_string());
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
}

#[tokio::test]
async fn a_confidential_client_without_its_secret_is_refused() {
    let world = World::new().await;
    let error = world
        .ask(&format!("{FORM}&client_id=machine"))
        .await
        .unwrap_err();
    assert_eq!(error.code().as_str(), "invalid_client");
}

#[tokio::test]
async fn a_public_client_that_sends_a_secret_is_refused() {
    let world = World::new().await;
    let form = "grant_type=password&username=ada&password=U*U";
    let error = world
        .ask_with(Some(&basic("docs", "x")), form)
        .await
        .unwrap_err();
    assert_eq!(error.code().as_str(), "invalid_client");
    // An empty secret is none (RFC 6749 2.3.1): browsers' tools send it so.
    assert!(world.ask_with(Some(&basic("docs", "")), form).await.is_ok());
}
