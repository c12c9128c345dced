//! Verifiers that fetch their keys: from which issuer, when, and for how long they count.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard};

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use countersign_api::{DiscoverError, FetchError, Refusal, Verifier};
use countersign_jose::{Algorithm, Issuer, SigningKey, VerifyError};
use http::StatusCode;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::probe::{AUDIENCE, TestIssuer, new_key};

/// What the issuer's server answers, and how often it was asked for keys.
struct Site {
    issuer: TestIssuer,
    answers: Arc<Answers>,
    // Stops with the test.
    _server: JoinSet<()>,
}

#[derive(Default)]
struct Answers {
    metadata: Mutex<Value>,
    keys: Mutex<Option<String>>,
    fetched: AtomicUsize,
}

impl Site {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let answers = Arc::new(Answers::default());
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/jwks", get(keys))
            .route("/away", get(async || Redirect::temporary("/jwks")))
            .route("/huge", get(async || " ".repeat(256 * 1024 + 1)))
            .with_state(Arc::clone(&answers));
        let mut server = JoinSet::new();
        server.spawn(async move { axum::serve(listener, router).await.expect("served") });
        let issuer = TestIssuer {
            issuer: Issuer::parse(&url).expect("an issuer"),
            ..TestIssuer::new()
        };
        let site = Self {
            issuer,
            answers,
            _server: server,
        };
        *site.lock_metadata() = json!({
            "issuer": url,
            "jwks_uri": format!("{url}/jwks"),
            "token_endpoint": format!("{url}/token"),
            "authorization_endpoint": format!("{url}/authorize"),
        });
        site.publish();
        site
    }

    fn lock_metadata(&self) -> MutexGuard<'_, Value> {
        self.answers.metadata.lock().expect("not poisoned")
    }

    fn publish(&self) {
        let keys = serde_json::to_string(&self.issuer.keys().to_jwks()).expect("keys");
        self.publish_text(keys);
    }

    fn publish_text(&self, keys: impl Into<String>) {
        *self.answers.keys.lock().expect("not poisoned") = Some(keys.into());
    }

    fn go_down(&self) {
        *self.answers.keys.lock().expect("not poisoned") = None;
    }

    fn fetched(&self) -> usize {
        self.answers.fetched.load(Ordering::SeqCst)
    }

    async fn discover(&self) -> Result<Verifier, DiscoverError> {
        Verifier::discover(self.issuer.issuer.as_str(), AUDIENCE)
            .clock(self.issuer.clock())
            .await
    }

    fn token(&self) -> String {
        self.issuer.sign(&self.issuer.claims(""))
    }
}

async fn metadata(State(answers): State<Arc<Answers>>) -> Response {
    let metadata = answers.metadata.lock().expect("not poisoned").clone();
    axum::Json(metadata).into_response()
}

async fn keys(State(answers): State<Arc<Answers>>) -> Response {
    answers.fetched.fetch_add(1, Ordering::SeqCst);
    match answers.keys.lock().expect("not poisoned").clone() {
        Some(keys) => keys.into_response(),
        None => StatusCode::BAD_GATEWAY.into_response(),
    }
}

#[tokio::test]
async fn a_discovered_issuer_is_trusted_and_described() {
    let site = Site::start().await;
    let verifier = site.discover().await.expect("discovered");
    assert_eq!(
        verifier.verify(&site.token()).await.expect("good").subject,
        "u-1"
    );
    assert_eq!(
        verifier.oauth2().authorization_url(),
        site.lock_metadata()["authorization_endpoint"].as_str()
    );
    assert_eq!(site.fetched(), 1, "verification needs no network");
}

#[tokio::test]
async fn metadata_of_another_issuer_is_refused() {
    let site = Site::start().await;
    let with_slash = format!("{}/", site.issuer.issuer.as_str());
    site.lock_metadata()["issuer"] = json!(with_slash);
    assert!(matches!(
        site.discover().await,
        Err(DiscoverError::IssuerMismatch { .. })
    ));
}

