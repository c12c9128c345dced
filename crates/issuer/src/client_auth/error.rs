//! Why a client was not authenticated.

use crate::error::{ErrorCode, Refusal};
use crate::ports::{PortError, StoreError};

/// Why a client was not authenticated.
#[derive(Debug, thiserror::Error)]
pub enum ClientAuthError {
    /// The request names no client.
    #[error("the parameter 'client_id' is missing")]
    NotNamed,
    /// The credentials are not as the protocol wants them.
    #[error("{0}")]
    Malformed(&'static str),
    /// The client is unknown, or did not prove itself.
    #[error("the client is unknown, or its authentication failed")]
    NotAuthenticated,
    /// The client could not be looked up.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl From<StoreError> for ClientAuthError {
    fn from(error: StoreError) -> Self {
        Self::Port(error.into())
    }
}

impl Refusal for ClientAuthError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::NotNamed | Self::Malformed(_) => ErrorCode::InvalidRequest,
            Self::NotAuthenticated => ErrorCode::InvalidClient,
            Self::Port(error) => error.code(),
        }
    }

    fn status(&self) -> u16 {
        match self {
            Self::NotNamed | Self::Malformed(_) => 400,
            // RFC 6749 5.2: the server MAY return 401 for invalid_client.
            Self::NotAuthenticated => 401,
            Self::Port(error) => error.status(),
        }
    }

    fn challenge(&self) -> Option<&'static str> {
        match self {
            // RFC 6749 5.2: if the client used the Authorization header, the answer MUST be 401
            // with a challenge that matches the scheme. Every 401 has one (RFC 9110 11.6.1).
            Self::NotAuthenticated => Some("Basic realm=\"token\""),
            Self::NotNamed | Self::Malformed(_) | Self::Port(_) => None,
        }
    }

    fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Port(error) => error.retry_after(),
            Self::NotNamed | Self::Malformed(_) | Self::NotAuthenticated => None,
        }
    }

    fn error_description(&self) -> String {
        match self {
            Self::Port(error) => error.error_description(),
            Self::NotNamed | Self::Malformed(_) | Self::NotAuthenticated => self.to_string(),
        }
    }
}
