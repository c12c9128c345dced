//! Names of operations, from those of functions.

use std::any::type_name;

/// The function's own name: `read_me` of `shop::users::read_me`.
pub(super) fn of_function<H>() -> String {
    let full = type_name::<H>();
    // `Documented<shop::health>` names what it wraps.
    let full = full
        .strip_prefix("countersign_api::describe::documented::Documented<")
        .and_then(|rest| rest.strip_suffix('>'))
        .unwrap_or(full);
    let without_generics = full
        .split('<')
        .find(|part| !part.is_empty())
        .unwrap_or(full);
    let mut segments = without_generics
        .rsplit("::")
        .filter(|segment| !segment.is_empty());
    segments.next().unwrap_or("operation").to_owned()
}

/// A closure has no name of its own.
pub(super) fn is_nameless(name: &str) -> bool {
    name.starts_with('{')
}

/// `read_me` → `Read Me`, as FastAPI writes it.
pub(super) fn in_words(name: &str) -> String {
    let words = name.split('_').filter(|word| !word.is_empty()).map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(char::to_uppercase);
        first
            .into_iter()
            .flatten()
            .chain(letters)
            .collect::<String>()
    });
    words.collect::<Vec<_>>().join(" ")
}

/// FastAPI's form, unique for each route: name, path and method with `_` for all else.
pub(super) fn with_place(name: &str, path: &str, method: &str) -> String {
    let plain =
        format!("{name}{path}").replace(|letter: char| !letter.is_ascii_alphanumeric(), "_");
    format!("{plain}_{method}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::describe::documented;

    async fn read_me() {}
    async fn generic<T>(_: T) {}

    fn name_of<H>(_: H) -> String {
        of_function::<H>()
    }

    #[test]
    fn an_operation_is_named_after_its_function() {
        assert_eq!(name_of(read_me), "read_me");
        assert_eq!(name_of(generic::<Vec<u8>>), "generic");
        assert_eq!(name_of(documented(read_me)), "read_me");
        assert!(is_nameless(&name_of(async || ())));
    }

    #[test]
    fn names_read_as_words_and_carry_their_place() {
        assert_eq!(in_words("read_me"), "Read Me");
        assert_eq!(
            with_place("read_item", "/items/{id}", "get"),
            "read_item_items__id__get"
        );
    }
}