#[tokio::test]
async fn redirects_large_answers_and_useless_keys_are_refused() {
    let site = Site::start().await;
    let base = site.issuer.issuer.as_str().to_owned();
    for path in ["/away", "/huge", "/none"] {
        site.lock_metadata()["jwks_uri"] = json!(format!("{base}{path}"));
        let error = site.discover().await.expect_err(path);
        assert!(
            matches!(error, DiscoverError::KeysUnavailable { .. }),
            "{error}"
        );
    }
    site.lock_metadata()["jwks_uri"] = json!("http://id.example.com/jwks");
    assert!(matches!(
        site.discover().await,
        Err(DiscoverError::NotSecure { .. })
    ));
    site.lock_metadata()["jwks_uri"] = json!(format!("{base}/jwks"));
    site.publish_text(r#"{"keys":[]}"#);
    assert!(matches!(
        site.discover().await,
        Err(DiscoverError::NoKeys { .. })
    ));
    let plain = Verifier::discover("http://id.example.com", AUDIENCE).await;
    assert!(plain.is_err(), "plain http");
}

#[tokio::test]
async fn an_issuer_by_another_scheme_or_with_a_user_is_refused() {
    let issuers = [
        "http://id.example.com",
        "http://10.0.0.1",
        "file:///etc/issuer",
        "data:application/json,{}",
        "ftp://id.example.com",
        "https://user@id.example.com",
        "https://user:hunter2@id.example.com",
        "http://user:hunter2@127.0.0.1:8000",
        "https://id.example.com/#a",
    ];
    for issuer in issuers {
        let error = Verifier::discover(issuer, AUDIENCE)
            .await
            .expect_err(issuer);
        assert!(
            matches!(
                error,
                DiscoverError::Identifier { .. } | DiscoverError::NotSecure { .. }
            ),
            "{error}"
        );
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}

#[tokio::test]
async fn keys_by_another_scheme_or_with_a_user_are_refused() {
    let site = Site::start().await;
    let local = site.issuer.issuer.as_str().replace("http://", "");
    let places = [
        "http://id.example.com/jwks".to_owned(),
        "file:///etc/jwks.json".to_owned(),
        "data:application/json,{}".to_owned(),
        "ftp://id.example.com/jwks".to_owned(),
        format!("http://user@{local}/jwks"),
        format!("http://user:hunter2@{local}/jwks"),
        format!("http://{local}/jwks#keys"),
    ];
    for place in places {
        site.lock_metadata()["jwks_uri"] = json!(place);
        let error = site.discover().await.expect_err(&place);
        assert!(matches!(error, DiscoverError::NotSecure { .. }), "{error}");
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("hunter2"), "{shown}");
    }
    assert_eq!(site.fetched(), 0);
}

#[tokio::test]
async fn inner_addresses_are_out_of_reach_of_an_issuer_and_its_keys() {
    let out_of_reach = |reason: &FetchError| matches!(reason, FetchError::OutOfReach(_));
    for issuer in ["https://10.0.0.1", "https://[fd00::1]", "https://0.0.0.0"] {
        let refused = Verifier::discover(issuer, AUDIENCE).await;
        assert!(
            matches!(&refused, Err(DiscoverError::Metadata { reason, .. }) if out_of_reach(reason)),
            "{refused:?}"
        );
        let text = refused.map_or_else(|error| error.to_string(), |_| String::new());
        assert!(text.contains("Discovery::private_network"), "{text}");
    }
    let link = Verifier::discover("https://169.254.169.254", AUDIENCE).private_network();
    assert!(
        link.await
            .is_err_and(|error| error.to_string().contains("no address"))
    );
    // An issuer on loopback may be on loopback, and nowhere else inside.
    let site = Site::start().await;
    for keys in ["https://10.0.0.1/jwks", "https://169.254.169.254/jwks"] {
        site.lock_metadata()["jwks_uri"] = json!(keys);
        let refused = site.discover().await;
        assert!(
            matches!(&refused, Err(DiscoverError::KeysUnavailable { reason, .. }) if out_of_reach(reason)),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn rsa_keys_without_alg_serve_under_the_algorithm_that_was_named() {
    let mut site = Site::start().await;
    site.issuer.key = SigningKey::generate(Algorithm::Rs256).expect("a key");
    let mut keys = serde_json::to_value(site.issuer.keys().to_jwks()).expect("keys");
    let members = keys["keys"][0].as_object_mut().expect("a key");
    assert!(members.remove("alg").is_some());
    site.publish_text(keys.to_string());
    assert!(matches!(
        site.discover().await,
        Err(DiscoverError::NoKeys { .. })
    ));
    for (algorithm, taken) in [(Algorithm::Rs256, true), (Algorithm::Ps256, false)] {
        let verifier = Verifier::discover(site.issuer.issuer.as_str(), AUDIENCE)
            .clock(site.issuer.clock())
            .rsa_algorithm(algorithm)
            .await
            .expect("discovered");
        assert_eq!(verifier.verify(&site.token()).await.is_ok(), taken);
        site.issuer.pass(600);
        assert_eq!(
            verifier.verify(&site.token()).await.is_ok(),
            taken,
            "renewed"
        );
    }
    let of_curves = Verifier::discover(site.issuer.issuer.as_str(), AUDIENCE)
        .rsa_algorithm(Algorithm::Es256)
        .await;
    assert!(matches!(of_curves, Err(DiscoverError::NoKeys { .. })));
}

#[tokio::test]
async fn a_useless_key_set_at_a_renewal_leaves_the_last_good_one() {
    let site = Site::start().await;
    let verifier = site.discover().await.expect("discovered");
    let crowd = format!(
        r#"{{"keys":[{}]}}"#,
        vec![r#"{"kty":"EC"}"#; 10_000].join(",")
    );
    assert!(crowd.len() < 256 * 1024, "refused by number, not by size");
    let useless = [
        "",
        "<html>",
        r#"{"keys":"#,
        r#"{"keys":"none"}"#,
        "[]",
        r#"{"keys":[]}"#,
        &crowd,
    ];
    for (renewals, keys) in useless.into_iter().enumerate() {
        site.publish_text(keys);
        site.issuer.pass(600);
        assert!(verifier.verify(&site.token()).await.is_ok(), "{keys:.20}");
        assert_eq!(site.fetched(), renewals + 2, "a renewal was tried");
    }
    let crowded = site.discover().await;
    assert!(
        matches!(crowded, Err(DiscoverError::KeysRefused { .. })),
        "{crowded:?}"
    );
}

#[tokio::test]
async fn an_unknown_key_is_looked_for_at_most_once_per_cool_down() {
    let mut site = Site::start().await;
    let verifier = site.discover().await.expect("discovered");
    site.issuer.key = new_key();
    site.publish();
    let token = site.token();
    // The fetch at the start counts as an attempt.
    assert_eq!(
        verifier.verify(&token).await.err(),
        Some(Refusal::Token(VerifyError::UnknownKey))
    );
    assert_eq!(site.fetched(), 1);
    site.issuer.pass(30);
    assert!(
        verifier.verify(&token).await.is_ok(),
        "the new key is found"
    );
    assert_eq!(site.fetched(), 2);
    let stranger = TestIssuer {
        key: new_key(),
        issuer: site.issuer.issuer.clone(),
        ..TestIssuer::new()
    };
    let forged = stranger.sign(&stranger.claims(""));
    for _ in 0..20 {
        assert!(verifier.verify(&forged).await.is_err());
    }
    assert_eq!(site.fetched(), 2, "invented key ids cause no traffic");
}

#[tokio::test]
async fn a_failed_attempt_counts_for_the_cool_down_too() {
    let mut site = Site::start().await;
    let verifier = site.discover().await.expect("discovered");
    site.issuer.key = new_key();
    site.go_down();
    site.issuer.pass(30);
    for _ in 0..5 {
        assert!(verifier.verify(&site.token()).await.is_err());
    }
    assert_eq!(site.fetched(), 2);
}

#[tokio::test]
async fn keys_are_renewed_after_ten_minutes_and_kept_when_that_fails() {
    let site = Site::start().await;
    let verifier = site.discover().await.expect("discovered");
    site.issuer.pass(599);
    assert!(verifier.verify(&site.token()).await.is_ok());
    assert_eq!(site.fetched(), 1);
    site.go_down();
    site.issuer.pass(1);
    assert!(
        verifier.verify(&site.token()).await.is_ok(),
        "the last good keys serve"
    );
    assert!(verifier.verify(&site.token()).await.is_ok());
    assert_eq!(site.fetched(), 2, "one attempt per cool-down");
}

#[tokio::test]
async fn keys_that_cannot_be_renewed_for_a_day_count_no_more() {
    let site = Site::start().await;
    let verifier = site.discover().await.expect("discovered");
    site.go_down();
    site.issuer.pass(24 * 60 * 60 - 1);
    let remembered = site.token();
    assert!(verifier.verify(&remembered).await.is_ok());
    site.issuer.pass(1);
    for token in [remembered, site.token()] {
        assert_eq!(
            verifier.verify(&token).await.err(),
            Some(Refusal::KeysOutOfReach)
        );
    }
    site.publish();
    site.issuer.pass(30);
    assert!(
        verifier.verify(&site.token()).await.is_ok(),
        "and come back"
    );
}

#[tokio::test]
async fn a_withdrawn_key_stops_working_at_the_next_renewal() {
    let mut site = Site::start().await;
    let verifier = site.discover().await.expect("discovered");
    let old_key = site.issuer.key.clone();
    site.issuer.key = new_key();
    site.publish();
    site.issuer.pass(600);
    assert!(verifier.verify(&site.token()).await.is_ok());
    site.issuer.key = old_key;
    assert_eq!(
        verifier.verify(&site.token()).await.err(),
        Some(Refusal::Token(VerifyError::UnknownKey))
    );
}

#[tokio::test]
async fn a_withdrawn_key_takes_its_remembered_tokens_with_it_at_the_next_renewal() {
    let mut site = Site::start().await;
    let verifier = site.discover().await.expect("discovered");
    let mut claims = site.issuer.claims("");
    claims.expires_at = claims.issued_at.saturating_add(3_600);
    let token = site.issuer.sign(&claims);
    site.issuer.pass(599);
    let first = verifier.verify(&token).await.expect("good");
    let again = verifier.verify(&token).await.expect("good");
    assert!(Arc::ptr_eq(&first, &again), "remembered for five minutes");

    site.issuer.key = new_key();
    site.publish();
    site.issuer.pass(1);
    let clone = verifier.clone();
    for verifier in [verifier, clone] {
        assert_eq!(
            verifier.verify(&token).await.err(),
            Some(Refusal::Token(VerifyError::UnknownKey))
        );
    }
}

async fn fifty_at_once_are_good(verifier: &Verifier, token: &str) {
    let mut requests = JoinSet::new();
    for _ in 0..50 {
        let (verifier, token) = (verifier.clone(), token.to_owned());
        requests.spawn(async move { verifier.verify(&token).await.is_ok() });
    }
    assert!(requests.join_all().await.into_iter().all(|good| good));
}

#[tokio::test]
async fn many_requests_that_find_the_keys_due_cause_one_fetch() {
    let site = Site::start().await;
    let verifier = site.discover().await.expect("discovered");
    site.issuer.pass(600);
    fifty_at_once_are_good(&verifier, &site.token()).await;
    assert_eq!(site.fetched(), 2);
}

#[tokio::test]
async fn many_tokens_of_a_new_key_wait_for_one_fetch() {
    let mut site = Site::start().await;
    let verifier = site.discover().await.expect("discovered");
    site.issuer.key = new_key();
    site.publish();
    site.issuer.pass(30);
    fifty_at_once_are_good(&verifier, &site.token()).await;
    assert_eq!(site.fetched(), 2);
}

#[tokio::test]
async fn a_caller_who_hangs_up_does_not_stop_the_renewal() {
    let site = Site::start().await;
    let verifier = site.discover().await.expect("discovered");
    site.issuer.time.fetch_add(601, Ordering::SeqCst);
    let token = site.token();
    let mut caller = Box::pin(verifier.verify(&token));
    // One poll starts the fetch; then the caller is gone.
    let started = std::future::poll_fn(|context| {
        std::task::Poll::Ready(caller.as_mut().poll(context).is_pending())
    });
    assert!(started.await, "the fetch takes more than one poll");
    drop(caller);
    // Whoever comes next with an unknown key waits for that fetch, and causes none.
    let stranger = TestIssuer {
        key: new_key(),
        issuer: site.issuer.issuer.clone(),
        time: Arc::clone(&site.issuer.time),
    };
    let unknown = stranger.sign(&stranger.claims(""));
    let refused = verifier.verify(&unknown).await;
    assert!(matches!(
        refused,
        Err(Refusal::Token(VerifyError::UnknownKey))
    ));
    assert_eq!(
        site.fetched(),
        2,
        "at discovery, and by the caller who left"
    );
}
