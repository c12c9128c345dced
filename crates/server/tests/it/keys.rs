//! Signing keys and root secrets, beside a running server.

use crate::support::{admin, failed, me, post, printed, server};
use countersign_testkit::{Request, RunningServer};
use serde_json::Value;

/// Looks of a test that waits for the server to notice; each is a request of a millisecond or more.
const LOOKS: usize = 10_000;

fn json(server: &RunningServer, arguments: &[&str]) -> Value {
    serde_json::from_str(&printed(server, arguments, "")).unwrap()
}

fn list(server: &RunningServer) -> Vec<Value> {
    let keys = json(server, &["key", "list", "--json"]);
    keys.as_array().unwrap().clone()
}

/// Key ids in the published set, in order.
fn published(server: &RunningServer) -> Vec<String> {
    let keys: Value = Request::get(&server.url("/jwks"))
        .send()
        .unwrap()
        .json()
        .unwrap();
    let keys = keys["keys"].as_array().unwrap().iter();
    keys.map(|key| key["kid"].as_str().unwrap().to_owned())
        .collect()
}

/// Waits until the published set says what it should.
fn wait_until_published(server: &RunningServer, is_right: impl Fn(&[String]) -> bool) {
    for _ in 0..LOOKS {
        if is_right(&published(server)) {
            return;
        }
    }
    panic!("not published: {:?}", published(server));
}

fn refresh(server: &RunningServer, tokens: &Value) -> Value {
    let token = tokens["refresh_token"].as_str().unwrap();
    let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
    let response = post(server, &form);
    assert_eq!(response.status, 200, "{}", response.text());
    response.json().unwrap()
}

fn access_token(tokens: &Value) -> &str {
    tokens["access_token"].as_str().unwrap()
}

#[test]
fn keys_are_listed_with_state_and_next_change_and_without_their_private_parts() {
    let server = server();
    wait_until_published(&server, |keys| keys.len() == 2);
    let mut keys = list(&server);
    keys.sort_by_key(|key| key["alg"].to_string());
    let columns = |name: &str| keys.iter().map(|key| key[name].clone()).collect::<Vec<_>>();
    assert_eq!(columns("alg"), ["ES256", "RS256", "root"]);
    assert_eq!(columns("state"), ["active", "active", "active"]);
    assert_eq!(keys[0]["next_state"], "retired");
    let lifetime =
        keys[0]["next_change_at"].as_u64().unwrap() - keys[0]["activates_at"].as_u64().unwrap();
    assert_eq!(lifetime, 90 * 86_400);
    assert_eq!(keys[2]["kid"], "root-1");
    for key in &keys {
        assert_eq!(key.as_object().unwrap().len(), 7, "{key}");
    }
    let table = printed(&server, &["key", "list"], "");
    assert!(
        table.contains("ES256") && table.contains("retired at 2"),
        "{table}"
    );
}

#[test]
fn a_rotated_key_is_published_by_the_running_server_and_signs_later() {
    let server = server();
    let tokens = admin(&server);
    let before = published(&server);
    let made = json(
        &server,
        &["key", "rotate", "--algorithm", "ES256", "--json"],
    );
    let next = made[0]["kid"].as_str().unwrap().to_owned();
    wait_until_published(&server, |keys| keys.contains(&next));
    assert!(before.iter().all(|key| published(&server).contains(key)));

    let keys = list(&server);
    let next_key = keys.iter().find(|key| key["kid"] == next.as_str()).unwrap();
    assert_eq!(
        (&next_key["state"], &next_key["next_state"]),
        (&"pending".into(), &"active".into())
    );
    assert_eq!(
        me(&server, access_token(&refresh(&server, &tokens))).status,
        200
    );

    let (code, text) = failed(&server, &["key", "rotate"], "");
    assert_eq!(code, 1);
    assert!(
        text.contains(&next) && text.contains("key remove"),
        "{text}"
    );
}

#[test]
fn a_removed_key_is_unpublished_and_unusable_and_the_server_signs_with_another() {
    let server = server();
    let tokens = admin(&server);
    assert_eq!(me(&server, access_token(&tokens)).status, 200);
    let keys = list(&server);
    let mut signs = keys.iter().filter(|key| key["alg"] == "ES256");
    let leaked = signs.next().unwrap()["kid"].as_str().unwrap().to_owned();

    let text = printed(&server, &["key", "remove", &leaked], "");
    // Who made the next key, the command or the server, depends on who was faster.
    assert!(text.contains("removed: key"), "{text}");
    wait_until_published(&server, |keys| !keys.contains(&leaked) && keys.len() == 2);
    let refused = me(&server, access_token(&tokens));
    assert_eq!(refused.status, 401);
    assert_eq!(
        me(&server, access_token(&refresh(&server, &tokens))).status,
        200
    );

    let (code, text) = failed(&server, &["key", "remove", &leaked], "");
    assert_eq!(
        (code, text.contains("was removed before")),
        (1, true),
        "{text}"
    );
    let (code, text) = failed(&server, &["key", "remove", "nothing"], "");
    assert_eq!((code, text.contains("key list")), (1, true), "{text}");
    let (code, text) = failed(&server, &["key", "remove", "-hyphen", "--json"], "");
    assert_eq!(
        (code, text.contains("no key '-hyphen'")),
        (1, true),
        "{text}"
    );
    let (code, text) = failed(&server, &["key", "remove", "root-1"], "");
    assert_eq!((code, text.contains("--root")), (1, true), "{text}");
}

#[test]
fn refresh_tokens_under_the_old_root_go_on() {
    let server = server();
    let tokens = admin(&server);
    let made = json(&server, &["key", "rotate", "--root", "--json"]);
    assert_eq!(made[0]["kid"], "root-2");
    let roots: Vec<_> = list(&server)
        .into_iter()
        .filter(|key| key["alg"] == "root")
        .collect();
    let states: Vec<_> = roots.iter().map(|root| &root["state"]).collect();
    assert_eq!(states, ["active", "pending"]);
    refresh(&server, &refresh(&server, &tokens));
}

#[test]
fn an_algorithm_that_is_not_in_use_is_refused_and_those_in_use_are_named() {
    let server = server();
    let (code, text) = failed(&server, &["key", "rotate", "--algorithm", "EdDSA"], "");
    assert_eq!(code, 2);
    assert!(text.contains("ES256 and RS256"), "{text}");
}

#[test]
fn a_rotation_that_is_refused_for_one_algorithm_makes_no_key_of_another_unsaid() {
    let server = server();
    wait_until_published(&server, |keys| keys.len() == 2);
    printed(&server, &["key", "rotate", "--algorithm", "RS256"], "");
    let before = list(&server).len();
    let (code, text) = failed(&server, &["key", "rotate"], "");
    assert_eq!(code, 1);
    let made = list(&server).len() - before;
    assert_eq!(made, text.matches("made key").count(), "{text}");
}
