//! Reads: one statement each, prepared once.

use super::rows::{self, CLIENT, GRANT, SIGNING_KEY, USER};
use super::unavailable::unavailable;
use countersign_issuer::{
    Client, ClientId, Grant, GrantId, NEAR, RefreshTokenKey, SigningKeyRecord, StoreError, User,
    UserId, Username,
};
use countersign_password::PasswordHash;
use rusqlite::{Connection, Params, Row, params};

pub(super) const REFRESH_TOKEN_KEY: &str = "refresh_token_key";

type Found<T> = Result<Option<T>, StoreError>;

pub(super) fn client(connection: &Connection, id: &ClientId) -> Found<Client> {
    let sql = format!("SELECT {CLIENT} FROM clients WHERE id = ?1");
    one(connection, &sql, [id.as_str()], rows::client)
}

pub(super) fn clients(connection: &Connection) -> Result<Vec<Client>, StoreError> {
    all(
        connection,
        &format!("SELECT {CLIENT} FROM clients ORDER BY id"),
        [],
        rows::client,
    )
}

pub(super) fn user(connection: &Connection, id: UserId) -> Found<User> {
    one(
        connection,
        &format!("SELECT {USER} FROM users WHERE id = ?1"),
        [id.as_bytes()],
        rows::user,
    )
}

pub(super) fn user_named(connection: &Connection, name: &Username) -> Found<User> {
    let sql = format!("SELECT {USER} FROM users WHERE username = ?1");
    one(connection, &sql, [name.as_str()], rows::user)
}

/// Two ranges of the primary key: from the identifier on, then from the start up to it.
pub(super) fn password_hashes_near(
    connection: &Connection,
    id: UserId,
) -> Result<Vec<(UserId, PasswordHash)>, StoreError> {
    let sql = "SELECT id, password, disabled FROM
                   (SELECT * FROM (SELECT 0 AS round, id, password, disabled FROM users
                                   WHERE id >= ?1 ORDER BY id LIMIT ?2)
                    UNION ALL
                    SELECT * FROM (SELECT 1 AS round, id, password, disabled FROM users
                                   WHERE id < ?1 ORDER BY id LIMIT ?2)
                    LIMIT ?2)
               WHERE password IS NOT NULL AND disabled = 0";
    let near = all(
        connection,
        sql,
        params![id.as_bytes(), NEAR],
        rows::readable_hash,
    )?;
    Ok(near.into_iter().flatten().collect())
}

pub(super) fn users(connection: &Connection) -> Result<Vec<User>, StoreError> {
    all(
        connection,
        &format!("SELECT {USER} FROM users ORDER BY username"),
        [],
        rows::user,
    )
}

pub(super) fn grant(connection: &Connection, id: GrantId) -> Found<Grant> {
    let sql = format!("SELECT {GRANT} FROM grants WHERE id = ?1");
    one(connection, &sql, [id.as_bytes()], rows::grant)
}

pub(super) fn signing_keys(connection: &Connection) -> Result<Vec<SigningKeyRecord>, StoreError> {
    let sql = format!("SELECT {SIGNING_KEY} FROM signing_keys ORDER BY created_at, key_id");
    all(connection, &sql, [], rows::signing_key)
}

pub(super) fn refresh_token_key(connection: &Connection) -> Found<RefreshTokenKey> {
    one(
        connection,
        "SELECT bytes FROM secrets WHERE name = ?1",
        [REFRESH_TOKEN_KEY],
        |row| rows::column(row, "bytes").map(RefreshTokenKey::from_bytes),
    )
}

fn one<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    value: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
) -> Found<T> {
    let mut statement = connection.prepare_cached(sql).map_err(unavailable)?;
    let mut rows = statement.query(params).map_err(unavailable)?;
    rows.next().map_err(unavailable)?.map(value).transpose()
}

fn all<T>(
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
