//! Why a database could not be brought up to date.

use crate::error::OpenError;
use crate::sqlite::engine::file::sqlite_error;
use std::path::Path;

/// Why a database could not be brought up to date. It is as it was before.
#[derive(Debug)]
pub(in crate::sqlite::engine) enum MigrateError {
    Sqlite(rusqlite::Error),
    /// Names of different users that count as one name.
    NamesClash(Vec<Vec<String>>),
    /// A newer version of this program has migrated it.
    Newer {
        found: u32,
        known: u32,
    },
}

impl From<rusqlite::Error> for MigrateError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl MigrateError {
    pub(in crate::sqlite::engine) fn at(&self, path: &Path) -> OpenError {
        match self {
            Self::Sqlite(error) => sqlite_error(path, error),
            Self::NamesClash(names) => OpenError::NamesClash {
                path: path.to_owned(),
                names: names.clone(),
            },
            Self::Newer { found, known } => OpenError::Newer {
                path: path.to_owned(),
                found: *found,
                known: *known,
            },
        }
    }
}
