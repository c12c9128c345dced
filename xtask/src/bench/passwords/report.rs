//! The figures as a table and as JSON.

use serde_json::{Value, json};

use super::guide;
use super::plan::{Contender, Function, Target};
use super::pool;

/// One row: the shortest time so far, or why there is none.
pub(crate) struct Figure {
    pub(crate) function: &'static Function,
    pub(crate) contender: &'static Contender,
    pub(crate) nanoseconds: Result<u64, String>,
}

impl Figure {
    pub(crate) const fn new(
        (function, contender): (&'static Function, &'static Contender),
    ) -> Self {
        Self {
            function,
            contender,
            nanoseconds: Ok(u64::MAX),
        }
    }

    pub(crate) fn request(&self) -> String {
        let (function, library) = (self.function, self.contender.library);
        format!("{library} {} {}", function.request, function.repeats)
    }

    pub(crate) fn take(&mut self, answer: Result<u64, String>) {
        self.nanoseconds = match (&self.nanoseconds, answer) {
            (Ok(shortest), Ok(answer)) => Ok(answer.min(*shortest)),
            (_, answer) => answer,
        };
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a time below 2^53 ns, for people"
    )]
    fn milliseconds(&self) -> Option<f64> {
        self.nanoseconds.as_ref().ok().map(|ns| *ns as f64 / 1e6)
    }
}

/// The figures with how, where and when they were taken.
pub(crate) struct Report {
    pub(crate) command: String,
    pub(crate) date: String,
    pub(crate) machine: String,
    pub(crate) avx512: bool,
    pub(crate) figures: Vec<Figure>,
    pub(super) pool: Vec<pool::Row>,
}

impl Report {
    /// A table, with its circumstances under it.
    pub(crate) fn markdown(&self) -> String {
        let rows: Vec<_> = self.figures.iter().map(|figure| self.row(figure)).collect();
        let header = ["function", "by", " ms", " ratio", "target", "outcome"];
        let mut table = guide::table(header, &rows);
        if !self.pool.is_empty() {
            table = format!("{table}\n{}", pool::markdown(&self.pool));
        }
        let (machine, date, command) = (&self.machine, &self.date, &self.command);
        let avx512 = if self.avx512 { "AVX-512" } else { "no AVX-512" };
        format!("{table}\n{machine}, {avx512}; {date}; `{command}`\n")
    }

    /// One object; times in milliseconds.
    pub(crate) fn json(&self) -> Value {
        let figure = |figure: &Figure| {
            json!({
                "function": figure.function.title,
                "by": figure.contender.title,
                "milliseconds": figure.milliseconds(),
                "ratio": self.ratio(figure),
                "target": self.target(figure),
                "hit": self.is_hit(figure),
                "not_measured": figure.nanoseconds.as_ref().err(),
            })
        };
        json!({
            "command": self.command,
            "date": self.date,
            "machine": self.machine,
            "avx512": self.avx512,
            "figures": self.figures.iter().map(figure).collect::<Vec<_>>(),
            "pool": self.pool.iter().map(pool::Row::json).collect::<Vec<_>>(),
        })
    }

    fn row(&self, figure: &Figure) -> [String; 6] {
        let outcome = match (&figure.nanoseconds, self.is_hit(figure)) {
            (Err(reason), _) => reason.clone(),
            (Ok(_), Some(true)) => "hit".to_owned(),
            (Ok(_), Some(false)) => "miss".to_owned(),
            (Ok(_), None) => String::new(),
        };
        let shown = |number: Option<f64>, digits: usize| {
            number.map_or_else(|| "–".to_owned(), |number| format!("{number:.digits$}"))
        };
        [
            figure.function.title.to_owned(),
            figure.contender.title.to_owned(),
            shown(figure.milliseconds(), 1),
            shown(self.ratio(figure), 2),
            self.target(figure),
            outcome,
        ]
    }

    fn target(&self, figure: &Figure) -> String {
        match figure.contender.target {
            Target::Baseline => "baseline".to_owned(),
            Target::AtMost { avx512, other } => {
                format!("≤ {:.2}", if self.avx512 { avx512 } else { other })
            }
            Target::Beaten => "slower than ours".to_owned(),
            Target::None => String::new(),
        }
    }

