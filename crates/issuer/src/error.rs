//! What every refusal says, whichever endpoint it comes from.

use std::fmt;

/// An error code of the OAuth Extensions Error Registry (IANA).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorCode {
    /// RFC 6749 5.2: a parameter is missing, doubled or malformed.
    InvalidRequest,
    /// RFC 6749 5.2: the client is unknown or did not prove itself.
    InvalidClient,
    /// RFC 6749 5.2: what the client redeems is wrong, spent, expired or somebody else's.
    InvalidGrant,
    /// RFC 6749 5.2: this client may not use this grant type.
    UnauthorizedClient,
    /// RFC 6749 5.2: this server does not have this grant type.
    UnsupportedGrantType,
    /// RFC 6749 5.2: the scope is malformed, or more than may be granted.
    InvalidScope,
    /// RFC 6749 4.1.2.1: the server is overloaded; trying again later helps.
    TemporarilyUnavailable,
    /// RFC 6749 4.1.2.1: the server could not answer, and the fault is its own.
    ServerError,
}

impl ErrorCode {
    /// The code on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope => "invalid_scope",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
            Self::ServerError => "server_error",
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An error that an endpoint answers with. Each endpoint has an enum of its own that implements
/// it, and HTTP renders all of them in the same way.
///
/// The text of the error itself ([`fmt::Display`]) is for the log. Neither text holds a secret, or
/// anything that a request wrote where a secret may stand.
pub trait Refusal: std::error::Error {
    /// The code on the wire.
    fn code(&self) -> ErrorCode;

    /// The HTTP status.
    fn status(&self) -> u16;

    /// The value of the WWW-Authenticate header, where there has to be one.
    fn challenge(&self) -> Option<&'static str> {
        None
    }

    /// When to try again, in seconds, where that may help.
    fn retry_after(&self) -> Option<u64> {
        None
    }

    /// The text for the client's developer.
    fn error_description(&self) -> String {
        self.to_string()
    }
}
