//! Requests into a router, tokens, and a clock that stands still.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::Body;
use countersign_api::{Clock, Verifier};
use countersign_jose::{
    self as jose, AccessToken, Algorithm, Audience, Issuer, KeySet, Scopes, Signer, SigningKey,
    UnixTime,
};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;

pub(crate) const ISSUER: &str = "https://id.example.com";
pub(crate) const AUDIENCE: &str = "https://api.example.com";
pub(crate) const NOW: u64 = 1_700_000_000;

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).expect("a JSON body")
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("text"))
    }
}

pub(crate) async fn send(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.expect("infallible");
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.expect("a body").to_bytes().to_vec();
    Answer {
        status: parts.status,
        headers: parts.headers,
        bytes,
    }
}

pub(crate) async fn get(router: &Router, path: &str, headers: &[(&str, &str)]) -> Answer {
    send(router, request(Method::GET, path, headers, Body::empty())).await
}

pub(crate) async fn post_json(router: &Router, path: &str, body: impl Into<Body>) -> Answer {
    let headers = [("content-type", "application/json")];
    send(router, request(Method::POST, path, &headers, body.into())).await
}

pub(crate) fn request(
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: Body,
) -> Request<Body> {
    let builder = Request::builder().method(method).uri(path);
    let builder = headers.iter().fold(builder, |builder, (name, value)| {
        builder.header(*name, *value)
    });
    builder.body(body).expect("a request")
}

/// An issuer in memory, and a time that moves only when told to.
pub(crate) struct TestIssuer {
    pub(crate) issuer: Issuer,
    pub(crate) key: SigningKey,
    pub(crate) time: Arc<AtomicU64>,
}

impl TestIssuer {
    pub(crate) fn new() -> Self {
        Self {
            issuer: Issuer::parse(ISSUER).expect("an issuer"),
            key: new_key(),
            time: Arc::new(AtomicU64::new(NOW)),
        }
    }

    pub(crate) fn clock(&self) -> Clock {
        let time = Arc::clone(&self.time);
        Clock::from_fn(move || UnixTime::from_seconds(time.load(Ordering::SeqCst)))
    }

    pub(crate) fn pass(&self, seconds: u64) {
        self.time.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(crate) fn keys(&self) -> KeySet {
        KeySet::new([self.key.verifying_key()]).expect("one key")
    }

    pub(crate) fn verifier(&self) -> Verifier {
        let audience = Audience::parse(AUDIENCE).expect("an audience");
        let rules = jose::Verifier::access_tokens(self.issuer.clone(), audience, self.keys());
        Verifier::fixed(rules).clock(self.clock())
    }

    pub(crate) fn claims(&self, scope: &str) -> AccessToken {
        let now = UnixTime::from_seconds(self.time.load(Ordering::SeqCst));
        AccessToken {
            issuer: self.issuer.clone(),
            subject: "u-1".into(),
            audience: Audience::parse(AUDIENCE).expect("an audience").into(),
            client_id: "shop".into(),
            issued_at: now,
            expires_at: now.saturating_add(300),
            token_id: "t-1".into(),
            scope: Scopes::parse(scope).expect("scopes"),
            confirmation: None,
        }
    }

    pub(crate) fn sign(&self, claims: &AccessToken) -> String {
        Signer::access_tokens(self.key.clone())
            .sign(claims)
            .expect("a token")
    }

    pub(crate) fn bearer(&self, scope: &str) -> String {
        format!("Bearer {}", self.sign(&self.claims(scope)))
    }
}

pub(crate) fn new_key() -> SigningKey {
    SigningKey::generate(Algorithm::Es256).expect("a key")
}
