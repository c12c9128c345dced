//! The dependency graph as `cargo metadata` resolved it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::process::Command;

use serde::Deserialize;

use crate::{Result, repository};

/// How one package uses another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Linked into the library or binary, or run by its build script.
    Normal,
    /// Used by tests, examples and benches.
    Dev,
}

/// Packages by name. Two versions of a package count as one.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    members: BTreeSet<String>,
    edges: BTreeMap<String, BTreeSet<(String, Kind)>>,
}

impl Graph {
    /// Asks Cargo, with every feature of every member on.
    pub(crate) fn of_workspace() -> Result<Self> {
        let json =
            repository::output(Command::new("cargo").current_dir(repository::root()).args([
                "metadata",
                "--format-version=1",
                "--all-features",
                "--locked",
            ]))?;
        Ok(serde_json::from_str::<Metadata>(&json)?.into_graph())
    }

    /// The workspace's own packages.
    pub(crate) fn members(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(String::as_str)
    }

    /// The workspace's own packages that `package` names as dependencies.
    pub(crate) fn member_edges<'g>(
        &'g self,
        package: &str,
    ) -> impl Iterator<Item = (&'g str, Kind)> {
        self.edges_of(package)
            .filter(|(to, _)| self.members.contains(*to))
    }

    /// The shortest chain of normal dependencies from `package` to each package that it links.
    pub(crate) fn closure(&self, package: &str) -> BTreeMap<&str, String> {
        let mut chains = BTreeMap::new();
        let mut open = VecDeque::from([(package, package.to_owned())]);
        while let Some((from, chain)) = open.pop_front() {
            for (to, kind) in self.edges_of(from) {
                if kind == Kind::Normal && to != package && !chains.contains_key(to) {
                    let chain = format!("{chain} → {to}");
                    chains.insert(to, chain.clone());
                    open.push_back((to, chain));
                }
            }
        }
        chains
    }

    fn edges_of<'g>(&'g self, package: &str) -> impl Iterator<Item = (&'g str, Kind)> {
        let edges = self.edges.get(package).into_iter().flatten();
        edges.map(|(to, kind)| (to.as_str(), *kind))
    }
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_members: Vec<String>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<DependencyKind>,
}

/// A build dependency counts as a normal one: what it runs, it can also link.
#[derive(Deserialize)]
struct DependencyKind {
    kind: Option<String>,
}

impl Metadata {
    fn into_graph(self) -> Graph {
        let packages = self.packages.into_iter();
        let names: BTreeMap<String, String> =
            packages.map(|package| (package.id, package.name)).collect();
        let name = |id: &String| names.get(id).unwrap_or(id).clone();
        let mut graph = Graph {
            members: self.workspace_members.iter().map(name).collect(),
            edges: BTreeMap::new(),
        };
        for node in &self.resolve.nodes {
            let edges = graph.edges.entry(name(&node.id)).or_default();
            for dependency in &node.deps {
                edges.extend(
                    dependency
                        .dep_kinds
                        .iter()
                        .map(|kind| (name(&dependency.pkg), kind.into())),
                );
            }
        }
        graph
    }
}

impl From<&DependencyKind> for Kind {
    fn from(kind: &DependencyKind) -> Self {
        match kind.kind.as_deref() {
            Some("dev") => Self::Dev,
            _ => Self::Normal,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A graph from lines of `from -> to` and `from -dev-> to`.
    pub(crate) fn graph(members: &[&str], edges: &str) -> Graph {
        let mut graph = Graph {
            members: members.iter().map(|name| (*name).to_owned()).collect(),
            edges: BTreeMap::new(),
        };
        for line in edges.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let [from, arrow, to] = line.split(' ').collect::<Vec<_>>()[..] else {
                panic!("{line:?} is no edge");
            };
            let kind = match arrow {
                "->" => Kind::Normal,
                "-dev->" => Kind::Dev,
                _ => panic!("{arrow:?} is no arrow"),
            };
            let edges = graph.edges.entry(from.to_owned()).or_default();
            edges.insert((to.to_owned(), kind));
        }
        graph
    }

    #[test]
    fn closure_follows_normal_edges_only_and_says_the_way() {
        let graph = graph(&["a"], "a -> b\n b -> c\n a -dev-> d\n b -dev-> e\n c -> a");
        let closure = graph.closure("a");
        assert_eq!(closure.keys().copied().collect::<Vec<_>>(), ["b", "c"]);
        assert_eq!(closure["c"], "a → b → c");
    }

    #[test]
    fn metadata_is_read_by_names_and_kinds() {
        let json = r#"{
            "packages": [
                { "id": "path#a@1", "name": "a", "version": "1.0.0" },
                { "id": "reg#b@2", "name": "b", "version": "2.0.0" }
            ],
            "workspace_members": ["path#a@1"],
            "resolve": { "nodes": [
                { "id": "path#a@1", "deps": [{ "name": "b", "pkg": "reg#b@2", "dep_kinds": [
                    { "kind": "dev", "target": null }, { "kind": "build", "target": null }
                ] }] },
                { "id": "reg#b@2", "deps": [] }
            ] }
        }"#;
        let graph = serde_json::from_str::<Metadata>(json).unwrap().into_graph();
        assert_eq!(graph.members().collect::<Vec<_>>(), ["a"]);
        let edges: Vec<_> = graph.edges_of("a").collect();
        assert_eq!(edges, [("b", Kind::Normal), ("b", Kind::Dev)]);
    }
}
