use crate::support::{free_address, start, token};
use countersign_testkit::{Request, RunningServer, built};
use std::process::Command;

#[test]
fn hello_takes_tokens_of_a_running_server() {
    let server = RunningServer::start(built("countersign").unwrap()).unwrap();
    let address = free_address();
    let mut hello = Command::new(built("examples/hello").unwrap());
    let _hello = start(hello.args([server.url("").as_str(), &address]), &address);
    let url = format!("http://{address}/hello");

    let token = token(&server.url("/token"), server.admin_password().unwrap());
    let token = token.as_str().unwrap();
    let greeting = Request::get(&url).bearer(token).send().unwrap();
    assert_eq!(greeting.status, 200, "{}", greeting.text());
    let me = Request::get(&server.url("/users/me"))
        .bearer(token)
        .send()
        .unwrap();
    let me = me.json().unwrap();
    assert_eq!(
        greeting.text(),
        format!("Hello, {}", me["sub"].as_str().unwrap())
    );

    let stranger = Request::get(&url).send().unwrap();
    assert_eq!(stranger.status, 401);
    assert!(
        stranger
            .header("WWW-Authenticate")
            .unwrap()
            .starts_with("Bearer")
    );
}

#[test]
fn hello_is_under_30_lines() {
    let lines = include_str!("../../hello.rs").lines().count();
    assert!(lines < 30, "{lines}");
}
