//! `GET /jwks` (RFC 7517 section 5).

use crate::app::App;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Json};
use std::sync::Arc;

/// The public keys. Verifiers may keep them for five minutes, so the answer waits until there is a key
/// for every algorithm in use. Where one cannot be made, what there is may not be kept.
pub(super) async fn key_set(State(app): State<Arc<App>>) -> impl IntoResponse {
    let (keys, caching) = match app.keys.complete().await {
        Some(keys) => (keys, "public, max-age=300"),
        None => (app.keys.current(), "no-store"),
    };
    let published = keys.ring().published(app.clock.now());
    ([(CACHE_CONTROL, caching)], Json(published.to_jwks()))
}
