//! What a command prints: text for people, JSON for scripts.

use super::error::CliError;
use serde::Serialize;
use std::fmt::Display;
use std::io::{IsTerminal, Write, stderr, stdout};

/// Prints lines to standard output. A reader that has gone, as with `| head`, is fine.
pub(super) fn print(text: impl Display) -> Result<(), CliError> {
    let mut out = stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        result => Ok(result?),
    }
}

/// Prints a value as JSON.
pub(super) fn print_json(value: &impl Serialize) -> Result<(), CliError> {
    print(serde_json::to_string_pretty(value).map_err(CliError::refused)?)
}

/// Prints an error to standard error; in colour on a terminal.
pub(super) fn error(error: &CliError) {
    let mut out = stderr().lock();
    let label = if out.is_terminal() {
        "\x1b[1;31merror:\x1b[0m"
    } else {
        "error:"
    };
    // Nobody is left to tell.
    drop(writeln!(out, "{label} {error}"));
}

/// Refuses what would play with the terminal of whoever lists it.
pub(super) fn check_printable(what: &str, text: &str) -> Result<(), CliError> {
    if text.chars().any(char::is_control) {
        return Err(CliError::Usage(format!(
            "the {what} has a control character"
        )));
    }
    Ok(())
}

/// Rows under a heading, each column as wide as its widest cell.
pub(super) fn table<const N: usize>(heading: [&str; N], rows: &[[String; N]]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        let cells = cells.map(|cell| cell.chars().count());
        cells
            .chain(heading.get(column).map(|name| name.len()))
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..N).map(width).collect();
    let line = |cells: &[String]| {
        let padded = cells
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:width$}"));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let heading = line(&heading.map(str::to_owned));
    let lines = std::iter::once(heading).chain(rows.iter().map(|row| line(row)));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [
            ["ada".to_owned(), "yes".to_owned()],
            ["ö".to_owned(), String::new()],
        ];
        assert_eq!(table(["NAME", "ADMIN"], &rows), "NAME  ADMIN\nada   yes\nö");
    }
}
