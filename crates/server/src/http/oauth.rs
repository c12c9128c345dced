//! The endpoints of OAuth, whose shapes are the standards' and not ours to describe.

mod error;
mod key_set;
mod metadata;
mod token;

use crate::app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use error::BODY_LIMIT;
use std::sync::Arc;

pub(super) fn router(app: &Arc<App>) -> Router {
    Router::new()
        .route("/token", post(token::token))
        .route("/jwks", get(key_set::key_set))
        .route("/.well-known/openid-configuration", get(metadata::metadata))
        .route(
            "/.well-known/oauth-authorization-server",
            get(metadata::metadata),
        )
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(Arc::clone(app))
}
