//! Tables, and their places in the guide.

use std::fs;

use crate::{Result, repository};

const GUIDE: &str = "docs/guides/benchmarks.md";

/// Puts a text between the two markers of a command in the guide, which is begun when missing.
pub(crate) fn write(command: &str, text: &str) -> Result<()> {
    let file = repository::root().join(GUIDE);
    let guide = if file.exists() {
        fs::read_to_string(&file)?
    } else {
        let (begin, end) = markers(command);
        format!("# Benchmarks\n\n{begin}\n{end}\n")
    };
    fs::write(&file, between_markers(&guide, command, text)?)?;
    eprintln!("wrote {GUIDE}");
    Ok(())
}

/// A Markdown table with aligned columns. A header that starts with a space is of a column of figures.
pub(crate) fn table<const N: usize>(header: [&str; N], rows: &[[String; N]]) -> String {
    let is_figure = header.map(|name| name.starts_with(' '));
    let header = header.map(|name| name.trim().to_owned());
    let widths: [usize; N] = std::array::from_fn(|column| {
        let cells = rows.iter().chain([&header]).map(|row| &row[column]);
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    });
    let line = |row: &[String; N]| {
        let cells = (0..N).map(|column| {
            let (cell, width) = (&row[column], widths[column]);
            if is_figure[column] {
                format!(" {cell:>width$} |")
            } else {
                format!(" {cell:width$} |")
            }
        });
        format!("|{}\n", cells.collect::<String>())
    };
    let rule = std::array::from_fn(|column| {
        let colon = usize::from(is_figure[column]);
        "-".repeat(widths[column] - colon) + &":".repeat(colon)
    });
    let body: String = rows.iter().map(line).collect();
    line(&header) + &line(&rule) + &body
}

fn markers(command: &str) -> (String, String) {
    let marker = |end| format!("<!-- {command} --write: {end} -->");
    (marker("begin"), marker("end"))
}

fn between_markers(guide: &str, command: &str, text: &str) -> Result<String> {
    let (begin, end) = markers(command);
    let parts = guide.split_once(&begin).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(&end)?;
        Some(format!("{before}{begin}\n\n{text}\n{end}{after}"))
    });
    parts.ok_or_else(|| format!("{GUIDE} needs the lines `{begin}` and `{end}`").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_between_the_markers_is_replaced() {
        let (begin, end) = markers("cargo x");
        let guide = format!("# Title\n{begin}\nold\n{end}\nrest\n");
        let once = between_markers(&guide, "cargo x", "new\n").unwrap();
        assert_eq!(once, format!("# Title\n{begin}\n\nnew\n\n{end}\nrest\n"));
        assert_eq!(between_markers(&once, "cargo x", "new\n").unwrap(), once);
    }

    #[test]
    fn a_guide_without_markers_is_left_alone() {
        let error = between_markers("# Title\n", "cargo x", "new\n").unwrap_err();
        assert!(error.to_string().contains("<!-- cargo x"), "{error}");
    }

    #[test]
    fn columns_are_aligned_and_figures_to_the_right() {
        let rows = [["bcrypt", "1.00"], ["ours", "12.5"]].map(|row| row.map(str::to_owned));
        let expected = "\
| by     | ratio |
| ------ | ----: |
| bcrypt |  1.00 |
| ours   |  12.5 |
";
        assert_eq!(table(["by", " ratio"], &rows), expected);
    }
}
