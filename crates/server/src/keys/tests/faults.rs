//! Keys while something else goes wrong: a disk, a clock, another node.

use super::{DAY, Node, START, node_with_file, on_file};
use crate::operations::{key, user};
use crate::server::open_store;
use axum::body::Body;
use axum::http::Request;
use axum::http::header::CONTENT_TYPE;
use countersign_issuer::{KeyCommit, Keys, Outcome};
use countersign_jose::KeyId;
use countersign_password::{BcryptCost, Password, PasswordContext};
use countersign_store::{Clock, Database};
use countersign_testkit::ManualClock;
use rusqlite::Connection;
use serde_json::Value;
use std::path::Path;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};

/// Refreshes, whatever comes of it.
async fn try_refresh(node: &Node, tokens: &Value) -> u16 {
    let token = tokens["refresh_token"].as_str().unwrap();
    let form = format!("grant_type=refresh_token&refresh_token={token}");
    let request = Request::post("/token").header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    let (status, _) = node.send(request.body(Body::from(form)).unwrap()).await;
    status.as_u16()
}

/// Lets no key be stored in the database, and names the refused one; until the trigger `full`
/// is dropped.
fn full_disk(path: &Path) -> Connection {
    let disk = Connection::open(path).unwrap();
    let full = "CREATE TRIGGER full BEFORE INSERT ON signing_keys
                BEGIN SELECT RAISE(ABORT, NEW.key_id); END";
    disk.execute_batch(full).unwrap();
    disk
}

/// What is logged while it lives.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Collects what this thread logs.
    fn start() -> (Self, tracing::subscriber::DefaultGuard) {
        let log = Self::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_writer(move || writer.clone())
            .finish();
        (log, tracing::subscriber::set_default(subscriber))
    }

    fn count(&self, text: &str) -> usize {
        let bytes = self.0.lock().unwrap();
        String::from_utf8_lossy(&bytes).matches(text).count()
    }
}

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_removed_key_is_unusable_at_once_even_where_no_new_key_can_be_stored() {
    let (_folder, path, clock, node) = node_with_file().await;
    node.published().await; // by now there is a key of each algorithm
    let tokens = node.sign_in().await;
    let leaked = node.signs(Keys::ACCESS_TOKENS, &clock).unwrap();

    full_disk(&path);
    let revoke = KeyCommit::Revoke(leaked);
    let revoked = node.store().commit(revoke.into()).await.unwrap();
    assert_eq!(revoked.value, Outcome::Won);

    assert!(node.keeper().tick().await.is_err());
    assert_eq!(node.me(&tokens).await, 401);
}

#[tokio::test]
async fn a_router_keeps_its_keys_after_the_server_value_is_dropped() {
    let clock = ManualClock::at(START);
    let Node { server, router } = Node::in_memory(&clock).await;
    let keeper = Arc::clone(&server.app().keys);
    drop(server);
    let keys = keeper.complete().await.unwrap();
    assert!(
        keys.ring()
            .signing_key(Keys::ID_TOKENS, clock.now())
            .is_some()
    );
    drop(router);
}

#[tokio::test]
async fn a_key_that_was_not_stored_is_not_logged_as_made() {
    let (_folder, path, clock, node) = node_with_file().await;
    node.published().await; // by now there is a key of each algorithm
    let disk = full_disk(&path);

    clock.pass(90 * DAY);
    let (log, _guard) = Log::start();
    assert!(node.keeper().tick().await.is_err());
    assert_eq!(log.count("a signing key was made"), 0);
    disk.execute_batch("DROP TRIGGER full").unwrap();
    node.tick().await;
    assert_eq!(log.count("a signing key was made"), 2);
}

#[tokio::test]
async fn a_key_that_cannot_be_read_is_logged_once() {
    let (_folder, path, _clock, node) = node_with_file().await;
    node.published().await; // by now there is a key of each algorithm
    let newer = Connection::open(&path).unwrap();
    let sealed = "INSERT INTO signing_keys VALUES ('sealed', 'EdDSA', x'07', 1, NULL, 1)";
    newer.execute_batch(sealed).unwrap();

    let (log, _guard) = Log::start();
    for _ in 0..3 {
        node.sign_in().await; // a commit, after which the keys are read anew
        node.tick().await;
    }
    assert_eq!(log.count("cannot be used"), 1);
}

#[tokio::test]
async fn a_pending_key_that_is_removed_just_before_it_begins_leaves_no_gap() {
    let clock = ManualClock::at(START);
    let node = Node::in_memory(&clock).await;
    let made = key::rotate(node.store(), &[Keys::ACCESS_TOKENS], clock.now());
    let made = made.await.unwrap().remove(0);
    clock.pass_until(made.activates_at.seconds() - 10);
    node.tick().await;

    let pending = KeyId::parse(&made.id).unwrap();
    key::remove(node.store(), &pending, clock.now())
        .await
        .unwrap();
    node.tick().await;
    assert!(node.signs(Keys::ACCESS_TOKENS, &clock).is_some());
    clock.pass_until(made.activates_at.seconds());
    node.tick().await;
    assert!(node.signs(Keys::ACCESS_TOKENS, &clock).is_some());
}

#[tokio::test]
async fn a_clock_that_was_far_ahead_for_a_moment_ends_no_grant() {
    let clock = ManualClock::at(START);
    let node = Node::in_memory(&clock).await;
    let tokens = node.sign_in().await;
    clock.set(START + 400 * DAY);
    node.tick().await;
    assert_eq!(node.me(&tokens).await, 401); // anything that looks at the time of the server
    assert_eq!(try_refresh(&node, &tokens).await, 400);

    clock.set(START + 60);
    node.tick().await;
    let new = node.sign_in().await;
    assert_eq!(try_refresh(&node, &new).await, 200, "a sign-in of today");
    assert_eq!(
        try_refresh(&node, &tokens).await,
        200,
        "a sign-in of before"
    );
}

