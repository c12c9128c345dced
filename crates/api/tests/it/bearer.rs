//! The guard: whom it lets in, and what the others hear.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::FromRef;
use countersign_api::{Api, Bearer, Client, Json, User, Verifier, negotiate_problems, scopes};
use countersign_jose::{AccessToken, Audience, Verified};
use http::Method;
use http_body_util::{BodyExt as _, Full};
use serde_json::json;

use crate::probe::{Answer, TestIssuer, get, new_key, request, send};

scopes! {
    /// Read your own profile.
    ProfileRead = "profile:read";
    /// Create and change items.
    ItemsWrite = "items:write";
}

async fn read_me(user: Bearer<User, ProfileRead>) -> String {
    format!("{} via {}", user.subject, user.client_id)
}

async fn both(user: Bearer<User, (ProfileRead, ItemsWrite)>) -> String {
    user.subject.clone()
}

async fn any(token: Bearer<Verified<AccessToken>>) -> String {
    token.token_id.clone()
}

async fn machine(client: Bearer<Client>) -> String {
    client.client_id.clone()
}

async fn maybe(user: Option<Bearer<User>>) -> String {
    user.map_or("nobody".into(), |user| user.subject.clone())
}

async fn write(_: Bearer<User, ItemsWrite>, Json(name): Json<String>) -> String {
    name
}

fn router(issuer: &TestIssuer) -> Router {
    Api::new("Test", "1")
        .verifier(issuer.verifier())
        .get("/me", read_me)
        .get("/both", both)
        .get("/any", any)
        .get("/machine", machine)
        .post("/items", write)
        .public(|open| open.get("/maybe", maybe))
        .into_router()
        .expect("sound routes")
}

async fn get_with(issuer: &TestIssuer, path: &str, authorization: &[&str]) -> Answer {
    let headers: Vec<_> = authorization
        .iter()
        .map(|value| ("authorization", *value))
        .collect();
    get(&router(issuer), path, &headers).await
}

fn assert_invalid_token(answer: &Answer, case: &str) {
    assert_eq!(answer.status, 401, "{case}");
    assert_eq!(
        answer.json(),
        json!({ "detail": "Could not validate credentials" }),
        "{case}"
    );
    let challenge = answer.header("www-authenticate");
    assert!(
        challenge.starts_with("Bearer realm=\"https://api.example.com\", error=\"invalid_token\""),
        "{case}"
    );
}

#[tokio::test]
async fn a_good_token_reaches_the_handler() {
    let issuer = TestIssuer::new();
    let answer = get_with(&issuer, "/me", &[&issuer.bearer("profile:read other")]).await;
    assert_eq!(
        (answer.status.as_u16(), answer.bytes.as_slice()),
        (200, &b"u-1 via shop"[..])
    );
    let lower = issuer.bearer("").replace("Bearer", "bEARER");
    assert_eq!(get_with(&issuer, "/any", &[&lower]).await.bytes, b"t-1");
}

#[tokio::test]
async fn a_missing_credential_is_401_without_an_error_code() {
    let issuer = TestIssuer::new();
    for headers in [&[][..], &["Basic YTpi"]] {
        let answer = get_with(&issuer, "/me", headers).await;
        assert_eq!(answer.status, 401);
        assert_eq!(answer.json(), json!({ "detail": "Not authenticated" }));
        assert_eq!(
            answer.header("www-authenticate"),
            "Bearer realm=\"https://api.example.com\""
        );
    }
}

#[tokio::test]
async fn every_bad_token_gets_the_same_answer() {
    let issuer = TestIssuer::new();
    let good = issuer.bearer("profile:read");
    let stranger = TestIssuer {
        key: new_key(),
        ..TestIssuer::new()
    };
    let other_api = AccessToken {
        audience: Audience::parse("https://other.example.com")
            .expect("an audience")
            .into(),
        ..issuer.claims("profile:read")
    };
    let cases = [
        ("empty", vec!["Bearer ".to_owned()]),
        ("no token at all", vec!["Bearer".to_owned()]),
        ("nonsense", vec!["Bearer abc".to_owned()]),
        ("two words", vec![format!("{good} more")]),
        ("two headers", vec![good.clone(), good.clone()]),
        ("unknown key", vec![stranger.bearer("profile:read")]),
        ("cut off", vec![good[..good.len() - 2].to_owned()]),
        (
            "for another API",
            vec![format!("Bearer {}", issuer.sign(&other_api))],
        ),
    ];
    for (case, headers) in cases {
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        assert_invalid_token(&get_with(&issuer, "/me", &headers).await, case);
    }
    issuer.pass(300 + 31);
    assert_invalid_token(&get_with(&issuer, "/me", &[&good]).await, "expired");
}

