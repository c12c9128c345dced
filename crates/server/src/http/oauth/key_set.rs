//! `GET /jwks` (RFC 7517 section 5).

use crate::app::App;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Json};
use std::sync::Arc;

/// The public keys. Verifiers may keep them for five minutes, so none is handed out before there is
/// a key for every algorithm in use.
pub(super) async fn key_set(State(app): State<Arc<App>>) -> impl IntoResponse {
    let keys = app.keys.complete().await;
    let published = keys.ring().published(app.clock.now());
    (
        [(CACHE_CONTROL, "public, max-age=300")],
        Json(published.to_jwks()),
    )
}
