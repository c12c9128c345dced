//! The parts of a Markdown text that name something: links, tables, code spans.

/// A table, with the line of its header, from 1.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table<'t> {
    pub(super) line: usize,
    pub(super) columns: Vec<&'t str>,
    pub(super) rows: Vec<Row<'t>>,
}

/// A row of a table, with its line, from 1.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row<'t> {
    pub(super) line: usize,
    pub(super) cells: Vec<&'t str>,
}

/// The tables of a text in their order.
pub(super) fn tables(text: &str) -> Vec<Table<'_>> {
    let mut tables: Vec<Table<'_>> = Vec::new();
    let mut is_inside = false;
    for (line, content) in prose(text) {
        let Some(cells) = cells(content) else {
            is_inside = false;
            continue;
        };
        match tables.last_mut() {
            Some(table) if is_inside => {
                if line > table.line + 1 {
                    table.rows.push(Row { line, cells });
                }
            }
            _ => tables.push(Table {
                line,
                columns: cells,
                rows: Vec::new(),
            }),
        }
        is_inside = true;
    }
    tables
}

/// What stands between backticks, each with the text before it.
pub(super) fn code_spans(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let before = text.split('`').step_by(2);
    before.zip(text.split('`').skip(1).step_by(2))
}

/// The targets of links, each with its line, from 1: `[text](target)` and `[name]: target`.
pub(super) fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (line, content) in prose(text) {
        let content = without_code(content);
        let inline = content.split("](").skip(1);
        for rest in inline.filter_map(|rest| rest.split(')').next()) {
            found.extend(target(rest).map(|target| (line, target)));
        }
        if let Some((_, rest)) = content
            .strip_prefix('[')
            .and_then(|rest| rest.split_once("]: "))
        {
            found.extend(target(rest).map(|target| (line, target)));
        }
    }
    found
}

/// The target before a title, without the brackets that a target with spaces has.
fn target(rest: &str) -> Option<String> {
    let first = rest.split_whitespace().next()?;
    Some(first.trim_matches(['<', '>']).to_owned())
}

/// Lines with their numbers, those of code blocks left out.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut is_code = false;
    (1..).zip(text.lines()).filter(move |(_, line)| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    })
}

/// The cells of a line of a table. A bar inside a cell has a backslash before it.
fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.trim_end().strip_prefix('|')?.strip_suffix('|')?;
    let mut cells = Vec::new();
    let mut start = 0;
    for (at, _) in inner.match_indices('|') {
        let cell = inner.get(start..at).unwrap_or_default();
        if !cell.ends_with('\\') {
            cells.push(cell.trim());
            start = at + 1;
        }
    }
    cells.push(inner.get(start..).unwrap_or_default().trim());
    Some(cells)
}

/// The line with what stands between backticks taken away.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_columns_and_rows_with_their_lines() {
        let text = "# Title\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n| 3 | x \\| y |\n\ntext\n";
        let expected = Table {
            line: 3,
            columns: vec!["a", "b"],
            rows: vec![
                Row {
                    line: 5,
                    cells: vec!["1", "2"],
                },
                Row {
                    line: 6,
                    cells: vec!["3", "x \\| y"],
                },
            ],
        };
        assert_eq!(tables(text), [expected]);
    }

    #[test]
    fn tables_are_apart_where_text_is_between_them() {
        let text = "| a |\n| --- |\n| 1 |\n\n| b |\n| --- |\n| 2 |\n";
        let columns: Vec<_> = tables(text)
            .into_iter()
            .map(|table| table.columns)
            .collect();
        assert_eq!(columns, [["a"], ["b"]]);
    }

    #[test]
    fn code_spans_are_what_stands_between_backticks() {
        let spans: Vec<_> = code_spans("see `a::b`, and `c`.").collect();
        assert_eq!(spans, [("see ", "a::b"), (", and ", "c")]);
    }

    #[test]
    fn links_are_found_in_text_images_and_definitions() {
        let text = "[a](x.md) and ![b](y.png \"title\")\n\n[c]: ../z.md\n[`d`](<w.md#part>)";
        let expected = [(1, "x.md"), (1, "y.png"), (3, "../z.md"), (4, "w.md#part")];
        let links = links(text);
        let links: Vec<_> = links
            .iter()
            .map(|(line, target)| (*line, target.as_str()))
            .collect();
        assert_eq!(links, expected);
    }

    #[test]
    fn code_holds_neither_links_nor_tables() {
        let text = "```\n[a](x.md)\n| a |\n```\n`[b](y.md)`";
        assert_eq!(links(text), []);
        assert_eq!(tables(text), []);
    }
}
