//! `countersign key`.

use super::common::{Common, block_on};
use super::error::CliError;
use super::output::{print, print_json, table};
use crate::operations::key::{self, Listed, Made};
use clap::{Args, Subcommand};
use countersign_issuer::{Keys, Store};
use countersign_jose::{Algorithm, KeyId, UnixTime};
use serde::Serialize;
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

#[derive(Debug, Subcommand)]
pub(super) enum KeyCommand {
    /// List the keys that sign and the root secrets that tag: states, and what becomes of them next
    ///
    /// A key is pending (published, so that caches know it), then active (signs), then retired (its
    /// last tokens verify), then removed. Times are UTC. Root secrets are what refresh tokens are
    /// tagged with; nothing of them is published.
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Make the next signing keys now instead of by timetable; a running server goes on without a
    /// restart
    ///
    /// The new key is published at once and signs an hour later, when every cache knows it. The old one
    /// verifies until its last token has expired, so nobody notices. For a key that leaked, use
    /// 'countersign key remove'.
    Rotate(Rotate),
    /// Remove a signing key that leaked, at once: whatever it has signed is refused
    ///
    /// A running server notices within a moment; APIs that keep the key set refuse its tokens once they
    /// fetch it again, after ten minutes at the latest. If nothing else signs, a new key is made.
    Remove {
        /// Which: a KEY ID of 'countersign key list'; one of 64 begins with a hyphen
        #[arg(allow_hyphen_values = true)]
        id: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Args)]
pub(super) struct Rotate {
    /// Only the key of this algorithm: ES256 (access tokens) or RS256 (ID tokens)
    #[arg(long, value_name = "ALGORITHM", conflicts_with = "root")]
    algorithm: Option<Algorithm>,
    /// The root secret instead of the signing keys; refresh tokens under the old one stay good
    #[arg(long)]
    root: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(common: &Common, command: KeyCommand) -> Result<ExitCode, CliError> {
    let store = common.store()?;
    let now = common.now();
    block_on(async {
        match command {
            KeyCommand::List { json } => list(&*store, now, json).await,
            KeyCommand::Rotate(rotate) => rotate.run(&*store, now).await,
            KeyCommand::Remove { id, json } => remove(&*store, &id, now, json).await,
        }
    })??;
    Ok(ExitCode::SUCCESS)
}

/// One key, as `--json` prints it. A contract with scripts: fields are added, never renamed.
#[derive(Serialize)]
struct Row<'a> {
    kid: &'a str,
    alg: &'a str,
    state: &'static str,
    activates_at: u64,
    next_state: Option<&'static str>,
    next_change_at: Option<u64>,
    created_at: u64,
}

impl<'a> Row<'a> {
    fn of(key: &'a Listed) -> Self {
        Self {
            kid: &key.id,
            alg: &key.algorithm,
            state: key.state,
            activates_at: key.activates_at.seconds(),
            next_state: key.next.map(|(state, _)| state),
            next_change_at: key.next.map(|(_, at)| at.seconds()),
            created_at: key.created_at.seconds(),
        }
    }
}

async fn list(store: &dyn Store, now: UnixTime, json: bool) -> Result<(), CliError> {
    let keys = key::list(store, now).await?;
    if json {
        return print_json(&keys.iter().map(Row::of).collect::<Vec<_>>());
    }
    let rows: Vec<_> = keys.iter().map(cells).collect();
    print(table(
        ["KEY ID", "ALGORITHM", "STATE", "NEXT CHANGE"],
        &rows,
    ))
}

fn cells(key: &Listed) -> [String; 4] {
    let next = key
        .next
        .map(|(state, at)| format!("{state} at {}", shown(at)));
    [
        key.id.clone(),
        key.algorithm.clone(),
        key.state.to_owned(),
        next.unwrap_or_else(|| "-".to_owned()),
    ]
}

/// A key that was made, as `--json` prints it.
#[derive(Serialize)]
struct MadeRow<'a> {
    kid: &'a str,
    alg: &'static str,
    activates_at: u64,
}

impl<'a> MadeRow<'a> {
    fn of(made: &'a Made) -> Self {
        Self {
            kid: &made.id,
            alg: made.algorithm,
            activates_at: made.activates_at.seconds(),
        }
    }
}

impl Rotate {
    async fn run(&self, store: &dyn Store, now: UnixTime) -> Result<(), CliError> {
        if let Some(algorithm) = self.algorithm
            && !Keys::ALGORITHMS.contains(&algorithm)
        {
            let known = Keys::ALGORITHMS.map(Algorithm::name).join(" and ");
            return Err(CliError::Usage(format!(
                "--algorithm {algorithm}: nothing is signed with it here; {known} are in use"
            )));
        }

        let made = match self.algorithm {
            _ if self.root => vec![key::rotate_root(store, now).await?],
            Some(algorithm) => key::rotate(store, &[algorithm], now).await?,
            None => key::rotate(store, &Keys::ALGORITHMS, now).await?,
        };

        if self.json {
            return print_json(&made.iter().map(MadeRow::of).collect::<Vec<_>>());
        }
        made.iter().try_for_each(|made| print(sentence(made)))
    }
}

fn sentence(made: &Made) -> String {
    let Made { id, algorithm, .. } = made;
    let from = shown(made.activates_at);
    match *algorithm {
        "root" => format!("made root secret '{id}': tags from {from} on"),
        algorithm => format!("made key '{id}' ({algorithm}): signs from {from} on"),
    }
}

/// What was removed, as `--json` prints it.
#[derive(Serialize)]
struct Removed<'a> {
    kid: &'a str,
    replacement: Option<MadeRow<'a>>,
}

async fn remove(store: &dyn Store, id: &str, now: UnixTime, json: bool) -> Result<(), CliError> {
    let kid = KeyId::parse(id).map_err(|error| CliError::Usage(error.to_string()))?;
    let replacement = key::remove(store, &kid, now).await?;
    if json {
        let replacement = replacement.as_ref().map(MadeRow::of);
        return print_json(&Removed {
            kid: id,
            replacement,
        });
    }
    print(format_args!("removed: key '{id}'"))?;
    replacement.map_or(Ok(()), |made| print(sentence(&made)))
}

/// `2026-11-30T20:00:00Z` (RFC 3339).
fn shown(time: UnixTime) -> String {
    // The end of the ninth millennium is the last time that can be written.
    let seconds = time.seconds().min(253_402_300_799);
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    humantime::format_rfc3339_seconds(time).to_string()
}
