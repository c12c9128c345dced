//! Grants.

use super::engine::{column, guarded, one, parsed, seconds, snapshot, time, time_or_none};
use super::user;
use crate::clock::Now;
use crate::limits::CLEARED_AT_ONCE;
use countersign_issuer::{
    ClientId, Grant, GrantAndUser, GrantCommit, GrantId, Outcome, StoreError, UserId,
};
use countersign_jose::{Scopes, UnixTime};
use rusqlite::{Connection, Row, params};

const COLUMNS: &str = "id, client, user, scopes, created_at, expires_at, generation, rotated_at, \
                       revoked_at";

/// The grant and its user, as they are at one time: both statements read one snapshot.
pub(super) fn with_user(
    connection: &Connection,
    id: GrantId,
) -> Result<Option<GrantAndUser>, StoreError> {
    let snapshot = snapshot(connection)?;
    let sql = format!("SELECT {COLUMNS} FROM grants WHERE id = ?1");
    let Some(grant) = one(&snapshot, &sql, [id.as_bytes()], grant)? else {
        return Ok(None);
    };
    let user = user::by_id(&snapshot, grant.user)?;
    Ok(user.map(|user| GrantAndUser { grant, user }))
}

fn grant(row: &Row<'_>) -> Result<Grant, StoreError> {
    Ok(Grant {
        id: GrantId::from_bytes(column(row, "id")?),
        client: parsed(row, "client", ClientId::parse)?,
        user: UserId::from_bytes(column(row, "user")?),
        scopes: parsed(row, "scopes", Scopes::parse)?,
        created_at: time(row, "created_at")?,
        expires_at: time(row, "expires_at")?,
        generation: column(row, "generation")?,
        rotated_at: time(row, "rotated_at")?,
        revoked_at: time_or_none(row, "revoked_at")?,
    })
}

pub(super) fn apply(
    connection: &Connection,
    commit: &GrantCommit,
    now: Now,
) -> rusqlite::Result<Outcome> {
    match commit {
        GrantCommit::Open {
            grant,
            user_epoch,
            registered_at,
        } => open(connection, grant, *user_epoch, *registered_at, now),
        GrantCommit::Rotate {
            id,
            from,
            expires_at,
        } => guarded(
            connection,
            "UPDATE grants SET generation = generation + 1, rotated_at = ?3, expires_at = ?4
             WHERE id = ?1 AND generation = ?2 AND revoked_at IS NULL AND expires_at > ?5",
            params![
                id.as_bytes(),
                from,
                seconds(now.steady),
                seconds(*expires_at),
                seconds(now.time)
            ],
        ),
        GrantCommit::Extend { id, expires_at } => guarded(
            connection,
            "UPDATE grants SET expires_at = ?3
             WHERE id = ?1 AND revoked_at IS NULL AND expires_at > ?2",
            params![id.as_bytes(), seconds(now.time), seconds(*expires_at)],
        ),
        GrantCommit::Revoke(id) => guarded(
            connection,
            "UPDATE grants SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL",
            params![id.as_bytes(), seconds(now.time)],
        ),
    }
}

fn open(
    connection: &Connection,
    grant: &Grant,
    user_epoch: u32,
    registered_at: UnixTime,
    now: Now,
) -> rusqlite::Result<Outcome> {
    let _any = guarded(
        connection,
        "DELETE FROM grants WHERE id IN (SELECT id FROM grants WHERE expires_at <= ?1 LIMIT ?2)",
        // What is deleted is lost: both times have to agree that it is over.
        params![seconds(now.time.min(now.steady)), CLEARED_AT_ONCE],
    )?;
    guarded(
        connection,
        "INSERT INTO grants (id, client, user, scopes, created_at, expires_at, generation,
                             rotated_at, revoked_at)
         SELECT ?1, clients.id, users.id, ?4, ?5, ?6, ?7, ?8, ?9 FROM clients, users
         WHERE clients.id = ?2 AND users.id = ?3 AND users.disabled = 0
               AND users.epoch = ?10 AND clients.created_at = ?11
         ON CONFLICT DO NOTHING",
        params![
            grant.id.as_bytes(),
            grant.client.as_str(),
            grant.user.as_bytes(),
            grant.scopes.as_str(),
            seconds(grant.created_at),
            seconds(grant.expires_at),
            grant.generation,
            seconds(grant.rotated_at),
            grant.revoked_at.map(seconds),
            user_epoch,
            seconds(registered_at)
        ],
    )
}
