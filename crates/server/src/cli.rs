//! The command line.

mod blocklist;
mod client;
mod key;
mod output;
mod password;
mod secret_input;
mod serve;
mod user;

use crate::server::open_store;
use crate::settings::{Settings, SettingsError, Sources};
use clap::{Args, Parser, Subcommand};
use countersign_issuer::{Store, StoreError};
use countersign_store::{Database, OpenError};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// An OAuth 2.1 authorization server in one binary.
///
/// Without a command it serves: `countersign` is `countersign serve`. The first start on an empty
/// database creates the signing keys, an admin user, whose password is printed once, and a client
/// for the interactive docs.
#[derive(Debug, Parser)]
#[command(name = "countersign", version, after_help = SETTINGS_HELP)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(flatten)]
    serve: serve::Serve,
    #[command(subcommand)]
    command: Option<Command>,
}

const SETTINGS_HELP: &str = "\
Settings come from flags, then from the environment (COUNTERSIGN_LISTEN, COUNTERSIGN_DATABASE,
COUNTERSIGN_ISSUER, COUNTERSIGN_AUDIENCE, COUNTERSIGN_HASH_THREADS, COUNTERSIGN_LOG_FORMAT,
COUNTERSIGN_LOG_LEVEL, COUNTERSIGN_PASSWORD_MINIMUM_LENGTH,
COUNTERSIGN_PASSWORD_BLOCKLIST), then from a TOML file with the same names in lower case
(countersign.toml, or the file in --config or COUNTERSIGN_CONFIG).

Exit codes: 0 done, 1 refused or not found, 2 usage.";

/// Flags of every command.
#[derive(Debug, Args)]
struct Common {
    /// Where the state is kept: sqlite:PATH [default: sqlite:countersign.db]
    #[arg(long, global = true, value_name = "URL")]
    database: Option<String>,
    /// A TOML file with settings [default: countersign.toml, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the endpoints, the docs page and the API
    Serve(serve::Serve),
    /// Add, list, disable and enable users, and set their passwords
    #[command(subcommand)]
    User(user::UserCommand),
    /// Register, list and remove clients
    #[command(subcommand)]
    Client(client::ClientCommand),
    /// List the keys that sign tokens
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// Make lists of passwords that nobody may choose, and look passwords up in them
    #[command(subcommand)]
    Blocklist(blocklist::BlocklistCommand),
    /// Hash the password on standard input, as the server would
    Hash(password::Hash),
    /// Compare the password on standard input with a hash, as the server would; exit code 0 if it
    /// matches, 1 if not
    Verify(password::Verify),
}

/// A command could not do what it was asked.
#[derive(Debug, thiserror::Error)]
enum CliError {
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
    fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Settings(_) | Self::Usage(_) => 2,
            Self::Refused(_) => 1,
        })
    }

    fn refused(error: impl std::fmt::Display) -> Self {
        Self::Refused(error.to_string())
    }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
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

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            output::error(&error);
            error.exit_code()
        }
    }
}

fn run(cli: Cli) -> Result<ExitCode, CliError> {
    let Cli {
        common,
        serve,
        command,
    } = cli;
    if command.is_some() && !serve.is_empty() {
        return Err(CliError::Usage(
            "flags of 'serve' stand after it: countersign serve --listen …".to_owned(),
        ));
    }
    match command {
        None => serve::run(&common, serve),
        Some(Command::Serve(serve)) => serve::run(&common, serve),
        Some(Command::User(command)) => user::run(&common, command),
        Some(Command::Client(command)) => client::run(&common, command),
        Some(Command::Key(command)) => key::run(&common, &command),
        Some(Command::Blocklist(command)) => blocklist::run(&command),
        Some(Command::Hash(hash)) => password::hash(&common, &hash),
        Some(Command::Verify(verify)) => password::verify(&common, &verify),
    }
}

impl Common {
    /// The settings, with the flags of a command on top.
    fn settings(&self, mut flags: Vec<(String, String)>) -> Result<Settings, CliError> {
        flags.extend(
            self.database
                .clone()
                .map(|value| ("database".to_owned(), value)),
        );
        let sources = Sources::new(flags, environment(), self.config.as_deref())?;
        Ok(Settings::from_sources(&sources)?)
    }

    /// Opens the database of a server that was started before, beside it if it runs.
    fn store(&self) -> Result<Arc<dyn Store>, CliError> {
        let database = self.settings(Vec::new())?.database;
        match &database {
            Database::Sqlite(path) if path.exists() => {
                let store = open_store(&database)?;
                let founded = block_on(store.refresh_token_key())??.is_some();
                if founded {
                    Ok(store)
                } else {
                    Err(no_server(&database))
                }
            }
            _ => Err(no_server(&database)),
        }
    }
}

fn no_server(database: &Database) -> CliError {
    CliError::Refused(format!(
        "there is no server's database at '{database}': start 'countersign serve' once, \
         or name another with --database"
    ))
}

fn environment() -> Vec<(String, String)> {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is where the environment is read"
    )]
    let all = std::env::vars_os();
    let text = all.filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
    text.filter(|(name, _)| name.starts_with("COUNTERSIGN_"))
        .map(|(name, value)| (name, value.to_string_lossy().into_owned()))
        .collect()
}

/// Runs one short task.
fn block_on<T>(task: impl Future<Output = T>) -> Result<T, CliError> {
    Ok(tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(task))
}
