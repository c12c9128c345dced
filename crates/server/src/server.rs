//! The whole issuer as a value: open it, mount it.

use crate::founding::{self, DOCS_CLIENT, FoundingError};
use crate::http;
use crate::settings::{Settings, SettingsError};
use countersign_api::{ApiError, Verifier};
use countersign_hash_pool::HashPool;
use countersign_issuer::{
    AuthorizationServer, ClientId, KeyState, Lifetimes, NameError, SigningKeyRecord, Store,
    StoreError,
};
use countersign_jose::{Audience, IdentifierError, Issuer, KeyError, KeySet, Signer, SigningKey};
use countersign_store::{Database, DatabaseError, MemoryStore, OpenError, SqliteStore};
use std::sync::Arc;
use zeroize::Zeroizing;

/// A server could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServerError {
    /// The text names no database.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The settings cannot be used.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The first start failed.
    #[error(transparent)]
    Founding(#[from] FoundingError),
    /// The database has no key that signs.
    #[error("the database has no active signing key")]
    NoSigningKey,
    /// The database was never founded, although it has been just now.
    #[error("the database has no key for refresh tokens")]
    NoRefreshTokenKey,
    /// A stored key cannot be used.
    #[error("a stored signing key cannot be used: {0}")]
    Key(#[from] KeyError),
    /// The issuer has a form that no issuer has.
    #[error("the issuer: {0}")]
    Issuer(#[from] IdentifierError),
    /// A name of ours breaks our own rules.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The threads for hashing cannot be started.
    #[error("the threads that hash passwords cannot be started: {0}")]
    Threads(#[from] std::io::Error),
    /// The routes contradict each other.
    #[error(transparent)]
    Api(#[from] ApiError),
}

/// An authorization server, ready to be served alone or mounted in another program.
///
/// ```no_run
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// use countersign_server::Server;
///
/// let server = Server::open("sqlite:app.db").await?;
/// let app = server.router()?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Server(Arc<Shared>);

/// What every request shares.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) authorization_server: Arc<AuthorizationServer>,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) hash_pool: HashPool,
    pub(crate) verifying_keys: KeySet,
    pub(crate) default_client: ClientId,
    admin_password: Option<Zeroizing<String>>,
}

impl Server {
    /// Opens a server on a database with default settings: `sqlite:PATH` or `memory:`.
    ///
    /// An empty database gets keys, an admin and a client for the docs page.
    ///
    /// # Errors
    ///
    /// Says what is wrong with the database; its file is left as it was.
    pub async fn open(database: &str) -> Result<Self, ServerError> {
        Self::with_settings(Settings {
            database: database.parse()?,
            ..Settings::default()
        })
        .await
    }

    /// Opens a server with settings of your own.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub async fn with_settings(settings: Settings) -> Result<Self, ServerError> {
        let issuer = settings.issuer_or_default()?;
        let store = open_store(&settings.database)?;
        let passwords = Arc::new(settings.password_context()?);
        let hash_pool = HashPool::start(&settings.hash_pool, passwords)?;
        let admin_password = founding::found(&*store, &hash_pool).await?;
        let audience = match settings.audience {
            Some(audience) => audience,
            None => Audience::parse(issuer.as_str())?,
        };
        let keys = store.signing_keys().await?;
        let refresh_token_key = store.refresh_token_key().await?;
        let authorization_server = AuthorizationServer::new(
            issuer,
            audience,
            active_signer(&keys)?,
            refresh_token_key.ok_or(ServerError::NoRefreshTokenKey)?,
            Lifetimes::default(),
        );
        Ok(Self(Arc::new(Shared {
            authorization_server: Arc::new(authorization_server),
            store,
            hash_pool,
            verifying_keys: verifying_keys(&keys)?,
            default_client: ClientId::parse(DOCS_CLIENT)?,
            admin_password,
        })))
    }

    /// Every endpoint of the server, to be served or to be merged into another router.
    ///
    /// # Errors
    ///
    /// Says which routes contradict each other; there are none unless this crate is at fault.
    pub fn router(&self) -> Result<axum::Router, ServerError> {
        http::router(&self.0)
    }

    /// A verifier of this server's tokens for an API in the same program: the keys stay in
    /// memory, and no HTTP is spoken.
    ///
    /// A token is accepted only if it is for that audience: the one in
    /// [`Settings::audience`].
    #[must_use]
    pub fn verifier(&self, audience: Audience) -> Verifier {
        http::verifier(&self.0, audience)
    }

    /// The issuer's URL.
    #[must_use]
    pub fn issuer(&self) -> &Issuer {
        self.0.authorization_server.issuer()
    }

    /// Whom the server's tokens are for.
    #[must_use]
    pub fn audience(&self) -> &Audience {
        self.0.authorization_server.audience()
    }

    /// The first admin's password, if this process made it: the only moment at which it is known.
    #[must_use]
    pub fn admin_password(&self) -> Option<&str> {
        self.0
            .admin_password
            .as_ref()
            .map(|password| password.as_str())
    }
}

/// Opens the storage that a setting names.
pub(crate) fn open_store(database: &Database) -> Result<Arc<dyn Store>, OpenError> {
    Ok(match database {
        Database::Sqlite(path) => Arc::new(SqliteStore::open(path)?),
        _ => Arc::new(MemoryStore::new()),
    })
}

/// The newest active key signs.
fn active_signer(keys: &[SigningKeyRecord]) -> Result<Signer, ServerError> {
    let active = keys.iter().rev().find(|key| key.state == KeyState::Active);
    Ok(Signer::access_tokens(signing_key(
        active.ok_or(ServerError::NoSigningKey)?,
    )?))
}

fn verifying_keys(keys: &[SigningKeyRecord]) -> Result<KeySet, ServerError> {
    let keys: Result<Vec<_>, KeyError> = keys
        .iter()
        .map(|key| signing_key(key).map(|key| key.verifying_key()))
        .collect();
    Ok(KeySet::new(keys?)?)
}

fn signing_key(record: &SigningKeyRecord) -> Result<SigningKey, KeyError> {
    let key = SigningKey::from_pkcs8_der(record.algorithm, &record.pkcs8)?;
    Ok(key.with_key_id(record.key_id.clone()))
}