#[tokio::test]
async fn a_missing_scope_is_403_and_names_what_is_necessary() {
    let issuer = TestIssuer::new();
    let answer = get_with(&issuer, "/both", &[&issuer.bearer("profile:read")]).await;
    assert_eq!(answer.status, 403);
    assert_eq!(answer.json(), json!({ "detail": "Not enough permissions" }));
    assert_eq!(
        answer.header("www-authenticate"),
        "Bearer realm=\"https://api.example.com\", error=\"insufficient_scope\", scope=\"profile:read items:write\""
    );
    let enough = issuer.bearer("items:write profile:read");
    assert_eq!(get_with(&issuer, "/both", &[&enough]).await.status, 200);
}

#[tokio::test]
async fn an_optional_credential_may_be_absent_but_not_bad() {
    let issuer = TestIssuer::new();
    assert_eq!(get_with(&issuer, "/maybe", &[]).await.bytes, b"nobody");
    assert_eq!(
        get_with(&issuer, "/maybe", &[&issuer.bearer("")])
            .await
            .bytes,
        b"u-1"
    );
    assert_invalid_token(&get_with(&issuer, "/maybe", &["Bearer x"]).await, "bad");
    assert_eq!(
        get_with(&issuer, "/maybe", &["Basic YTpi"]).await.status,
        401
    );
}

#[tokio::test]
async fn a_client_does_not_pass_for_a_user_nor_a_user_for_a_client() {
    let issuer = TestIssuer::new();
    let own = AccessToken {
        subject: "shop".into(),
        ..issuer.claims("profile:read")
    };
    let own = format!("Bearer {}", issuer.sign(&own));
    assert_eq!(get_with(&issuer, "/me", &[&own]).await.status, 403);
    assert_eq!(get_with(&issuer, "/machine", &[&own]).await.bytes, b"shop");
    assert_eq!(
        get_with(&issuer, "/machine", &[&issuer.bearer("")])
            .await
            .status,
        403
    );
}

// A body that remembers whether anyone has read it.
fn watched_body() -> (Body, Arc<AtomicBool>) {
    let read = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&read);
    let body = Full::new(Bytes::from_static(b"\"lamp\"")).map_frame(move |frame| {
        seen.store(true, Ordering::SeqCst);
        frame
    });
    (Body::new(body), read)
}

#[tokio::test]
async fn the_body_is_not_read_before_the_caller_is_known() {
    let issuer = TestIssuer::new();
    let poor = issuer.bearer("profile:read");
    let rich = issuer.bearer("items:write");
    let cases = [
        ("", 401, false),
        ("Bearer x", 401, false),
        (&poor, 403, false),
        (&rich, 200, true),
    ];
    for (authorization, status, is_read) in cases {
        let (body, read) = watched_body();
        let mut headers = vec![("content-type", "application/json")];
        if !authorization.is_empty() {
            headers.push(("authorization", authorization));
        }
        let answer = send(
            &router(&issuer),
            request(Method::POST, "/items", &headers, body),
        )
        .await;
        assert_eq!(answer.status, status);
        assert_eq!(read.load(Ordering::SeqCst), is_read, "status {status}");
    }
}

#[tokio::test]
async fn replaced_keys_count_for_every_clone_at_once() {
    let mut issuer = TestIssuer::new();
    let verifier = issuer.verifier();
    let router = Api::new("Test", "1")
        .verifier(verifier.clone())
        .get("/any", any)
        .into_router();
    let router = router.expect("sound routes");
    let before = issuer.bearer("");
    assert_eq!(
        get(&router, "/any", &[("authorization", &before)])
            .await
            .status,
        200
    );
    issuer.key = new_key();
    verifier.replace_keys(issuer.keys());
    assert_eq!(
        get(&router, "/any", &[("authorization", &before)])
            .await
            .status,
        401
    );
    assert_eq!(
        get(&router, "/any", &[("authorization", &issuer.bearer(""))])
            .await
            .status,
        200
    );
}

#[derive(Clone)]
struct App {
    verifier: Verifier,
}

impl FromRef<App> for Verifier {
    fn from_ref(app: &App) -> Self {
        app.verifier.clone()
    }
}

#[tokio::test]
async fn an_axum_app_of_its_own_uses_the_same_extractors() {
    let issuer = TestIssuer::new();
    let app = Router::new()
        .route("/me", axum::routing::get(read_me))
        .with_state(App {
            verifier: issuer.verifier(),
        })
        .layer(axum::middleware::from_fn(negotiate_problems));
    let token = issuer.bearer("profile:read");
    assert_eq!(
        get(&app, "/me", &[("authorization", &token)]).await.status,
        200
    );
    let refused = get(&app, "/me", &[("accept", "application/problem+json")]).await;
    assert_eq!(refused.header("content-type"), "application/problem+json");
    assert_eq!(
        refused.header("www-authenticate"),
        "Bearer realm=\"https://api.example.com\""
    );
    assert_eq!(
        refused.json(),
        json!({ "type": "about:blank", "title": "Unauthorized", "status": 401, "detail": "Not authenticated" })
    );
}
