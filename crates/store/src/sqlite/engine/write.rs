//! Writes: one guarded statement each.

use countersign_issuer::Outcome;
use countersign_jose::UnixTime;
use rusqlite::{Connection, Params};

/// Runs one guarded statement: whether it changed a row is the outcome.
pub(in crate::sqlite) fn guarded(
    connection: &Connection,
    sql: &str,
    params: impl Params,
) -> rusqlite::Result<Outcome> {
    let changed = connection.prepare_cached(sql)?.execute(params)?;
    Ok(if changed > 0 {
        Outcome::Won
    } else {
        Outcome::Lost
    })
}

/// SQLite's integers are signed; a time beyond them is the end of time.
pub(in crate::sqlite) fn seconds(time: UnixTime) -> i64 {
    i64::try_from(time.seconds()).unwrap_or(i64::MAX)
}
