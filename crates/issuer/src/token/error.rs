//! Why the token endpoint refuses (RFC 6749 section 5.2).

use crate::client_auth::ClientAuthError;
use crate::error::{ErrorCode, Refusal};
use crate::mint::{MintError, ScopeNotGranted};
use crate::model::GrantType;
use crate::ports::{PasswordsError, PortError, StoreError};
use crate::sign_in::SignInError;
use crate::wire::FormError;
use countersign_password::PasswordError;

/// Why the token endpoint refuses. No text holds a secret, or what may be a part of one.
#[derive(Debug, thiserror::Error)]
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
    /// The client was not authenticated.
    #[error(transparent)]
    Client(ClientAuthError),
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
    #[error(transparent)]
    Scope(#[from] ScopeNotGranted),

    // The user's fault, or an attack.
    /// Wrong user name or password; which of them is not said.
    #[error("the user name or the password is wrong")]
    WrongCredentials,
    /// The refresh token is unknown, expired, revoked, used before or another client's.
    #[error("the refresh token is not valid, or not any more")]
    RefreshTokenNotValid,

    // Ours.
    /// A token could not be minted.
    #[error(transparent)]
    Mint(#[from] MintError),
    /// Storage or the check of a password failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl From<ClientAuthError> for TokenError {
    fn from(error: ClientAuthError) -> Self {
        match error {
            ClientAuthError::Port(error) => Self::Port(error),
            refused => Self::Client(refused),
        }
    }
}

impl From<StoreError> for TokenError {
    fn from(error: StoreError) -> Self {
        Self::Port(error.into())
    }
}

impl From<PasswordsError> for TokenError {
    fn from(error: PasswordsError) -> Self {
        Self::Port(error.into())
    }
}

impl From<SignInError> for TokenError {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::WrongCredentials => Self::WrongCredentials,
            SignInError::Port(error) => Self::Port(error),
        }
    }
}

impl TokenError {
    /// An error of a part, which has answers of its own.
    fn part(&self) -> Option<&dyn Refusal> {
        match self {
            Self::Client(error) => Some(error),
            Self::Mint(error) => Some(error),
            Self::Port(error) => Some(error),
            _ => None,
        }
    }
}

impl Refusal for TokenError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::Malformed(_) | Self::Form(_) | Self::Missing(_) | Self::Password(_) => {
                ErrorCode::InvalidRequest
            }
            Self::Client(error) => error.code(),
            Self::UnsupportedGrantType => ErrorCode::UnsupportedGrantType,
            Self::MalformedScope | Self::Scope(_) => ErrorCode::InvalidScope,
            Self::GrantTypeNotAllowed(_) | Self::NotFirstParty | Self::NotConfidential => {
                ErrorCode::UnauthorizedClient
            }
            Self::WrongCredentials | Self::RefreshTokenNotValid => ErrorCode::InvalidGrant,
            Self::Mint(error) => error.code(),
            Self::Port(error) => error.code(),
        }
    }

    fn status(&self) -> u16 {
        self.part().map_or(400, Refusal::status)
    }

    fn challenge(&self) -> Option<&'static str> {
        self.part()?.challenge()
    }

    fn retry_after(&self) -> Option<u64> {
        self.part()?.retry_after()
    }

    fn error_description(&self) -> String {
        self.part()
            .map_or_else(|| self.to_string(), Refusal::error_description)
    }
}
