//! JSON objects read strictly: member names are unique, and what is skipped is well-formed too.
//!
//! Headers and claims are read by [`read_object`] out of bytes, in one pass and without allocation.
//! Keys come through serde, since they stand inside whatever document the caller reads: [`Members`].

mod error;
mod kind;
mod members;
mod raw;
mod reader;
mod seen;
mod text;

pub(crate) use error::WrongType;
pub(crate) use members::{Members, Value};
pub(crate) use raw::Raw;
pub(crate) use reader::{elements, read_object};
pub(crate) use text::Text;
