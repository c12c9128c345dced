//! Servers whose clock a test moves.

mod faults;

use crate::operations::key;
use crate::server::open_store;
use crate::{Server, Settings};
use axum::body::{Body, to_bytes};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{Request, StatusCode};
use countersign_api::Refusal;
use countersign_issuer::{Keys, Store};
use countersign_jose::{Algorithm, KeyId, RingState};
use countersign_password::Argon2Params;
use countersign_store::{Clock, Database};
use countersign_testkit::ManualClock;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use tower::ServiceExt;

const DAY: u64 = 86_400;
const START: u64 = 1_800_000_000;

/// A server in this process, and its router.
struct Node {
    server: Server,
    router: axum::Router,
}

impl Node {
    async fn open(database: Database, clock: &Arc<ManualClock>) -> Self {
        let cheap = Argon2Params::new(8, 1, 1).unwrap();
        let mut settings = Settings {
            database,
            ..Settings::default()
        };
        settings.passwords = settings.passwords.new_hashes(cheap);
        let clock: Arc<dyn Clock> = clock.clone();
        let server = Server::with_clock(settings, clock).await.unwrap();
        let router = server.router().unwrap();
        Self { server, router }
    }

    async fn in_memory(clock: &Arc<ManualClock>) -> Self {
        Self::open(Database::Memory, clock).await
    }

    fn keeper(&self) -> &super::KeyKeeper {
        &self.server.app().keys
    }

    /// What the background task does at its next turn.
    async fn tick(&self) {
        self.keeper().tick().await.unwrap();
    }

    async fn send(&self, request: Request<Body>) -> (StatusCode, Value) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap_or_default())
    }

    async fn token(&self, form: String) -> Value {
        let request = Request::post("/token")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form));
        let (status, body) = self.send(request.unwrap()).await;
        assert_eq!(status, 200, "{body}");
        body
    }

    async fn sign_in(&self) -> Value {
        let password = self.server.admin_password().unwrap();
        let form = format!("grant_type=password&username=admin&password={password}");
        self.token(form).await
    }

    async fn refresh(&self, tokens: &Value) -> Value {
        let token = tokens["refresh_token"].as_str().unwrap();
        self.token(format!("grant_type=refresh_token&refresh_token={token}"))
            .await
    }

    async fn me(&self, tokens: &Value) -> StatusCode {
        let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
        let request = Request::get("/users/me").header(AUTHORIZATION, bearer);
        self.send(request.body(Body::empty()).unwrap()).await.0
    }

    async fn published(&self) -> Vec<String> {
        let request = Request::get("/jwks").body(Body::empty()).unwrap();
        let (_, body) = self.send(request).await;
        let keys = body["keys"].as_array().unwrap().iter();
        keys.map(|key| key["kid"].as_str().unwrap().to_owned())
            .collect()
    }

    fn signs(&self, algorithm: Algorithm, clock: &ManualClock) -> Option<KeyId> {
        let keys = self.keeper().current();
        let key = keys.ring().signing_key(algorithm, clock.now());
        key.map(|key| key.key_id().clone())
    }

    fn store(&self) -> &dyn Store {
        &*self.server.app().store
    }
}

#[tokio::test]
async fn a_key_for_id_tokens_is_made_after_the_start_and_the_key_set_waits_for_it() {
    let clock = ManualClock::at(START);
    let node = Node::in_memory(&clock).await;
    assert_eq!(node.published().await.len(), 2);
    assert!(node.signs(Keys::ID_TOKENS, &clock).is_some());
}

