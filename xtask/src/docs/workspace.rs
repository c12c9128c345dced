//! The tests and modules of every crate, by their paths.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::source::Body;
use crate::Result;

/// Rust sources by path.
type Sources = BTreeMap<PathBuf, String>;

/// Crates by the name of their folder.
#[derive(Debug, Default)]
pub(super) struct Workspace(BTreeMap<String, Crate>);

/// Paths in one crate. Those of its integration tests begin with `it`.
#[derive(Debug, Default, PartialEq, Eq)]
struct Crate {
    tests: BTreeSet<String>,
    other_functions: BTreeSet<String>,
    modules: BTreeSet<String>,
    /// Modules with an example in their documentation.
    with_examples: BTreeSet<String>,
}

impl Workspace {
    /// Reads the crates of the folder `crates`, and those beside it.
    pub(super) fn read(sources: &Sources) -> Result<Self> {
        let mut crates = BTreeMap::new();
        for root in ["src/lib.rs", "src/main.rs"] {
            for file in sources.keys().filter(|file| file.ends_with(root)) {
                let folder = file.ancestors().nth(2).unwrap_or(Path::new(""));
                if let Some(name) = name_of_crate(folder)
                    && !crates.contains_key(name)
                {
                    let read = Crate::read(folder, file, sources)?;
                    crates.insert(name.to_owned(), read);
                }
            }
        }
        Ok(Self(crates))
    }

    pub(super) fn has_crate(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// What is wrong with the name of a test in the list of the crate `home`.
    pub(super) fn wrong_test(&self, home: &str, reference: &str) -> Option<String> {
        let (name, path) = parts(home, reference);
        let Some(of) = self.0.get(name) else {
            return Some(format!("there is no crate {name}"));
        };
        if let Some(module) = path.strip_suffix("::*") {
            let is_there = of.tests.iter().any(|test| is_within(module, test));
            return (!is_there).then(|| format!("{name} has no tests in {module}"));
        }
        if of.tests.contains(path) {
            return None;
        }
        let elsewhere = self.tests_called(path.rsplit("::").next().unwrap_or(path));
        Some(format!("{name} has no test {path}{elsewhere}"))
    }

    /// What is wrong with the name of a module in the list of the crate `home`.
    pub(super) fn wrong_module(&self, home: &str, reference: &str) -> Option<String> {
        if self.has_crate(reference) {
            return None;
        }
        let (name, path) = parts(home, reference);
        let Some(of) = self.0.get(name) else {
            return Some(format!("there is no crate {name}"));
        };
        (!of.modules.contains(path)).then(|| format!("{name} has no module {path}"))
    }

    /// What is wrong with the name of a module whose examples are meant.
    pub(super) fn wrong_example(&self, home: &str, reference: &str) -> Option<String> {
        let (name, path) = parts(home, reference);
        let is_there = self
            .0
            .get(name)
            .is_some_and(|of| of.with_examples.contains(path));
        (!is_there).then(|| format!("{name} has no example in the documentation of {path}"))
    }

    /// Where tests of that name stand, for who has to mend a reference.
    fn tests_called(&self, name: &str) -> String {
        let mut found = Vec::new();
        for (krate, of) in &self.0 {
            let same = of
                .tests
                .iter()
                .filter(|test| test.rsplit("::").next() == Some(name));
            found.extend(same.map(|test| format!("{krate} {test}")));
        }
        if found.is_empty() {
            return String::new();
        }
        format!("; of that name there is {}", found.join(", "))
    }
}

/// The crate and the path in it: `path`, or `crate path`.
fn parts<'a>(home: &'a str, reference: &'a str) -> (&'a str, &'a str) {
    reference.split_once(' ').unwrap_or((home, reference))
}

fn is_within(module: &str, test: &str) -> bool {
    let rest = test.strip_prefix(module);
    rest.is_some_and(|rest| rest.starts_with("::"))
}

/// Members of the workspace stand in `crates`, or at its root.
fn name_of_crate(folder: &Path) -> Option<&str> {
    let above = folder.parent()?;
    if above == Path::new("") || above == Path::new("crates") {
        folder.file_name()?.to_str()
    } else {
        None
    }
}

impl Crate {
    fn read(folder: &Path, root: &Path, sources: &Sources) -> Result<Self> {
        let mut found = Self::default();
        found.add_file(root, &folder.join("src"), "", sources)?;
        let tests = folder.join("tests/it");
        if sources.contains_key(&tests.join("main.rs")) {
            found.add_file(&tests.join("main.rs"), &tests, "it", sources)?;
        }
        Ok(found)
    }

    /// Adds the module that a file holds. Files of modules in it are in `folder`.
    fn add_file(&mut self, file: &Path, folder: &Path, path: &str, all: &Sources) -> Result<()> {
        let Some(source) = all.get(file) else {
            return Ok(());
        };
        let body = Body::parse(source).map_err(|error| {
            let line = error.span().start().line;
            format!("{}:{line}: {error}", file.display())
        })?;
        self.add(body, folder, path, all)
    }

