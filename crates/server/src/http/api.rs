//! The server's own API, its document and its docs page.

mod profile;
mod state;

use super::health;
use crate::app::App;
use crate::founding::DOCS_CLIENT;
use crate::scopes::PROFILE_READ;
use axum::Router;
use countersign_api::{Api, ApiError, DocsPage, Verifier, documented};
use state::ApiState;
use std::sync::Arc;

pub(super) fn router(app: &Arc<App>, verifier: Verifier) -> Result<Router, ApiError> {
    let docs = DocsPage::new()
        .client_id(DOCS_CLIENT)
        .scopes([PROFILE_READ]);
    Api::new("Countersign", env!("CARGO_PKG_VERSION"))
        .description("The authorization server's own API.")
        .state(ApiState::new(Arc::clone(app), verifier))
        .docs(docs)
        .get(
            "/users/me",
            documented(profile::read_me).summary("Who am I?"),
        )
        .public(|open| {
            let live = documented(health::live).summary("The process answers");
            let ready = documented(health::ready).summary("The process and its database answer");
            open.get("/health/live", live).get("/health/ready", ready)
        })
        .into_router()
}
