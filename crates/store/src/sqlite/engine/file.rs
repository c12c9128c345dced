//! What marks a file as ours, and what an error of SQLite means for it.

use crate::error::OpenError;
use std::path::Path;

/// "CSGN": marks the file as ours.
pub(super) const APPLICATION_ID: i32 = 0x4353_474e;

pub(super) fn sqlite_error(path: &Path, error: &rusqlite::Error) -> OpenError {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt) => {
            OpenError::NotADatabase(path.to_owned())
        }
        _ => OpenError::Sqlite {
            path: path.to_owned(),
            message: error.to_string(),
        },
    }
}
