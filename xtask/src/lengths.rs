//! How long the functions of a Rust source file are, counted on its tokens.

use std::str::FromStr;

use proc_macro2::{Delimiter, LexError, TokenStream, TokenTree};

use crate::tokens::is_cfg_test;

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Function {
    pub(crate) name: String,
    /// The line of its `fn`, from 1.
    pub(crate) line: usize,
    /// Lines from its `fn` to its closing brace.
    pub(crate) lines: usize,
}

/// The functions of `source` in their order, those in `#[cfg(test)]` modules left out.
pub(crate) fn functions(source: &str) -> Result<Vec<Function>, LexError> {
    let mut found = Vec::new();
    collect(TokenStream::from_str(source)?, &mut found);
    Ok(found)
}

fn collect(stream: TokenStream, found: &mut Vec<Function>) {
    let mut tokens = stream.into_iter().peekable();
    let mut test_only = false;
    // A function whose body has not come yet.
    let mut open: Option<(String, usize)> = None;
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(word) if word == "fn" => {
                // `fn(u8) -> u8` is a type: no name follows.
                if let Some(TokenTree::Ident(name)) = tokens.peek() {
                    open = Some((name.to_string(), word.span().start().line));
                }
            }
            TokenTree::Punct(mark) if mark.as_char() == ';' => {
                open = None;
                test_only = false;
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let skipped = std::mem::take(&mut test_only);
                if let Some((name, line)) = open.take() {
                    let lines = group.span_close().end().line + 1 - line;
                    found.push(Function { name, line, lines });
                }
                if !skipped {
                    collect(group.stream(), found);
                }
            }
            TokenTree::Group(group) => {
                test_only |= is_cfg_test(&group);
                collect(group.stream(), found);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(source: &str) -> Vec<(String, usize, usize)> {
        functions(source)
            .unwrap()
            .into_iter()
            .map(|function| (function.name, function.line, function.lines))
            .collect()
    }

    #[test]
    fn lines_run_from_fn_to_the_closing_brace() {
        let source =
            "/// Doc.\npub const fn a<T>(t: T)\nwhere\n    T: Copy,\n{\n    t\n}\nfn b() {}";
        assert_eq!(counted(source), [("a".into(), 2, 6), ("b".into(), 8, 1)]);
    }

    #[test]
    fn braces_in_text_and_comments_do_not_count() {
        let source = "fn a() {\n let x = \"}\"; // }\n let y = '}'; /* } */\n let z = r#\"}\"#;\n}";
        assert_eq!(counted(source), [("a".into(), 1, 5)]);
    }

    #[test]
    fn a_declaration_without_a_body_is_no_function() {
        let source =
            "trait T {\n fn a(&self);\n fn b(&self) {\n }\n}\ntype F = fn(u8) -> u8;\nstruct S {}";
        assert_eq!(counted(source), [("b".into(), 3, 2)]);
    }

    #[test]
    fn functions_inside_functions_and_impls_count_too() {
        let source = "impl A {\n fn a() {\n  fn b() {\n  }\n }\n}";
        assert_eq!(counted(source), [("a".into(), 2, 4), ("b".into(), 3, 2)]);
    }

    #[test]
    fn test_modules_are_left_out_and_what_follows_them_is_not() {
        let source = "#[cfg(test)]\nmod tests {\n fn a() {}\n}\n#[cfg(test)]\nuse x;\nfn b() {}";
        assert_eq!(counted(source), [("b".into(), 7, 1)]);
    }

    #[test]
    fn what_is_no_rust_is_an_error() {
        assert!(functions("fn a() {").is_err());
    }
}