#[tokio::test]
async fn a_clock_that_was_far_ahead_for_a_moment_deletes_no_root_that_verifies() {
    let clock = ManualClock::at(START);
    let node = Node::in_memory(&clock).await;
    let made = key::rotate_root(node.store(), clock.now()).await.unwrap();
    clock.set(made.activates_at.seconds());
    node.tick().await;

    clock.set(START + 400 * DAY);
    node.tick().await;
    clock.set(made.activates_at.seconds() + 60);
    let roots = node.store().root_secrets().await.unwrap();
    let numbers: Vec<_> = roots.iter().map(|root| root.number).collect();
    assert_eq!(
        numbers,
        [1, 2],
        "refresh tokens under root 1 are a minute old"
    );
}

#[tokio::test]
async fn a_retry_at_a_node_whose_clock_is_a_second_behind_is_no_theft() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shared.db");
    let (ahead, behind) = (ManualClock::at(START + 1), ManualClock::at(START));
    let one = on_file(&path, &ahead).await;
    let two = on_file(&path, &behind).await;
    let tokens = one.sign_in().await;
    let lost_answer = one.refresh(&tokens).await;
    let retry = two.refresh(&tokens).await;
    assert_eq!(retry["refresh_token"], lost_answer["refresh_token"]);
    one.refresh(&retry).await;
}

#[tokio::test]
async fn a_sign_in_under_way_while_a_key_is_removed_gets_a_token_that_is_good() {
    let clock = ManualClock::at(START);
    let node = Node::in_memory(&clock).await;
    let admin = node.store().users().await.unwrap().remove(0);
    // A tenth of a second of a core, so that it is not done by the time of the first look.
    let slow = PasswordContext::builder().new_hashes(BcryptCost::new(11).unwrap());
    let password = Password::parse(node.server.admin_password().unwrap()).unwrap();
    let hash = slow.build().unwrap().hash(&password).unwrap();
    user::set_password(node.store(), &admin, hash)
        .await
        .unwrap();
    let mut sign_in = pin!(node.sign_in());
    let mut context = Context::from_waker(Waker::noop());
    assert!(
        sign_in.as_mut().poll(&mut context).is_pending(),
        "it waits for the hash"
    );

    let leaked = node.signs(Keys::ACCESS_TOKENS, &clock).unwrap();
    key::remove(node.store(), &leaked, clock.now())
        .await
        .unwrap();
    node.tick().await;
    let tokens = sign_in.await;
    assert_eq!(node.me(&tokens).await, 200);
}

#[tokio::test]
async fn no_number_of_removed_keys_keeps_a_server_from_starting() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shared.db");
    let clock = ManualClock::at(START);
    drop(on_file(&path, &clock).await);

    // Commands while no server runs, so nobody deletes what was removed.
    let same_clock: Arc<dyn Clock> = clock.clone();
    let command = open_store(&Database::Sqlite(path.clone()), &same_clock).unwrap();
    for _ in 0..70 {
        let made = key::rotate(&*command, &[Keys::ACCESS_TOKENS], clock.now()).await;
        let pending = KeyId::parse(&made.unwrap()[0].id).unwrap();
        key::remove(&*command, &pending, clock.now()).await.unwrap();
        clock.pass(1);
    }
    let node = on_file(&path, &clock).await;
    assert!(node.signs(Keys::ACCESS_TOKENS, &clock).is_some());
}

#[tokio::test]
async fn a_new_key_is_not_made_again_and_again_where_it_cannot_be_stored() {
    let (_folder, path, clock, node) = node_with_file().await;
    node.published().await; // by now there is a key of each algorithm
    full_disk(&path);

    clock.pass(90 * DAY);
    let first = node.keeper().tick().await.unwrap_err().to_string();
    let second = node.keeper().tick().await.unwrap_err().to_string();
    assert_eq!(
        first, second,
        "the same key is offered again, or none for a while"
    );
}

#[tokio::test]
async fn a_retired_key_does_not_sign_again_where_the_next_one_cannot_be_read() {
    let (_folder, path, clock, node) = node_with_file().await;
    let first = node.signs(Keys::ACCESS_TOKENS, &clock).unwrap();
    let made = key::rotate(node.store(), &[Keys::ACCESS_TOKENS], clock.now()).await;
    let made = made.unwrap().remove(0);
    clock.pass_until(made.activates_at.seconds() + 60);
    node.tick().await;
    assert_ne!(node.signs(Keys::ACCESS_TOKENS, &clock), Some(first.clone()));

    // A newer version seals the key that signs; its nodes go on with it.
    let newer = Connection::open(&path).unwrap();
    let seal = "UPDATE signing_keys SET envelope = x'07' WHERE key_id = ?1";
    newer.execute(seal, [&made.id]).unwrap();
    node.tick().await;
    assert_ne!(node.signs(Keys::ACCESS_TOKENS, &clock), Some(first));
}

#[tokio::test]
async fn a_removed_key_that_cannot_be_read_is_deleted_too() {
    let (_folder, path, clock, node) = node_with_file().await;
    let newer = Connection::open(&path).unwrap();
    let sealed = "INSERT INTO signing_keys VALUES ('sealed', 'ES256', x'07', 1, NULL, 1)";
    newer.execute_batch(sealed).unwrap();
    let sealed = KeyId::parse("sealed").unwrap();
    key::remove(node.store(), &sealed, clock.now())
        .await
        .unwrap();

    clock.pass(365 * DAY);
    node.tick().await;
    let stored = node.store().signing_keys().await.unwrap();
    assert!(stored.iter().all(|key| key.key_id != sealed));
}
