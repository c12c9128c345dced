//! Links between documents.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use super::markdown;

/// Files of the repository, and every folder above them.
pub(super) type Places = BTreeSet<PathBuf>;

/// All that a link may lead to, where there are these files.
pub(super) fn places(files: &[PathBuf]) -> Places {
    let with_folders = files.iter().flat_map(|file| file.ancestors());
    with_folders.map(Path::to_owned).collect()
}

/// Relative links that lead to no file and no folder.
pub(super) fn broken(file: &Path, text: &str, places: &Places) -> Vec<String> {
    let folder = file.parent().unwrap_or(Path::new(""));
    let mut broken = Vec::new();
    for (line, target) in markdown::links(text) {
        let path = target.split('#').next().unwrap_or_default();
        if path.is_empty() || has_scheme(path) {
            continue;
        }
        let is_there = resolved(folder, path).is_some_and(|place| places.contains(&place));
        if !is_there {
            let place = file.display();
            broken.push(format!(
                "{place}:{line}: the link {target} leads to no file"
            ));
        }
    }
    broken
}

/// Whether this is a URL of its own: RFC 3986 3.1.
fn has_scheme(target: &str) -> bool {
    let scheme = target.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_part = |char: char| char.is_ascii_alphanumeric() || "+-.".contains(char);
    scheme.starts_with(|char: char| char.is_ascii_alphabetic()) && scheme.chars().all(is_part)
}

/// The place in the repository; nothing where the link leads out of it.
fn resolved(folder: &Path, target: &str) -> Option<PathBuf> {
    let mut place = folder.to_owned();
    for component in Path::new(target).components() {
        match component {
            Component::Normal(name) => place.push(name),
            Component::CurDir => {}
            Component::ParentDir => {
                if !place.pop() {
                    return None;
                }
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken_in(file: &str, text: &str) -> Vec<String> {
        let files = ["README.md", "docs/a.md", "docs/guides/b.md"];
        let files: Vec<PathBuf> = files.iter().map(PathBuf::from).collect();
        broken(file.as_ref(), text, &places(&files))
    }

    #[test]
    fn links_to_files_folders_and_parts_of_them_are_good() {
        let text = "[a](docs/a.md) [b](docs/guides/b.md#part) [c](docs) [d](./docs/guides/)";
        assert_eq!(broken_in("README.md", text), [""; 0]);
        assert_eq!(
            broken_in("docs/guides/b.md", "[a](../a.md) [r](../../README.md)"),
            [""; 0]
        );
    }

    #[test]
    fn a_link_to_nothing_is_named_with_its_place() {
        assert_eq!(
            broken_in("docs/a.md", "text\n[b](b.md#part)"),
            ["docs/a.md:2: the link b.md#part leads to no file"]
        );
    }

    #[test]
    fn a_link_out_of_the_repository_leads_nowhere() {
        assert_eq!(broken_in("README.md", "[a](../README.md)").len(), 1);
        assert_eq!(broken_in("docs/a.md", "[a](/README.md)").len(), 1);
    }

    #[test]
    fn urls_and_parts_of_the_same_document_are_not_looked_up() {
        let text = "[a](https://example.com/x) [b](mailto:x@example.com) [c](#part)";
        assert_eq!(broken_in("README.md", text), [""; 0]);
    }
}