    fn add(&mut self, body: Body, folder: &Path, path: &str, all: &Sources) -> Result<()> {
        self.modules.insert(path.to_owned());
        if body.has_example {
            self.with_examples.insert(path.to_owned());
        }
        self.tests.extend(below(path, &body.tests));
        self.other_functions
            .extend(below(path, &body.other_functions));

        let mut inner_paths = Vec::new();
        for (name, inner) in body.modules {
            let inner_path = joined(path, &name);
            inner_paths.push(inner_path.clone());
            let inner_folder = folder.join(&name);
            if let Some(inner) = inner {
                self.add(inner, &inner_folder, &inner_path, all)?;
            } else {
                let file = folder.join(format!("{name}.rs"));
                self.add_file(&file, &inner_folder, &inner_path, all)?;
            }
        }

        for name in &body.listed {
            self.add_listed(name, path, &inner_paths);
        }
        Ok(())
    }

    /// Adds what a macro makes a test of: a function of that name in a module inside, which the macro's test
    /// calls, or else the test that the macro writes itself.
    fn add_listed(&mut self, name: &str, path: &str, inner_paths: &[String]) {
        let inside = inner_paths.iter().map(|inner| joined(inner, name));
        let called: Vec<String> = inside
            .filter(|function| self.other_functions.contains(function))
            .collect();

        let written = joined(path, name);
        if !called.is_empty() {
            self.tests.extend(called);
        } else if !self.modules.contains(&written) {
            self.tests.insert(written);
        }
    }
}

fn below<'a>(path: &'a str, names: &'a BTreeSet<String>) -> impl Iterator<Item = String> + 'a {
    names.iter().map(move |name| joined(path, name))
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}::{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace(files: &[(&str, &str)]) -> Workspace {
        let sources = files
            .iter()
            .map(|(file, source)| (PathBuf::from(file), (*source).to_owned()));
        Workspace::read(&sources.collect()).unwrap()
    }

    fn two_crates() -> Workspace {
        workspace(&[
            ("crates/a/src/lib.rs", "mod key; mod gone;"),
            (
                "crates/a/src/key.rs",
                "/// ```\nfn f() {} mod rsa; mod tests;",
            ),
            ("crates/a/src/key/rsa.rs", "fn f() {} #[test] fn good() {}"),
            ("crates/a/src/key/tests.rs", "#[test] fn small() {}"),
            ("crates/a/src/unused.rs", "#[test] fn lost() {}"),
            ("crates/a/tests/it/main.rs", "mod sets;"),
            ("crates/a/tests/it/sets.rs", "#[test] fn large() {}"),
            ("b/src/main.rs", "#[test] fn large() {}"),
            ("bench/c/src/lib.rs", ""),
        ])
    }

    #[test]
    fn a_test_is_named_by_its_path_of_modules() {
        let workspace = two_crates();
        for test in [
            "key::tests::small",
            "key::rsa::good",
            "it::sets::large",
            "b large",
        ] {
            assert_eq!(workspace.wrong_test("a", test), None, "{test}");
        }
        for test in [
            "small",
            "key::small",
            "sets::large",
            "key::rsa::f",
            "unused::lost",
        ] {
            assert!(workspace.wrong_test("a", test).is_some(), "{test}");
        }
    }

    #[test]
    fn a_test_that_is_not_there_is_told_with_those_of_its_name() {
        let workspace = two_crates();
        assert_eq!(
            workspace.wrong_test("a", "it::large").unwrap(),
            "a has no test it::large; of that name there is a it::sets::large, b large"
        );
        assert_eq!(
            workspace.wrong_test("a", "key::x").unwrap(),
            "a has no test key::x"
        );
        assert_eq!(
            workspace.wrong_test("a", "c x").unwrap(),
            "there is no crate c"
        );
    }

    #[test]
    fn a_star_stands_for_the_tests_of_a_module() {
        let workspace = two_crates();
        assert_eq!(workspace.wrong_test("a", "it::sets::*"), None);
        assert!(workspace.wrong_test("a", "it::set::*").is_some());
        assert!(workspace.wrong_test("a", "gone::*").is_some());
    }

    #[test]
    fn an_example_is_named_by_its_module() {
        let workspace = two_crates();
        assert_eq!(workspace.wrong_example("b", "a key"), None);
        assert_eq!(
            workspace.wrong_example("a", "key::rsa").unwrap(),
            "a has no example in the documentation of key::rsa"
        );
        assert!(workspace.wrong_test("a", "key").is_some());
    }

    #[test]
    fn a_module_is_named_by_its_path_or_is_a_whole_crate() {
        let workspace = two_crates();
        for module in ["key::rsa", "a key", "b"] {
            assert_eq!(
                workspace.wrong_module("b", module).is_some(),
                module == "key::rsa"
            );
            assert_eq!(workspace.wrong_module("a", module), None, "{module}");
        }
        assert_eq!(
            workspace.wrong_module("a", "rsa").unwrap(),
            "a has no module rsa"
        );
    }

    #[test]
    fn what_a_macro_makes_a_test_of_is_named_where_its_function_stands() {
        let suite = "mod user; macro_rules! run { ($($a:ident)*) => { $(#[test] fn $a() {})* }; } \
                     run! { first alone }";
        let workspace = workspace(&[
            ("crates/a/src/lib.rs", ""),
            ("crates/a/tests/it/main.rs", suite),
            ("crates/a/tests/it/user.rs", "fn first() {} fn second() {}"),
        ]);
        assert_eq!(workspace.wrong_test("a", "it::user::first"), None);
        assert_eq!(workspace.wrong_test("a", "it::alone"), None);
        assert!(workspace.wrong_test("a", "it::user::second").is_some());
    }
}
