//! Why a command did not do what it was asked.

use crate::operations::OperationError;
use crate::settings::SettingsError;
use countersign_issuer::StoreError;
use countersign_store::OpenError;
use std::process::ExitCode;

/// A command could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(super) enum CliError {
    /// The settings are wrong.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The command was called in a way that makes no sense.
    #[error("{0}")]
    Usage(String),
    /// Refused, or not found, or failed.
    #[error("{0}")]
    Refused(String),
}

impl CliError {
    pub(super) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Settings(_) | Self::Usage(_) => 2,
            Self::Refused(_) => 1,
        })
    }

    pub(super) fn refused(error: impl std::fmt::Display) -> Self {
        Self::Refused(error.to_string())
    }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        Self::refused(error)
    }
}

impl From<OperationError> for CliError {
    fn from(error: OperationError) -> Self {
        Self::refused(error)
    }
}

impl From<OpenError> for CliError {
    fn from(error: OpenError) -> Self {
        Self::refused(error)
    }
}

impl From<std::io::Error> for CliError {
    fn from(error: std::io::Error) -> Self {
        Self::refused(error)
    }
}
