//! Connections for reading.

use super::open;
use super::read::unavailable;
use countersign_issuer::StoreError;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Connections that are free. A reader takes one and puts it back, so there are never more than
/// the threads that read at once.
#[derive(Debug)]
pub(in crate::sqlite) struct Readers {
    path: PathBuf,
    free: Mutex<Vec<Connection>>,
    /// The connection that looks for what others have committed.
    watch: Mutex<Option<Connection>>,
}

impl Readers {
    pub(in crate::sqlite) fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            free: Mutex::default(),
            watch: Mutex::default(),
        }
    }

    /// Runs a query on a connection that nobody else uses meanwhile.
    pub(in crate::sqlite) fn with<T>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let free = lock(&self.free).pop();
        let connection = match free {
            Some(connection) => connection,
            None => open::open_reader(&self.path).map_err(unavailable)?,
        };
        let answer = query(&connection);
        lock(&self.free).push(connection);
        answer
    }

    /// SQLite's `data_version`: another number after any other connection has committed, in this
    /// program or another. Numbers of one connection can be compared with each other only.
    pub(in crate::sqlite) fn version(&self) -> Result<u64, StoreError> {
        let mut watch = lock(&self.watch);
        if watch.is_none() {
            *watch = Some(open::open_reader(&self.path).map_err(unavailable)?);
        }
        let version = watch.as_ref().map_or(Ok(0_u32), |connection| {
            connection.pragma_query_value(None, "data_version", |row| row.get(0))
        });
        version.map(u64::from).map_err(unavailable)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
