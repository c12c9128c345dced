//! What people who operate the server do to it: the command line today, the admin API later. Nothing
//! here parses arguments or prints.

pub(crate) mod client;
mod error;
pub(crate) mod key;
pub(crate) mod user;

pub(crate) use error::OperationError;
