//! `/token` and `/users/me` on the wire.

use crate::support::{admin, failed, me, post, printed, server, sign_in};
use countersign_testkit::{Request, Response, RunningServer};

const FORM: &str = "application/x-www-form-urlencoded";
const SECRET: &str = "a client secret of forty characters: ok!";

#[test]
fn the_token_response_has_the_five_members_and_is_not_stored() {
    let server = server();
    let response = sign_in(&server, "admin", server.admin_password().unwrap());
    assert_eq!(response.header("Cache-Control"), Some("no-store"));
    assert_eq!(response.header("Pragma"), Some("no-cache"));
    assert_eq!(response.header("Content-Type"), Some("application/json"));
    let token = response.json().unwrap();
    assert_eq!(token["token_type"], "Bearer");
    assert_eq!(token["expires_in"], 900);
    assert_eq!(token["scope"], "profile:read");
    assert!(token["access_token"].as_str().unwrap().split('.').count() == 3);
    assert!(token["refresh_token"].as_str().unwrap().starts_with("csr_"));
    assert_eq!(token.as_object().unwrap().len(), 5);
}

#[test]
fn a_token_opens_the_profile_and_nothing_else_does() {
    let server = server();
    let token = admin(&server)["access_token"].as_str().unwrap().to_owned();
    let profile = me(&server, &token);
    assert_eq!(profile.status, 200);
    assert_eq!(profile.json().unwrap()["username"], "admin");
    assert_eq!(profile.json().unwrap()["admin"], true);

    let missing = Request::get(&server.url("/users/me")).send().unwrap();
    assert_eq!(missing.status, 401);
    let challenge = missing.header("WWW-Authenticate").unwrap();
    assert!(
        challenge.starts_with("Bearer") && !challenge.contains("error="),
        "{challenge}"
    );
    assert_eq!(missing.json().unwrap()["detail"], "Not authenticated");

    let changed = format!(
        "{}A{}",
        &token[..token.len() - 10],
        &token[token.len() - 9..]
    );
    for bad in [changed.as_str(), "x", "a.b.c"] {
        let response = me(&server, bad);
        assert_eq!(response.status, 401, "{bad}");
        let challenge = response.header("WWW-Authenticate").unwrap();
        assert!(challenge.contains("error=\"invalid_token\""), "{challenge}");
    }
}

#[test]
fn a_refresh_rotates_and_a_replay_of_the_first_token_stays_the_same_for_a_moment() {
    let server = server();
    let first = admin(&server)["refresh_token"].as_str().unwrap().to_owned();
    let refresh = |token: &str| {
        let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
        post(&server, &form).json().unwrap()
    };
    let (winner, repeated) = (refresh(&first), refresh(&first));
    assert_ne!(winner["refresh_token"].as_str().unwrap(), first);
    assert_eq!(winner["refresh_token"], repeated["refresh_token"]);
    let third = refresh(winner["refresh_token"].as_str().unwrap());
    assert_eq!(
        me(&server, third["access_token"].as_str().unwrap()).status,
        200
    );
    assert_eq!(
        refresh(&first)["error"],
        "invalid_grant",
        "two generations old"
    );
    assert_eq!(
        refresh(third["refresh_token"].as_str().unwrap())["error"],
        "invalid_grant"
    );
}

#[test]
fn client_credentials_give_a_token_that_is_no_users() {
    let server = server();
    let add = [
        "client",
        "add",
        "machine",
        "--secret-stdin",
        "--grant",
        "client_credentials",
    ];
    printed(
        &server,
        &[&add[..], &["--scope", "profile:read"]].concat(),
        SECRET,
    );
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", "machine"),
        ("client_secret", SECRET),
    ];
    let token = post(&server, &form).json().unwrap();
    assert!(token.get("refresh_token").is_none(), "{token}");
    let response = me(&server, token["access_token"].as_str().unwrap());
    assert_eq!(response.status, 403, "{}", response.text());
}

fn error(response: &Response) -> (u16, String) {
    let body = response.json().unwrap();
    assert_eq!(response.header("Cache-Control"), Some("no-store"));
    assert!(
        body["error_description"]
            .as_str()
            .is_some_and(|text| !text.is_empty()),
        "{body}"
    );
    (response.status, body["error"].as_str().unwrap().to_owned())
}

