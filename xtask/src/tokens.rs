//! What the readers of Rust source share: questions about single tokens.

use proc_macro2::{Delimiter, Group};

/// `[cfg(test)]`, as it stands after the `#` of an attribute.
pub(crate) fn is_cfg_test(group: &Group) -> bool {
    group.delimiter() == Delimiter::Bracket
        && group.stream().to_string().replace(' ', "") == "cfg(test)"
}
