//! Rows to values. A row that makes no sense is an error, never a panic or a guess.

use countersign_issuer::{
    Client, ClientId, ClientKind, Grant, GrantId, KeyState, SecretDigest, SigningKeyRecord,
    StoreError, StoredPassword, User, UserId, Username,
};
use countersign_jose::{KeyId, Scopes, UnixTime};
use countersign_password::PasswordHash;
use rusqlite::Row;
use rusqlite::types::{FromSql, ValueRef};
use zeroize::Zeroizing;

pub(super) const CLIENT: &str =
    "id, name, secret_digest, grant_types, redirect_uris, scopes, first_party, created_at";
pub(super) const USER: &str = "id, username, email, password, admin, disabled, epoch, created_at";
pub(super) const GRANT: &str = "id, client, user, scopes, created_at, expires_at, generation, \
                                rotated_at, revoked_at";
pub(super) const SIGNING_KEY: &str = "key_id, algorithm, pkcs8, state, created_at";

pub(super) fn client(row: &Row<'_>) -> Result<Client, StoreError> {
    let digest: Option<[u8; 32]> = column(row, "secret_digest")?;
    let grant_types: String = column(row, "grant_types")?;
    let grant_types = grant_types.split(' ').filter(|name| !name.is_empty());
    Ok(Client {
        id: parsed(row, "id", ClientId::parse)?,
        name: column(row, "name")?,
        kind: digest.map_or(ClientKind::Public, |bytes| {
            ClientKind::Confidential(SecretDigest::from_bytes(bytes))
        }),
        grant_types: grant_types
            .map(|name| name.parse().map_err(|error| corrupt("grant_types", &error)))
            .collect::<Result<_, _>>()?,
        redirect_uris: words(&column::<String>(row, "redirect_uris")?),
        scopes: parsed(row, "scopes", Scopes::parse)?,
        first_party: column(row, "first_party")?,
        created_at: time(row, "created_at")?,
    })
}

pub(super) fn user(row: &Row<'_>) -> Result<User, StoreError> {
    Ok(User {
        id: UserId::from_bytes(column(row, "id")?),
        username: parsed(row, "username", Username::parse)?,
        email: column(row, "email")?,
        password: password(row)?,
        admin: column(row, "admin")?,
        disabled: column(row, "disabled")?,
        epoch: column(row, "epoch")?,
        created_at: time(row, "created_at")?,
    })
}

/// Whose hash, and the hash, if there is one.
pub(super) fn readable_hash(row: &Row<'_>) -> Result<Option<(UserId, PasswordHash)>, StoreError> {
    let id = UserId::from_bytes(column(row, "id")?);
    Ok(password(row)?.hash().map(|hash| (id, hash.clone())))
}

/// One that cannot be read is no error: it would hide the user, and make `users` fail for all.
fn password(row: &Row<'_>) -> Result<StoredPassword, StoreError> {
    let stored = row.get_ref("password");
    Ok(match stored.map_err(|error| corrupt("password", &error))? {
        ValueRef::Null => StoredPassword::Absent,
        text => text
            .as_str()
            .map_or(StoredPassword::Unreadable, StoredPassword::parse),
    })
}

pub(super) fn grant(row: &Row<'_>) -> Result<Grant, StoreError> {
    let revoked_at: Option<i64> = column(row, "revoked_at")?;
    Ok(Grant {
        id: GrantId::from_bytes(column(row, "id")?),
        client: parsed(row, "client", ClientId::parse)?,
        user: UserId::from_bytes(column(row, "user")?),
        scopes: parsed(row, "scopes", Scopes::parse)?,
        created_at: time(row, "created_at")?,
        expires_at: time(row, "expires_at")?,
        generation: column(row, "generation")?,
        rotated_at: time(row, "rotated_at")?,
        revoked_at: revoked_at.map(unix_time),
    })
}

pub(super) fn signing_key(row: &Row<'_>) -> Result<SigningKeyRecord, StoreError> {
    Ok(SigningKeyRecord {
        key_id: parsed(row, "key_id", KeyId::parse)?,
        algorithm: parsed(row, "algorithm", str::parse)?,
        pkcs8: Zeroizing::new(column(row, "pkcs8")?),
        state: parsed(row, "state", |text| {
            KeyState::parse(text).ok_or("not a state")
        })?,
        created_at: time(row, "created_at")?,
    })
}

fn time(row: &Row<'_>, name: &'static str) -> Result<UnixTime, StoreError> {
    column(row, name).map(unix_time)
}

/// Nothing is stored from before 1970.
fn unix_time(seconds: i64) -> UnixTime {
    UnixTime::from_seconds(u64::try_from(seconds).unwrap_or(0))
}

fn parsed<T, E: std::fmt::Display>(
    row: &Row<'_>,
    name: &'static str,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<T, StoreError> {
    let text: String = column(row, name)?;
    parse(&text).map_err(|error| corrupt(name, &error))
}

pub(super) fn column<T: FromSql>(row: &Row<'_>, name: &'static str) -> Result<T, StoreError> {
    row.get(name).map_err(|error| corrupt(name, &error))
}

fn corrupt(column: &str, error: &dyn std::fmt::Display) -> StoreError {
    StoreError::Corrupt(format!("column {column}: {error}"))
}

fn words(text: &str) -> Vec<String> {
    text.split(' ')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}
