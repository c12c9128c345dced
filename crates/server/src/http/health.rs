//! Whether the server lives, and whether it can work.

use crate::app::App;
use axum::extract::State;
use countersign_api::{Json, Problem};
use schemars::JsonSchema;
use serde::Serialize;
use std::sync::Arc;

/// When to look again, in seconds.
const COME_BACK: u64 = 2;

#[derive(Serialize, JsonSchema)]
pub(super) struct Health {
    /// Always `ok`.
    status: &'static str,
}

const OK: Json<Health> = Json(Health { status: "ok" });

/// The process answers.
pub(super) async fn live() -> Json<Health> {
    OK
}

/// The process answers, and its database does.
pub(super) async fn ready(State(app): State<Arc<App>>) -> Result<Json<Health>, Problem> {
    match app.store.is_founded().await {
        Ok(true) => Ok(OK),
        Ok(false) => Err(Problem::unavailable("The database is empty", COME_BACK)),
        Err(error) => {
            tracing::error!(%error, "not ready");
            Err(Problem::unavailable(
                "The database does not answer",
                COME_BACK,
            ))
        }
    }
}
