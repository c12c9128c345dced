//! Status codes that are errors.

use http::StatusCode;
use thiserror::Error;

/// A status code of 400 to 599: an error with status 200 cannot be written.
///
/// ```
/// use countersign_api::ErrorStatus;
/// use http::StatusCode;
///
/// assert!(ErrorStatus::try_from(StatusCode::PAYMENT_REQUIRED).is_ok());
/// assert!(ErrorStatus::try_from(StatusCode::OK).is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ErrorStatus(StatusCode);

/// The status code says success, redirect or information.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("status {0} is not an error: use one from 400 to 599")]
pub struct NotAnErrorStatus(pub StatusCode);

macro_rules! statuses {
    ($($(#[$doc:meta])* $name:ident = $source:ident;)*) => {
        impl ErrorStatus {
            $($(#[$doc])* pub const $name: Self = Self(StatusCode::$source);)*
        }
    };
}

statuses! {
    /// 400
    BAD_REQUEST = BAD_REQUEST;
    /// 401
    UNAUTHORIZED = UNAUTHORIZED;
    /// 403
    FORBIDDEN = FORBIDDEN;
    /// 404
    NOT_FOUND = NOT_FOUND;
    /// 405
    METHOD_NOT_ALLOWED = METHOD_NOT_ALLOWED;
    /// 409
    CONFLICT = CONFLICT;
    /// 410
    GONE = GONE;
    /// 412
    PRECONDITION_FAILED = PRECONDITION_FAILED;
    /// 413
    CONTENT_TOO_LARGE = PAYLOAD_TOO_LARGE;
    /// 415
    UNSUPPORTED_MEDIA_TYPE = UNSUPPORTED_MEDIA_TYPE;
    /// 422
    UNPROCESSABLE_CONTENT = UNPROCESSABLE_ENTITY;
    /// 429
    TOO_MANY_REQUESTS = TOO_MANY_REQUESTS;
    /// 500
    INTERNAL_SERVER_ERROR = INTERNAL_SERVER_ERROR;
    /// 502
    BAD_GATEWAY = BAD_GATEWAY;
    /// 503
    SERVICE_UNAVAILABLE = SERVICE_UNAVAILABLE;
    /// 504
    GATEWAY_TIMEOUT = GATEWAY_TIMEOUT;
}

impl ErrorStatus {
    /// The status as `http` knows it.
    #[must_use]
    pub const fn code(self) -> StatusCode {
        self.0
    }
}

impl TryFrom<StatusCode> for ErrorStatus {
    type Error = NotAnErrorStatus;

    fn try_from(status: StatusCode) -> Result<Self, NotAnErrorStatus> {
        if status.is_client_error() || status.is_server_error() {
            Ok(Self(status))
        } else {
            Err(NotAnErrorStatus(status))
        }
    }
}
