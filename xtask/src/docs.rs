//! `check-docs`: what the documents name exists.
//!
//! Links of every document lead to files. In docs/attacks and docs/standards, the column `test` names
//! tests and the column `module` names modules: docs/attacks/README.md says how both are written.

mod links;
mod list;
mod markdown;
mod source;
mod workspace;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::Command;

use crate::{Result, repository};

use list::Known;
use workspace::Workspace;

/// Folders that hold a list of rules for each crate, beside the README.md that introduces them.
const LISTS: &[&str] = &["docs/attacks", "docs/standards"];

/// Everything that is named and not there. `program` is the command line of xtask.
pub(crate) fn check(program: &Command) -> Result<Vec<String>> {
    let files = repository::files()?;
    let workspace = Workspace::read(&sources(&files)?)?;
    let places = links::places(&files);
    let known = Known {
        workspace: &workspace,
        program,
        places: &places,
    };

    let mut broken = Vec::new();
    for file in files.iter().filter(|file| has_extension(file, "md")) {
        if let Some(text) = repository::text(file)? {
            broken.extend(links::broken(file, &text, &places));
            if is_list(file) {
                broken.extend(list::broken(file, &text, &known));
            }
        }
    }
    Ok(broken)
}

/// Rust sources by path.
fn sources(files: &[PathBuf]) -> Result<BTreeMap<PathBuf, String>> {
    let mut sources = BTreeMap::new();
    for file in files.iter().filter(|file| has_extension(file, "rs")) {
        if let Some(text) = repository::text(file)? {
            sources.insert(file.clone(), text);
        }
    }
    Ok(sources)
}

fn has_extension(file: &Path, extension: &str) -> bool {
    file.extension() == Some(OsStr::new(extension))
}

fn is_list(file: &Path) -> bool {
    let folder = file.parent();
    let is_in_a_folder_of_lists = LISTS.iter().any(|list| folder == Some(Path::new(list)));
    is_in_a_folder_of_lists && !file.ends_with("README.md")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_the_documents_named_after_crates() {
        assert!(is_list("docs/attacks/jose.md".as_ref()));
        assert!(is_list("docs/standards/hash-pool.md".as_ref()));
        for other in [
            "docs/attacks/README.md",
            "docs/guides/operate.md",
            "README.md",
        ] {
            assert!(!is_list(other.as_ref()), "{other}");
        }
    }
}
