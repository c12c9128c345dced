//! A flood of sign-ins is turned away, and nothing else feels it.

use crate::support::{BINARY, admin, me};
use countersign_testkit::{Request, RunningServer};
use std::thread;

/// More than the queue of one hashing thread holds.
const FLOOD: usize = 200;

#[test]
fn a_flood_of_sign_ins_is_shed_while_protected_calls_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let one_thread = ["--hash-threads", "1", "--log-level", "warn"];
    let server = RunningServer::start_in(BINARY, folder.path(), &one_thread).unwrap();
    let token = admin(&server)["access_token"].as_str().unwrap().to_owned();
    let url = server.url("/token");
    let form = [
        ("grant_type", "password"),
        ("username", "admin"),
        ("password", "not the password"),
    ];
    let statuses: Vec<u16> = thread::scope(|scope| {
        let sign_in = || Request::post(&url).form(&form).send().unwrap();
        let flood: Vec<_> = (0..FLOOD).map(|_| scope.spawn(sign_in)).collect();
        assert_eq!(me(&server, &token).status, 200);
        let shed = |response: countersign_testkit::Response| {
            if response.status == 503 {
                assert!(response.header("Retry-After").is_some());
                assert_eq!(response.json().unwrap()["error"], "temporarily_unavailable");
            }
            response.status
        };
        flood
            .into_iter()
            .map(|thread| shed(thread.join().unwrap()))
            .collect()
    });
    let count = |status| statuses.iter().filter(|one| **one == status).count();
    assert_eq!(count(400) + count(503), FLOOD, "{statuses:?}");
    assert!(count(503) > 0, "nothing was shed");
    assert!(count(400) > 0, "nothing was answered");
}
