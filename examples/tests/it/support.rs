//! Starting programs that say nothing, and asking for tokens.

use countersign_testkit::{Process, Request};
use serde_json::Value;
use std::net::{TcpListener, TcpStream};
use std::process::Command;

/// An address of this machine that nobody listens on.
pub(crate) fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .to_string()
}

/// Starts a program and waits until it listens there, for as long as it lives.
pub(crate) fn start(command: &mut Command, address: &str) -> Process {
    const ATTEMPTS: u32 = 2_000_000;
    let process = Process::start(command).unwrap();
    let listens = (0..ATTEMPTS).any(|_| TcpStream::connect(address).is_ok());
    assert!(
        listens,
        "nothing listens on {address}: {}",
        process.stderr()
    );
    process
}

/// Signs the admin in.
pub(crate) fn token(token_url: &str, password: &str) -> Value {
    let form = [
        ("grant_type", "password"),
        ("username", "admin"),
        ("password", password),
    ];
    let response = Request::post(token_url).form(&form).send().unwrap();
    assert_eq!(response.status, 200, "{}", response.text());
    response.json().unwrap()["access_token"].clone()
}
