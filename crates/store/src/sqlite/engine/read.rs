//! Reads: one statement each, prepared once.

use countersign_issuer::StoreError;
use rusqlite::{Connection, Params, Row, Transaction};

/// The value of the first row, if there is one.
pub(in crate::sqlite) fn one<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    value: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    let mut statement = connection.prepare_cached(sql).map_err(unavailable)?;
    let mut rows = statement.query(params).map_err(unavailable)?;
    rows.next().map_err(unavailable)?.map(value).transpose()
}

/// The values of all rows.
pub(in crate::sqlite) fn all<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    value: impl Fn(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = connection.prepare_cached(sql).map_err(unavailable)?;
    let mut rows = statement.query(params).map_err(unavailable)?;

    let mut values = Vec::new();
    while let Some(row) = rows.next().map_err(unavailable)? {
        values.push(value(row)?);
    }
    Ok(values)
}

/// Whether there is a row.
pub(in crate::sqlite) fn exists(
    connection: &Connection,
    sql: &str,
    params: impl Params,
) -> Result<bool, StoreError> {
    Ok(one(connection, sql, params, |_| Ok(()))?.is_some())
}

/// What is read within it is as it was at one time.
pub(in crate::sqlite) fn snapshot(connection: &Connection) -> Result<Transaction<'_>, StoreError> {
    connection.unchecked_transaction().map_err(unavailable)
}

/// What SQLite says, for the log.
#[expect(clippy::needless_pass_by_value, reason = "the form that map_err calls")]
pub(super) fn unavailable(error: rusqlite::Error) -> StoreError {
    StoreError::Unavailable(error.to_string())
}
