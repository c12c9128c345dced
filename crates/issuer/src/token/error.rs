//! Why the token endpoint refuses (RFC 6749 section 5.2).

use crate::model::GrantType;
use crate::request::FormError;
use countersign_jose::SignError;
use countersign_password::PasswordError;

/// Why the token endpoint refuses. The text is for the client's developer and holds no secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    // The client's fault.
    /// Something is not as the protocol wants it.
    #[error("{0}")]
    Malformed(&'static str),
    /// The body is not a form.
    #[error(transparent)]
    Form(#[from] FormError),
    /// A required parameter is missing.
    #[error("the parameter '{0}' is missing")]
    Missing(&'static str),
    /// The password is one that no user can have.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The client is unknown, or did not prove itself.
    #[error("the client is unknown, or its authentication failed")]
    ClientNotAuthenticated,
    /// The grant type is none of this server's.
    #[error(
        "the grant type is not one of this server: \
         client_credentials, refresh_token, password"
    )]
    UnsupportedGrantType,
    /// The scope is not a list of scopes.
    #[error("the scope is not a list of scopes separated by single spaces, of at most 4096 bytes")]
    MalformedScope,

    // Not allowed.
    /// The client was not registered for that grant type.
    #[error("this client may not use the grant type {0}")]
    GrantTypeNotAllowed(GrantType),
    /// Only a first-party client may ask for a user's password.
    #[error("only a first-party client may use the password grant")]
    NotFirstParty,
    /// Only a client with a secret may have tokens of its own.
    #[error("only a confidential client may use the client_credentials grant")]
    NotConfidential,
    /// The client or the grant does not have that scope.
    #[error("the scope '{0}' is not one that may be granted here")]
    ScopeNotAllowed(String),

    // The user's fault, or an attack.
    /// Wrong user name or password; which of them is not said.
    #[error("the user name or the password is wrong")]
    WrongCredentials,
    /// The refresh token is unknown, expired, revoked, used before or another client's.
    #[error("the refresh token is not valid, or not any more")]
    RefreshTokenNotValid,

    // Ours.
    /// A token could not be signed.
    #[error("a token could not be signed")]
    Sign(#[from] SignError),
}

impl TokenError {
    /// The error code of RFC 6749 section 5.2.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) | Self::Form(_) | Self::Missing(_) | Self::Password(_) => {
                "invalid_request"
            }
            Self::ClientNotAuthenticated => "invalid_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::MalformedScope | Self::ScopeNotAllowed(_) => "invalid_scope",
            Self::GrantTypeNotAllowed(_) | Self::NotFirstParty | Self::NotConfidential => {
                "unauthorized_client"
            }
            Self::WrongCredentials | Self::RefreshTokenNotValid => "invalid_grant",
            Self::Sign(_) => "server_error",
        }
    }

    /// The HTTP status.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            // RFC 6749 5.2: the server MAY return 401 for invalid_client.
            Self::ClientNotAuthenticated => 401,
            Self::Sign(_) => 500,
            _ => 400,
        }
    }

    /// The value of the WWW-Authenticate header, where there has to be one.
    #[must_use]
    pub const fn challenge(&self) -> Option<&'static str> {
        match self {
            // RFC 6749 5.2: if the client used the Authorization header, the answer MUST be 401
            // with a challenge that matches the scheme. Every 401 has one (RFC 9110 11.6.1).
            Self::ClientNotAuthenticated => Some("Basic realm=\"token\""),
            _ => None,
        }
    }
}
