//! `countersign blocklist`.

use super::error::CliError;
use super::output::{print, print_json};
use super::secret_input::read_secret;
use crate::new_passwords::read_blocklist;
use clap::{Args, Subcommand};
use countersign_password::{Blocklist, BlocklistBuilder, FalsePositives, Password};
use serde::Serialize;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write, stdin};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use zeroize::Zeroizing;

/// Lines between two notes on standard error.
const PROGRESS: u64 = 1_000_000;

/// More than any line of use has; the rest of a longer line is dropped.
const LINE: u64 = 8 * 1024;

#[derive(Debug, Subcommand)]
pub(super) enum BlocklistCommand {
    /// Make a blocklist of a file with one password on each line
    ///
    /// For the setting password_blocklist. The result holds no password, only a filter: about 2.3 bytes
    /// for each (1.2 with --small), made in about 32 bytes of memory for each. Passwords that are
    /// shorter than the minimum for new ones need not be in it.
    Build(Build),
    /// Look up the password on standard input; exit code 0 if it may be used, 1 if it is listed
    ///
    /// As a new password is, it is looked up as typed and in lower case. The exit code is 1 also when
    /// the file cannot be read, so that nothing passes because of that.
    Check {
        /// A file made by 'countersign blocklist build'
        filter: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(super) struct Build {
    /// The passwords; '-' is standard input
    file: PathBuf,
    /// Where the blocklist goes; a file there is replaced
    #[arg(long, value_name = "FILTER")]
    out: PathBuf,
    /// Lines are SHA-1 digests, in hexadecimal, each maybe with a colon and a count (Have I Been Pwned)
    #[arg(long)]
    sha1: bool,
    /// Leave out digests with a lower count
    #[arg(long, value_name = "N", requires = "sha1", default_value_t = 0)]
    min_count: u64,
    /// Leave out passwords with fewer characters
    #[arg(long, value_name = "N", conflicts_with = "sha1", default_value_t = 8)]
    min_length: usize,
    /// Half the size, and one of 256 other passwords taken for a listed one rather than of 65,536
    #[arg(long)]
    small: bool,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(command: &BlocklistCommand) -> Result<ExitCode, CliError> {
    match command {
        BlocklistCommand::Build(build) => build.run(),
        BlocklistCommand::Check { filter } => check(filter),
    }
}

fn check(filter: &Path) -> Result<ExitCode, CliError> {
    let list = read_blocklist(filter).map_err(CliError::Refused)?;
    let text = read_secret("Password")?;
    let lower = Zeroizing::new(text.to_lowercase());
    if list.contains(&text) || list.contains(&lower) {
        print("listed")?;
        Ok(ExitCode::FAILURE)
    } else {
        print("not listed")?;
        Ok(ExitCode::SUCCESS)
    }
}

/// What was done, as `--json` prints it. A contract with scripts: fields are added, never renamed.
#[derive(Debug, Default, Serialize)]
struct Summary {
    lines: u64,
    passwords: u64,
    bytes: u64,
    false_positives_one_in: u32,
    skipped_short: u64,
    skipped_rare: u64,
    skipped_not_a_password: u64,
}

impl Build {
    fn run(&self) -> Result<ExitCode, CliError> {
        let input: Box<dyn BufRead> = if self.file.as_os_str() == "-" {
            Box::new(stdin().lock())
        } else {
            let file = File::open(&self.file).map_err(|error| named(&self.file, &error))?;
            Box::new(BufReader::with_capacity(1 << 20, file))
        };
        let (list, mut summary) = self.read(input)?;
        let (odds, one_in) = if self.small {
            (FalsePositives::OneIn256, 256)
        } else {
            (FalsePositives::OneIn65536, 65_536)
        };
        let list = list.build(odds).map_err(CliError::refused)?;
        write_whole(&self.out, list.as_bytes()).map_err(|error| named(&self.out, &error))?;
        summary.passwords = list.passwords();
        summary.bytes = list.as_bytes().len() as u64;
        summary.false_positives_one_in = one_in;
        self.report(&summary)?;
        Ok(ExitCode::SUCCESS)
    }

    fn read(&self, mut input: Box<dyn BufRead>) -> Result<(BlocklistBuilder, Summary), CliError> {
        let (mut list, mut summary) = (Blocklist::builder(), Summary::default());
        let mut line = Vec::new();
        while read_line(&mut input, &mut line).map_err(|error| named(&self.file, &error))? {
            summary.lines += 1;
            if summary.lines.is_multiple_of(PROGRESS) {
                eprint_line(format_args!("{} lines read", summary.lines));
            }
            if self.sha1 {
                self.add_digest(&line, &mut list, &mut summary)?;
            } else {
                self.add_password(&line, &mut list, &mut summary)?;
            }
        }
        Ok((list, summary))
    }

    fn add_password(
        &self,
        line: &[u8],
        list: &mut BlocklistBuilder,
        summary: &mut Summary,
    ) -> Result<(), CliError> {
        if summary.lines == 1 && line.contains(&b':') && parse_digest(line).is_some() {
            return Err(CliError::Usage(format!(
                "{}: the first line is a SHA-1 digest with a count: add --sha1",
                self.file.display()
            )));
        }
        match std::str::from_utf8(line) {
            Ok(text) if text.chars().count() < self.min_length => summary.skipped_short += 1,
            Ok(text) if Password::parse(text).is_ok() => list.add(text),
            // Not UTF-8, too long or with a NUL: nobody can choose it.
            _ => summary.skipped_not_a_password += 1,
        }
        Ok(())
    }

    fn add_digest(
        &self,
        line: &[u8],
        list: &mut BlocklistBuilder,
        summary: &mut Summary,
    ) -> Result<(), CliError> {
        let (sha1, count) = parse_digest(line).ok_or_else(|| {
            CliError::Usage(format!(
                "{}: line {}: not 40 hexadecimal digits with, maybe, a colon and a count",
                self.file.display(),
                summary.lines
            ))
        })?;
        if count.is_some_and(|count| count < self.min_count) {
            summary.skipped_rare += 1;
        } else {
            list.add_sha1(&sha1);
        }
        Ok(())
    }

    fn report(&self, summary: &Summary) -> Result<(), CliError> {
        if self.json {
            return print_json(summary);
        }
        print(format_args!(
            "{}: {} passwords of {} lines in {} bytes; one of {} other passwords is taken for a \
             listed one",
            self.out.display(),
            summary.passwords,
            summary.lines,
            summary.bytes,
            summary.false_positives_one_in
        ))?;
        for (count, reason) in [
            (summary.skipped_short, "shorter than --min-length"),
            (summary.skipped_rare, "rarer than --min-count"),
            (
                summary.skipped_not_a_password,
                "no passwords (not UTF-8, too long, or with NUL)",
            ),
        ] {
            if count > 0 {
                print(format_args!("left out: {count} {reason}"))?;
            }
        }
        Ok(())
    }
}

/// Reads a line without its end, and at most its first [`LINE`] bytes. False at the end of the input.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> std::io::Result<bool> {
    line.clear();
    let read = input.by_ref().take(LINE).read_until(b'\n', line)?;
    if line.pop_if(|byte| *byte == b'\n').is_some() {
        line.pop_if(|byte| *byte == b'\r');
    } else if read as u64 == LINE {
        input.skip_until(b'\n')?;
    }
    Ok(read > 0)
}

/// `5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8` or `5BAA…68FD8:9545824`.
fn parse_digest(line: &[u8]) -> Option<([u8; 20], Option<u64>)> {
    let (hex, rest) = line.split_at_checked(40)?;
    let count = match rest {
        [] => None,
        [b':', count @ ..] => Some(std::str::from_utf8(count).ok()?.parse().ok()?),
        _ => return None,
    };
    let mut sha1 = [0; 20];
    for (byte, digits) in sha1.iter_mut().zip(hex.chunks_exact(2)) {
        for digit in digits {
            let value = char::from(*digit).to_digit(16)?;
            *byte = *byte << 4 | u8::try_from(value).ok()?;
        }
    }
    Some((sha1, count))
}

/// Writes beside the file and renames, so that a server never reads half of it.
fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".partial");
    let mut file = File::create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&beside, path)
}

fn named(path: &Path, error: &std::io::Error) -> CliError {
    CliError::Refused(format!("{}: {error}", path.display()))
}

fn eprint_line(text: std::fmt::Arguments<'_>) {
    // Nobody is left to tell.
    drop(writeln!(std::io::stderr(), "{text}"));
}
