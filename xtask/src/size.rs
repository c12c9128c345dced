//! `check-size`: files and functions short enough to read.

use std::path::Path;

use crate::{Result, lengths, repository};

const LONGEST_FILE: usize = 800;
const LONGEST_FUNCTION: usize = 80;

/// Folders whose files may be as long as they need.
const FREE: &[&str] = &["tests", "benches", "examples", "fuzz"];

/// Prints medians and 90th percentiles, and returns what is too long.
pub(crate) fn check() -> Result<Vec<String>> {
    let mut sizes = Sizes::default();
    for file in repository::files()?.iter().filter(|file| is_counted(file)) {
        if let Some(source) = repository::text(file)? {
            sizes.add(&file.display().to_string(), &source)?;
        }
    }
    println!("files:     {} (aim: median ≤ 200)", summary(sizes.files));
    println!("functions: {} (aim: p90 ≤ 30)", summary(sizes.functions));
    Ok(sizes.too_long)
}

#[derive(Default)]
struct Sizes {
    files: Vec<usize>,
    functions: Vec<usize>,
    too_long: Vec<String>,
}

impl Sizes {
    fn add(&mut self, file: &str, source: &str) -> Result<()> {
        let lines = source.lines().count();
        self.files.push(lines);
        if lines > LONGEST_FILE {
            let line = format!("{file}: {lines} lines, at most {LONGEST_FILE}");
            self.too_long.push(line);
        }
        let functions = lengths::functions(source).map_err(|error| {
            let start = error.span().start().line;
            format!("{file}:{start}: {error}")
        })?;
        for function in functions {
            self.functions.push(function.lines);
            if function.lines > LONGEST_FUNCTION {
                self.too_long.push(format!(
                    "{file}:{}: fn {} has {} lines, at most {LONGEST_FUNCTION}",
                    function.line, function.name, function.lines
                ));
            }
        }
        Ok(())
    }
}

fn is_counted(file: &Path) -> bool {
    let free = |part: &std::ffi::OsStr| FREE.iter().any(|free| part == *free);
    file.extension().is_some_and(|extension| extension == "rs") && !file.iter().any(free)
}

fn summary(mut lengths: Vec<usize>) -> String {
    lengths.sort_unstable();
    let at = |percent: usize| {
        let last = lengths.len().saturating_sub(1);
        lengths.get(last * percent / 100).copied().unwrap_or(0)
    };
    let (count, median, p90, longest) = (lengths.len(), at(50), at(90), at(100));
    format!("{count:5}, median {median}, p90 {p90}, longest {longest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_past_the_cap_is_named() {
        let mut sizes = Sizes::default();
        sizes.add("short.rs", &"\n".repeat(800)).unwrap();
        sizes.add("long.rs", &"\n".repeat(801)).unwrap();
        assert_eq!(sizes.too_long, ["long.rs: 801 lines, at most 800"]);
    }

    #[test]
    fn a_function_past_the_cap_is_named() {
        let mut sizes = Sizes::default();
        let body = |lines: usize| "\n".repeat(lines - 1);
        let source = format!("fn a() {{{}}}\nfn b() {{{}}}", body(80), body(81));
        sizes.add("x.rs", &source).unwrap();
        assert_eq!(sizes.too_long, ["x.rs:81: fn b has 81 lines, at most 80"]);
    }

    #[test]
    fn tests_and_other_languages_are_not_counted() {
        assert!(is_counted("crates/jose/src/jws.rs".as_ref()));
        assert!(!is_counted("crates/jose/tests/it/jws.rs".as_ref()));
        assert!(!is_counted("examples/hello.rs".as_ref()));
        assert!(!is_counted("docs/guide.md".as_ref()));
    }

    #[test]
    fn the_summary_is_by_rank() {
        assert_eq!(
            summary((1..=11).rev().collect()),
            "   11, median 6, p90 10, longest 11"
        );
        assert_eq!(summary(Vec::new()), "    0, median 0, p90 0, longest 0");
    }
}
