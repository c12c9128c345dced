-- Times are whole seconds since 1970. Identifiers of users and grants are 16 random bytes.

CREATE TABLE clients (
    id            TEXT    NOT NULL PRIMARY KEY,
    name          TEXT    NOT NULL,
    secret_digest BLOB,                            -- SHA-256; NULL for a public client
    grant_types   TEXT    NOT NULL,                -- separated by spaces
    redirect_uris TEXT    NOT NULL,                -- separated by spaces
    scopes        TEXT    NOT NULL,                -- separated by spaces
    first_party   INTEGER NOT NULL,
    created_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
    id         BLOB    NOT NULL PRIMARY KEY,
    username   TEXT    NOT NULL UNIQUE,
    email      TEXT,
    password   TEXT,                               -- hash string; NULL: cannot sign in by password
    admin      INTEGER NOT NULL,
    disabled   INTEGER NOT NULL,
    epoch      INTEGER NOT NULL,                   -- moves on with each new password or disabling
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row for each family of tokens, however often it is refreshed.
CREATE TABLE grants (
    id         BLOB    NOT NULL PRIMARY KEY,
    client     TEXT    NOT NULL REFERENCES clients ON DELETE CASCADE,
    user       BLOB    NOT NULL REFERENCES users ON DELETE CASCADE,
    scopes     TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    rotated_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX grants_by_user ON grants (user);
CREATE INDEX grants_by_client ON grants (client);
CREATE INDEX grants_by_expiry ON grants (expires_at);

CREATE TABLE signing_keys (
    key_id     TEXT    NOT NULL PRIMARY KEY,
    algorithm  TEXT    NOT NULL,
    pkcs8      BLOB    NOT NULL,
    state      TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE secrets (
    name  TEXT NOT NULL PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;
