//! Checks and benchmarks of the workspace: `cargo xtask --help`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line tool speaks on its standard outputs"
)]

mod bench;
mod circles;
mod differential;
mod docs;
mod graph;
mod install;
mod layers;
mod lengths;
mod outcome;
mod release;
mod repository;
mod size;
mod tokens;
mod torture;
mod words;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use differential::Subject;
pub(crate) use outcome::Result;

/// Checks and benchmarks of the Countersign workspace.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Check who depends on whom: the crates, and the files within each crate.
    ///
    /// Between crates, the rules stand in xtask/src/layers.rs as one table: which crate may use which, and
    /// which outside crates each layer may link. ARCHITECTURE.md gives their reasons. The graph is the one
    /// that Cargo resolved, with every feature on.
    ///
    /// Within a library or program, no files may need each other in a circle, through imports and through
    /// paths in code. A name that is re-exported counts for the file that defines it. Not seen: names that
    /// a glob brings in, paths that a macro or an attribute's text makes, methods and trait implementations
    /// that are used without a path, macros that are called by name alone, and anything under `#[cfg(test)]`.
    CheckLayers,
    /// Check that no source file passes 800 lines and no function 80, and print the medians.
    ///
    /// Counts each *.rs file outside tests/, benches/, examples/ and fuzz/. Functions inside
    /// `#[cfg(test)]` modules are left out; the lines of a file are all of its lines.
    CheckSize,
    /// Check that no file names a path of one machine or the host of a package registry.
    CheckWords,
    /// Check that what the documents name exists: tests, modules, tasks, files, and the ends of links.
    ///
    /// Reads the tables of docs/attacks and docs/standards, one document for each crate: every test and
    /// every module that they name stands in the sources. How both are written is told in
    /// docs/attacks/README.md. In every document, relative links lead to files of the repository.
    CheckDocs,
    /// Measure the release server: requests per second, ratios, memory, time until ready.
    ///
    /// Needs `wrk`. Builds the release binaries, starts the server on a database of its own and
    /// examples/bench_api.rs beside it, and loads four routes in turn. Progress goes to standard
    /// error, the figures to standard output.
    Bench(bench::Options),
    /// Compare with what others have made, on random input.
    #[command(subcommand)]
    Differential(Subject),
    /// Test the release server for longer than `./test` can.
    Torture(torture::Options),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().task {
        Task::CheckLayers => check_layers().and_then(|broken| verdict("check-layers", &broken)),
        Task::CheckSize => size::check().and_then(|broken| verdict("check-size", &broken)),
        Task::CheckWords => words::check().and_then(|broken| verdict("check-words", &broken)),
        Task::CheckDocs => {
            docs::check(&Arguments::command()).and_then(|broken| verdict("check-docs", &broken))
        }
        Task::Bench(options) => bench::run(&options),
        Task::Differential(Subject::Passwords(options)) => differential::passwords(&options),
        Task::Differential(Subject::Tokens(options)) => differential::tokens(&options),
        Task::Differential(Subject::Answers) => differential::answer(),
        Task::Torture(options) => torture::run(&options),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Crates first: a wrong arrow between them is the greater break.
fn check_layers() -> Result<Vec<String>> {
    let mut broken = layers::check()?;
    broken.extend(circles::check()?);
    Ok(broken)
}

/// Passes when nothing is broken, and otherwise fails with one line for each break.
fn verdict(check: &str, broken: &[String]) -> Result<()> {
    if broken.is_empty() {
        println!("{check}: ok");
        return Ok(());
    }
    let lines = broken.join("\n  ");
    Err(format!("{check} found {}:\n  {lines}", broken.len()).into())
}
