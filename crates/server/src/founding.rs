//! The first start on an empty database.

use crate::clock::{self, MomentError};
use crate::http::ProfileRead;
use crate::passphrase::passphrase;
use countersign_api::Scope;
use countersign_hash_pool::{HashPool, HashPoolError};
use countersign_issuer::{
    Client, ClientId, ClientKind, Commit, Founding, GrantType, KeyState, NameError, Outcome,
    RefreshTokenKey, SigningKeyRecord, Store, StoreError, User, UserId, Username,
};
use countersign_jose::{Algorithm, KeyError, Scopes, ScopesError, SigningKey, UnixTime};
use countersign_password::{Password, PasswordError, PasswordHash};
use zeroize::Zeroizing;

/// The public first-party client of the docs page, and of requests that name no client.
pub(crate) const DOCS_CLIENT: &str = "docs";
pub(crate) const ADMIN: &str = "admin";

/// A new server could not be founded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FoundingError {
    /// No time or no randomness.
    #[error(transparent)]
    Moment(#[from] MomentError),
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

/// Founds the server if nobody has: signing key, refresh token key, admin, docs client. Returns
/// the admin's password if it was this process that did.
pub(crate) async fn found(
    store: &dyn Store,
    hash_pool: &HashPool,
) -> Result<Option<Zeroizing<String>>, FoundingError> {
    if store.refresh_token_key().await?.is_some() {
        return Ok(None);
    }
    let password = passphrase(&clock::random().map_err(MomentError::from)?);
    let hash = hash_pool.hash(Password::parse(password.as_str())?).await?;
    let commit = Commit::Found(Box::new(founding(hash)?));
    Ok(match store.commit(commit).await? {
        Outcome::Won => Some(password),
        // Another process started on the same database in the same moment.
        Outcome::Lost => None,
    })
}

fn founding(admin_password: PasswordHash) -> Result<Founding, FoundingError> {
    let now = clock::now().map_err(MomentError::from)?;
    let random = clock::random().map_err(MomentError::from)?;
    Ok(Founding {
        signing_key: signing_key(now)?,
        refresh_token_key: RefreshTokenKey::from_bytes(random),
        admin: admin(admin_password, now)?,
        docs_client: docs_client(now)?,
    })
}

fn signing_key(now: UnixTime) -> Result<SigningKeyRecord, FoundingError> {
    let key = SigningKey::generate(Algorithm::Es256)?;
    Ok(SigningKeyRecord {
        key_id: key.key_id().clone(),
        algorithm: key.algorithm(),
        pkcs8: key.to_pkcs8_der()?,
        state: KeyState::Active,
        created_at: now,
    })
}

fn admin(password: PasswordHash, now: UnixTime) -> Result<User, FoundingError> {
    Ok(User {
        id: UserId::from_bytes(clock::random().map_err(MomentError::from)?),
        username: Username::parse(ADMIN)?,
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
        scopes: Scopes::parse(ProfileRead::NAME)?,
        first_party: true,
        created_at: now,
    })
}
