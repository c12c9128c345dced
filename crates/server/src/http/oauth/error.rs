//! Errors of the OAuth endpoints: JSON after RFC 6749 section 5.2, whatever went wrong.

use crate::clock::EntropyError;
use axum::extract::rejection::BytesRejection;
use axum::http::header::{CACHE_CONTROL, PRAGMA, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Json, Response};
use countersign_issuer::{ErrorCode, Refusal, TokenError};
use serde::Serialize;

/// Bytes of a request's body. The longest that makes sense is a form with a long password and
/// a refresh token.
pub(super) const BODY_LIMIT: usize = 64 * 1024;

/// An answer other than a token.
#[derive(Debug, thiserror::Error)]
pub(super) enum OAuthError {
    /// The issuer refuses.
    #[error(transparent)]
    Refused(#[from] TokenError),
    /// The body cannot be read.
    #[error(transparent)]
    Body(#[from] BytesRejection),
    /// There is no randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

impl Refusal for OAuthError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::Refused(error) => error.code(),
            Self::Body(_) => ErrorCode::InvalidRequest,
            Self::Entropy(_) => ErrorCode::ServerError,
        }
    }

    fn status(&self) -> u16 {
        match self {
            Self::Refused(error) => error.status(),
            Self::Body(rejection) => rejection.status().as_u16(),
            Self::Entropy(_) => 500,
        }
    }

    fn challenge(&self) -> Option<&'static str> {
        match self {
            Self::Refused(error) => error.challenge(),
            Self::Body(_) | Self::Entropy(_) => None,
        }
    }

    fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Refused(error) => error.retry_after(),
            Self::Body(_) | Self::Entropy(_) => None,
        }
    }

    fn error_description(&self) -> String {
        match self {
            Self::Refused(error) => error.error_description(),
            Self::Body(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                format!("the body is longer than {BODY_LIMIT} bytes")
            }
            Self::Body(_) => "the body could not be read".to_owned(),
            Self::Entropy(_) => "the server could not answer; its log says why".to_owned(),
        }
    }
}

/// RFC 6749 5.2.
#[derive(Serialize)]
struct Body {
    error: &'static str,
    error_description: String,
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        log(&self);
        let status = StatusCode::from_u16(self.status());
        let body = Body {
            error: self.code().as_str(),
            error_description: self.error_description(),
        };
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(body)).into_response();

        let mut set = |name: HeaderName, value: HeaderValue| {
            response.headers_mut().insert(name, value);
        };
        set(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        set(PRAGMA, HeaderValue::from_static("no-cache"));
        if let Some(challenge) = self.challenge() {
            set(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        if let Some(seconds) = self.retry_after() {
            set(RETRY_AFTER, seconds.into());
        }
        response
    }
}

fn log(refused: &impl Refusal) {
    let error = refused.code().as_str();
    match refused.status() {
        // The pool warns once for all of them: a flood of requests is no flood of lines.
        429 | 503 if refused.retry_after().is_some() => {
            tracing::debug!(error, cause = %refused, "a request was turned away");
        }
        500.. => tracing::error!(error, cause = %refused, "a request failed"),
        _ => tracing::info!(error, cause = %refused, "a request was refused"),
    }
}
