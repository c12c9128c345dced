//! The OpenAPI 3.1 document as values: what arguments and responses add to, and what is written in the end.

mod components;
mod document;
mod operation;
mod requirement;

pub use components::Components;
pub use operation::{
    Operation, Parameter, ParameterPlace, RequestBody, ResponseEntry, ResponseStatus,
};
pub use requirement::Requirement;

pub(crate) use document::{Document, PathItem};