    /// The time of this row divided by the baseline's.
    fn ratio(&self, figure: &Figure) -> Option<f64> {
        let is_baseline = |it: &Contender| matches!(it.target, Target::Baseline);
        Some(figure.milliseconds()? / self.first(figure.function, is_baseline)?)
    }

    fn is_hit(&self, figure: &Figure) -> Option<bool> {
        match figure.contender.target {
            Target::AtMost { avx512, other } => {
                let most = if self.avx512 { avx512 } else { other };
                Some(self.ratio(figure)? <= most)
            }
            Target::Beaten => Some(figure.milliseconds()? > self.first(figure.function, is_ours)?),
            Target::Baseline | Target::None => None,
        }
    }

    /// The time of the first row of a function that is such a one.
    fn first(&self, function: &Function, is_it: impl Fn(&Contender) -> bool) -> Option<f64> {
        let mut rows = self.figures.iter();
        let figure = rows.find(|it| it.function.title == function.title && is_it(it.contender))?;
        figure.milliseconds()
    }
}

fn is_ours(contender: &Contender) -> bool {
    matches!(contender.target, Target::AtMost { .. })
}

#[cfg(test)]
mod tests {
    use super::super::pairs;
    use super::*;

    /// PBKDF2: 85, 100, 200 ms, and one that is missing.
    fn report(ours: u64) -> Report {
        let figures = pairs().filter(|(function, _)| function.title.starts_with("PBKDF2"));
        let mut figures: Vec<_> = figures.map(Figure::new).collect();
        let answers = [
            Ok(ours),
            Ok(100_000_000),
            Ok(200_000_000),
            Err("not installed: x".into()),
        ];
        for (figure, answer) in figures.iter_mut().zip(answers) {
            figure.take(answer);
        }
        Report {
            command: "cargo xtask bench passwords".into(),
            date: "2026-01-31".into(),
            machine: "Some CPU, 2 cores, Linux 6".into(),
            avx512: false,
            figures,
            pool: Vec::new(),
        }
    }

    #[test]
    fn the_table_says_ratio_target_and_outcome() {
        let expected = "\
| function                      | by               |    ms | ratio | target           | outcome          |
| ----------------------------- | ---------------- | ----: | ----: | ---------------- | ---------------- |
| PBKDF2-SHA256, 600,000 rounds | Countersign      |  85.0 |  0.85 | ≤ 0.85           | hit              |
| PBKDF2-SHA256, 600,000 rounds | pbkdf2 (Rust)    | 100.0 |  1.00 | baseline         |                  |
| PBKDF2-SHA256, 600,000 rounds | hashlib (Python) | 200.0 |  2.00 | slower than ours | hit              |
| PBKDF2-SHA256, 600,000 rounds | node:crypto      |     – |     – | slower than ours | not installed: x |

Some CPU, 2 cores, Linux 6, no AVX-512; 2026-01-31; `cargo xtask bench passwords`
";
        assert_eq!(report(85_000_000).markdown(), expected);
    }

    #[test]
    fn a_miss_is_a_miss() {
        let json = report(250_000_000).json();
        assert_eq!(json["figures"][0]["hit"], false);
        assert_eq!(json["figures"][2]["hit"], false, "hashlib is faster");
        assert_eq!(json["figures"][3]["not_measured"], "not installed: x");
    }

    #[test]
    fn the_shortest_answer_counts_and_a_failure_stays() {
        let mut figure = Figure::new(pairs().next().unwrap());
        for answer in [Ok(5), Ok(3), Ok(4)] {
            figure.take(answer);
        }
        assert_eq!(figure.nanoseconds, Ok(3));
        figure.take(Err("gone".into()));
        assert!(figure.nanoseconds.is_err());
    }

    #[test]
    fn a_request_names_library_function_and_repeats() {
        let figure = Figure::new(pairs().next().unwrap());
        assert_eq!(figure.request(), "ours argon2id 19456 2 1 3");
    }
}
