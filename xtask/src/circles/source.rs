//! What one source file says of modules, names and paths, read from its tokens.

use std::collections::BTreeSet;
use std::str::FromStr;

use proc_macro2::{Delimiter, Ident, LexError, Spacing, TokenStream, TokenTree};

use crate::tokens::is_cfg_test;

/// The segments of a path, without generic arguments.
pub(super) type Segments = Vec<String>;

/// Words before the name of an item.
const ITEMS: &[&str] = &[
    "const", "enum", "fn", "static", "struct", "trait", "type", "union",
];

/// A module as it is written. Nothing under `#[cfg(test)]` is in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Body {
    /// Names of functions, types, constants and macros.
    pub(super) items: BTreeSet<String>,
    /// The modules in it: with a body, or in a file of their own.
    pub(super) modules: Vec<(String, Option<Body>)>,
    pub(super) imports: Vec<Import>,
    /// Paths of two segments or more that stand in its code, those of imports in functions among them.
    pub(super) paths: Vec<Segments>,
    /// Every word of its code that is neither a field nor a method after a dot.
    pub(super) words: BTreeSet<String>,
}

/// One name that a `use` of the module brings in.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Import {
    /// The path as if the name were imported alone. That of a glob ends with the module.
    pub(super) path: Segments,
    /// What the name is here: `*` of a glob, `_` of a trait without a name.
    pub(super) name: String,
    /// Whether other modules can take the name from here.
    pub(super) is_re_export: bool,
}

impl Body {
    pub(super) fn parse(source: &str) -> Result<Self, LexError> {
        Ok(Self::of_module(TokenStream::from_str(source)?))
    }

    fn of_module(stream: TokenStream) -> Self {
        let mut body = Self::default();
        let tokens: Vec<TokenTree> = stream.into_iter().collect();
        let mut rest = tokens.as_slice();
        while let [token, after @ ..] = rest {
            rest = match token {
                TokenTree::Ident(word) => body.item(&spelled(word), rest, after),
                _ => body.code(rest),
            };
        }
        body
    }

    /// Reads the start of an item, and returns what follows.
    fn item<'t>(
        &mut self,
        word: &str,
        tokens: &'t [TokenTree],
        after: &'t [TokenTree],
    ) -> &'t [TokenTree] {
        match (word, after) {
            ("pub", _) => {
                let after = without_reach(after);
                match after {
                    [TokenTree::Ident(word), after @ ..] if word == "use" => {
                        self.module_imports(after, true)
                    }
                    _ => after,
                }
            }
            ("use", _) => self.module_imports(after, false),
            ("mod", [TokenTree::Ident(name), TokenTree::Group(group), after @ ..]) => {
                let body = Self::of_module(group.stream());
                self.modules.push((spelled(name), Some(body)));
                after
            }
            ("mod", [TokenTree::Ident(name), after @ ..]) => {
                self.modules.push((spelled(name), None));
                after
            }
            ("macro_rules", [_, TokenTree::Ident(name), after @ ..]) => {
                self.items.insert(spelled(name));
                after
            }
            (word, [TokenTree::Ident(name), ..]) if ITEMS.contains(&word) => {
                self.items.insert(spelled(name));
                after
            }
            _ => self.code(tokens),
        }
    }

    fn module_imports<'t>(
        &mut self,
        tokens: &'t [TokenTree],
        is_re_export: bool,
    ) -> &'t [TokenTree] {
        let (tree, after) = split_at_semicolon(tokens);
        let imported = names(tree).into_iter().map(|(path, name)| Import {
            path,
            name,
            is_re_export,
        });
        self.imports.extend(imported);
        after
    }

    /// Reads one step of code, and returns what follows.
    fn code<'t>(&mut self, tokens: &'t [TokenTree]) -> &'t [TokenTree] {
        match tokens {
            [TokenTree::Group(group), after @ ..] if is_cfg_test(group) => after_item(after),
            [TokenTree::Group(group), after @ ..] => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                let mut rest = inner.as_slice();
                while !rest.is_empty() {
                    rest = self.code(rest);
                }
                after
            }
            [TokenTree::Ident(word), after @ ..] if word == "pub" => without_reach(after),
            [TokenTree::Ident(word), after @ ..] if word == "use" => {
                let (tree, after) = split_at_semicolon(after);
                self.paths
                    .extend(names(tree).into_iter().map(|(path, _)| path));
                after
            }
            [TokenTree::Ident(_), ..] => {
                let (path, after) = path(tokens);
                self.words.extend(path.first().cloned());
                if path.len() > 1 {
                    self.paths.push(path);
                }
                after
            }
            // A field or method after a dot, and what follows generic arguments or a leading `::`.
            [TokenTree::Punct(mark), after @ ..] if mark.as_char() == '.' => after_path(after),
            _ => match after_colons(tokens) {
                Some(after) => after_path(after),
                None => tokens.get(1..).unwrap_or_default(),
            },
        }
    }
}

