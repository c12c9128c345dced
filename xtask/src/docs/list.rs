//! One list of rules: the tests, modules, tasks and files that its tables name.

use std::path::Path;

use clap::Command;

use super::links::Places;
use super::markdown::{self, Row, Table};
use super::workspace::Workspace;

/// The columns of a table of attacks, and of one of standards.
const COLUMNS: [&[&str]; 2] = [&["attack", "defence", "test"], &["rule", "module", "test"]];

/// What a cell without a test begins with. The reason follows.
const NONE: &str = "none: ";

/// What stands before a module whose examples are meant.
const EXAMPLE: &str = "example in ";

/// How a task of xtask is named.
const TASK: &str = "cargo xtask ";

/// What a list may name.
#[derive(Clone, Copy)]
pub(super) struct Known<'k> {
    pub(super) workspace: &'k Workspace,
    /// The command line of xtask.
    pub(super) program: &'k Command,
    pub(super) places: &'k Places,
}

/// Everything that the list names and that is not there. The list has the name of its crate.
pub(super) fn broken(file: &Path, text: &str, known: &Known<'_>) -> Vec<String> {
    let home = file.file_stem().and_then(|stem| stem.to_str());
    let home = home.unwrap_or_default();
    if !known.workspace.has_crate(home) {
        return vec![format!("{}: there is no crate {home}", file.display())];
    }

    let mut problems = missing_files(text, known.places);
    for table in markdown::tables(text) {
        problems.extend(problems_of_table(&table, home, known));
    }
    let located = problems
        .into_iter()
        .map(|(line, problem)| format!("{}:{line}: {problem}", file.display()));
    located.collect()
}

/// Source files that are named and not there.
fn missing_files(text: &str, places: &Places) -> Vec<(usize, String)> {
    let mut missing = Vec::new();
    for (line, content) in (1..).zip(text.lines()) {
        for (_, span) in markdown::code_spans(content) {
            let place = Path::new(span);
            let is_source = place.extension().is_some_and(|extension| extension == "rs");
            if is_source && !places.contains(place) {
                missing.push((line, format!("there is no file {span}")));
            }
        }
    }
    missing
}

fn problems_of_table(table: &Table<'_>, home: &str, known: &Known<'_>) -> Vec<(usize, String)> {
    if !COLUMNS.contains(&table.columns.as_slice()) {
        let [attacks, rules] = COLUMNS.map(|columns| columns.join(" | "));
        let problem = format!("the columns are neither {attacks} nor {rules}");
        return vec![(table.line, problem)];
    }

    let mut problems = Vec::new();
    for row in &table.rows {
        let found = problems_of_row(row, &table.columns, home, known);
        problems.extend(found.into_iter().map(|problem| (row.line, problem)));
    }
    problems
}

fn problems_of_row(row: &Row<'_>, columns: &[&str], home: &str, known: &Known<'_>) -> Vec<String> {
    if row.cells.len() != columns.len() {
        let (cells, columns) = (row.cells.len(), columns.len());
        return vec![format!("the row has {cells} cells instead of {columns}")];
    }

    let mut problems = Vec::new();
    for (column, cell) in columns.iter().zip(&row.cells) {
        match *column {
            "test" => problems.extend(problems_of_tests(cell, home, known)),
            "module" => problems.extend(problems_of_modules(cell, home, known.workspace)),
            _ => {}
        }
    }
    problems
}

fn problems_of_tests(cell: &str, home: &str, known: &Known<'_>) -> Vec<String> {
    let mut names = markdown::code_spans(cell).peekable();
    if names.peek().is_none() && !cell.starts_with(NONE) {
        return vec![format!(
            "the row names no test; where there is none, write \"{NONE}\" and why"
        )];
    }

    let problems = names.filter_map(|(before, name)| {
        if before.ends_with(EXAMPLE) {
            known.workspace.wrong_example(home, name)
        } else if let Some(task) = name.strip_prefix(TASK) {
            wrong_task(known.program, task)
        } else {
            known.workspace.wrong_test(home, name)
        }
    });
    problems.collect()
}

fn problems_of_modules(cell: &str, home: &str, workspace: &Workspace) -> Vec<String> {
    if cell.is_empty() {
        return vec!["the row names no module".to_owned()];
    }
    let problems =
        markdown::code_spans(cell).filter_map(|(_, name)| workspace.wrong_module(home, name));
    problems.collect()
}