#[tokio::test]
async fn keys_rotate_by_timetable_while_serving_and_no_live_token_is_refused() {
    let clock = ManualClock::at(START);
    let node = Node::in_memory(&clock).await;
    let first = node.signs(Keys::ACCESS_TOKENS, &clock).unwrap();
    let mut tokens = node.sign_in().await;
    let mut signers = vec![first.clone()];

    // Half a year, in steps of ten minutes round each change and of a day elsewhere.
    let end = START + 200 * DAY;
    while clock.seconds() < end {
        let to_change = node.keeper().current().ring().next_change(clock.now());
        let to_change = to_change.map_or(DAY, |at| at.seconds() - clock.seconds());
        clock.pass(if to_change < 7200 {
            600
        } else {
            DAY.min(to_change - 3600)
        });
        // Tokens of before the step live for 15 minutes.
        let before = tokens.clone();
        let is_alive = to_change < 7200;
        node.tick().await;
        if is_alive {
            assert_eq!(
                node.me(&before).await,
                200,
                "at {}",
                clock.seconds() - START
            );
        }
        tokens = node.refresh(&tokens).await;
        assert_eq!(node.me(&tokens).await, 200);
        let signer = node.signs(Keys::ACCESS_TOKENS, &clock).unwrap();
        if signers.last() != Some(&signer) {
            signers.push(signer);
        }
    }
    assert_eq!(signers.len(), 3, "90 days each");
    assert!(!node.published().await.contains(&first.to_string()));
    let stored = node.store().signing_keys().await.unwrap();
    assert!(
        stored.iter().all(|key| key.key_id != first),
        "its private part is deleted"
    );
}

#[tokio::test]
async fn a_key_is_published_before_it_signs_for_as_long_as_caches_live() {
    let clock = ManualClock::at(START);
    let node = Node::in_memory(&clock).await;
    let made = key::rotate(node.store(), &[Keys::ACCESS_TOKENS], clock.now());
    let made = made.await.unwrap().remove(0);
    node.tick().await;
    assert!(node.published().await.contains(&made.id));
    assert!(made.activates_at.seconds() >= START + 3600);
    for (at, signs) in [
        (made.activates_at.seconds() - 1, false),
        (made.activates_at.seconds(), true),
    ] {
        clock.pass_until(at);
        let signer = node.signs(Keys::ACCESS_TOKENS, &clock).unwrap();
        assert_eq!(signer.as_str() == made.id, signs);
    }
}

#[tokio::test]
async fn a_removed_key_is_unusable_at_once_for_every_verifier() {
    let clock = ManualClock::at(START);
    let node = Node::in_memory(&clock).await;
    let verifier = node.server.verifier(node.server.audience());
    let tokens = node.sign_in().await;
    let token = tokens["access_token"].as_str().unwrap();
    assert!(verifier.verify(token).await.is_ok());

    let leaked = node.signs(Keys::ACCESS_TOKENS, &clock).unwrap();
    key::remove(node.store(), &leaked, clock.now())
        .await
        .unwrap();
    node.tick().await;
    // The command has made another one, or the server, whichever was faster.
    let signer = node.signs(Keys::ACCESS_TOKENS, &clock).unwrap();
    assert_ne!(signer, leaked);
    assert!(matches!(
        verifier.verify(token).await,
        Err(Refusal::Token(_))
    ));
    assert_eq!(node.me(&tokens).await, 401);
    assert!(!node.published().await.contains(&leaked.to_string()));
    assert_eq!(node.me(&node.refresh(&tokens).await).await, 200);
}

async fn on_file(path: &Path, clock: &Arc<ManualClock>) -> Node {
    Node::open(Database::Sqlite(path.to_owned()), clock).await
}

/// A server on a file of its own. The folder is deleted last.
async fn node_with_file() -> (TempDir, PathBuf, Arc<ManualClock>, Node) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("countersign.db");
    let clock = ManualClock::at(START);
    let node = on_file(&path, &clock).await;
    (folder, path, clock, node)
}

#[tokio::test]
async fn two_servers_on_one_database_switch_keys_together_without_talking() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shared.db");
    let clock = ManualClock::at(START);
    let one = on_file(&path, &clock).await;
    let two = on_file(&path, &clock).await;
    assert_eq!(one.published().await, two.published().await);
    let mut tokens = one.sign_in().await;

    for day in 1..=100 {
        clock.pass_until(START + day * DAY);
        // Each in turn is the one that makes what is due.
        let (first, second) = if day % 2 == 0 {
            (&one, &two)
        } else {
            (&two, &one)
        };
        first.tick().await;
        second.tick().await;
        tokens = first.refresh(&tokens).await;
        assert_eq!(second.me(&tokens).await, 200, "day {day}");
        tokens = second.refresh(&tokens).await;
        assert_eq!(first.me(&tokens).await, 200, "day {day}");
        for algorithm in Keys::ALGORITHMS {
            assert_eq!(one.signs(algorithm, &clock), two.signs(algorithm, &clock));
        }
    }
    let active = |node: &Node| {
        let keys = node.keeper().current();
        let states = keys.ring().states(clock.now());
        states
            .filter(|(_, state)| *state == RingState::Active)
            .count()
    };
    assert_eq!((active(&one), active(&two)), (2, 2));
}

