//! A flood of sign-ins is turned away, and nothing else feels it.

use crate::support::{BINARY, admin, me};
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{Request as HttpRequest, StatusCode};
use countersign_server::{Server, Settings};
use countersign_testkit::{Request, Response, RunningServer};
use std::io::{ErrorKind, Write};
use std::net::{SocketAddr, TcpStream};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;
use tower::ServiceExt;

/// More than one hashing thread does in the second that its queue is long.
const FLOOD: usize = 300;

fn start(arguments: &[&str]) -> (TempDir, RunningServer) {
    let folder = tempfile::tempdir().unwrap();
    let one_thread = ["--hash-threads", "1", "--log-level", "warn"];
    let arguments = [&one_thread[..], arguments].concat();
    let server = RunningServer::start_in(BINARY, folder.path(), &arguments).unwrap();
    (folder, server)
}

fn wrong_password(url: &str, username: &str) -> Request {
    Request::post(url).form(&[
        ("grant_type", "password"),
        ("username", username),
        ("password", "not the password"),
    ])
}

/// Whoever is turned away hears when to come back.
fn status(response: &Response) -> u16 {
    if [429, 503].contains(&response.status) {
        let seconds: u32 = response.header("Retry-After").unwrap().parse().unwrap();
        assert!((1..=60).contains(&seconds), "{seconds}");
        assert_eq!(response.header("Cache-Control"), Some("no-store"));
        assert_eq!(response.json().unwrap()["error"], "temporarily_unavailable");
    }
    response.status
}

fn count(statuses: &[u16], wanted: u16) -> usize {
    statuses.iter().filter(|status| **status == wanted).count()
}

#[test]
fn a_flood_of_sign_ins_is_shed_while_protected_calls_go_on() {
    let (_folder, server) = start(&["--hash-queue-seconds", "1"]);
    let token = admin(&server)["access_token"].as_str().unwrap().to_owned();
    let url = server.url("/token");
    let statuses: Vec<u16> = thread::scope(|scope| {
        let sign_in = |number| wrong_password(&url, &format!("user {number}"));
        let flood: Vec<_> = (0..FLOOD)
            .map(|number| scope.spawn(move || sign_in(number).send().unwrap()))
            .collect();
        assert_eq!(me(&server, &token).status, 200);
        let answers = flood.into_iter().map(|thread| thread.join().unwrap());
        answers.map(|answer| status(&answer)).collect()
    });
    let (answered, shed) = (count(&statuses, 400), count(&statuses, 503));
    assert_eq!(
        answered + shed,
        FLOOD,
        "every request has an answer: {statuses:?}"
    );
    assert!(shed > 0, "nothing was shed");
    assert!(answered > 0, "nothing was answered");
    assert!(
        admin(&server)["access_token"].is_string(),
        "and then all is well"
    );
    let lines = server.stderr();
    let lines_of_overload = lines.matches("overloaded: ").count();
    assert!((1..=3).contains(&lines_of_overload), "{lines}");
    assert!(!lines.contains("user "), "{lines}");
}

#[test]
fn one_account_is_not_tried_many_times_at_once_whether_it_exists_or_not() {
    let (_folder, server) = start(&["--hashes-per-account", "1"]);
    let url = server.url("/token");
    for username in ["admin", "nobody"] {
        let statuses: Vec<u16> = thread::scope(|scope| {
            let sign_in = || wrong_password(&url, username).send().unwrap();
            let threads: Vec<_> = (0..32).map(|_| scope.spawn(sign_in)).collect();
            let answers = threads.into_iter().map(|thread| thread.join().unwrap());
            answers.map(|answer| status(&answer)).collect()
        });
        let (answered, refused) = (count(&statuses, 400), count(&statuses, 429));
        assert_eq!(answered + refused, 32, "{username}: {statuses:?}");
        assert!(answered > 0 && refused > 0, "{username}: {statuses:?}");
    }
}

/// Sends a sign-in and does not wait for its answer.
fn sign_in_and_wander_off(server: &RunningServer, username: &str) -> TcpStream {
    let address = server.url("").replace("http://", "");
    let body = format!("grant_type=password&username={username}&password=wrong");
    let mut stream = TcpStream::connect(address).unwrap();
    let head = "POST /token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded";
    write!(
        stream,
        "{head}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let soon = Duration::from_millis(1);
    stream.set_read_timeout(Some(soon)).unwrap();
    stream
}

fn is_answered(stream: &TcpStream) -> bool {
    match stream.peek(&mut [0]) {
        Ok(_) => true,
        Err(error) => {
            let silent = [ErrorKind::WouldBlock, ErrorKind::TimedOut];
            assert!(silent.contains(&error.kind()), "{error}");
            false
        }
    }
}

#[test]
fn a_client_that_leaves_frees_its_place_before_its_turn() {
    const AHEAD: usize = 60;
    let (_folder, server) = start(&["--hashes-per-account", "1", "--hash-queue-seconds", "20"]);
    let url = server.url("/token");
    let done = AtomicUsize::new(0);
    thread::scope(|scope| {
        for number in 0..AHEAD {
            let (url, done) = (&url, &done);
            scope.spawn(move || {
                let answer = wrong_password(url, &format!("ahead {number}")).send();
                assert_eq!(answer.unwrap().status, 400);
                done.fetch_add(1, Ordering::SeqCst);
            });
        }
        // One of the two gets the only place of that name, and the other an answer.
        let [one, other] = [(); 2].map(|()| sign_in_and_wander_off(&server, "ghost"));
        while !is_answered(&one) && !is_answered(&other) {}
        drop((one, other));
        loop {
            let done_before = done.load(Ordering::SeqCst);
            if status(&wrong_password(&url, "ghost").send().unwrap()) != 429 {
                assert!(done_before < AHEAD, "its turn had come");
                break;
            }
        }
    });
}

/// A sign-in that comes from that address, in another program that says so to its router.
fn sign_in_from(address: Option<&str>, number: usize) -> HttpRequest<Body> {
    let body = format!("grant_type=password&username=user{number}&password=wrong");
    let mut request = HttpRequest::post("/token")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .unwrap();
    if let Some(address) = address {
        let peer = SocketAddr::new(address.parse().unwrap(), 4711);
        request.extensions_mut().insert(ConnectInfo(peer));
    }
    request
}

#[tokio::test]
async fn one_address_has_so_many_sign_ins_at_once_if_it_is_known() {
    let mut settings = Settings::default();
    settings.database = "memory:".parse().unwrap();
    settings.hash_pool.per_address = NonZeroU32::new(1);
    let server = Server::with_settings(settings).await.unwrap();
    let router = server.router().unwrap();
    let (ok, refused) = (StatusCode::BAD_REQUEST, StatusCode::TOO_MANY_REQUESTS);
    for (address, second) in [
        (Some("192.0.2.1"), refused),
        (Some("2001:db8::1"), refused),
        (Some("127.0.0.1"), ok),
        (None, ok),
    ] {
        // In this order on one thread: the first has its place when the second asks.
        let (one, other) = tokio::join!(
            router.clone().oneshot(sign_in_from(address, 1)),
            router.clone().oneshot(sign_in_from(address, 2)),
        );
        let (one, other) = (one.unwrap(), other.unwrap());
        assert_eq!((one.status(), other.status()), (ok, second), "{address:?}");
        assert_eq!(other.headers().contains_key(RETRY_AFTER), second == refused);
    }
}
