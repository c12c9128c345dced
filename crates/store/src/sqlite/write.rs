//! Commits: each is decided by the guard in its own statement.

use super::read::REFRESH_TOKEN_KEY;
use crate::memory::CLEARED_AT_ONCE;
use countersign_issuer::{
    Client, ClientKind, Commit, Founding, Grant, GrantId, Outcome, SigningKeyRecord, User, UserId,
};
use countersign_jose::UnixTime;
use countersign_password::PasswordHash;
use rusqlite::{Connection, Params, params};

/// Applies a commit inside the writer's transaction.
pub(super) fn apply(connection: &Connection, commit: &Commit) -> rusqlite::Result<Outcome> {
    match commit {
        Commit::Found(founding) => found(connection, founding),
        Commit::AddUser(user) => add_user(connection, user),
        Commit::SetPassword { user, hash, now } => set_password(connection, *user, hash, *now),
        Commit::SwapPasswordHash { user, from, to } => guarded(
            connection,
            "UPDATE users SET password = ?3 WHERE id = ?1 AND password = ?2",
            params![user.as_bytes(), from.as_str(), to.as_str()],
        ),
        Commit::DisableUser { user, now } => disable_user(connection, *user, *now),
        Commit::EnableUser(user) => guarded(
            connection,
            "UPDATE users SET disabled = 0 WHERE id = ?1",
            [user.as_bytes()],
        ),
        Commit::AddClient(client) => add_client(connection, client),
        // Grants go with it: ON DELETE CASCADE.
        Commit::RemoveClient(id) => guarded(
            connection,
            "DELETE FROM clients WHERE id = ?1",
            [id.as_str()],
        ),
        Commit::OpenGrant { grant, user_epoch } => open_grant(connection, grant, *user_epoch),
        Commit::RotateGrant {
            id,
            from,
            now,
            expires_at,
        } => rotate(connection, *id, *from, *now, *expires_at),
        Commit::ExtendGrant {
            id,
            now,
            expires_at,
        } => guarded(
            connection,
            "UPDATE grants SET expires_at = ?3
             WHERE id = ?1 AND revoked_at IS NULL AND expires_at > ?2",
            params![id.as_bytes(), seconds(*now), seconds(*expires_at)],
        ),
        Commit::RevokeGrant { id, now } => guarded(
            connection,
            "UPDATE grants SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL",
            params![id.as_bytes(), seconds(*now)],
        ),
        other => Err(rusqlite::Error::InvalidParameterName(format!(
            "unknown commit: {other:?}"
        ))),
    }
}

/// Runs one guarded statement: whether it changed a row is the outcome.
fn guarded(connection: &Connection, sql: &str, params: impl Params) -> rusqlite::Result<Outcome> {
    let changed = connection.prepare_cached(sql)?.execute(params)?;
    Ok(if changed > 0 {
        Outcome::Won
    } else {
        Outcome::Lost
    })
}

/// The refresh token key is there once and for all; whoever writes it first is the founder.
fn found(connection: &Connection, founding: &Founding) -> rusqlite::Result<Outcome> {
    let claim = guarded(
        connection,
        "INSERT INTO secrets (name, bytes) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        params![REFRESH_TOKEN_KEY, founding.refresh_token_key.as_bytes()],
    )?;
    let all_added = claim == Outcome::Won
        && add_signing_key(connection, &founding.signing_key)? == Outcome::Won
        && add_user(connection, &founding.admin)? == Outcome::Won
        && add_client(connection, &founding.docs_client)? == Outcome::Won;
    Ok(if all_added {
        Outcome::Won
    } else {
        Outcome::Lost
    })
}

fn add_signing_key(connection: &Connection, key: &SigningKeyRecord) -> rusqlite::Result<Outcome> {
    guarded(
        connection,
        "INSERT INTO signing_keys (key_id, algorithm, pkcs8, state, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
        params![
            key.key_id.as_ref(),
            key.algorithm.name(),
            key.pkcs8.as_slice(),
            key.state.as_str(),
            seconds(key.created_at)
        ],
    )
}

