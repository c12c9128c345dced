//! What JSON is not.

/// The value has another type than the member is defined with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WrongType;

/// The text is not one JSON object with unique member names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotAnObject;
