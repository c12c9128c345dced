//! Random tokens, good and spoilt, through countersign-jose, jsonwebtoken, PyJWT and joserfc.
//!
//! Started by `cargo xtask differential tokens`, which installs the Python side. Prints a table of
//! every kind of token on which they differ, with who is right and why; fails where a difference has
//! no reason there, or where countersign-jose takes what all others refuse.

mod cases;
mod dice;
mod known;
mod python;

use std::fmt::Write;

use countersign_bench_tokens::{Keys, Result, now};
use countersign_jose::UnixTime;

use cases::Case;
use dice::Dice;
use python::Python;

/// Ours, then the others.
const CRATES: [&str; 4] = ["countersign-jose", "jsonwebtoken", "PyJWT", "joserfc"];

/// How many tokens of one kind there were, and how many of them each took.
#[derive(Clone, Copy, Default)]
struct Tally {
    tokens: u32,
    accepted: [u32; CRATES.len()],
}

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(python), Some(rounds)) = (arguments.next(), arguments.next()) else {
        return Err("usage: differential PYTHON ROUNDS [SEED]".into());
    };
    let seed = arguments.next().map_or(Ok(now()), |seed| seed.parse())?;
    eprintln!("seed {seed}");
    let keys = Keys::all()?;
    let mut python = Python::start(&python, &keys)?;
    let mut dice = Dice::new(seed);
    let cases = cases::all();
    let mut tallies = vec![Tally::default(); cases.len()];
    for _ in 0..rounds.parse::<u32>()? {
        for (case, tally) in cases.iter().zip(&mut tallies) {
            let place = dice.roll(keys.len());
            let token = case.token(&keys[place], now(), &mut dice);
            let verdicts = verdicts(&keys[place], place, &token, &mut python)?;
            tally.tokens += 1;
            for (accepted, verdict) in tally.accepted.iter_mut().zip(verdicts) {
                *accepted += u32::from(verdict);
            }
        }
    }
    report(&cases, &tallies)
}

/// Whether each takes the token.
fn verdicts(
    keys: &Keys,
    place: usize,
    token: &str,
    python: &mut Python,
) -> Result<[bool; CRATES.len()]> {
    let ours = keys.verifier.verify(token, UnixTime::from_seconds(now()));
    let theirs = jsonwebtoken::decode::<serde_json::Map<String, serde_json::Value>>(
        token,
        &keys.decoding,
        &keys.validation(),
    );
    let [pyjwt, joserfc] = python.ask(place, token)?;
    Ok([ours.is_ok(), theirs.is_ok(), pyjwt, joserfc])
}

fn report(cases: &[Case], tallies: &[Tally]) -> Result<()> {
    let mut table = format!("| token | {} | who is right |\n", CRATES.join(" | "));
    table += "| --- | --- | --- | --- | --- | --- |\n";
    let (mut faults, mut same) = (Vec::new(), 0);
    for (case, tally) in cases.iter().zip(tallies) {
        let [ours, others @ ..] = tally.accepted;
        let expected = if case.good { tally.tokens } else { 0 };
        if ours != expected {
            faults.push(format!(
                "{}: {ours} of {} accepted",
                case.name, tally.tokens
            ));
        }
        if others.iter().all(|other| *other == ours) {
            same += 1;
            continue;
        }
        let Some(reason) = known::reason(case.name) else {
            faults.push(format!("{}: {:?} has no reason", case.name, tally.accepted));
            continue;
        };
        let shown = tally.accepted.map(|count| shown(count, tally.tokens));
        writeln!(
            table,
            "| {} | {} | {reason} |",
            case.name,
            shown.join(" | ")
        )?;
    }
    print!(
        "{table}\nOf {} kinds of token all four judge {same} alike.\n",
        cases.len()
    );
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults.join("\n").into())
    }
}

fn shown(count: u32, of: u32) -> &'static str {
    match count {
        0 => "refused",
        _ if count == of => "taken",
        _ => "some taken",
    }
}
