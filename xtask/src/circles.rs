//! `check-layers`, within the crates: files that need each other in a circle.
//!
//! A file needs another when it imports a name that is defined there, or spells a path to one. A name
//! that came through a re-export counts for the file that defines it. What a module says of the files
//! below it (`mod`, and re-exports whose names it does not use itself) is their table of contents, and
//! does not count; nor does anything under `#[cfg(test)]`.

mod graph;
mod modules;
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::{Result, repository};

use graph::Arrows;
use modules::Modules;

/// Every circle, with the names that tie its files.
pub(crate) fn check() -> Result<Vec<String>> {
    let mut sources = BTreeMap::new();
    for file in repository::files()? {
        if file.extension().is_some_and(|extension| extension == "rs")
            && let Some(text) = repository::text(&file)?
        {
            sources.insert(file, text);
        }
    }

    let mut circles = Vec::new();
    for root in sources.keys().filter(|file| is_root(file)) {
        let arrows = Modules::read(root, &sources)?.arrows();
        circles.extend(arrows.circles());
    }
    Ok(circles.iter().map(described).collect())
}

/// Whether a library or a program starts with this file: Cargo's default places.
fn is_root(file: &Path) -> bool {
    let folder = file.parent().unwrap_or(Path::new(""));
    let is_main = file.ends_with("main.rs") || file.ends_with("lib.rs");
    is_main
        && (folder.ends_with("src") || folder.parent().is_some_and(|it| it.ends_with("src/bin")))
}

/// The files of a circle, and under them each arrow with the names that it is made of.
fn described(circle: &Arrows) -> String {
    let files = circle.files();
    let folder = shared_folder(&files);
    let arrows = circle.iter().map(|((from, to), names)| {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let (from, to) = (below(&folder, from), below(&folder, to));
        format!("\n    {from} → {to}: {}", names.join(", "))
    });

    let arrows: String = arrows.collect();
    let count = files.len();
    format!(
        "{}: {count} files need each other{arrows}",
        folder.display()
    )
}

fn below(folder: &Path, file: &Path) -> String {
    file.strip_prefix(folder)
        .unwrap_or(file)
        .display()
        .to_string()
}

/// The deepest folder that holds all the files.
fn shared_folder(files: &BTreeSet<&PathBuf>) -> PathBuf {
    let mut folders = files.iter().filter_map(|file| file.parent());
    let first = folders.next().unwrap_or(Path::new(""));
    let shared = folders.fold(first, |shared, folder| {
        let mut above = shared.ancestors();
        above.find(|it| folder.starts_with(it)).unwrap_or(shared)
    });
    shared.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circle(pairs: &[(&str, &str)]) -> Arrows {
        let mut arrows = Arrows::default();
        for (from, to) in pairs {
            arrows.add(&from.into(), &to.into(), "Name");
        }
        arrows
    }

    #[test]
    fn a_circle_is_told_with_its_files_and_the_names_that_tie_them() {
        let circle = circle(&[
            ("crates/x/src/a.rs", "crates/x/src/b/c.rs"),
            ("crates/x/src/b/c.rs", "crates/x/src/a.rs"),
        ]);
        assert_eq!(
            described(&circle),
            "crates/x/src: 2 files need each other\n    \
             a.rs → b/c.rs: Name\n    \
             b/c.rs → a.rs: Name"
        );
    }

    #[test]
    fn libraries_and_programs_are_read_and_their_tests_are_not() {
        for root in [
            "crates/a/src/lib.rs",
            "xtask/src/main.rs",
            "src/bin/b/main.rs",
        ] {
            assert!(is_root(root.as_ref()), "{root}");
        }
        for other in [
            "crates/a/tests/it/main.rs",
            "crates/a/src/cli/main.rs",
            "src/a.rs",
        ] {
            assert!(!is_root(other.as_ref()), "{other}");
        }
    }
}
