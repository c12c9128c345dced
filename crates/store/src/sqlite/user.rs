//! Users.

use super::engine::{all as rows, column, corrupt, cost_text, exists, guarded, one, seconds, time};
use countersign_issuer::{
    ClientId, EmailAddress, NEAR, Outcome, StoreError, StoredPassword, User, UserCommit, UserId,
    Username,
};
use countersign_jose::UnixTime;
use countersign_password::{Cost, PasswordHash};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, params};

const COLUMNS: &str =
    "id, username, username_key, email, password, admin, disabled, epoch, created_at";

pub(super) fn by_id(connection: &Connection, id: UserId) -> Result<Option<User>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM users WHERE id = ?1");
    one(connection, &sql, [id.as_bytes()], user)
}

pub(super) fn named(connection: &Connection, name: &Username) -> Result<Option<User>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM users WHERE username_key = ?1");
    one(connection, &sql, [name.key()], user)
}

pub(super) fn all(connection: &Connection) -> Result<Vec<User>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM users ORDER BY username_key");
    rows(connection, &sql, [], user)
}

/// Two ranges of the primary key: from the identifier on, then from the start up to it. A hash is
/// read only where no cost stands beside it.
pub(super) fn password_costs_near(
    connection: &Connection,
    id: UserId,
) -> Result<Vec<(UserId, Cost)>, StoreError> {
    let sql = "SELECT id, password_cost, password FROM
                   (SELECT * FROM (SELECT id, password_cost, disabled, password IS NULL AS none,
                                          iif(password_cost IS NULL, password, NULL) AS password
                                   FROM users WHERE id >= ?1 ORDER BY id LIMIT ?2)
                    UNION ALL
                    SELECT * FROM (SELECT id, password_cost, disabled, password IS NULL AS none,
                                          iif(password_cost IS NULL, password, NULL) AS password
                                   FROM users WHERE id < ?1 ORDER BY id LIMIT ?2)
                    LIMIT ?2)
               WHERE NOT none AND disabled = 0";
    let near = rows(connection, sql, params![id.as_bytes(), NEAR], cost)?;
    Ok(near.into_iter().flatten().collect())
}

/// Who costs what; nothing for a password that cannot be read.
fn cost(row: &Row<'_>) -> Result<Option<(UserId, Cost)>, StoreError> {
    let id = UserId::from_bytes(column(row, "id")?);
    let written: Option<String> = column(row, "password_cost")?;
    let cost = match written {
        Some(text) => text.parse().ok(),
        None => password(row)?.hash().map(PasswordHash::cost),
    };
    Ok(cost.map(|cost| (id, cost)))
}

pub(super) fn still_stands(
    connection: &Connection,
    client: &ClientId,
    registered_at: UnixTime,
    user: UserId,
    user_epoch: u32,
) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM clients, users
               WHERE clients.id = ?1 AND users.id = ?2 AND users.disabled = 0
                     AND users.epoch = ?3 AND clients.created_at = ?4";
    let params = params![
        client.as_str(),
        user.as_bytes(),
        user_epoch,
        seconds(registered_at)
    ];
    exists(connection, sql, params)
}

fn user(row: &Row<'_>) -> Result<User, StoreError> {
    let email: Option<String> = column(row, "email")?;
    Ok(User {
        id: UserId::from_bytes(column(row, "id")?),
        username: Username::from_stored(column(row, "username")?, column(row, "username_key")?),
        email: email.map(EmailAddress::from_stored),
        password: password(row)?,
        admin: column(row, "admin")?,
        disabled: column(row, "disabled")?,
        epoch: column(row, "epoch")?,
        created_at: time(row, "created_at")?,
    })
}

/// One that cannot be read is no error: it would hide the user, and make `all` fail for everybody.
fn password(row: &Row<'_>) -> Result<StoredPassword, StoreError> {
    let stored = row.get_ref("password");
    Ok(match stored.map_err(|error| corrupt("password", &error))? {
        ValueRef::Null => StoredPassword::Absent,
        text => text
            .as_str()
            .map_or(StoredPassword::Unreadable, StoredPassword::parse),
    })
}

pub(super) fn apply(
    connection: &Connection,
    commit: &UserCommit,
    now: UnixTime,
) -> rusqlite::Result<Outcome> {
    match commit {
        UserCommit::Add(user) => add(connection, user),
        UserCommit::SetPassword { user, hash } => {
            revoke_grants(connection, *user, now)?;
            let set = guarded(
                connection,
                "UPDATE users SET password = ?2, epoch = epoch + 1 WHERE id = ?1",
                params![user.as_bytes(), hash.as_str()],
            )?;
            write_cost(connection, *user, hash, set)
        }
        UserCommit::SwapPasswordHash { user, from, to } => {
            let swapped = guarded(
                connection,
                "UPDATE users SET password = ?3 WHERE id = ?1 AND password = ?2",
                params![user.as_bytes(), from.as_str(), to.as_str()],
            )?;
            write_cost(connection, *user, to, swapped)
        }
        UserCommit::Disable(user) => {
            revoke_grants(connection, *user, now)?;
            guarded(
                connection,
                "UPDATE users SET disabled = 1, epoch = epoch + 1 WHERE id = ?1",
                [user.as_bytes()],
            )
        }
        UserCommit::Enable(user) => guarded(
            connection,
            "UPDATE users SET disabled = 0 WHERE id = ?1",
            [user.as_bytes()],
        ),
    }
}

/// Ends every grant of a user.
fn revoke_grants(connection: &Connection, user: UserId, now: UnixTime) -> rusqlite::Result<()> {
    let _any = guarded(
        connection,
        "UPDATE grants SET revoked_at = ?2 WHERE user = ?1 AND revoked_at IS NULL",
        params![user.as_bytes(), seconds(now)],
    )?;
    Ok(())
}

pub(super) fn add(connection: &Connection, user: &User) -> rusqlite::Result<Outcome> {
    guarded(
        connection,
        "INSERT INTO users (id, username, username_key, email, password, password_cost, admin,
                            disabled, epoch, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO NOTHING",
        params![
            user.id.as_bytes(),
            user.username.as_str(),
            user.username.key(),
            user.email.as_ref().map(EmailAddress::as_str),
            user.password.as_text(),
            user.password.hash().and_then(cost_text),
            user.admin,
            user.disabled,
            user.epoch,
            seconds(user.created_at)
        ],
    )
}

/// Writes the cost of a password that was changed: a trigger forgets it at each change.
fn write_cost(
    connection: &Connection,
    user: UserId,
    hash: &PasswordHash,
    changed: Outcome,
) -> rusqlite::Result<Outcome> {
    if changed == Outcome::Won {
        let sql = "UPDATE users SET password_cost = ?2 WHERE id = ?1";
        let params = params![user.as_bytes(), cost_text(hash)];
        let _same = guarded(connection, sql, params)?;
    }
    Ok(changed)
}
