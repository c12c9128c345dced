//! The first start.

use super::engine::{exists, guarded, seconds};
use super::{client, key, user};
use countersign_issuer::{Founding, Outcome, StoreError};
use countersign_jose::UnixTime;
use rusqlite::Connection;

pub(super) fn is_founded(connection: &Connection) -> Result<bool, StoreError> {
    exists(connection, "SELECT 1 FROM founding", [])
}

/// Whoever writes the one row of `founding` first is the founder.
pub(super) fn apply(
    connection: &Connection,
    founding: &Founding,
    now: UnixTime,
) -> rusqlite::Result<Outcome> {
    let claim = guarded(
        connection,
        "INSERT INTO founding (id, founded_at) VALUES (1, ?1) ON CONFLICT DO NOTHING",
        [seconds(now)],
    )?;
    let are_all_added = claim == Outcome::Won
        && key::add(connection, &founding.signing_key)? == Outcome::Won
        && key::add_root(connection, &founding.root_secret)? == Outcome::Won
        && user::add(connection, &founding.admin)? == Outcome::Won
        && client::add(connection, &founding.docs_client)? == Outcome::Won;
    Ok(if are_all_added {
        Outcome::Won
    } else {
        Outcome::Lost
    })
}
