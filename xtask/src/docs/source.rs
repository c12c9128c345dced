//! The tests of one source file, read from its tokens.

use std::collections::BTreeSet;
use std::str::FromStr;

use proc_macro2::{Delimiter, Group, LexError, TokenStream, TokenTree};

/// A module as it is written.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Body {
    /// Functions under `#[test]`, or under an attribute whose path ends so.
    pub(super) tests: BTreeSet<String>,
    pub(super) other_functions: BTreeSet<String>,
    /// Names in calls of macros that write tests and are defined in this module.
    pub(super) listed: BTreeSet<String>,
    /// Whether its documentation, or that of something in it, has an example.
    pub(super) has_example: bool,
    /// The modules in it: with a body, or in a file of their own.
    pub(super) modules: Vec<(String, Option<Body>)>,
}

impl Body {
    pub(super) fn parse(source: &str) -> Result<Self, LexError> {
        Ok(Self::of_module(TokenStream::from_str(source)?))
    }

    fn of_module(stream: TokenStream) -> Self {
        let mut body = Self::default();
        let mut test_macros = BTreeSet::new();
        let mut is_test = false;

        let tokens: Vec<TokenTree> = stream.into_iter().collect();
        let mut rest = tokens.as_slice();
        loop {
            rest = match rest {
                [] => return body,
                [TokenTree::Punct(mark), TokenTree::Group(attribute), ..]
                    if mark.as_char() == '#' =>
                {
                    is_test |= is_test_attribute(attribute);
                    after(rest, 1)
                }
                [TokenTree::Ident(word), TokenTree::Ident(name), ..] if word == "fn" => {
                    body.add_function(name.to_string(), std::mem::take(&mut is_test));
                    after(rest, 2)
                }
                [TokenTree::Ident(word), TokenTree::Ident(name), inner, ..] if word == "mod" => {
                    body.add_module(name.to_string(), inner);
                    after(rest, 3)
                }
                [
                    TokenTree::Ident(word),
                    _,
                    TokenTree::Ident(name),
                    TokenTree::Group(rules),
                    ..,
                ] if word == "macro_rules" => {
                    if has_test_attribute(rules.stream()) {
                        test_macros.insert(name.to_string());
                    }
                    after(rest, 4)
                }
                [
                    TokenTree::Ident(name),
                    TokenTree::Punct(mark),
                    TokenTree::Group(arguments),
                    ..,
                ] if mark.as_char() == '!' && test_macros.contains(&name.to_string()) => {
                    add_words(arguments.stream(), &mut body.listed);
                    after(rest, 3)
                }
                [TokenTree::Group(group), ..] => {
                    body.has_example |= is_example(group) || has_example(group.stream());
                    after(rest, 1)
                }
                [_, ..] => after(rest, 1),
            }
        }
    }

    fn add_function(&mut self, name: String, is_test: bool) {
        let functions = if is_test {
            &mut self.tests
        } else {
            &mut self.other_functions
        };
        functions.insert(name);
    }

    fn add_module(&mut self, name: String, inner: &TokenTree) {
        let inner = match inner {
            TokenTree::Group(group) => Some(Self::of_module(group.stream())),
            _ => None,
        };
        self.modules.push((name, inner));
    }
}

fn after(tokens: &[TokenTree], count: usize) -> &[TokenTree] {
    tokens.get(count..).unwrap_or_default()
}

/// Whether this is documentation with a code block in it, or with a whole document, after the `#` of an
/// attribute.
fn is_example(group: &Group) -> bool {
    let text = group.stream().to_string();
    let is_documentation = group.delimiter() == Delimiter::Bracket && text.starts_with("doc");
    is_documentation && (text.contains("```") || text.contains("include_str"))
}

/// Whether such documentation stands at any depth.
fn has_example(stream: TokenStream) -> bool {
    stream.into_iter().any(|token| match token {
        TokenTree::Group(group) => is_example(&group) || has_example(group.stream()),
        _ => false,
    })
}

/// Whether a path like `test` or `tokio::test` stands in these brackets, with arguments or without.
fn is_test_attribute(group: &Group) -> bool {
    let is_word = |token: &TokenTree| matches!(token, TokenTree::Ident(_) | TokenTree::Punct(_));
    let path = group.stream().into_iter().take_while(is_word);
    group.delimiter() == Delimiter::Bracket
        && path
            .last()
            .is_some_and(|last| matches!(last, TokenTree::Ident(word) if word == "test"))
}

/// Whether a macro writes such an attribute, at any depth.
fn has_test_attribute(stream: TokenStream) -> bool {
    stream.into_iter().any(|token| match token {
        TokenTree::Group(group) => is_test_attribute(&group) || has_test_attribute(group.stream()),
        _ => false,
    })
}

fn add_words(stream: TokenStream, words: &mut BTreeSet<String>) {
    for token in stream {
        match token {
            TokenTree::Ident(word) => {
                words.insert(word.to_string());
            }
            TokenTree::Group(group) => add_words(group.stream(), words),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &BTreeSet<String>) -> Vec<&str> {
        names.iter().map(String::as_str).collect()
    }

    #[test]
    fn a_test_has_an_attribute_whose_path_ends_with_test() {
        let body = Body::parse(
            "#[test] fn a() {}\n#[tokio::test(flavor = \"x\")] #[cfg(unix)] async fn b() {}\n\
             #[cfg(test)] fn c() {}\nfn d() {}",
        );
        let body = body.unwrap();
        assert_eq!(names(&body.tests), ["a", "b"]);
        assert_eq!(names(&body.other_functions), ["c", "d"]);
    }

    #[test]
    fn functions_in_functions_and_tests_in_comments_are_none_of_the_module() {
        let body = Body::parse("/* #[test] fn a() {} */ fn b() { fn c() {} }").unwrap();
        assert_eq!(names(&body.tests), [""; 0]);
        assert_eq!(names(&body.other_functions), ["b"]);
    }

    #[test]
    fn modules_are_inside_or_in_a_file_of_their_own() {
        let body = Body::parse("mod a; #[cfg(test)] mod tests { #[test] fn b() {} }").unwrap();
        let inner = Body {
            tests: BTreeSet::from(["b".to_owned()]),
            ..Body::default()
        };
        let expected = [("a".to_owned(), None), ("tests".to_owned(), Some(inner))];
        assert_eq!(body.modules, expected);
    }

    #[test]
    fn examples_are_those_of_a_module_and_not_of_the_modules_in_it() {
        let has_example = |source| Body::parse(source).unwrap().has_example;
        assert!(has_example("//! ```\n"));
        assert!(has_example("impl A { /// ```\n fn a() {} }"));
        assert!(has_example("#[doc = include_str!(\"guide.md\")] struct A;"));
        assert!(!has_example("/// Text.\nfn a() { let x = \"```\"; }"));
        assert!(!has_example("mod b { /// ```\n fn a() {} }"));
    }

    #[test]
    fn names_in_a_call_of_a_macro_that_writes_tests_are_listed() {
        let body = Body::parse(
            "macro_rules! run { ($($a:ident)*) => { mod x { $(#[test] fn $a() {})* } }; }\n\
             macro_rules! other { ($a:ident) => { fn $a() {} }; }\n\
             run! { user: a, b; } other! { c }",
        );
        assert_eq!(names(&body.unwrap().listed), ["a", "b", "user"]);
    }
}
