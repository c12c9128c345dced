//! What the handlers of the server's own API share.

use crate::app::App;
use axum::extract::FromRef;
use countersign_api::Verifier;
use std::ops::Deref;
use std::sync::Arc;

/// The server, and the verifier of its tokens.
#[derive(Debug, Clone)]
pub(super) struct ApiState {
    app: Arc<App>,
    verifier: Verifier,
}

impl ApiState {
    pub(super) const fn new(app: Arc<App>, verifier: Verifier) -> Self {
        Self { app, verifier }
    }
}

impl Deref for ApiState {
    type Target = App;

    fn deref(&self) -> &App {
        &self.app
    }
}

impl FromRef<ApiState> for Verifier {
    fn from_ref(state: &ApiState) -> Self {
        state.verifier.clone()
    }
}

impl FromRef<ApiState> for Arc<App> {
    fn from_ref(state: &ApiState) -> Self {
        Arc::clone(&state.app)
    }
}
