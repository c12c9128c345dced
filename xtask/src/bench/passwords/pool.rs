//! 64 clients of the server's hash pool, beside plain threads: `examples/bench_hash_pool.rs`.

use std::process::Command;

use serde_json::Value;

use super::guide;
use crate::{Result, release};

/// What is measured with one scheme: seconds and rounds of the example. bcrypt runs for longer, as
/// each worker begins with a group of one, and each group takes a good part of a second.
const RUNS: [(&str, &str, &str); 2] = [("argon2id", "3", "9"), ("bcrypt", "15", "3")];

/// One figure beside its target.
#[derive(Debug, PartialEq)]
pub(super) struct Row {
    what: String,
    measured: f64,
    /// None where the figure only explains another.
    target: Option<f64>,
    /// Whether the target is the least; else it is the most.
    at_least: bool,
}

/// Builds the release example, runs it with each scheme, and reads its figures.
pub(super) fn measure() -> Result<Vec<Row>> {
    let example = release::example("bench_hash_pool")?;
    let mut rows = Vec::new();
    for (scheme, seconds, rounds) in RUNS {
        eprintln!("64 clients of the hash pool: {scheme}");
        let output = Command::new(&example)
            .args([scheme, seconds, rounds])
            .output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
        rows.extend(read(scheme, &serde_json::from_slice(&output.stdout)?));
    }
    Ok(rows)
}

pub(super) fn markdown(rows: &[Row]) -> String {
    let header = [
        "64 clients of the hash pool",
        " measured",
        " target",
        "outcome",
    ];
    let rows: Vec<_> = rows.iter().map(Row::cells).collect();
    guide::table(header, &rows)
}

impl Row {
    pub(super) fn json(&self) -> Value {
        serde_json::json!({
            "what": self.what,
            "measured": self.measured,
            "target": self.target,
            "hit": self.is_hit(),
        })
    }

    fn is_hit(&self) -> Option<bool> {
        let measured = self.measured;
        self.target.map(|target| {
            if self.at_least {
                measured >= target
            } else {
                measured <= target
            }
        })
    }

    fn cells(&self) -> [String; 4] {
        let sign = if self.at_least { '≥' } else { '≤' };
        let target = self.target.map(|target| format!("{sign} {target:.2}"));
        let outcome = self.is_hit().map(|hit| if hit { "hit" } else { "miss" });
        [
            self.what.clone(),
            format!("{:.2}", self.measured),
            target.unwrap_or_default(),
            outcome.unwrap_or_default().to_owned(),
        ]
    }
}

/// A figure that the example did not give has no row.
fn read(scheme: &str, figures: &Value) -> Vec<Row> {
    let mib = |name: &str| figures[name].as_f64().map(|kib| kib / 1024.0);
    let figure = |name: &str| figures[name].as_f64();
    let row = |what: &str, measured: Option<f64>, target, at_least| {
        Some(Row {
            what: format!("{scheme}: {what}"),
            measured: measured?,
            target,
            at_least,
        })
    };
    let rows = [
        row(
            "hashes per second, to cores × one thread",
            figure("pool_rate_to_cores_times_single"),
            Some(0.95),
            true,
        ),
        row(
            "hashes per second, to a plain thread on each core",
            figure("pool_rate_to_plain_threads"),
            None,
            true,
        ),
        row(
            "peak memory, MiB",
            mib("peak_kib"),
            mib("peak_bound_kib"),
            false,
        ),
        row(
            "core time per hash, to the bcrypt crate",
            figure("cpu_to_bcrypt_crate"),
            Some(0.35),
            false,
        ),
    ];
    rows.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_figure_stands_beside_its_target() {
        let figures = json!({
            "pool_rate_to_cores_times_single": 0.97,
            "pool_rate_to_plain_threads": 1.01,
            "peak_kib": 43_008,
            "peak_bound_kib": 73_728,
            "cpu_to_bcrypt_crate": null,
        });
        let expected = "\
| 64 clients of the hash pool                                 | measured |  target | outcome |
| ----------------------------------------------------------- | -------: | ------: | ------- |
| argon2id: hashes per second, to cores × one thread          |     0.97 |  ≥ 0.95 | hit     |
| argon2id: hashes per second, to a plain thread on each core |     1.01 |         |         |
| argon2id: peak memory, MiB                                  |    42.00 | ≤ 72.00 | hit     |
";
        assert_eq!(markdown(&read("argon2id", &figures)), expected);
    }

    #[test]
    fn a_figure_beyond_its_target_is_a_miss() {
        let figures = json!({ "cpu_to_bcrypt_crate": 0.4 });
        let rows = read("bcrypt", &figures);
        assert_eq!(rows[0].cells()[3], "miss");
    }
}
