//! A running server, and what tests ask of it.

use countersign_testkit::{Request, Response, RunningServer};
use serde_json::Value;
use std::process::Output;

pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_countersign");

pub(crate) fn server() -> RunningServer {
    RunningServer::start(BINARY).unwrap()
}

pub(crate) fn post(server: &RunningServer, fields: &[(&str, &str)]) -> Response {
    Request::post(&server.url("/token"))
        .form(fields)
        .send()
        .unwrap()
}

/// A sign-in with name and password, no client named.
pub(crate) fn sign_in(server: &RunningServer, username: &str, password: &str) -> Response {
    let grant = ("grant_type", "password");
    post(
        server,
        &[grant, ("username", username), ("password", password)],
    )
}

/// The admin's tokens.
pub(crate) fn admin(server: &RunningServer) -> Value {
    let response = sign_in(server, "admin", server.admin_password().unwrap());
    assert_eq!(response.status, 200, "{}", response.text());
    response.json().unwrap()
}

pub(crate) fn me(server: &RunningServer, access_token: &str) -> Response {
    Request::get(&server.url("/users/me"))
        .bearer(access_token)
        .send()
        .unwrap()
}

/// What a successful command printed.
pub(crate) fn printed(server: &RunningServer, arguments: &[&str], input: &str) -> String {
    let output = server.run(arguments, input).unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// What a failed command said, and its exit code.
pub(crate) fn failed(server: &RunningServer, arguments: &[&str], input: &str) -> (i32, String) {
    let output = server.run(arguments, input).unwrap();
    (output.status.code().unwrap(), stderr(&output))
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}
