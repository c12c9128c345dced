//! Errors of the OAuth endpoints: JSON after RFC 6749 section 5.2, whatever went wrong.

use crate::clock::MomentError;
use crate::drive::Unfinished;
use axum::extract::rejection::BytesRejection;
use axum::http::header::{CACHE_CONTROL, PRAGMA, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Json, Response};
use countersign_hash_pool::{HashPoolError, Limit, Overloaded};
use countersign_issuer::{StoreError, TokenError};
use serde::Serialize;

/// When to come back to a database that does not answer, in seconds.
const COME_BACK: u64 = 2;

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
    /// Another check of a password is not admitted.
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
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
            Self::Unfinished(Unfinished::Store(StoreError::Unavailable(_))) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            _ => self
                .overloaded()
                .map_or(fault, |overloaded| match overloaded.limit() {
                    // RFC 6585 4: what counts as one user is the server's choice; an account, an address.
                    Limit::Account | Limit::Address => StatusCode::TOO_MANY_REQUESTS,
                    // The pool as a whole.
                    _ => StatusCode::SERVICE_UNAVAILABLE,
                }),
        }
    }

    /// Whether the hash pool turned the request away.
    const fn overloaded(&self) -> Option<&Overloaded> {
        match self {
            Self::Overloaded(overloaded)
            | Self::Unfinished(Unfinished::HashPool(HashPoolError::Overloaded(overloaded))) => {
                Some(overloaded)
            }
            _ => None,
        }
    }

    /// When to try again, in seconds.
    fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Unfinished(Unfinished::Store(StoreError::Unavailable(_))) => Some(COME_BACK),
            _ => self.overloaded().map(Overloaded::retry_after),
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
            Self::Unfinished(Unfinished::Store(StoreError::Unavailable(_))) => (
                "temporarily_unavailable",
                "the database does not answer; try again".to_owned(),
            ),
            _ => match self.overloaded() {
                // RFC 6749 5.2 has no word for it at this endpoint; 4.1.2.1 has this one.
                Some(_) => (
                    "temporarily_unavailable",
                    "too many sign-ins at once; try again".to_owned(),
                ),
                // What exactly went wrong is in the log, and nobody else's business.
                None => (
                    "server_error",
                    "the server could not answer; its log says why".to_owned(),
                ),
            },
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
        if self.overloaded().is_some() {
            // The pool warns once for all of them: a flood of requests is no flood of lines.
            tracing::debug!(error = body.error, cause = %self, "a token request was turned away");
        } else if self.status().is_server_error() {
            tracing::error!(error = body.error, cause = %self, "a token request failed");
        } else {
            tracing::info!(error = body.error, cause = %self, "a token request was refused");
        }
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let (status, body, challenge) = (self.status(), self.body(), self.challenge());
        let retry_after = self.retry_after();
        self.log(&body);
        let mut response = (status, Json(body)).into_response();
        let mut set = |name: HeaderName, value: HeaderValue| {
            response.headers_mut().insert(name, value);
        };
        set(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        set(PRAGMA, HeaderValue::from_static("no-cache"));
        if let Some(challenge) = challenge {
            set(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        if let Some(seconds) = retry_after {
            set(RETRY_AFTER, seconds.into());
        }
        response
    }
}
