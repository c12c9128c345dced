//! The whole issuer as a value: open it, mount it.

use crate::app::App;
use crate::clock::SystemClock;
use crate::founding::{self, DOCS_CLIENT, FoundingError};
use crate::http;
use crate::jobs::Jobs;
use crate::keys::{KeyKeeper, KeysError};
use crate::settings::{Settings, SettingsError};
use countersign_api::{ApiError, Verifier};
use countersign_hash_pool::HashPool;
use countersign_issuer::{
    AuthorizationServer, ClientId, Lifetimes, NameError, Policy, Store, StoreError,
};
use countersign_jose::{Audience, IdentifierError, Issuer};
use countersign_store::{Clock, Database, DatabaseError, MemoryStore, OpenError, SqliteStore};
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
    /// The keys cannot be read or made.
    #[error(transparent)]
    Keys(#[from] KeysError),
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
///
/// While one of its clones or routers lives, a task keeps the keys as their timetable says. A verifier
/// alone does not keep it: its keys stay as they were when the rest was dropped.
#[derive(Debug, Clone)]
pub struct Server(Arc<Open>);

#[derive(Debug)]
struct Open {
    app: Arc<App>,
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
        Self::with_clock(settings, Arc::new(SystemClock::start())).await
    }

    /// Opens a server that lives by that clock.
    pub(crate) async fn with_clock(
        settings: Settings,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, ServerError> {
        let (issuer, lifetimes) = (settings.issuer_or_default()?, Lifetimes::default());
        let audience = match &settings.audience {
            Some(audience) => audience.clone(),
            None => Audience::parse(issuer.as_str())?,
        };
        let store = open_store(&settings.database, &clock)?;
        let passwords = Arc::new(settings.password_context()?);
        let hash_pool = HashPool::start(&settings.hash_pool, passwords)?;
        let admin_password = founding::found(&*store, &hash_pool, clock.now()).await?;

        let keys = KeyKeeper::open(
            Arc::clone(&store),
            Arc::clone(&clock),
            issuer.clone(),
            lifetimes,
        )
        .await?;
        let server = AuthorizationServer::new(Policy {
            issuer,
            audience,
            lifetimes,
        });
        let app = App {
            server,
            store,
            hash_pool,
            keys,
            clock,
            default_client: ClientId::parse(DOCS_CLIENT)?,
            jobs: Jobs::default(),
        };
        app.jobs.start(Arc::clone(&app.keys).watch());
        app.jobs.start(Arc::clone(&app.keys).maintain());
        Ok(Self(Arc::new(Open {
            app: Arc::new(app),
            admin_password,
        })))
    }

    /// What the server stands on.
    #[cfg(test)]
    pub(crate) fn app(&self) -> &App {
        &self.0.app
    }

    /// Every endpoint of the server, to be served or to be merged into another router.
    ///
    /// # Errors
    ///
    /// Says which routes contradict each other; there are none unless this crate is at fault.
    pub fn router(&self) -> Result<axum::Router, ServerError> {
        Ok(http::router(&self.0.app)?)
    }

    /// A verifier of this server's tokens for an API in the same program: the keys stay in
    /// memory, and no HTTP is spoken.
    ///
    /// A token is accepted only if it is for that audience: the one in
    /// [`Settings::audience`].
    #[must_use]
    pub fn verifier(&self, audience: &Audience) -> Verifier {
        http::verifier(&self.0.app, audience)
    }

    /// The issuer's URL.
    #[must_use]
    pub fn issuer(&self) -> &Issuer {
        self.0.app.server.issuer()
    }

    /// Whom the server's tokens are for.
    #[must_use]
    pub fn audience(&self) -> &Audience {
        self.0.app.server.audience()
    }

    /// The first admin's password, if this process made it: the only moment at which it is known.
    #[must_use]
    pub fn admin_password(&self) -> Option<&str> {
        let password = self.0.admin_password.as_ref();
        password.map(|password| password.as_str())
    }
}

/// Opens the storage that a setting names.
pub(crate) fn open_store(
    database: &Database,
    clock: &Arc<dyn Clock>,
) -> Result<Arc<dyn Store>, OpenError> {
    let clock = Arc::clone(clock);
    Ok(match database {
        Database::Sqlite(path) => Arc::new(SqliteStore::open(path, clock)?),
        Database::Memory => Arc::new(MemoryStore::new(clock)),
    })
}
