//! Measures one implementation at a time, as `cargo xtask bench passwords` asks for it.
//!
//! A request is a line: `LIBRARY argon2id KIB PASSES LANES REPEATS`, `LIBRARY bcrypt COST REPEATS` or
//! `LIBRARY pbkdf2-sha256 ROUNDS REPEATS`. The answer is a line: the nanoseconds of one hash in the fastest
//! repeat, or `error: ` and the reason.

mod contender;
mod ours;
mod rivals;

use std::io::{self, BufRead, Write};
use std::time::Instant;

use contender::Work;

fn main() -> io::Result<()> {
    for line in io::stdin().lock().lines() {
        let answer = match measure(&line?) {
            Ok(nanoseconds) => nanoseconds.to_string(),
            Err(reason) => format!("error: {reason}"),
        };
        let mut output = io::stdout();
        writeln!(output, "{answer}")?;
        output.flush()?;
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
fn measure(line: &str) -> Result<u128, String> {
    let (library, work, repeats) = parse(line).ok_or("the request is not understood")?;
    let mut contender = match library {
        "ours" | "ours-fresh" | "ours-lanes" => ours::contender(library, work)?,
        _ => rivals::contender(library, work)?,
    };
    (contender.call)()?;
    let mut fastest = u128::MAX;
    for _ in 0..repeats {
        let start = Instant::now();
        (contender.call)()?;
        fastest = fastest.min(start.elapsed().as_nanos() / u128::from(contender.hashes));
    }
    Ok(fastest)
}

fn parse(line: &str) -> Option<(&str, Work, u32)> {
    let words: Vec<&str> = line.split(' ').collect();
    let (library, [function, numbers @ ..]) = words.split_first()? else {
        return None;
    };
    let numbers: Vec<u32> = numbers
        .iter()
        .map(|number| number.parse().ok())
        .collect::<Option<_>>()?;
    let (work, repeats) = match (*function, &numbers[..]) {
        ("argon2id", &[kib, passes, lanes, repeats]) => {
            (Work::Argon2id { kib, passes, lanes }, repeats)
        }
        ("bcrypt", &[cost, repeats]) => (Work::Bcrypt { cost }, repeats),
        ("pbkdf2-sha256", &[rounds, repeats]) => (Work::Pbkdf2Sha256 { rounds }, repeats),
        _ => return None,
    };
    Some((library, work, repeats))
}
