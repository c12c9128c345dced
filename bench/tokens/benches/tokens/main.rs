//! Verifying, signing and remembering, as ratios: `cargo bench`, or `cargo xtask bench tokens`.
//!
//! Rows of one ratio are measured in turn, one short batch each, many times over, and the fastest
//! batch of each counts: a slow minute of the machine slows all rows of a round alike.

mod measure;
mod rows;
mod table;

use countersign_bench_tokens::{Keys, Result};

fn main() -> Result<()> {
    // `cargo test --benches` and `cargo bench` pass flags; a number is the count of rounds.
    let rounds = std::env::args().find_map(|argument| argument.parse().ok());
    let rounds = rounds.unwrap_or(61);
    let keys = Keys::all()?;
    let mut tables = Vec::new();
    for keys in &keys {
        eprintln!("measuring {}", keys.name);
        tables.push((
            keys.name,
            measure::interleaved(rows::verify(keys), rounds),
            measure::interleaved(rows::sign(keys)?, rounds),
        ));
    }
    eprintln!("measuring the cache");
    let cache = measure::interleaved(rows::cache(&keys)?, rounds);
    print!("{}", table::markdown(&tables, &cache));
    Ok(())
}
