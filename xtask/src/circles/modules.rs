//! The modules of one library or program, and what the paths in them lead to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::graph::Arrows;
use super::source::{Body, Import, Segments};
use crate::Result;

/// A module's place in [`Modules`]. The root is the first.
type Id = usize;

/// Sources by path.
type Sources = BTreeMap<PathBuf, String>;

#[derive(Debug, Default)]
pub(super) struct Modules(Vec<Module>);

#[derive(Debug)]
struct Module {
    file: PathBuf,
    parent: Option<Id>,
    names: BTreeMap<String, Vec<Meaning>>,
    imports: Vec<Import>,
    paths: Vec<Segments>,
    words: BTreeSet<String>,
}

#[derive(Debug, Clone)]
enum Meaning {
    Item,
    Module(Id),
    Import(Segments),
}

/// What a path leads to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Module(Id),
    /// An item of that module, by its name there.
    Item(Id, String),
}

impl Place {
    const fn module(&self) -> Id {
        match self {
            Self::Module(id) | Self::Item(id, _) => *id,
        }
    }
}

impl Modules {
    /// Follows the `mod` of each file, from the file that the crate starts with.
    pub(super) fn read(root: &Path, sources: &Sources) -> Result<Self> {
        let mut modules = Self::default();
        let folder = root.parent().unwrap_or(Path::new(""));
        let body = body(root, sources)?;
        modules.add(root, folder, body, None, sources)?;
        Ok(modules)
    }

    /// Adds a module and those in it. Files of modules in it are in `folder`.
    fn add(
        &mut self,
        file: &Path,
        folder: &Path,
        body: Body,
        parent: Option<Id>,
        sources: &Sources,
    ) -> Result<Id> {
        let id = self.0.len();
        let mut names: BTreeMap<String, Vec<Meaning>> = BTreeMap::new();
        for name in body.items {
            names.entry(name).or_default().push(Meaning::Item);
        }
        for import in &body.imports {
            let meanings = names.entry(import.name.clone()).or_default();
            meanings.push(Meaning::Import(import.path.clone()));
        }
        self.0.push(Module {
            file: file.to_owned(),
            parent,
            names,
            imports: body.imports,
            paths: body.paths,
            words: body.words,
        });

        for (name, inner) in body.modules {
            let child = match inner {
                Some(inner) => self.add(file, &folder.join(&name), inner, Some(id), sources)?,
                None => self.add_file(&name, folder, id, sources)?,
            };
            if let Some(module) = self.0.get_mut(id) {
                let meanings = module.names.entry(name).or_default();
                meanings.push(Meaning::Module(child));
            }
        }
        Ok(id)
    }

    fn add_file(&mut self, name: &str, folder: &Path, parent: Id, sources: &Sources) -> Result<Id> {
        let inner_folder = folder.join(name);
        let beside = folder.join(format!("{name}.rs"));
        let inside = inner_folder.join("mod.rs");
        let file = if sources.contains_key(&beside) {
            beside
        } else {
            inside
        };
        let body = body(&file, sources)?;
        self.add(&file, &inner_folder, body, Some(parent), sources)
    }

    /// For which names each file needs which other.
    pub(super) fn arrows(&self) -> Arrows {
        let mut arrows = Arrows::default();
        for (id, module) in self.0.iter().enumerate() {
            for import in &module.imports {
                let is_used_here = !import.is_re_export || module.words.contains(&import.name);
                for place in self.resolve(id, &import.path) {
                    if is_used_here || !self.is_within(place.module(), id) {
                        self.add_arrow(&mut arrows, id, &place);
                    }
                }
            }
            for path in &module.paths {
                for place in self.resolve(id, path) {
                    self.add_arrow(&mut arrows, id, &place);
                }
            }
        }
        arrows
    }

    fn add_arrow(&self, arrows: &mut Arrows, from: Id, place: &Place) {
        if let (Some(from), Some(to)) = (self.0.get(from), self.0.get(place.module())) {
            let name = match place {
                Place::Item(_, name) => name,
                Place::Module(_) => "the module",
            };
            arrows.add(&from.file, &to.file, name);
        }
    }

