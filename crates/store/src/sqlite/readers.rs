//! Connections for reading.

use super::open;
use super::unavailable::unavailable;
use countersign_issuer::StoreError;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Connections that are free. A reader takes one and puts it back, so there are never more than
/// the threads that read at once.
#[derive(Debug)]
pub(super) struct Readers {
    path: PathBuf,
    free: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(super) fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            free: Mutex::new(Vec::new()),
        }
    }

    /// Runs a query on a connection that nobody else uses meanwhile.
    pub(super) fn with<T>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let free = self
            .free
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let connection = match free {
            Some(connection) => connection,
            None => open::open_reader(&self.path).map_err(unavailable)?,
        };
        let answer = query(&connection);
        self.free
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(connection);
        answer
    }
}
