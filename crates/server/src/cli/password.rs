//! `countersign hash` and `countersign verify`: what the server would do, without a server.

use super::common::Common;
use super::error::CliError;
use super::output::print;
use super::secret_input::read_secret;
use clap::Args;
use countersign_password::{Cost, Password, PasswordHash, Verdict};
use std::process::ExitCode;

/// Hash the password on standard input, up to its first newline, as the server would.
#[derive(Debug, Args)]
pub(super) struct Hash {
    /// How to hash: argon2id, yescrypt, scrypt, bcrypt, pbkdf2-sha512 or pbkdf2-sha256, for its
    /// default cost; or with a cost, as argon2id:m=47104,t=1,p=1 or bcrypt:13 [default: the setting
    /// password_new_hashes, which is argon2id if it is not set]
    #[arg(long, value_name = "SCHEME")]
    scheme: Option<Cost>,
}

/// Compare the password on standard input with a hash, under the server's policy: password_accept and
/// the ceilings apply.
#[derive(Debug, Args)]
pub(super) struct Verify {
    /// The hash, in single quotes: it has dollar signs
    hash: String,
}

pub(super) fn hash(common: &Common, hash: &Hash) -> Result<ExitCode, CliError> {
    let settings = common.settings(Vec::new())?;
    let passwords = match hash.scheme {
        None => settings.password_context()?,
        Some(cost) => {
            let asked_for = settings.passwords.new_hashes(cost).build();
            asked_for.map_err(|error| CliError::Usage(format!("--scheme: {error}")))?
        }
    };
    let hashed = passwords
        .hash(&read_password()?)
        .map_err(CliError::refused)?;
    print(hashed.as_str())?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn verify(common: &Common, verify: &Verify) -> Result<ExitCode, CliError> {
    let passwords = common.settings(Vec::new())?.password_context()?;
    let stored = PasswordHash::parse(&verify.hash)
        .map_err(|error| CliError::Usage(format!("the hash cannot be read: {error}")))?;
    let password = read_password()?;
    let mut verdict = passwords.verify(&stored, &password);
    if let (Ok(Verdict::Mismatch), Some(typed)) = (&verdict, password.as_typed()) {
        verdict = passwords.verify(&stored, &typed);
    }
    match verdict.map_err(CliError::refused)? {
        Verdict::Match {
            truncated: true, ..
        } => {
            print("match (bcrypt compared the first 72 bytes only)")?;
            Ok(ExitCode::SUCCESS)
        }
        Verdict::Match { reasons, .. } if !reasons.is_empty() => {
            print(format_args!("match (to be upgraded: {reasons})"))?;
            Ok(ExitCode::SUCCESS)
        }
        Verdict::Match { .. } => {
            print("match")?;
            Ok(ExitCode::SUCCESS)
        }
        Verdict::Mismatch => {
            print("mismatch")?;
            Ok(ExitCode::FAILURE)
        }
    }
}

/// A password that breaks the rules for passwords is a wrong call.
pub(super) fn read_password() -> Result<Password, CliError> {
    let text = read_secret("Password")?;
    Password::normalized(text.as_str()).map_err(|error| CliError::Usage(error.to_string()))
}