    fn is_within(&self, module: Id, outer: Id) -> bool {
        let mut above = std::iter::successors(Some(module), |id| self.parent(*id));
        above.any(|id| id == outer)
    }

    fn parent(&self, module: Id) -> Option<Id> {
        self.0.get(module)?.parent
    }

    /// What a path of a module leads to; nothing if it leads out of the crate. A name means several things
    /// where they are different kinds of names, or under different `cfg`.
    fn resolve(&self, module: Id, path: &[String]) -> BTreeSet<Place> {
        self.follow(module, path, &mut BTreeSet::new())
    }

    /// Resolves a path. `open` holds the names that are being looked up already: an import may bear
    /// the name that its path begins with.
    fn follow(
        &self,
        module: Id,
        path: &[String],
        open: &mut BTreeSet<(Id, String)>,
    ) -> BTreeSet<Place> {
        let Some((first, rest)) = path.split_first() else {
            return BTreeSet::new();
        };
        let mut places = match first.as_str() {
            "crate" => BTreeSet::from([Place::Module(0)]),
            "self" => BTreeSet::from([Place::Module(module)]),
            "super" => self.parent(module).map(Place::Module).into_iter().collect(),
            name => self.look_up(module, name, open),
        };
        for name in rest {
            places = places
                .into_iter()
                .flat_map(|place| self.step(place, name, open))
                .collect();
        }
        places
    }

    /// Where a segment leads. What the reader does not see in a module (made by a macro, or brought in by a
    /// glob) counts for the module; what follows an item is its own.
    fn step(&self, place: Place, name: &str, open: &mut BTreeSet<(Id, String)>) -> BTreeSet<Place> {
        let Place::Module(module) = place else {
            return BTreeSet::from([place]);
        };
        if name == "super" {
            return self.parent(module).map(Place::Module).into_iter().collect();
        }
        let known = self.0.get(module).map(|module| &module.names);
        if known.is_some_and(|names| names.contains_key(name)) {
            self.look_up(module, name, open)
        } else {
            BTreeSet::from([Place::Item(module, name.to_owned())])
        }
    }

    fn look_up(
        &self,
        module: Id,
        name: &str,
        open: &mut BTreeSet<(Id, String)>,
    ) -> BTreeSet<Place> {
        let key = (module, name.to_owned());
        let meanings = self.0.get(module).and_then(|module| module.names.get(name));
        let Some(meanings) = meanings.filter(|_| open.insert(key.clone())) else {
            return BTreeSet::new();
        };
        let mut places = BTreeSet::new();
        for meaning in meanings {
            match meaning {
                Meaning::Item => {
                    places.insert(Place::Item(module, name.to_owned()));
                }
                Meaning::Module(id) => {
                    places.insert(Place::Module(*id));
                }
                Meaning::Import(path) => places.extend(self.follow(module, path, open)),
            }
        }
        open.remove(&key);
        places
    }
}

