//! The command line.

mod blocklist;
mod client;
mod common;
mod error;
mod key;
mod output;
mod password;
mod secret_input;
mod serve;
mod user;

use clap::{Parser, Subcommand};
use common::Common;
use error::CliError;
use std::process::ExitCode;

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
    /// List, rotate and remove the keys that sign tokens
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
        Some(Command::Key(command)) => key::run(&common, command),
        Some(Command::Blocklist(command)) => blocklist::run(&command),
        Some(Command::Hash(hash)) => password::hash(&common, &hash),
        Some(Command::Verify(verify)) => password::verify(&common, &verify),
    }
}
