//! `differential`: this project against the libraries that others use.

mod answers;
mod python;
mod tokens;

use std::env;
use std::path::Path;
use std::process::Command;

use clap::{Args, Subcommand};

use crate::{Result, repository};

pub(crate) use answers::answer;
pub(crate) use tokens::tokens;

use python::python;

/// The scripts, relative to the root of the workspace.
const SCRIPTS: &str = "crates/password/tests/differential";

#[derive(Subcommand)]
pub(crate) enum Subject {
    /// Compare password hashes with Passlib, argon2-cffi, PyPI's bcrypt, Django, Werkzeug and crypt(3).
    ///
    /// Needs Python 3.9 with venv, and libcrypt (on Debian: python3-venv libcrypt1). The libraries are
    /// installed into the target folder. Each case hashes a random password at a random cost there and
    /// verifies it here, with another password and with a changed hash string too; and the other way
    /// round. The exit code is 1 when anything differs.
    Passwords(Options),
    /// Compare verdicts on tokens, good and spoilt, with jsonwebtoken, PyJWT and joserfc.
    ///
    /// Needs Python 3.9 with venv. Prints a table of the kinds of token on which they differ, with who
    /// is right; the exit code is 1 where a difference has no reason yet.
    Tokens(tokens::Options),
    /// Answer for this project: one request and one answer a line. Started by the scripts.
    #[command(hide = true)]
    Answers,
}

/// What is compared, and how often.
#[derive(Args)]
pub(crate) struct Options {
    /// Cases for each format.
    #[arg(long, default_value_t = 200)]
    cases: u32,
    /// Repeats the run that printed this number.
    #[arg(long)]
    seed: Option<u64>,
    /// Only the formats with this text in their name.
    #[arg(long, default_value = "")]
    only: String,
}

pub(crate) fn passwords(options: &Options) -> Result<()> {
    let xtask = env::current_exe()?;
    let python = python("differential-passwords", SCRIPTS)?;
    let mut run = Command::new(python);
    run.current_dir(repository::root())
        .arg(Path::new(SCRIPTS).join("passwords.py"))
        .args(["--cases", &options.cases.to_string()])
        .args(["--only", &options.only]);
    if let Some(seed) = options.seed {
        run.args(["--seed", &seed.to_string()]);
    }
    run.arg("--").arg(&xtask).args(["differential", "answers"]);
    if run.status()?.success() {
        Ok(())
    } else {
        Err("this project and the others differ, see above".into())
    }
}
