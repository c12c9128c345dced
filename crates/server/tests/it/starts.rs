//! First start, second start, stop; and files that are no database.

use crate::support::{BINARY, admin, me, sign_in, stderr};
use countersign_testkit::{Request, RunningServer};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

const BOUND: Duration = Duration::from_secs(20);

#[test]
fn a_second_start_keeps_everything_and_prints_no_password() {
    let folder = tempfile::tempdir().unwrap();
    let first = RunningServer::start_in(BINARY, folder.path(), &[]).unwrap();
    let password = first.admin_password().unwrap().to_owned();
    let keys = Request::get(&first.url("/jwks")).send().unwrap().text();
    let refresh_token = admin(&first)["refresh_token"].as_str().unwrap().to_owned();
    let log = first.stderr();
    let finished = first.terminate(BOUND).unwrap();
    assert!(finished.status.success(), "{finished:?}");
    assert!(!log.contains(&password), "the log has the password");

    let second = RunningServer::start_in(BINARY, folder.path(), &[]).unwrap();
    assert_eq!(second.admin_password(), None);
    assert_eq!(
        Request::get(&second.url("/jwks")).send().unwrap().text(),
        keys
    );
    assert_eq!(sign_in(&second, "admin", &password).status, 200);
    let refresh = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh_token.as_str()),
    ];
    let response = Request::post(&second.url("/token"))
        .form(&refresh)
        .send()
        .unwrap();
    assert_eq!(response.status, 200, "{}", response.text());
    assert!(
        !second
            .terminate(BOUND)
            .unwrap()
            .stdout
            .contains("sign in as admin")
    );
}

#[test]
fn a_token_of_before_a_restart_is_good_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let issuer = ["--issuer", "http://127.0.0.1:8000"];
    let first = RunningServer::start_in(BINARY, folder.path(), &issuer).unwrap();
    let token = admin(&first)["access_token"].as_str().unwrap().to_owned();
    first.terminate(BOUND).unwrap();
    let second = RunningServer::start_in(BINARY, folder.path(), &issuer).unwrap();
    assert_eq!(me(&second, &token).status, 200);
}

#[test]
fn a_stop_finishes_the_request_in_flight() {
    let server = RunningServer::start(BINARY).unwrap();
    let password = server.admin_password().unwrap();
    let body = format!("grant_type=password&username=admin&password={password}");
    let (address, origin) = (server.url("").replace("http://", ""), server.url(""));
    let mut request = TcpStream::connect(&address).unwrap();
    let (begin, end) = body.split_at(10);
    write!(
        request,
        "POST /token HTTP/1.1\r\nHost: {address}\r\nContent-Length: {}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\n\r\n",
        body.len()
    )
    .unwrap();
    // The interim answer says that the request has arrived and its body is awaited.
    let mut interim = [0; 25];
    request.read_exact(&mut interim).unwrap();
    assert!(interim.starts_with(b"HTTP/1.1 100"), "{interim:?}");
    request.write_all(begin.as_bytes()).unwrap();

    let pid = server.pid().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &pid])
            .status()
            .unwrap()
            .success()
    );
    let refused = (0..1_000_000).any(|_| TcpStream::connect(&address).is_err());
    assert!(
        refused,
        "the server at {origin} accepts connections after SIGTERM"
    );

    request.write_all(end.as_bytes()).unwrap();
    let mut response = String::new();
    request.read_to_string(&mut response).unwrap();
    assert!(response.starts_with("HTTP/1.1 200"), "{response}");
    assert!(response.contains("access_token"), "{response}");
    let finished = server.terminate(BOUND).unwrap();
    assert!(finished.status.success(), "{finished:?}");
}

fn serve(folder: &Path) -> Output {
    let serve = [
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--database",
        "sqlite:server.db",
    ];
    Command::new(BINARY)
        .args(serve)
        .current_dir(folder)
        .output()
        .unwrap()
}

#[test]
fn a_file_that_is_no_database_is_named_and_left_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("server.db");
    std::fs::write(&path, "dear diary").unwrap();
    let output = serve(folder.path());
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("server.db is not a database"),
        "{}",
        stderr(&output)
    );
    assert_eq!(std::fs::read(&path).unwrap(), b"dear diary");
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        1,
        "no side files"
    );
}

#[test]
fn a_taken_address_is_named() {
    let running = RunningServer::start(BINARY).unwrap();
    let address = running.url("").replace("http://", "");
    let folder = tempfile::tempdir().unwrap();
    let mut serve = Command::new(BINARY);
    let serve = serve.args(["serve", "--listen", &address, "--database", "memory:"]);
    let output = serve.current_dir(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains(&address), "{}", stderr(&output));
    assert!(stderr(&output).contains("--listen"), "{}", stderr(&output));
}
