//! What clients can find out by themselves (RFC 8414, OpenID Connect Discovery 1.0).

use crate::app::App;
use crate::scopes::PROFILE_READ;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Json};
use countersign_issuer::GrantType;
use serde::Serialize;
use std::sync::Arc;

/// RFC 8414 2. Only what there is: an endpoint appears here on the day on which it works.
#[derive(Serialize)]
struct Metadata {
    issuer: String,
    token_endpoint: String,
    jwks_uri: String,
    scopes_supported: Vec<&'static str>,
    response_types_supported: Vec<&'static str>,
    grant_types_supported: Vec<&'static str>,
    token_endpoint_auth_methods_supported: Vec<&'static str>,
    service_documentation: String,
}

pub(super) async fn metadata(State(app): State<Arc<App>>) -> impl IntoResponse {
    let issuer = app.server.issuer();
    let metadata = Metadata {
        issuer: issuer.to_string(),
        token_endpoint: format!("{issuer}/token"),
        jwks_uri: format!("{issuer}/jwks"),
        scopes_supported: vec![PROFILE_READ],
        // No authorization endpoint yet, so no response type (RFC 8414 2: REQUIRED, may be empty).
        response_types_supported: Vec::new(),
        grant_types_supported: GrantType::ALL.iter().map(|grant| grant.as_str()).collect(),
        token_endpoint_auth_methods_supported: vec![
            "client_secret_basic",
            "client_secret_post",
            "none",
        ],
        service_documentation: format!("{issuer}/docs"),
    };
    ([(CACHE_CONTROL, "public, max-age=300")], Json(metadata))
}
