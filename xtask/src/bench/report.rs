//! The figures as text, as JSON, and in the guide.

use std::time::Duration;

use serde_json::{Value, json};

use super::guide;
use super::load::Target;
use crate::Result;

/// What was measured.
pub(crate) struct Figures {
    /// Medians, in the order of [`Target::ALL`].
    pub(crate) requests_per_second: [f64; 4],
    pub(crate) rss_at_rest_kib: u64,
    pub(crate) rss_after_load_kib: u64,
    pub(crate) ready_fresh: Duration,
    pub(crate) ready_existing: Duration,
}

/// The figures with how, where and when they were taken.
pub(crate) struct Report {
    pub(crate) command: String,
    pub(crate) date: String,
    pub(crate) machine: String,
    pub(crate) figures: Figures,
}

impl Report {
    /// One object; times in milliseconds, memory in KiB.
    pub(crate) fn json(&self) -> Value {
        let figures = &self.figures;
        let [api_open, api_protected, server_open, token] = figures.requests_per_second;
        let (protected_ratio, token_ratio) = figures.ratios();
        json!({
            "command": self.command,
            "date": self.date,
            "machine": self.machine,
            "requests_per_second": {
                "api_open": api_open,
                "api_protected": api_protected,
                "server_open": server_open,
                "token": token,
            },
            "ratios": { "protected_to_open": protected_ratio, "token_to_open": token_ratio },
            "rss_kib": { "at_rest": figures.rss_at_rest_kib, "after_load": figures.rss_after_load_kib },
            "ready_ms": {
                "fresh": milliseconds(figures.ready_fresh),
                "existing": milliseconds(figures.ready_existing),
            },
        })
    }

    /// A table, with its circumstances under it.
    pub(crate) fn markdown(&self) -> String {
        let figures = &self.figures;
        let (protected_ratio, token_ratio) = figures.ratios();
        let mut rows: Vec<[String; 2]> = Target::ALL
            .iter()
            .zip(figures.requests_per_second)
            .map(|(target, rate)| [target.to_string(), format!("{rate:.0} requests/s")])
            .collect();
        let mut row = |name: &str, value: String| rows.push([name.to_owned(), value]);
        row("ratio, protected to open", format!("{protected_ratio:.2}"));
        row("ratio, /token to /health/live", format!("{token_ratio:.2}"));
        row("memory (RSS) at rest", mebibytes(figures.rss_at_rest_kib));
        row(
            "memory (RSS) after the load",
            mebibytes(figures.rss_after_load_kib),
        );
        row(
            "start to ready, new database",
            shown_ms(figures.ready_fresh),
        );
        row(
            "start to ready, existing database",
            shown_ms(figures.ready_existing),
        );
        let (machine, date, command) = (&self.machine, &self.date, &self.command);
        let table = guide::table(["what", " figure"], &rows);
        format!("{table}\n{machine}; {date}; `{command}`\n")
    }

    /// Puts the table between the markers of the guide.
    pub(crate) fn write(&self) -> Result<()> {
        guide::write("cargo xtask bench", &self.markdown())
    }
}

impl Figures {
    /// Protected to open route of the API, and token endpoint to open route of the server.
    fn ratios(&self) -> (f64, f64) {
        let [api_open, api_protected, server_open, token] = self.requests_per_second;
        (api_protected / api_open, token / server_open)
    }
}

/// To a tenth.
fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 10_000.0).round() / 10.0
}

fn shown_ms(duration: Duration) -> String {
    format!("{:.0} ms", milliseconds(duration))
}

fn mebibytes(kib: u64) -> String {
    format!("{}.{} MiB", kib / 1024, kib % 1024 * 10 / 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        Report {
            command: "cargo xtask bench".into(),
            date: "2026-01-31".into(),
            machine: "Some CPU, 2 cores, Linux 6".into(),
            figures: Figures {
                requests_per_second: [50_000.4, 45_000.0, 60_000.0, 15_000.0],
                rss_at_rest_kib: 30 * 1024 + 512,
                rss_after_load_kib: 40 * 1024,
                ready_fresh: Duration::from_millis(180),
                ready_existing: Duration::from_micros(40_600),
            },
        }
    }

    #[test]
    fn the_table_is_aligned_and_says_where_and_when() {
        let expected = "\
| what                              |           figure |
| --------------------------------- | ---------------: |
| API, open route                   | 50000 requests/s |
| API, the same route, protected    | 45000 requests/s |
| server, /health/live              | 60000 requests/s |
| server, /token client_credentials | 15000 requests/s |
| ratio, protected to open          |             0.90 |
| ratio, /token to /health/live     |             0.25 |
| memory (RSS) at rest              |         30.5 MiB |
| memory (RSS) after the load       |         40.0 MiB |
| start to ready, new database      |           180 ms |
| start to ready, existing database |            41 ms |

Some CPU, 2 cores, Linux 6; 2026-01-31; `cargo xtask bench`
";
        assert_eq!(report().markdown(), expected);
    }

    #[test]
    fn the_json_holds_every_figure() {
        let json = report().json();
        assert_eq!(json["requests_per_second"]["api_protected"], 45_000.0);
        assert_eq!(json["ratios"]["token_to_open"], 0.25);
        assert_eq!(json["rss_kib"]["at_rest"], 31_232);
        assert_eq!(json["ready_ms"]["existing"], 40.6);
    }
}
