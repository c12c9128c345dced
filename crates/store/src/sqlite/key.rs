//! Signing keys and root secrets.

use super::engine::{all as rows, column, guarded, parsed, seconds, time, time_or_none};
use countersign_issuer::{
    KeyCommit, KeyEnvelope, KeyRecord, Outcome, RootRecord, RootSecret, StoreError,
};
use countersign_jose::{KeyId, UnixTime};
use rusqlite::{Connection, Row, params};

pub(super) fn all(connection: &Connection) -> Result<Vec<KeyRecord>, StoreError> {
    let sql = "SELECT key_id, algorithm, envelope, activates_at, revoked_at, created_at
               FROM signing_keys ORDER BY activates_at, key_id";
    rows(connection, sql, [], key)
}

fn key(row: &Row<'_>) -> Result<KeyRecord, StoreError> {
    Ok(KeyRecord {
        key_id: parsed(row, "key_id", KeyId::parse)?,
        algorithm: column(row, "algorithm")?,
        envelope: KeyEnvelope::from_bytes(column(row, "envelope")?),
        activates_at: time(row, "activates_at")?,
        revoked_at: time_or_none(row, "revoked_at")?,
        created_at: time(row, "created_at")?,
    })
}

pub(super) fn roots(connection: &Connection) -> Result<Vec<RootRecord>, StoreError> {
    let sql = "SELECT number, secret, activates_at, created_at FROM root_secrets ORDER BY number";
    rows(connection, sql, [], root)
}

fn root(row: &Row<'_>) -> Result<RootRecord, StoreError> {
    Ok(RootRecord {
        number: column(row, "number")?,
        secret: RootSecret::from_bytes(column(row, "secret")?),
        activates_at: time(row, "activates_at")?,
        created_at: time(row, "created_at")?,
    })
}

pub(super) fn apply(
    connection: &Connection,
    commit: &KeyCommit,
    now: UnixTime,
) -> rusqlite::Result<Outcome> {
    match commit {
        KeyCommit::Add(key) => add(connection, key),
        KeyCommit::Revoke(id) => guarded(
            connection,
            "UPDATE signing_keys SET revoked_at = ?2 WHERE key_id = ?1 AND revoked_at IS NULL",
            params![id.as_str(), seconds(now)],
        ),
        KeyCommit::Delete(id) => guarded(
            connection,
            "DELETE FROM signing_keys WHERE key_id = ?1",
            [id.as_str()],
        ),
        KeyCommit::AddRoot(root) => add_root(connection, root),
        KeyCommit::DeleteRoot(number) => guarded(
            connection,
            "DELETE FROM root_secrets WHERE number = ?1",
            [number],
        ),
    }
}

pub(super) fn add(connection: &Connection, key: &KeyRecord) -> rusqlite::Result<Outcome> {
    guarded(
        connection,
        "INSERT INTO signing_keys (key_id, algorithm, envelope, activates_at, revoked_at,
                                   created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
        params![
            key.key_id.as_str(),
            key.algorithm,
            key.envelope.as_bytes(),
            seconds(key.activates_at),
            key.revoked_at.map(seconds),
            seconds(key.created_at)
        ],
    )
}

pub(super) fn add_root(connection: &Connection, root: &RootRecord) -> rusqlite::Result<Outcome> {
    guarded(
        connection,
        "INSERT INTO root_secrets (number, secret, activates_at, created_at)
         VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        params![
            root.number,
            root.secret.as_bytes(),
            seconds(root.activates_at),
            seconds(root.created_at)
        ],
    )
}
