//! What kind of value stands in the text.

/// As wide as its neighbours: copying a narrow field with its padding makes the processor wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub(super) enum Kind {
    Plain,
    Escaped,
    Number,
    List,
    Object,
    /// `true`, `false`, `null`.
    Literal,
}
