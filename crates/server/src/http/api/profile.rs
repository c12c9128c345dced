//! `GET /users/me`: who am I?

use super::state::ApiState;
use crate::scopes::ProfileRead;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::WWW_AUTHENTICATE;
use countersign_api::{Bearer, ErrorStatus, Json, Problem, User};
use countersign_issuer::UserId;
use schemars::JsonSchema;
use serde::Serialize;

/// A user, as the user sees it.
#[derive(Serialize, JsonSchema)]
pub(super) struct Profile {
    /// The user's identifier in tokens; never changes.
    sub: String,
    /// What the user types to sign in.
    username: String,
    /// The user's mail address.
    email: Option<String>,
    /// May administer this server.
    admin: bool,
    /// When the user was added, in seconds since 1970.
    created_at: u64,
}

/// RFC 6750 3.1, invalid_token: the token is good no more for other reasons.
fn user_is_gone(state: &ApiState) -> Problem {
    let problem = Problem::new(ErrorStatus::UNAUTHORIZED, "Could not validate credentials");
    let realm = state.server.audience();
    let challenge = format!("Bearer realm=\"{realm}\", error=\"invalid_token\"");
    match HeaderValue::from_str(&challenge) {
        Ok(challenge) => problem.with_header(WWW_AUTHENTICATE, challenge),
        Err(_) => problem,
    }
}

/// Who am I?
pub(super) async fn read_me(
    State(state): State<ApiState>,
    caller: Bearer<User, ProfileRead>,
) -> Result<Json<Profile>, Problem> {
    // A token lives on for minutes after its user is gone.
    let gone = || user_is_gone(&state);
    let id: UserId = caller.subject.parse().map_err(|_| gone())?;
    let user = state.store.user(id).await.map_err(|error| {
        tracing::error!(%error, "a profile could not be read");
        Problem::internal()
    })?;
    let user = user.filter(|user| !user.disabled).ok_or_else(gone)?;
    Ok(Json(Profile {
        sub: user.id.to_string(),
        username: user.username.as_str().to_owned(),
        email: user.email.map(|email| email.as_str().to_owned()),
        admin: user.admin,
        created_at: user.created_at.seconds(),
    }))
}
