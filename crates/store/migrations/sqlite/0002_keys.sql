-- Keys follow a timetable: instants instead of a stored state. A private key stands in an envelope
-- whose first byte says its form (0: PKCS#8 in clear).

-- Whether the database was filled by a first start, and when.
CREATE TABLE founding (
    id         INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    founded_at INTEGER NOT NULL
) STRICT;

INSERT INTO founding (id, founded_at)
SELECT 1, coalesce((SELECT min(created_at) FROM signing_keys), 0)
FROM secrets WHERE name = 'refresh_token_key';

-- What every symmetric key is derived from. The key of refresh tokens becomes the first root;
-- tokens that it has tagged name no root, and are not valid any more.
CREATE TABLE root_secrets (
    number       INTEGER NOT NULL PRIMARY KEY,
    secret       BLOB    NOT NULL,                 -- 32 random bytes
    activates_at INTEGER NOT NULL,
    created_at   INTEGER NOT NULL
) STRICT;

INSERT INTO root_secrets (number, secret, activates_at, created_at)
SELECT 1, bytes, founded_at, founded_at FROM secrets, founding WHERE name = 'refresh_token_key';

DROP TABLE secrets;

CREATE TABLE keys (
    key_id       TEXT    NOT NULL PRIMARY KEY,
    algorithm    TEXT    NOT NULL,
    envelope     BLOB    NOT NULL,
    activates_at INTEGER NOT NULL,
    revoked_at   INTEGER,
    created_at   INTEGER NOT NULL,
    -- Of the keys that several nodes make at once, one is kept.
    UNIQUE (algorithm, activates_at)
) STRICT, WITHOUT ROWID;

INSERT INTO keys (key_id, algorithm, envelope, activates_at, revoked_at, created_at)
SELECT key_id, algorithm, CAST(x'00' || pkcs8 AS BLOB), created_at, NULL, created_at
FROM signing_keys;

DROP TABLE signing_keys;
ALTER TABLE keys RENAME TO signing_keys;
