//! `bench passwords`: password hashing beside other libraries, in one interleaved run.
//!
//! Each round asks for every figure once, one after another, from programs that wait meanwhile: a slow
//! minute slows all of them. The shortest time of all rounds counts, and what is compared is its ratio to
//! the RustCrypto crate of the same function.

mod plan;
mod pool;
mod programs;
mod report;

use clap::Args;

use super::{guide, machine};
use crate::Result;
use plan::{Contender, Function};
use programs::Programs;
use report::{Figure, Report};

const COMMAND: &str = "cargo xtask bench passwords";

/// How long to measure, and where the table goes.
#[derive(Args)]
pub(crate) struct Options {
    /// Rounds; the shortest time of all counts. One takes a few seconds.
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Print the figures as one JSON object.
    #[arg(long)]
    json: bool,
    /// Replace the table in docs/guides/benchmarks.md, between its two markers.
    #[arg(long)]
    write: bool,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let mut programs = Programs::start()?;
    let report = Report {
        command: format!("{COMMAND} --rounds {}", options.rounds),
        date: machine::date()?,
        machine: machine::describe()?,
        figures: measure(options.rounds, &mut programs),
        pool: pool::measure()?,
        avx512: machine::has_cpu_flag("avx512f")?,
    };
    if options.write {
        guide::write(COMMAND, &report.markdown())?;
    }
    if options.json {
        println!("{}", report.json());
    } else {
        print!("{}", report.markdown());
    }
    Ok(())
}

/// The figures of each function, in the order of the plan.
fn measure(rounds: u32, programs: &mut Programs) -> Vec<Figure> {
    let mut figures: Vec<Figure> = pairs().map(Figure::new).collect();
    for round in 1..=rounds {
        for figure in &mut figures {
            // What failed once is not asked again: the reason is the figure.
            if figure.nanoseconds.is_ok() {
                let answer = programs.ask(figure.contender.program, &figure.request());
                figure.take(answer);
            }
        }
        let failed = figures.iter().filter(|it| it.nanoseconds.is_err()).count();
        eprintln!(
            "round {round}/{rounds}: {} figures, {failed} not measured",
            figures.len()
        );
    }
    figures
}

fn pairs() -> impl Iterator<Item = (&'static Function, &'static Contender)> {
    plan::FUNCTIONS
        .iter()
        .flat_map(|function| function.contenders.iter().map(move |it| (function, it)))
}