/// The names that a `use` brings in, each with its path, from the tokens between that word and the semicolon.
fn names(tree: &[TokenTree]) -> Vec<(Segments, String)> {
    let mut found = Vec::new();
    // A path with a leading `::` is of another crate.
    if after_colons(tree).is_none() {
        add_names(&[], tree, &mut found);
    }
    found
}

fn add_names(prefix: &[String], tree: &[TokenTree], found: &mut Vec<(Segments, String)>) {
    let mut segments = prefix.to_vec();
    let mut rest = tree;
    while let [token, after @ ..] = rest {
        rest = after;
        match (token, after) {
            (TokenTree::Group(group), _) => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                for branch in inner.split(|token| is_punct(token, ',')) {
                    add_names(&segments, branch, found);
                }
                return;
            }
            (TokenTree::Punct(mark), _) if mark.as_char() == '*' => {
                found.push((segments, "*".to_owned()));
                return;
            }
            (TokenTree::Ident(word), [TokenTree::Ident(name), ..]) if word == "as" => {
                found.push((segments, spelled(name)));
                return;
            }
            // `use a::{self}` is `use a`.
            (TokenTree::Ident(word), _) if word == "self" && !segments.is_empty() => {}
            (TokenTree::Ident(word), _) => segments.push(spelled(word)),
            _ => {}
        }
    }
    if let Some(name) = segments.last().cloned() {
        found.push((segments, name));
    }
}

/// The path with which the tokens begin, up to generic arguments, and what follows it.
fn path(tokens: &[TokenTree]) -> (Segments, &[TokenTree]) {
    let mut segments = Vec::new();
    let mut rest = tokens;
    while let [TokenTree::Ident(segment), after @ ..] = rest {
        segments.push(spelled(segment));
        rest = after;
        match after_colons(after) {
            Some(next @ [TokenTree::Ident(_), ..]) => rest = next,
            _ => break,
        }
    }
    (segments, rest)
}

fn after_path(tokens: &[TokenTree]) -> &[TokenTree] {
    path(tokens).1
}

fn after_colons(tokens: &[TokenTree]) -> Option<&[TokenTree]> {
    match tokens {
        [TokenTree::Punct(first), second, after @ ..]
            if first.as_char() == ':'
                && first.spacing() == Spacing::Joint
                && is_punct(second, ':') =>
        {
            Some(after)
        }
        _ => None,
    }
}

/// What follows `pub`, after the `(crate)` or `(in path)` that says how far it reaches.
fn without_reach(tokens: &[TokenTree]) -> &[TokenTree] {
    match tokens {
        [TokenTree::Group(reach), after @ ..] if reach.delimiter() == Delimiter::Parenthesis => {
            after
        }
        _ => tokens,
    }
}

/// What follows an item: its semicolon or its braces end it.
fn after_item(tokens: &[TokenTree]) -> &[TokenTree] {
    let end = tokens.iter().position(|token| {
        is_punct(token, ';')
            || matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
    });
    end.and_then(|end| tokens.get(end + 1..))
        .unwrap_or_default()
}

fn split_at_semicolon(tokens: &[TokenTree]) -> (&[TokenTree], &[TokenTree]) {
    let end = tokens.iter().position(|token| is_punct(token, ';'));
    let (tree, after) = tokens.split_at(end.unwrap_or(tokens.len()));
    (tree, after.get(1..).unwrap_or_default())
}

