//! What every task returns.

use std::error::Error;

/// A task's errors are for the person at the terminal: their text is all that matters.
pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error>>;
