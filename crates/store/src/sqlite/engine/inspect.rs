//! Looking at a file before anything is written to it.

use super::file::{APPLICATION_ID, sqlite_error};
use super::migrate::{self, MIGRATIONS};
use crate::error::OpenError;
use rusqlite::{Connection, OpenFlags};
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

/// The first bytes of every SQLite database (sqlite.org/fileformat.html section 1.3).
const MAGIC: &[u8] = b"SQLite format 3\0";

/// Refuses a file that this program must not touch. An absent or empty file is fine.
pub(super) fn inspect(path: &Path) -> Result<(), OpenError> {
    let start = match first_bytes(path) {
        Ok(start) => start,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(source) => {
            return Err(OpenError::File {
                path: path.to_owned(),
                source,
            });
        }
    };
    if start.is_empty() {
        return Ok(());
    }
    if start != MAGIC {
        return Err(OpenError::NotADatabase(path.to_owned()));
    }
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .map_err(|error| sqlite_error(path, &error))?;
    check_owner(path, &connection)?;
    check_migrations(path, &connection)
}

fn first_bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut start = Vec::new();
    File::open(path)?.take(16).read_to_end(&mut start)?;
    Ok(start)
}

fn check_owner(path: &Path, connection: &Connection) -> Result<(), OpenError> {
    let owner: i32 = connection
        .pragma_query_value(None, "application_id", |row| row.get(0))
        .map_err(|error| sqlite_error(path, &error))?;
    let tables: u32 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(|error| sqlite_error(path, &error))?;
    if owner == APPLICATION_ID || (owner == 0 && tables == 0) {
        return Ok(());
    }
    Err(OpenError::AnotherProgram(path.to_owned()))
}

fn check_migrations(path: &Path, connection: &Connection) -> Result<(), OpenError> {
    let applied = migrate::applied(connection).map_err(|error| sqlite_error(path, &error))?;
    for (number, checksum) in applied {
        let Some(known) = MIGRATIONS
            .iter()
            .find(|migration| migration.number == number)
        else {
            return Err(OpenError::Newer {
                path: path.to_owned(),
                found: number,
                known: migrate::newest_known(),
            });
        };
        if checksum != known.checksum() {
            return Err(OpenError::OtherMigration {
                path: path.to_owned(),
                number,
            });
        }
    }
    Ok(())
}
