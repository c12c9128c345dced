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

/// A circle that is not opened yet. Files may leave it; one that joins is refused.
struct Known {
    /// Paths in the repository.
    files: &'static [&'static str],
    reason: &'static str,
}

const KNOWN: &[Known] = &[
    Known {
        files: &[
            "crates/api/src/verifier.rs",
            "crates/api/src/verifier/remote.rs",
        ],
        reason: "the verifier moves to the crate of guarded requests",
    },
    Known {
        files: &[
            "crates/issuer/src/authorization_server.rs",
            "crates/issuer/src/token.rs",
            "crates/issuer/src/token/client_credentials.rs",
            "crates/issuer/src/token/mint.rs",
            "crates/issuer/src/token/password.rs",
            "crates/issuer/src/token/refresh.rs",
        ],
        reason: "the issuer is being written again as async functions over ports",
    },
    Known {
        files: &[
            "crates/server/src/cli.rs",
            "crates/server/src/cli/blocklist.rs",
            "crates/server/src/cli/client.rs",
            "crates/server/src/cli/key.rs",
            "crates/server/src/cli/output.rs",
            "crates/server/src/cli/password.rs",
            "crates/server/src/cli/secret_input.rs",
            "crates/server/src/cli/serve.rs",
            "crates/server/src/cli/user.rs",
        ],
        reason: "errors and shared arguments get a file below the commands with the server's new tree",
    },
    Known {
        files: &[
            "crates/server/src/founding.rs",
            "crates/server/src/http.rs",
            "crates/server/src/http/health.rs",
            "crates/server/src/http/key_set.rs",
            "crates/server/src/http/metadata.rs",
            "crates/server/src/http/oauth_error.rs",
            "crates/server/src/http/profile.rs",
            "crates/server/src/http/state.rs",
            "crates/server/src/http/token.rs",
            "crates/server/src/server.rs",
        ],
        reason: "the state gets a file of its own with the server's new tree",
    },
    Known {
        files: &[
            "crates/server/src/hash_pool.rs",
            "crates/server/src/hash_pool/job.rs",
            "crates/server/src/hash_pool/place.rs",
        ],
        reason: "the pool becomes a crate",
    },
    Known {
        files: &[
            "crates/server/src/settings.rs",
            "crates/server/src/settings/source.rs",
        ],
        reason: "settings and their sources are parted with the server's new tree",
    },
];

/// The circles that are not known, and the known ones that are there no longer.
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
    Ok(broken_rules(&circles, KNOWN))
}

/// Whether a library or a program starts with this file: Cargo's default places.
fn is_root(file: &Path) -> bool {
    let folder = file.parent().unwrap_or(Path::new(""));
    let is_main = file.ends_with("main.rs") || file.ends_with("lib.rs");
    is_main
        && (folder.ends_with("src") || folder.parent().is_some_and(|it| it.ends_with("src/bin")))
}

fn broken_rules(circles: &[Arrows], known: &[Known]) -> Vec<String> {
    let refused = circles
        .iter()
        .filter(|circle| !known.iter().any(|known| known.covers(circle)))
        .map(described);
    let opened = known
        .iter()
        .filter(|known| !circles.iter().any(|circle| known.covers(circle)))
        .map(|known| {
            let files = known.files.join(", ");
            format!(
                "xtask/src/circles.rs: no circle is left among {files}: remove the entry ({})",
                known.reason
            )
        });
    refused.chain(opened).collect()
}

impl Known {
    fn covers(&self, circle: &Arrows) -> bool {
        let files = circle.files();
        files
            .iter()
            .all(|file| self.files.iter().any(|known| *file == Path::new(known)))
    }
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

    const KNOWN: &[Known] = &[Known {
        files: &["src/a.rs", "src/b.rs", "src/c.rs"],
        reason: "later",
    }];

    #[test]
    fn a_circle_is_told_with_its_files_and_the_names_that_tie_them() {
        let circles = [circle(&[
            ("crates/x/src/a.rs", "crates/x/src/b/c.rs"),
            ("crates/x/src/b/c.rs", "crates/x/src/a.rs"),
        ])];
        assert_eq!(
            broken_rules(&circles, &[]),
            ["crates/x/src: 2 files need each other\n    \
              a.rs → b/c.rs: Name\n    \
              b/c.rs → a.rs: Name"]
        );
    }

    #[test]
    fn files_may_leave_a_known_circle_and_none_may_join() {
        let smaller = circle(&[("src/a.rs", "src/b.rs"), ("src/b.rs", "src/a.rs")]);
        assert_eq!(broken_rules(&[smaller], KNOWN), [""; 0]);
        let other = circle(&[("src/a.rs", "src/d.rs"), ("src/d.rs", "src/a.rs")]);
        assert!(broken_rules(&[other], KNOWN)[0].starts_with("src: 2 files need each other"));
    }

    #[test]
    fn a_known_circle_that_is_open_is_to_be_removed_from_the_table() {
        assert_eq!(
            broken_rules(&[], KNOWN),
            [
                "xtask/src/circles.rs: no circle is left among src/a.rs, src/b.rs, src/c.rs: \
              remove the entry (later)"
            ]
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
