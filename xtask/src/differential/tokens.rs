//! `differential tokens`: this project's verdicts beside those of jsonwebtoken, PyJWT and joserfc.

use std::fs;
use std::process::{Command, Stdio};

use clap::Args;

use super::python::python;
use crate::{Result, repository};

/// The programs, a workspace of their own, relative to the root.
const PROGRAMS: &str = "bench/tokens";
const GUIDE: &str = "docs/guides/token-differences.md";

/// How often, and where the table goes.
#[derive(Args)]
pub(crate) struct Options {
    /// Tokens of each kind.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Repeats the run that printed this number.
    #[arg(long)]
    seed: Option<u64>,
    /// Write the table to docs/guides/token-differences.md.
    #[arg(long)]
    write: bool,
}

pub(crate) fn tokens(options: &Options) -> Result<()> {
    let scripts = format!("{PROGRAMS}/differential");
    let python = python("differential-tokens", &scripts)?;
    let mut run = Command::new("cargo");
    run.current_dir(repository::root().join(PROGRAMS))
        .args([
            "run",
            "--quiet",
            "--locked",
            "--release",
            "--bin",
            "differential",
            "--",
        ])
        .arg(python)
        .arg(options.rounds.to_string())
        .stderr(Stdio::inherit());
    if let Some(seed) = options.seed {
        run.arg(seed.to_string());
    }
    let output = run.output()?;
    let table = String::from_utf8(output.stdout)?;
    print!("{table}");
    if !output.status.success() {
        return Err("a difference has no reason yet, see above".into());
    }
    if options.write {
        fs::write(repository::root().join(GUIDE), guide(&table))?;
        eprintln!("wrote {GUIDE}");
    }
    Ok(())
}

fn guide(table: &str) -> String {
    format!(
        "\
# Where verifiers of tokens differ

`cargo xtask differential tokens --write` makes random tokens, good ones and ones with one fault each, asks four
verifiers about every one, and writes this page. Each verifier is told all the rules that it can be told: algorithm,
issuer, audience, required claims, 30 seconds of leeway. It fails where a difference has no reason in the last column,
where this crate takes what is faulty, and where it refuses what is good.

{table}"
    )
}
