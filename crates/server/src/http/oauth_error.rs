//! Errors of the OAuth endpoints: JSON after RFC 6749 section 5.2, whatever went wrong.

use crate::clock::MomentError;
use crate::drive::Unfinished;
use crate::hash_pool::HashPoolError;
use axum::extract::rejection::BytesRejection;
use axum::http::header::{CACHE_CONTROL, PRAGMA, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Json, Response};
use countersign_issuer::{StoreError, TokenError};
use serde::Serialize;

/// When to come back after being turned away, in seconds.
const COME_BACK: &str = "2";

/// An answer other than a token.
#[derive(Debug, thiserror::Error)]
pub(super) enum OAuthError {
    /// The issuer refuses.
    #[error(transparent)]
    Refused(#[from] TokenError),
    /// The body cannot be read.
    #[error(transparent)]
    Body(#[from] BytesRejection),
    /// Something that the decision needs failed.
    #[error(transparent)]
    Unfinished(#[from] Unfinished),
    /// There is no time or no randomness.
    #[error(transparent)]
    Moment(#[from] MomentError),
}

/// RFC 6749 5.2.
#[derive(Serialize)]
struct Body {
    error: &'static str,
    error_description: String,
}

impl OAuthError {
    fn status(&self) -> StatusCode {
        let fault = StatusCode::INTERNAL_SERVER_ERROR;
        match self {
            Self::Refused(error) => StatusCode::from_u16(error.status()).unwrap_or(fault),
            Self::Body(rejection) => rejection.status(),
            Self::Unfinished(
                Unfinished::HashPool(HashPoolError::Overloaded)
                | Unfinished::Store(StoreError::Unavailable(_)),
            ) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Unfinished(_) | Self::Moment(_) => fault,
        }
    }

    fn body(&self) -> Body {
        let (error, error_description) = match self {
            Self::Refused(error) => (error.code(), error.to_string()),
            Self::Body(_) if self.status() == StatusCode::PAYLOAD_TOO_LARGE => (
                "invalid_request",
                format!("the body is longer than {} bytes", super::BODY_LIMIT),
            ),
            Self::Body(_) => ("invalid_request", "the body could not be read".to_owned()),
            Self::Unfinished(Unfinished::HashPool(HashPoolError::Overloaded)) => (
                "temporarily_unavailable",
                "too many sign-ins at once; try again".to_owned(),
            ),
            Self::Unfinished(Unfinished::Store(StoreError::Unavailable(_))) => (
                "temporarily_unavailable",
                "the database does not answer; try again".to_owned(),
            ),
            // What exactly went wrong is in the log, and nobody else's business.
            Self::Unfinished(_) | Self::Moment(_) => (
                "server_error",
                "the server could not answer; its log says why".to_owned(),
            ),
        };
        Body {
            error,
            error_description,
        }
    }

    fn challenge(&self) -> Option<&'static str> {
        match self {
            Self::Refused(error) => error.challenge(),
            _ => None,
        }
    }

    fn log(&self, body: &Body) {
        if self.status().is_server_error() {
            tracing::error!(error = body.error, cause = %self, "a token request failed");
        } else {
            tracing::info!(error = body.error, cause = %self, "a token request was refused");
        }
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let (status, body, challenge) = (self.status(), self.body(), self.challenge());
        self.log(&body);
        let mut response = (status, Json(body)).into_response();
        let mut set = |name: HeaderName, value: &'static str| {
            response
                .headers_mut()
                .insert(name, HeaderValue::from_static(value));
        };
        set(CACHE_CONTROL, "no-store");
        set(PRAGMA, "no-cache");
        if let Some(challenge) = challenge {
            set(WWW_AUTHENTICATE, challenge);
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            set(RETRY_AFTER, COME_BACK);
        }
        response
    }
}
