//! `bench`: the release server and a small protected API under load, in one run on one machine.

mod guide;
mod load;
mod machine;
mod passwords;
mod report;
mod servers;
mod tokens;

use clap::{Args, Subcommand};

use crate::Result;
use load::Target;
use report::{Figures, Report};
use servers::Servers;

/// How long and how to measure.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Options {
    #[command(subcommand)]
    other: Option<Other>,
    /// Seconds of load on each route in each round.
    #[arg(long, default_value_t = 5)]
    seconds: u32,
    /// Rounds. Each loads every route once, so that a slow minute slows all of them; the medians
    /// count.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Connections that wrk keeps open, from one thread.
    #[arg(long, default_value_t = 32)]
    connections: u32,
    /// Print the figures as one JSON object.
    #[arg(long)]
    json: bool,
    /// Replace the table in docs/guides/benchmarks.md, between its two markers.
    #[arg(long)]
    write: bool,
}

/// What is measured instead of the server.
#[derive(Subcommand)]
enum Other {
    /// Measure password hashing beside other libraries, as ratios: each is installed for it, pinned,
    /// below target/.
    ///
    /// Needs a network the first time. A library that cannot be installed is named with the reason, and
    /// the rest is measured. Progress goes to standard error, the table to standard output.
    Passwords(passwords::Options),
    /// Measure signing and verifying tokens beside the raw primitive and jsonwebtoken, as ratios with
    /// their aims.
    Tokens(tokens::Options),
}

pub(crate) fn run(options: &Options) -> Result<()> {
    match &options.other {
        Some(Other::Passwords(options)) => passwords::run(options),
        Some(Other::Tokens(options)) => tokens::run(options),
        None => measure_servers(options),
    }
}

fn measure_servers(options: &Options) -> Result<()> {
    load::require_wrk()?;
    let servers = Servers::start()?;
    let figures = Figures {
        requests_per_second: measure(options, &servers)?,
        rss_at_rest_kib: servers.rss_at_rest_kib,
        rss_after_load_kib: servers.rss_now_kib()?,
        ready_fresh: servers.ready_fresh,
        ready_existing: servers.ready_existing,
    };
    let report = Report {
        command: options.command(),
        date: machine::date()?,
        machine: machine::describe()?,
        figures,
    };
    if options.write {
        report.write()?;
    }
    if options.json {
        println!("{}", report.json());
    } else {
        print!("{}", report.markdown());
    }
    Ok(())
}

/// The median of the rounds for each target, in the order of [`Target::ALL`].
fn measure(options: &Options, servers: &Servers) -> Result<[f64; 4]> {
    let mut rounds = [const { Vec::new() }; 4];
    for round in 1..=options.rounds {
        for (target, rates) in Target::ALL.into_iter().zip(&mut rounds) {
            let rate = load::run(
                options.seconds,
                options.connections,
                &servers.request(target),
            )?;
            eprintln!(
                "round {round}/{}: {target:<33} {rate:>9.0} requests/s",
                options.rounds
            );
            rates.push(rate);
        }
    }
    Ok(rounds.map(median))
}

/// The middle value; the upper one of two.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

impl Options {
    fn command(&self) -> String {
        format!(
            "cargo xtask bench --seconds {} --rounds {} --connections {}",
            self.seconds, self.rounds, self.connections
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_round() {
        assert!((median(vec![3.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
        assert!((median(vec![5.0]) - 5.0).abs() < f64::EPSILON);
    }
}