fn is_punct(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}

/// A word without the `r#` that lets it be a name.
fn spelled(word: &Ident) -> String {
    let text = word.to_string();
    text.strip_prefix("r#").unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports(source: &str) -> Vec<String> {
        let body = Body::parse(source).unwrap();
        let imports = body.imports.iter().map(|import| {
            let how = if import.is_re_export { "pub " } else { "" };
            format!("{how}{} as {}", import.path.join("::"), import.name)
        });
        imports.collect()
    }

    fn paths(source: &str) -> Vec<String> {
        let body = Body::parse(source).unwrap();
        body.paths.iter().map(|path| path.join("::")).collect()
    }

    #[test]
    fn an_import_of_several_names_is_one_path_for_each() {
        assert_eq!(
            imports("use a::{self, b::{C, D as E}, f::*};\nuse super::g as _;\nuse ::h::I;"),
            [
                "a as a",
                "a::b::C as C",
                "a::b::D as E",
                "a::f as *",
                "super::g as _",
            ]
        );
    }

    #[test]
    fn a_use_that_others_may_take_names_from_is_a_re_export() {
        assert_eq!(
            imports("pub use a::B;\npub(crate) use c::D;\npub(in crate::x) use e;\nuse f::G;"),
            ["pub a::B as B", "pub c::D as D", "pub e as e", "f::G as G"]
        );
    }

    #[test]
    fn paths_in_code_end_at_generic_arguments_and_fields_begin_none() {
        let source = "fn a(b: crate::B) -> c::C<super::D> {
            e::f::<G>::h(); i.j::<k::L>(); ::m::n(); o!(p::q); <r::S as t::U>::v()
        }";
        assert_eq!(
            paths(source),
            [
                "crate::B", "c::C", "super::D", "e::f", "k::L", "p::q", "r::S", "t::U"
            ]
        );
    }

    #[test]
    fn text_comments_and_visibility_hold_no_paths() {
        let source = "/// [`crate::A`]\npub(in crate::b) fn c() { \"crate::d\" /* crate::e */ }";
        assert_eq!(paths(source), [""; 0]);
    }

    #[test]
    fn an_import_in_a_function_is_a_path() {
        assert_eq!(
            paths("fn a() { use crate::b::{c, D}; }"),
            ["crate::b::c", "crate::b::D"]
        );
    }

    #[test]
    fn what_is_under_cfg_test_is_left_out_and_what_follows_it_is_not() {
        let source = "
            #[cfg(test)] mod a { use super::*; }
            #[cfg(test)] mod b;
            #[cfg(test)] use crate::c;
            impl D { #[cfg(test)] fn e() { crate::f() } fn g() { crate::h() } }
            use crate::i;
        ";
        let body = Body::parse(source).unwrap();
        assert_eq!(body.modules, []);
        assert_eq!(paths(source), ["crate::h"]);
        assert_eq!(imports(source), ["crate::i as i"]);
    }

    #[test]
    fn items_and_modules_are_known_by_name() {
        let source = "pub(crate) const fn a() {} struct B; macro_rules! c { () => {} }
            static mut D: u8 = 0; mod e; pub mod f { fn g() {} } type r#H = fn(u8);";
        let body = Body::parse(source).unwrap();
        let modules: Vec<_> = body.modules.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(modules, ["e", "f"]);
        for name in ["a", "B", "c", "H"] {
            assert!(body.items.contains(name), "{name}: {body:?}");
        }
        assert!(!body.items.contains("g"));
    }

    #[test]
    fn words_of_code_are_told_from_fields_and_imports() {
        let body = Body::parse("use a::B; fn c(d: E) { d.f.g() }").unwrap();
        let words: Vec<_> = body.words.iter().map(String::as_str).collect();
        for word in ["E", "d"] {
            assert!(words.contains(&word), "{words:?}");
        }
        for word in ["a", "B", "f", "g"] {
            assert!(!words.contains(&word), "{words:?}");
        }
    }
}