fn add_user(connection: &Connection, user: &User) -> rusqlite::Result<Outcome> {
    guarded(
        connection,
        "INSERT INTO users (id, username, email, password, admin, disabled, epoch, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING",
        params![
            user.id.as_bytes(),
            user.username.as_str(),
            user.email,
            user.password.as_text(),
            user.admin,
            user.disabled,
            user.epoch,
            seconds(user.created_at)
        ],
    )
}

fn add_client(connection: &Connection, client: &Client) -> rusqlite::Result<Outcome> {
    let grant_types: Vec<_> = client
        .grant_types
        .iter()
        .map(|grant| grant.as_str())
        .collect();
    let digest = match &client.kind {
        ClientKind::Public => None,
        ClientKind::Confidential(digest) => Some(digest.as_bytes()),
    };
    guarded(
        connection,
        "INSERT INTO clients (id, name, secret_digest, grant_types, redirect_uris, scopes,
                              first_party, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING",
        params![
            client.id.as_str(),
            client.name,
            digest,
            grant_types.join(" "),
            client.redirect_uris.join(" "),
            client.scopes.as_str(),
            client.first_party,
            seconds(client.created_at)
        ],
    )
}

fn set_password(
    connection: &Connection,
    user: UserId,
    hash: &PasswordHash,
    now: UnixTime,
) -> rusqlite::Result<Outcome> {
    revoke_grants(connection, user, now)?;
    guarded(
        connection,
        "UPDATE users SET password = ?2, epoch = epoch + 1 WHERE id = ?1",
        params![user.as_bytes(), hash.as_str()],
    )
}

fn disable_user(connection: &Connection, user: UserId, now: UnixTime) -> rusqlite::Result<Outcome> {
    revoke_grants(connection, user, now)?;
    guarded(
        connection,
        "UPDATE users SET disabled = 1, epoch = epoch + 1 WHERE id = ?1",
        [user.as_bytes()],
    )
}

fn revoke_grants(connection: &Connection, user: UserId, now: UnixTime) -> rusqlite::Result<()> {
    let _any = guarded(
        connection,
        "UPDATE grants SET revoked_at = ?2 WHERE user = ?1 AND revoked_at IS NULL",
        params![user.as_bytes(), seconds(now)],
    )?;
    Ok(())
}

fn open_grant(
    connection: &Connection,
    grant: &Grant,
    user_epoch: u32,
) -> rusqlite::Result<Outcome> {
    let _any = guarded(
        connection,
        "DELETE FROM grants WHERE id IN (SELECT id FROM grants WHERE expires_at <= ?1 LIMIT ?2)",
        params![seconds(grant.created_at), CLEARED_AT_ONCE],
    )?;
    guarded(
        connection,
        "INSERT INTO grants (id, client, user, scopes, created_at, expires_at, generation,
                             rotated_at, revoked_at)
         SELECT ?1, clients.id, users.id, ?4, ?5, ?6, ?7, ?8, ?9 FROM clients, users
         WHERE clients.id = ?2 AND users.id = ?3 AND users.disabled = 0
               AND users.epoch = ?10
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
            user_epoch
        ],
    )
}

fn rotate(
    connection: &Connection,
    id: GrantId,
    from: u32,
    now: UnixTime,
    expires_at: UnixTime,
) -> rusqlite::Result<Outcome> {
    guarded(
        connection,
        "UPDATE grants SET generation = generation + 1, rotated_at = ?3, expires_at = ?4
         WHERE id = ?1 AND generation = ?2 AND revoked_at IS NULL AND expires_at > ?3",
        params![id.as_bytes(), from, seconds(now), seconds(expires_at)],
    )
}

/// SQLite's integers are signed; a time beyond them is the end of time.
fn seconds(time: UnixTime) -> i64 {
    i64::try_from(time.seconds()).unwrap_or(i64::MAX)
}
