//! `POST /token` (RFC 6749 section 3.2).

use super::oauth_error::OAuthError;
use crate::clock;
use crate::drive::drive;
use crate::server::Shared;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, PRAGMA};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Json, Response};
use countersign_issuer::{Authorization, TokenRequest, TokenResponse};
use std::sync::Arc;

pub(super) async fn token(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    match exchange(&shared, &headers, body).await {
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
    shared: &Shared,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<TokenResponse, OAuthError> {
    let request = parse(shared, headers, &body?)?;
    let step = shared.authorization_server.token(request, clock::moment()?);
    Ok(drive(step, &*shared.store, &shared.hash_pool).await??)
}

fn parse(shared: &Shared, headers: &HeaderMap, body: &[u8]) -> Result<TokenRequest, OAuthError> {
    let values: Vec<&[u8]> = headers
        .get_all(AUTHORIZATION)
        .iter()
        .map(HeaderValue::as_bytes)
        .collect();
    let content_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let default = Some(&shared.default_client);
    Ok(TokenRequest::parse(
        Authorization::new(&values),
        content_type,
        body,
        default,
    )?)
}
