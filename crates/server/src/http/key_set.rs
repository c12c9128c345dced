//! `GET /jwks` (RFC 7517 section 5).

use crate::server::Shared;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Json};
use std::sync::Arc;

/// The public keys. Verifiers may keep them for five minutes.
pub(super) async fn key_set(State(shared): State<Arc<Shared>>) -> impl IntoResponse {
    (
        [(CACHE_CONTROL, "public, max-age=300")],
        Json(shared.verifying_keys.to_jwks()),
    )
}
