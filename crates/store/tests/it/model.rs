//! Values to store.

use countersign_issuer::{
    Client, ClientId, ClientKind, EmailAddress, Founding, Grant, GrantId, GrantType, KeyRecord,
    PlainSecret, RootRecord, RootSecret, SecretDigest, User, UserId, Username,
};
use countersign_jose::{Algorithm, Scopes, SigningKey, UnixTime};
use countersign_password::PasswordHash;
use countersign_store::{OpenError, SqliteStore};
use countersign_testkit::ManualClock;
use std::path::Path;

/// A store whose clock stands at `at(2)`.
pub(crate) fn open(path: &Path) -> Result<SqliteStore, OpenError> {
    SqliteStore::open(path, ManualClock::at(at(2).seconds()))
}

/// Known answers of OpenBSD's bcrypt, as good as any hash here.
const HASH: &str = "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
const OTHER_HASH: &str = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy";

pub(crate) fn hash() -> PasswordHash {
    PasswordHash::parse(HASH).unwrap()
}

pub(crate) fn other_hash() -> PasswordHash {
    PasswordHash::parse(OTHER_HASH).unwrap()
}

pub(crate) fn at(seconds: u64) -> UnixTime {
    UnixTime::from_seconds(1_800_000_000 + seconds)
}

pub(crate) fn user(name: &str) -> User {
    let mut id = [0; 16];
    id.iter_mut()
        .zip(name.bytes())
        .for_each(|(to, from)| *to = from);
    User {
        id: UserId::from_bytes(id),
        username: Username::parse(name).unwrap(),
        email: EmailAddress::parse("somebody@example.org").ok(),
        password: hash().into(),
        admin: true,
        disabled: false,
        epoch: 0,
        created_at: at(0),
    }
}

pub(crate) fn public_client(id: &str) -> Client {
    Client {
        id: ClientId::parse(id).unwrap(),
        name: "A client, named \"so\"".to_owned(),
        kind: ClientKind::Public,
        grant_types: vec![GrantType::Password, GrantType::RefreshToken],
        redirect_uris: vec![
            "https://a.example/cb".to_owned(),
            "http://127.0.0.1/cb".to_owned(),
        ],
        scopes: Scopes::parse("items:read items:write").unwrap(),
        first_party: true,
        created_at: at(1),
    }
}

pub(crate) fn confidential_client(id: &str) -> Client {
    let digest = SecretDigest::of(&PlainSecret::new("a secret of the client".to_owned()));
    Client {
        kind: ClientKind::Confidential(digest),
        grant_types: vec![GrantType::ClientCredentials],
        redirect_uris: Vec::new(),
        scopes: Scopes::default(),
        first_party: false,
        ..public_client(id)
    }
}

pub(crate) fn grant(number: u8, user: &User, client: &Client) -> Grant {
    Grant {
        id: GrantId::from_bytes([number; 16]),
        client: client.id.clone(),
        user: user.id,
        scopes: Scopes::parse("items:read").unwrap(),
        created_at: at(2),
        expires_at: at(1000),
        generation: 0,
        rotated_at: at(2),
        revoked_at: None,
    }
}

pub(crate) fn key(algorithm: Algorithm, activates_at: UnixTime) -> KeyRecord {
    let key = SigningKey::generate(algorithm).unwrap();
    KeyRecord::new(&key, at(0), activates_at).unwrap()
}

pub(crate) fn root(number: u32) -> RootRecord {
    RootRecord {
        number,
        secret: RootSecret::from_bytes([u8::try_from(number).unwrap(); 32]),
        activates_at: at(0),
        created_at: at(0),
    }
}

pub(crate) fn founding(admin: &str) -> Founding {
    Founding {
        signing_key: key(Algorithm::Es256, at(0)),
        root_secret: RootRecord {
            secret: RootSecret::from_bytes([5; 32]),
            ..root(1)
        },
        admin: user(admin),
        docs_client: public_client("docs"),
    }
}
