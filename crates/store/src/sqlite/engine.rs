//! What the tables' files stand on: opening a file, migrating it, reading and writing.

mod cost;
mod file;
mod inspect;
mod migrate;
mod open;
mod read;
mod readers;
mod row;
mod write;
mod writer;

pub(super) use cost::cost_text;
pub(super) use open::open;
pub(super) use read::{all, exists, one, snapshot};
pub(super) use readers::Readers;
pub(super) use row::{column, corrupt, parsed, time, time_or_none, words};
pub(super) use write::{guarded, seconds};
pub(super) use writer::Writer;
