//! What the handlers of the server's own API share.

use crate::server::Shared;
use axum::extract::FromRef;
use countersign_api::Verifier;
use std::ops::Deref;
use std::sync::Arc;

/// The server, and the verifier of its tokens.
#[derive(Debug, Clone)]
pub(crate) struct AppState {
    shared: Arc<Shared>,
    verifier: Verifier,
}

impl AppState {
    pub(crate) const fn new(shared: Arc<Shared>, verifier: Verifier) -> Self {
        Self { shared, verifier }
    }
}

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.shared
    }
}

impl FromRef<AppState> for Verifier {
    fn from_ref(state: &AppState) -> Self {
        state.verifier.clone()
    }
}