fn body(file: &Path, sources: &Sources) -> Result<Body> {
    let Some(source) = sources.get(file) else {
        return Err(format!("{}: a module is declared, but has no file", file.display()).into());
    };
    Body::parse(source).map_err(|error| {
        let line = error.span().start().line;
        format!("{}:{line}: {error}", file.display()).into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The arrows of a crate, as `from -> to: names`, from pairs of file name and source.
    fn arrows(files: &[(&str, &str)]) -> Vec<String> {
        let sources = files.iter().map(|(file, source)| {
            let file = Path::new("src").join(file);
            (file, (*source).to_owned())
        });
        let modules = Modules::read("src/lib.rs".as_ref(), &sources.collect()).unwrap();
        let arrows = modules.arrows();
        let lines = arrows.iter().map(|((from, to), names)| {
            let names: Vec<_> = names.iter().map(String::as_str).collect();
            let short = |file: &Path| file.strip_prefix("src").unwrap().display().to_string();
            format!("{} -> {}: {}", short(from), short(to), names.join(" "))
        });
        lines.collect()
    }

    #[test]
    fn imports_and_paths_in_code_are_arrows() {
        assert_eq!(
            arrows(&[
                ("lib.rs", "mod a; mod b;"),
                ("a.rs", "use crate::b::B; fn a() { super::b::c() }"),
                ("b.rs", "pub struct B; pub fn c() {}"),
            ]),
            ["a.rs -> b.rs: B c"]
        );
    }

    #[test]
    fn an_import_through_re_exports_leads_to_the_defining_file() {
        assert_eq!(
            arrows(&[
                ("lib.rs", "mod a; mod b; pub use b::B;"),
                ("a.rs", "use crate::B;"),
                ("b.rs", "mod c; pub use c::D as B;"),
                ("b/c.rs", "pub struct D;"),
            ]),
            ["a.rs -> b/c.rs: D"]
        );
    }

    #[test]
    fn a_name_of_a_macro_counts_for_the_module_that_is_named() {
        assert_eq!(
            arrows(&[
                ("lib.rs", "mod a; mod b; pub use b::Made;"),
                ("a.rs", "use crate::Made;"),
                ("b.rs", "make!(Made);"),
            ]),
            ["a.rs -> b.rs: Made"]
        );
    }

    #[test]
    fn re_exports_of_what_is_below_count_only_where_the_name_is_used() {
        let child = ("a/b.rs", "pub struct B; pub struct C;");
        let lib = ("lib.rs", "mod a;");
        let table = ("a.rs", "mod b; pub use b::{B, C};");
        assert_eq!(arrows(&[lib, table, child]), [""; 0]);
        let used = ("a.rs", "mod b; pub use b::{B, C}; fn a(b: &B) {}");
        assert_eq!(arrows(&[lib, used, child]), ["a.rs -> a/b.rs: B"]);
    }

    #[test]
    fn a_re_export_of_what_is_elsewhere_is_an_arrow() {
        assert_eq!(
            arrows(&[
                ("lib.rs", "mod a; mod b;"),
                ("a.rs", "pub(crate) use crate::b::B;"),
                ("b.rs", "pub struct B;"),
            ]),
            ["a.rs -> b.rs: B"]
        );
    }

    #[test]
    fn a_child_that_takes_from_its_parent_and_the_parent_from_it_are_both_arrows() {
        assert_eq!(
            arrows(&[
                ("lib.rs", "mod a; fn x() { a::b() }"),
                ("a.rs", "pub fn b() { crate::x() }"),
            ]),
            ["a.rs -> lib.rs: x", "lib.rs -> a.rs: b"]
        );
    }

    #[test]
    fn a_path_begins_with_a_module_that_was_imported() {
        assert_eq!(
            arrows(&[
                ("lib.rs", "mod a; mod b; mod c;"),
                ("a.rs", "use crate::b; fn a() { b::C::new() }"),
                ("b.rs", "pub use crate::c::C;"),
                ("c.rs", "pub struct C;"),
            ]),
            [
                "a.rs -> b.rs: the module",
                "a.rs -> c.rs: C",
                "b.rs -> c.rs: C"
            ]
        );
    }

    #[test]
    fn names_of_other_crates_are_no_arrows() {
        assert_eq!(
            arrows(&[
                ("lib.rs", "mod a; mod serde;"),
                (
                    "a.rs",
                    "use serde::Serialize; use http; fn a() { http::b() }"
                ),
                ("serde.rs", "pub struct Serialize;"),
            ]),
            [""; 0]
        );
    }

    #[test]
    fn modules_within_a_file_belong_to_it() {
        assert_eq!(
            arrows(&[
                ("lib.rs", "mod a { pub mod b; use super::c::C; } mod c;"),
                ("a/b.rs", "use super::super::c::C;"),
                ("c.rs", "pub struct C;"),
            ]),
            ["a/b.rs -> c.rs: C", "lib.rs -> c.rs: C"]
        );
    }

    #[test]
    fn a_module_without_a_file_is_an_error() {
        let sources = BTreeMap::from([("lib.rs".into(), "mod a;".to_owned())]);
        let error = Modules::read("lib.rs".as_ref(), &sources).unwrap_err();
        assert_eq!(
            error.to_string(),
            "a/mod.rs: a module is declared, but has no file"
        );
    }
}