#[test]
fn every_bad_request_gets_an_error_of_rfc_6749() {
    let server = server();
    let send = |content_type: &str, body: &str| {
        let request = Request::post(&server.url("/token")).body(content_type, body);
        error(&request.send().unwrap())
    };
    let invalid_request = (400, "invalid_request".to_owned());
    assert_eq!(send(FORM, ""), invalid_request);
    assert_eq!(
        send("application/json", r#"{"grant_type":"password"}"#),
        invalid_request
    );
    assert_eq!(
        send(FORM, "grant_type=password&grant_type=password"),
        invalid_request
    );
    assert_eq!(send(FORM, "grant_type=%zz"), invalid_request);
    let unsupported = (400, "unsupported_grant_type".to_owned());
    assert_eq!(send(FORM, "grant_type=implicit"), unsupported);
    let long = "x".repeat(1025);
    for password in ["", "%00", &long] {
        let body = format!("grant_type=password&username=admin&password={password}");
        assert_eq!(send(FORM, &body), invalid_request, "{password}");
    }
    let scope = "grant_type=password&username=admin&password=x&scope=admin";
    assert_eq!(send(FORM, scope), (400, "invalid_scope".to_owned()));
}

#[test]
fn a_body_over_the_limit_is_413() {
    let server = server();
    let body = format!("grant_type=password&username={}", "x".repeat(70_000));
    let response = Request::post(&server.url("/token"))
        .body(FORM, body)
        .send()
        .unwrap();
    assert_eq!(error(&response), (413, "invalid_request".to_owned()));
}

#[test]
fn unknown_user_wrong_password_and_disabled_user_get_the_same_answer() {
    let server = server();
    printed(
        &server,
        &["user", "add", "ada", "--password-stdin"],
        "swordfish swordfish",
    );
    printed(&server, &["user", "disable", "ada"], "");
    let answers = [
        ("admin", "wrong"),
        ("nobody", "wrong"),
        ("ada", "swordfish swordfish"),
    ]
    .map(|(name, password)| {
        let response = sign_in(&server, name, password);
        (response.status, response.text())
    });
    assert_eq!(answers[0].0, 400);
    assert!(answers[0].1.contains("invalid_grant"), "{}", answers[0].1);
    assert!(
        answers.iter().all(|answer| *answer == answers[0]),
        "{answers:?}"
    );
}

#[test]
fn a_failed_client_authentication_is_401_with_a_challenge() {
    let server = server();
    let form = [("grant_type", "client_credentials")];
    let request = Request::post(&server.url("/token")).form(&form);
    let response = request
        .header("Authorization", "Basic bm9ib2R5Ong=")
        .send()
        .unwrap();
    assert_eq!(error(&response), (401, "invalid_client".to_owned()));
    assert!(
        response
            .header("WWW-Authenticate")
            .unwrap()
            .starts_with("Basic")
    );
}

#[test]
fn only_post_asks_for_tokens() {
    let response = Request::get(&server().url("/token")).send().unwrap();
    assert_eq!(
        (response.status, response.header("Allow")),
        (405, Some("POST"))
    );
}

#[test]
fn a_user_who_is_disabled_or_gets_a_new_password_is_signed_out() {
    let server = server();
    let refuse = |name: &str, command: &[&str], input: &str| {
        printed(
            &server,
            &["user", "add", name, "--password-stdin"],
            "swordfish swordfish\n",
        );
        let token = sign_in(&server, name, "swordfish swordfish")
            .json()
            .unwrap();
        printed(&server, command, input);
        let refresh_token = token["refresh_token"].as_str().unwrap();
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token),
        ];
        assert_eq!(
            error(&post(&server, &form)),
            (400, "invalid_grant".to_owned())
        );
    };
    refuse("ada", &["user", "disable", "ada"], "");
    refuse("bob", &["user", "passwd", "bob"], "another long password\n");
    assert_eq!(sign_in(&server, "bob", "another long password").status, 200);
    assert_eq!(sign_in(&server, "bob", "swordfish swordfish").status, 400);
}

#[test]
fn a_disabled_users_token_opens_the_profile_no_more() {
    let server = server();
    printed(
        &server,
        &["user", "add", "ada", "--password-stdin"],
        "swordfish swordfish",
    );
    let token = sign_in(&server, "ada", "swordfish swordfish")
        .json()
        .unwrap();
    let token = token["access_token"].as_str().unwrap();
    assert_eq!(me(&server, token).status, 200);
    printed(&server, &["user", "disable", "ada"], "");
    let response = me(&server, token);
    assert_eq!(response.status, 401);
    let challenge = response.header("WWW-Authenticate").unwrap();
    assert!(challenge.contains("error=\"invalid_token\""), "{challenge}");
}

/// A secret that came in, or went out, is in no line of the log, even the most talkative.
#[test]
fn no_secret_is_logged() {
    let folder = tempfile::tempdir().unwrap();
    let verbose = ["--log-level", "debug", "--log-format", "json"];
    let server = RunningServer::start_in(crate::support::BINARY, folder.path(), &verbose).unwrap();
    let tokens = admin(&server);
    let access_token = tokens["access_token"].as_str().unwrap();
    me(&server, access_token);
    me(&server, &format!("{access_token}x"));
    sign_in(&server, "admin", "hunter2hunter2");
    sign_in(&server, "typed-my-password-here", "x");
    failed(
        &server,
        &["client", "add", "machine", "--grant", "password"],
        "",
    );
    let basic = base64(b"machine:topsecrettopsecret");
    Request::post(&server.url("/token"))
        .form(&[("grant_type", "client_credentials")])
        .header("Authorization", &format!("Basic {basic}"))
        .send()
        .unwrap();
    let log = server.stderr();
    assert!(
        log.contains("\"status\":200") && log.contains("invalid_grant"),
        "{log}"
    );
    let (_, signature) = access_token.rsplit_once('.').unwrap();
    for secret in [
        signature,
        tokens["refresh_token"].as_str().unwrap(),
        server.admin_password().unwrap(),
        "hunter2",
        "typed-my-password-here",
        "topsecret",
        "refreshsecret",
        "formsecret",
        &basic,
    ] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}

fn base64(bytes: &[u8]) -> String {
    base64_simd::STANDARD.encode_to_string(bytes)
}
