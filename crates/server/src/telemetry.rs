//! The log: structured, on standard error.

use std::fmt;
use std::io::{IsTerminal, stderr};
use std::str::FromStr;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum LogFormat {
    /// One line for each event, for people; in colour on a terminal.
    Text,
    /// One JSON object for each event, for machines.
    Json,
}

/// The text names no format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a log format: write text or json")]
pub struct UnknownLogFormat;

impl FromStr for LogFormat {
    type Err = UnknownLogFormat;

    fn from_str(text: &str) -> Result<Self, UnknownLogFormat> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err(UnknownLogFormat),
        }
    }
}

/// How much is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum LogLevel {
    /// What somebody has to look at.
    Warn,
    /// That, and starts, stops and refused requests.
    Info,
    /// That, and every request.
    Debug,
}

/// The text names no level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a log level: write warn, info or debug")]
pub struct UnknownLogLevel;

impl FromStr for LogLevel {
    type Err = UnknownLogLevel;

    fn from_str(text: &str) -> Result<Self, UnknownLogLevel> {
        let known = |level: &Self| level.to_string() == text;
        [Self::Warn, Self::Info, Self::Debug]
            .into_iter()
            .find(known)
            .ok_or(UnknownLogLevel)
    }
}

impl fmt::Display for LogLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
        })
    }
}

/// Starts the log of this process. Other crates' events below a warning stay out.
pub(crate) fn start(format: LogFormat, level: LogLevel) -> Result<(), TryInitError> {
    let filter = format!(
        "warn,countersign_server={level},countersign_store={level},countersign_api={level},\
         countersign_hash_pool={level}"
    );
    let log = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(stderr)
        .with_ansi(stderr().is_terminal());
    match format {
        LogFormat::Text => log.with_target(false).finish().try_init(),
        LogFormat::Json => log.json().finish().try_init(),
    }
}
