//! Opening a file for use.

use super::file::APPLICATION_ID;
use super::inspect;
use super::migrate::{self, MigrateError};
use crate::error::OpenError;
use rusqlite::{Connection, OpenFlags};
use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

/// How long to wait for another process that is writing.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Looks at the file, opens it for reading and writing, and migrates.
pub(in crate::sqlite) fn open(path: &Path) -> Result<Connection, OpenError> {
    inspect::inspect(path)?;
    create_private(path)?;
    prepare(path).map_err(|error| error.at(path))
}

fn prepare(path: &Path) -> Result<Connection, MigrateError> {
    let mut connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // A commit that was answered is on the disk.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // What is deleted is overwritten: private keys, root secrets, hashes that were replaced. The
    // write-ahead log keeps it until it is written over, or goes with the last connection.
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    migrate::migrate(&mut connection)?;
    Ok(connection)
}

/// Opens one more connection for reading.
pub(super) fn open_reader(path: &Path) -> rusqlite::Result<Connection> {
    connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

fn connect(path: &Path, access: OpenFlags) -> rusqlite::Result<Connection> {
    // Each connection stays with whoever took it, so SQLite need not lock inside.
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    Ok(connection)
}

/// The file holds private keys: nobody else may read it. SQLite gives its side files the same
/// mode. A database that exists keeps the mode that its operator gave it.
fn create_private(path: &Path) -> Result<(), OpenError> {
    let wrong = |source| OpenError::File {
        path: path.to_owned(),
        source,
    };
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(wrong)?;
    #[cfg(unix)]
    if file.metadata().map_err(wrong)?.len() == 0 {
        let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        file.set_permissions(private).map_err(wrong)?;
    }
    Ok(())
}
