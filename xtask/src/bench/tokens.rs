//! `bench tokens`: signing and verifying beside the raw primitive and another crate, in one
//! interleaved run. The programs are a workspace of their own, bench/tokens.

use std::process::{Command, Stdio};

use clap::Args;

use super::{guide, machine};
use crate::{Result, repository};

const COMMAND: &str = "cargo xtask bench tokens";

/// How long to measure, and where the table goes.
#[derive(Args)]
pub(crate) struct Options {
    /// Rounds; the shortest time of all counts. One takes a quarter of a second.
    #[arg(long, default_value_t = 201, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Replace the table in docs/guides/benchmarks.md, between its two markers.
    #[arg(long)]
    write: bool,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let rounds = options.rounds.to_string();
    let output = Command::new("cargo")
        .current_dir(repository::root().join("bench/tokens"))
        .args(["bench", "--locked", "--bench", "tokens", "--", &rounds])
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(format!("the benchmark failed ({})", output.status).into());
    }
    let table = String::from_utf8(output.stdout)?;
    let (machine, date) = (machine::describe()?, machine::date()?);
    let text = format!("{table}\n{machine}; {date}; `{COMMAND} --rounds {rounds}`\n");
    if options.write {
        guide::write(COMMAND, &text)?;
    }
    print!("{text}");
    Ok(())
}