/// What is wrong with a task, from its first word on.
fn wrong_task(program: &Command, task: &str) -> Option<String> {
    let mut command = program;
    for word in task.split(' ') {
        match command.find_subcommand(word) {
            Some(inner) => command = inner,
            None => return Some(format!("there is no task {TASK}{task}")),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::PathBuf;

    use super::super::links;
    use super::*;

    const ATTACKS: &str = "| attack | defence | test |\n| --- | --- | --- |\n";
    const RULES: &str = "| rule | module | test |\n| --- | --- | --- |\n";

    /// What is broken in a list of a crate with one module and one test in it.
    fn broken_in(list: &str, text: &str) -> Vec<String> {
        let file = PathBuf::from("crates/jose/src/lib.rs");
        let source = "mod key { //! ```\n #[test] fn small() {} }".to_owned();
        let sources = BTreeMap::from([(file.clone(), source)]);
        let workspace = Workspace::read(&sources).unwrap();

        let torture = Command::new("torture").subcommand(Command::new("timing"));
        let program = Command::new("xtask").subcommand(torture);
        let places = links::places(&[file]);
        let known = Known {
            workspace: &workspace,
            program: &program,
            places: &places,
        };
        broken(list.as_ref(), text, &known)
    }

    #[test]
    fn tests_modules_tasks_and_files_that_are_there_are_good() {
        let rows = "| a | see `crates/jose/src/lib.rs` | `key::small`, `cargo xtask torture timing` |\n\
                    | b | `anything` | none: by review |\n\
                    | c | d | example in `key` that does not compile |\n";
        assert_eq!(broken_in("jose.md", &format!("{ATTACKS}{rows}")), [""; 0]);
        let rows = "| a | `key`, hyper | `jose key::small` |\n";
        assert_eq!(broken_in("jose.md", &format!("{RULES}{rows}")), [""; 0]);
    }

    #[test]
    fn each_name_that_is_not_there_is_told_with_its_line() {
        let rows = "| a | `crates/x.rs` | `key::large` |\n| b | c | `cargo xtask torture time` |\n\
                    | d | e | `key`, example in `ring` |\n";
        assert_eq!(
            broken_in("docs/jose.md", &format!("{ATTACKS}{rows}")),
            [
                "docs/jose.md:3: there is no file crates/x.rs",
                "docs/jose.md:3: jose has no test key::large",
                "docs/jose.md:4: there is no task cargo xtask torture time",
                "docs/jose.md:5: jose has no test key",
                "docs/jose.md:5: jose has no example in the documentation of ring",
            ]
        );
        assert_eq!(
            broken_in(
                "jose.md",
                &format!("{RULES}| a | `ring` | `key::small` |\n")
            ),
            ["jose.md:3: jose has no module ring"]
        );
    }

    #[test]
    fn a_row_names_a_test_or_says_why_there_is_none() {
        for cell in ["", "by review", "none", "the same"] {
            let text = format!("{ATTACKS}| a | b | {cell} |\n");
            assert_eq!(
                broken_in("jose.md", &text),
                ["jose.md:3: the row names no test; where there is none, write \"none: \" and why"],
                "{cell}"
            );
        }
        let text = format!("{RULES}| a |  | `key::small` |\n");
        assert_eq!(
            broken_in("jose.md", &text),
            ["jose.md:3: the row names no module"]
        );
    }

    #[test]
    fn a_table_of_other_columns_or_a_row_of_other_cells_is_not_passed_over() {
        let text = "| attack | test |\n| --- | --- |\n| a | `x` |\n";
        assert_eq!(
            broken_in("jose.md", text),
            ["jose.md:1: the columns are neither attack | defence | test nor rule | module | test"]
        );
        let text = format!("{ATTACKS}| a | `key::small` |\n");
        assert_eq!(
            broken_in("jose.md", &text),
            ["jose.md:3: the row has 2 cells instead of 3"]
        );
    }

    #[test]
    fn a_list_has_the_name_of_a_crate() {
        assert_eq!(
            broken_in("docs/jws.md", ""),
            ["docs/jws.md: there is no crate jws"]
        );
    }
}
