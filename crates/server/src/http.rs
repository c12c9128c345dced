//! The endpoints. Each is: parse, call the issuer, render.

mod api;
mod health;
mod oauth;
mod peer;

use crate::app::App;
use axum::Router;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::X_CONTENT_TYPE_OPTIONS;
use axum::middleware::{self, Next};
use axum::response::Response;
use countersign_api::{ApiError, Verifier};
use countersign_jose::Audience;
use std::sync::Arc;

/// Every endpoint.
pub(crate) fn router(app: &Arc<App>) -> Result<Router, ApiError> {
    let verifier = verifier(app, app.server.audience());
    Ok(oauth::router(app)
        .merge(api::router(app, verifier)?)
        .layer(middleware::from_fn(finish)))
}

/// A verifier of this server's tokens that shares its keys.
pub(crate) fn verifier(app: &App, audience: &Audience) -> Verifier {
    // Relative, so that the docs page works behind a proxy too.
    app.keys.verifier(audience).token_url("/token")
}

/// What every answer has, and a line in the log.
async fn finish(request: Request, next: Next) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let mut response = next.run(request).await;
    let nosniff = HeaderValue::from_static("nosniff");
    response
        .headers_mut()
        .insert(X_CONTENT_TYPE_OPTIONS, nosniff);
    tracing::debug!(%method, path, status = response.status().as_u16(), "request");
    response
}
