//! The endpoints. Each is: parse, call the issuer, render.

mod health;
mod key_set;
mod metadata;
mod oauth_error;
mod profile;
mod state;
mod token;

pub(crate) use profile::ProfileRead;

use crate::founding::DOCS_CLIENT;
use crate::server::{ServerError, Shared};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::HeaderValue;
use axum::http::header::X_CONTENT_TYPE_OPTIONS;
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};
use countersign_api::{Api, DocsPage, Verifier, documented};
use countersign_jose::{self as jose, Audience};
use state::AppState;
use std::sync::Arc;

/// Bytes of a request's body. The longest that makes sense is a form with a long password and
/// a refresh token.
const BODY_LIMIT: usize = 64 * 1024;

/// Every endpoint.
pub(crate) fn router(shared: &Arc<Shared>) -> Result<Router, ServerError> {
    let audience = shared.authorization_server.audience().clone();
    let state = AppState::new(Arc::clone(shared), verifier(shared, audience));
    let api = Api::new("Countersign", env!("CARGO_PKG_VERSION"))
        .description("The authorization server's own API.")
        .state(state)
        .docs(
            DocsPage::new()
                .client_id(DOCS_CLIENT)
                .scopes([profile::PROFILE_READ]),
        )
        .get(
            "/users/me",
            documented(profile::read_me).summary("Who am I?"),
        )
        .public(|open| {
            let live = documented(health::live).summary("The process answers");
            let ready = documented(health::ready).summary("The process and its database answer");
            open.get("/health/live", live).get("/health/ready", ready)
        });
    Ok(protocol(shared)
        .merge(api.into_router()?)
        .layer(middleware::from_fn(finish)))
}

/// The endpoints of OAuth, whose shapes are the standards' and not ours to describe.
fn protocol(shared: &Arc<Shared>) -> Router {
    Router::new()
        .route("/token", post(token::token))
        .route("/jwks", get(key_set::key_set))
        .route("/.well-known/openid-configuration", get(metadata::metadata))
        .route(
            "/.well-known/oauth-authorization-server",
            get(metadata::metadata),
        )
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(Arc::clone(shared))
}

/// A verifier of this server's tokens that shares its keys.
pub(crate) fn verifier(shared: &Shared, audience: Audience) -> Verifier {
    let server = &shared.authorization_server;
    let keys = shared.verifying_keys.clone();
    let rules = jose::Verifier::access_tokens(server.issuer().clone(), audience, keys);
    // Relative, so that the docs page works behind a proxy too.
    Verifier::fixed(rules).token_url("/token")
}

/// What every answer has, and a line in the log.
async fn finish(request: Request, next: Next) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let mut response = next.run(request).await;
    response
        .headers_mut()
        .insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    tracing::debug!(%method, path, status = response.status().as_u16(), "request");
    response
}
