//! `POST /token` (RFC 6749 section 3.2).

use super::error::OAuthError;
use crate::app::App;
use crate::http::peer::{self, Peer};
use crate::passwords::RequestPasswords;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, PRAGMA};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Json, Response};
use countersign_issuer::{Authorization, Ports, TokenError, TokenRequest, TokenResponse};
use std::sync::Arc;

pub(super) async fn token(
    State(app): State<Arc<App>>,
    peer: Peer,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    match exchange(&app, peer, &headers, body).await {
        // RFC 6749 5.1: a response with a token MUST NOT be stored.
        Ok(response) => (
            [(CACHE_CONTROL, "no-store"), (PRAGMA, "no-cache")],
            Json(response),
        )
            .into_response(),
        Err(error) => error.into_response(),
    }
}

async fn exchange(
    app: &App,
    peer: Peer,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<TokenResponse, OAuthError> {
    let request = parse(app, headers, &body?)?;

    let ports = Ports {
        store: &*app.store,
        passwords: &RequestPasswords::new(&app.hash_pool, peer::address(peer)),
        keys: &*app.keys,
    };
    Ok(app.server.token(ports, request, app.moment()?).await?)
}

fn parse(app: &App, headers: &HeaderMap, body: &[u8]) -> Result<TokenRequest, TokenError> {
    let values = headers.get_all(AUTHORIZATION).iter();
    let values: Vec<&[u8]> = values.map(HeaderValue::as_bytes).collect();
    let content_type = headers.get(CONTENT_TYPE);
    TokenRequest::parse(
        Authorization::new(&values),
        content_type.and_then(|value| value.to_str().ok()),
        body,
        Some(&app.default_client),
    )
}
