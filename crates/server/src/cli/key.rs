//! `countersign key`.

use super::output::{print, print_json, table};
use super::{CliError, Common, block_on};
use clap::Subcommand;
use countersign_issuer::{SigningKeyRecord, Store};
use serde::Serialize;
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub(super) enum KeyCommand {
    /// List the keys that sign tokens, the oldest first
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

pub(super) fn run(common: &Common, command: &KeyCommand) -> Result<ExitCode, CliError> {
    let store = common.store()?;
    let KeyCommand::List { json } = command;
    block_on(list(&*store, *json))??;
    Ok(ExitCode::SUCCESS)
}

/// One key, as `--json` prints it. A contract with scripts: fields are added, never renamed.
#[derive(Serialize)]
struct Listed<'a> {
    kid: &'a str,
    alg: &'static str,
    state: &'static str,
    created_at: u64,
}

impl<'a> Listed<'a> {
    fn of(key: &'a SigningKeyRecord) -> Self {
        Self {
            kid: key.key_id.as_str(),
            alg: key.algorithm.name(),
            state: key.state.as_str(),
            created_at: key.created_at.seconds(),
        }
    }
}

async fn list(store: &dyn Store, json: bool) -> Result<(), CliError> {
    let keys = store.signing_keys().await?;
    let listed: Vec<_> = keys.iter().map(Listed::of).collect();
    if json {
        return print_json(&listed);
    }
    let row = |key: &Listed<'_>| [key.kid.to_owned(), key.alg.to_owned(), key.state.to_owned()];
    print(table(
        ["KEY ID", "ALGORITHM", "STATE"],
        &listed.iter().map(row).collect::<Vec<_>>(),
    ))
}