#[tokio::test]
async fn what_another_process_removed_stops_at_the_next_look() {
    let (_folder, path, clock, node) = node_with_file().await;
    let tokens = node.sign_in().await;

    let same_clock: Arc<dyn Clock> = clock.clone();
    let command = open_store(&Database::Sqlite(path), &same_clock).unwrap();
    let leaked = node.signs(Keys::ACCESS_TOKENS, &clock).unwrap();
    key::remove(&*command, &leaked, clock.now()).await.unwrap();
    node.tick().await;
    assert_eq!(node.me(&tokens).await, 401);
}

#[tokio::test]
async fn a_key_that_is_removed_in_the_second_in_which_it_began_is_replaced() {
    let (_folder, path, clock, node) = node_with_file().await;
    let leaked = node.signs(Keys::ACCESS_TOKENS, &clock).unwrap();
    drop(node);

    let same_clock: Arc<dyn Clock> = clock.clone();
    let command = open_store(&Database::Sqlite(path), &same_clock).unwrap();
    let made = key::remove(&*command, &leaked, clock.now()).await.unwrap();
    assert_eq!(made.unwrap().activates_at.seconds(), START + 1);
}

#[tokio::test]
async fn the_next_root_secret_is_made_once() {
    let clock = ManualClock::at(START);
    let node = Node::in_memory(&clock).await;
    key::rotate_root(node.store(), clock.now()).await.unwrap();
    let again = key::rotate_root(node.store(), clock.now()).await;
    let refused = again.unwrap_err().to_string();
    assert!(refused.contains("root-2"), "{refused}");
}

#[tokio::test]
async fn refresh_tokens_outlive_the_rotation_of_their_root() {
    let clock = ManualClock::at(START);
    let node = Node::in_memory(&clock).await;
    let mut tokens = node.sign_in().await;
    let made = key::rotate_root(node.store(), clock.now()).await.unwrap();
    node.tick().await;
    for _ in 0..3 {
        clock.pass(made.activates_at.seconds() - START);
        tokens = node.refresh(&tokens).await;
    }

    // A year after the last grant under it began, the old root is deleted.
    clock.pass_until(START + 2 * 365 * DAY);
    node.tick().await;
    let roots = node.store().root_secrets().await.unwrap();
    let numbers: Vec<_> = roots.iter().map(|root| root.number).collect();
    assert_eq!(numbers, [2]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotation_under_load_loses_no_request() {
    let clock = ManualClock::at(START);
    let node = Arc::new(Node::in_memory(&clock).await);
    let mut clients = Vec::new();
    for _ in 0..8 {
        clients.push(node.sign_in().await);
    }
    node.published().await; // by now there is a key of each algorithm
    let rotated = key::rotate(node.store(), &Keys::ALGORITHMS, clock.now()).await;
    assert!(rotated.is_ok(), "{rotated:?}");
    let before = node.signs(Keys::ACCESS_TOKENS, &clock);

    // Three hours, of which each minute has requests of all clients at once, and the keeper beside
    // them: the keys switch, and the old ones are removed.
    for _ in 0..180 {
        clock.pass(60);
        let mut requests = tokio::task::JoinSet::new();
        for tokens in clients.drain(..) {
            let node = Arc::clone(&node);
            requests.spawn(async move {
                assert_eq!(node.me(&tokens).await, 200);
                let tokens = node.refresh(&tokens).await;
                assert_eq!(node.me(&tokens).await, 200);
                tokens
            });
        }
        node.tick().await;
        clients = requests.join_all().await;
    }
    assert_ne!(node.signs(Keys::ACCESS_TOKENS, &clock), before);
    assert_eq!(node.published().await.len(), 2);
}
