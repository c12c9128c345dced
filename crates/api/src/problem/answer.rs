//! An error as a value: status, text, headers.

use std::fmt;

use axum::Json as PlainJson;
use axum::response::{IntoResponse, Response};
use http::header::{HeaderName, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::status::ErrorStatus;
use crate::schema::FieldError;

/// An error answer: a status that can only be 4xx or 5xx, a text for the caller, headers.
///
/// The body is `{"detail": "…"}`, or for refused input `{"detail": [{"type", "loc", "msg"}, …]}`, as
/// FastAPI writes it. A caller that sends `Accept: application/problem+json` gets RFC 9457 instead
/// (see [`negotiate_problems`](crate::negotiate_problems)). The text goes to the caller as it is: never put a secret in it.
///
/// ```
/// use axum::response::IntoResponse;
/// use countersign_api::Problem;
///
/// let problem = Problem::not_found("No item has this number");
/// assert_eq!(problem.into_response().status(), 404);
/// ```
#[derive(Clone)]
pub struct Problem(Box<Inner>);

#[derive(Clone)]
struct Inner {
    status: ErrorStatus,
    detail: Detail,
    headers: HeaderMap,
}

#[derive(Clone)]
enum Detail {
    Text(String),
    Fields(Vec<FieldError>),
}

impl Problem {
    /// Any error status with a text for the caller.
    ///
    /// ```
    /// use countersign_api::{ErrorStatus, Problem};
    ///
    /// let problem = Problem::new(ErrorStatus::GONE, "The offer has ended");
    /// assert_eq!(problem.status(), ErrorStatus::GONE);
    /// ```
    pub fn new(status: ErrorStatus, detail: impl Into<String>) -> Self {
        Self::from_detail(status, Detail::Text(detail.into()))
    }

    /// 400: the request makes no sense to this operation.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(ErrorStatus::BAD_REQUEST, detail)
    }

    /// 403: the caller is known and may not do this.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(ErrorStatus::FORBIDDEN, detail)
    }

    /// 404: there is no such thing, or the caller may not learn of it.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(ErrorStatus::NOT_FOUND, detail)
    }

    /// 409: the request contradicts the present state.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(ErrorStatus::CONFLICT, detail)
    }

    /// 422: the input has the wrong form; one entry for each error, never with the input itself.
    ///
    /// ```
    /// use countersign_api::{ErrorStatus, FieldError, Problem};
    ///
    /// let taken = FieldError::new("value_error", "The name is taken").at("body").at("name");
    /// assert_eq!(Problem::unprocessable([taken]).status(), ErrorStatus::UNPROCESSABLE_CONTENT);
    /// ```
    pub fn unprocessable(errors: impl IntoIterator<Item = FieldError>) -> Self {
        let fields = errors.into_iter().collect();
        Self::from_detail(ErrorStatus::UNPROCESSABLE_CONTENT, Detail::Fields(fields))
    }

    /// 429 with `Retry-After` in seconds.
    #[must_use]
    pub fn too_many_requests(retry_after_seconds: u64) -> Self {
        Self::new(ErrorStatus::TOO_MANY_REQUESTS, "Too many requests")
            .with_header(RETRY_AFTER, retry_after_seconds.into())
    }

    /// 500 with a fixed text: the reason belongs in the log, not in the answer.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(ErrorStatus::INTERNAL_SERVER_ERROR, "Internal Server Error")
    }

    /// 503 with `Retry-After` in seconds.
    pub fn unavailable(detail: impl Into<String>, retry_after_seconds: u64) -> Self {
        Self::new(ErrorStatus::SERVICE_UNAVAILABLE, detail)
            .with_header(RETRY_AFTER, retry_after_seconds.into())
    }

    /// The same problem with one more header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.append(name, value);
        self
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> ErrorStatus {
        self.0.status
    }

    /// The errors of the input, when the problem is about input.
    #[must_use]
    pub fn field_errors(&self) -> &[FieldError] {
        match &self.0.detail {
            Detail::Fields(fields) => fields,
            Detail::Text(_) => &[],
        }
    }

    fn from_detail(status: ErrorStatus, detail: Detail) -> Self {
        Self(Box::new(Inner {
            status,
            detail,
            headers: HeaderMap::new(),
        }))
    }

    fn plain_body(&self) -> Value {
        match &self.0.detail {
            Detail::Text(text) => json!({ "detail": text }),
            Detail::Fields(fields) => json!({ "detail": fields }),
        }
    }

    // RFC 9457 3.1: `about:blank` means that the title is the status phrase.
    pub(super) fn problem_body(&self) -> Value {
        let code = self.0.status.code();
        let mut body = json!({
            "type": "about:blank",
            "title": code.canonical_reason().unwrap_or("Error"),
            "status": code.as_u16(),
        });
        match &self.0.detail {
            Detail::Text(text) => body["detail"] = json!(text),
            Detail::Fields(fields) => {
                body["detail"] = json!("The request does not match its schema");
                body["errors"] = json!(fields);
            }
        }
        body
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.0.status.code(), PlainJson(self.plain_body())).into_response();
        response.headers_mut().extend(self.0.headers.clone());
        // For `negotiate_problems`, which knows what the caller accepts.
        response.extensions_mut().insert(self);
        response
    }
}

impl From<ErrorStatus> for Problem {
    /// The status with its own phrase as the text.
    fn from(status: ErrorStatus) -> Self {
        let phrase = StatusCode::canonical_reason(&status.code()).unwrap_or("Error");
        Self::new(status, phrase)
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Problem")
            .field("status", &self.0.status)
            .field("body", &self.plain_body())
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.detail {
            Detail::Text(text) => write!(f, "{}: {text}", self.0.status.code()),
            Detail::Fields(fields) => {
                write!(
                    f,
                    "{}: {} errors in the input",
                    self.0.status.code(),
                    fields.len()
                )
            }
        }
    }
}

impl std::error::Error for Problem {}
