//! `check-words`: the repository speaks of the project alone.

use std::path::Path;

use crate::{Result, repository};

/// Folders at the root of somebody's machine.
const MACHINE_FOLDERS: &[&str] = &[
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/wo", "rk/"),
];

/// Hosts of package registries. Which mirror is used is a setting of the machine.
const REGISTRY_HOSTS: &[&str] = &[
    concat!("crates", ".io"),
    concat!("pypi", ".org"),
    concat!("npmjs", ".org"),
    concat!("deb.debian", ".org"),
];

/// The places of forbidden words.
pub(crate) fn check() -> Result<Vec<String>> {
    let mut broken = Vec::new();
    for file in repository::files()? {
        if let Some(text) = repository::text(&file)? {
            broken.extend(forbidden(&file, &text));
        }
    }
    Ok(broken)
}

fn forbidden(file: &Path, text: &str) -> Vec<String> {
    // Cargo writes the registry's index into its lock file.
    let hosts = if file.ends_with("Cargo.lock") {
        &[]
    } else {
        REGISTRY_HOSTS
    };
    let mut found = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let folders = MACHINE_FOLDERS.iter().filter(|it| has_path(line, it));
        let hosts = hosts.iter().filter(|it| line.contains(**it));
        for word in folders.chain(hosts) {
            found.push(format!("{}:{number}: {word}", file.display()));
        }
    }
    found
}

/// Whether an absolute path starts with `folder`: nothing that continues a path or a URL is before.
fn has_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().last());
        !before.is_some_and(|char| char.is_alphanumeric() || "/._-~}".contains(char))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_one_machine_is_found_with_its_line() {
        let text = format!("fine\nsee {}ada/notes", MACHINE_FOLDERS[0]);
        let expected = format!("README.md:2: {}", MACHINE_FOLDERS[0]);
        assert_eq!(forbidden("README.md".as_ref(), &text), [expected]);
    }

    #[test]
    fn a_url_or_a_relative_path_is_no_path_of_a_machine() {
        let text = format!("https://example.com{0}x ../x{0}y", MACHINE_FOLDERS[0]);
        assert_eq!(forbidden("README.md".as_ref(), &text), [""; 0]);
    }

    #[test]
    fn a_registry_host_is_allowed_in_the_lock_file_only() {
        let text = format!("source = \"https://{}/index\"", REGISTRY_HOSTS[0]);
        assert_eq!(forbidden("Cargo.lock".as_ref(), &text), [""; 0]);
        assert_eq!(forbidden("Cargo.toml".as_ref(), &text).len(), 1);
    }
}
