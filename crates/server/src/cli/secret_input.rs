//! Secrets from standard input.

use super::error::CliError;
use std::io::{BufRead, IsTerminal, stdin};
use zeroize::Zeroizing;

/// More than any secret needs.
const LIMIT: u64 = 64 * 1024;

/// Reads one line without its end. On a terminal it asks, and does not show what is typed.
pub(super) fn read_secret(prompt: &str) -> Result<Zeroizing<String>, CliError> {
    if stdin().is_terminal() {
        let typed = rpassword::prompt_password(format!("{prompt}: "))?;
        return Ok(Zeroizing::new(typed));
    }
    read_line(stdin().lock())
}

/// A secret ends at the first newline, or at the end of the input; a carriage return before the
/// newline belongs to the newline.
fn read_line(input: impl BufRead) -> Result<Zeroizing<String>, CliError> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(1024));
    input.take(LIMIT).read_until(b'\n', &mut bytes)?;
    let line = bytes
        .strip_suffix(b"\n")
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let text = std::str::from_utf8(line.unwrap_or(&bytes));
    let text = text.map_err(|_| CliError::Usage("standard input is not UTF-8".to_owned()))?;
    Ok(Zeroizing::new(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_ends_at_the_first_newline() {
        for (input, secret) in [
            ("swordfish\nmore\n", "swordfish"),
            ("swordfish\r\n", "swordfish"),
            ("swordfish", "swordfish"),
            (" two words \n", " two words "),
            ("", ""),
        ] {
            assert_eq!(read_line(input.as_bytes()).unwrap().as_str(), secret);
        }
        assert!(read_line([0xff, b'\n'].as_slice()).is_err());
    }
}
