//! The first start on an empty database.

use crate::clock::{self, EntropyError};
use crate::passphrase::passphrase;
use crate::scopes::PROFILE_READ;
use countersign_hash_pool::{HashPool, HashPoolError};
use countersign_issuer::{
    Client, ClientId, ClientKind, Commit, Founding, GrantType, KeyRecord, Keys, NameError, Outcome,
    RootRecord, RootSecret, Store, StoreError, User, UserId, Username,
};
use countersign_jose::{KeyError, Scopes, ScopesError, SigningKey, UnixTime};
use countersign_password::{Password, PasswordError, PasswordHash};
use zeroize::Zeroizing;

/// The public first-party client of the docs page, and of requests that name no client.
pub(crate) const DOCS_CLIENT: &str = "docs";
pub(crate) const ADMIN: &str = "admin";

/// A new server could not be founded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FoundingError {
    /// There is no randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// A key could not be generated.
    #[error("a signing key could not be generated: {0}")]
    Key(#[from] KeyError),
    /// The admin's password could not be hashed.
    #[error("the admin's password could not be hashed: {0}")]
    Hash(#[from] HashPoolError),
    /// Storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A name of ours breaks our own rules.
    #[error(transparent)]
    Name(#[from] NameError),
    /// A scope of ours breaks our own rules.
    #[error(transparent)]
    Scope(#[from] ScopesError),
    /// A password of ours breaks our own rules.
    #[error(transparent)]
    Password(#[from] PasswordError),
}

/// Founds the server if nobody has: a key for access tokens, a root secret, the admin, the docs client.
/// Returns the admin's password if it was this process that did.
pub(crate) async fn found(
    store: &dyn Store,
    hash_pool: &HashPool,
    now: UnixTime,
) -> Result<Option<Zeroizing<String>>, FoundingError> {
    if store.is_founded().await? {
        return Ok(None);
    }

    let password = passphrase(&clock::random()?);
    let hash = hash_pool.hash(Password::parse(password.as_str())?).await?;
    let commit = Commit::Found(Box::new(founding(hash, now)?));
    Ok(match store.commit(commit).await?.value {
        Outcome::Won => Some(password),
        // Another process started on the same database in the same moment.
        Outcome::Lost => None,
    })
}

fn founding(admin_password: PasswordHash, now: UnixTime) -> Result<Founding, FoundingError> {
    let key = SigningKey::generate(Keys::ACCESS_TOKENS)?;
    Ok(Founding {
        signing_key: KeyRecord::new(&key, now, now)?,
        root_secret: RootRecord {
            number: 1,
            secret: RootSecret::from_bytes(clock::random()?),
            activates_at: now,
            created_at: now,
        },
        admin: admin(admin_password, now)?,
        docs_client: docs_client(now)?,
    })
}

fn admin(password: PasswordHash, now: UnixTime) -> Result<User, FoundingError> {
    Ok(User {
        id: UserId::from_bytes(clock::random()?),
        username: Username::parse_new(ADMIN)?,
        email: None,
        password: password.into(),
        admin: true,
        disabled: false,
        epoch: 0,
        created_at: now,
    })
}

fn docs_client(now: UnixTime) -> Result<Client, FoundingError> {
    Ok(Client {
        id: ClientId::parse(DOCS_CLIENT)?,
        name: "Interactive docs".to_owned(),
        kind: ClientKind::Public,
        grant_types: vec![GrantType::Password, GrantType::RefreshToken],
        redirect_uris: Vec::new(),
        scopes: Scopes::parse(PROFILE_READ)?,
        first_party: true,
        created_at: now,
    })
}
