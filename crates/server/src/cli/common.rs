//! What every command stands on: settings, database, time.

use super::error::CliError;
use crate::clock::SystemClock;
use crate::server::open_store;
use crate::settings::{Settings, Sources};
use clap::Args;
use countersign_issuer::Store;
use countersign_jose::UnixTime;
use countersign_store::{Clock, Database};
use std::path::PathBuf;
use std::sync::Arc;

/// Flags of every command.
#[derive(Debug, Args)]
pub(super) struct Common {
    /// Where the state is kept: sqlite:PATH [default: sqlite:countersign.db]
    #[arg(long, global = true, value_name = "URL")]
    database: Option<String>,
    /// A TOML file with settings [default: countersign.toml, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl Common {
    /// The settings, with the flags of a command on top.
    pub(super) fn settings(&self, mut flags: Vec<(String, String)>) -> Result<Settings, CliError> {
        flags.extend(
            self.database
                .clone()
                .map(|value| ("database".to_owned(), value)),
        );
        let sources = Sources::new(flags, environment(), self.config.as_deref())?;
        Ok(Settings::from_sources(&sources)?)
    }

    /// The time now.
    #[expect(
        clippy::unused_self,
        reason = "what a command stands on comes from here"
    )]
    pub(super) fn now(&self) -> UnixTime {
        SystemClock::start().now()
    }

    /// Opens the database of a server that was started before, beside it if it runs.
    pub(super) fn store(&self) -> Result<Arc<dyn Store>, CliError> {
        let database = self.settings(Vec::new())?.database;
        match &database {
            Database::Sqlite(path) if path.exists() => {
                let clock: Arc<dyn Clock> = Arc::new(SystemClock::start());
                let store = open_store(&database, &clock)?;
                if block_on(store.is_founded())?? {
                    Ok(store)
                } else {
                    Err(no_server(&database))
                }
            }
            Database::Sqlite(_) | Database::Memory => Err(no_server(&database)),
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
pub(super) fn block_on<T>(task: impl Future<Output = T>) -> Result<T, CliError> {
    Ok(tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(task))
}
