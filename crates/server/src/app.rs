//! The one state that every request shares.

use crate::clock::{self, EntropyError};
use crate::jobs::Jobs;
use crate::keys::KeyKeeper;
use countersign_hash_pool::HashPool;
use countersign_issuer::{AuthorizationServer, ClientId, Moment, Store};
use countersign_store::Clock;
use std::sync::Arc;

/// The authorization server, and what its decisions stand on.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) server: AuthorizationServer,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) hash_pool: HashPool,
    pub(crate) keys: Arc<KeyKeeper>,
    pub(crate) clock: Arc<dyn Clock>,
    /// Who asks when a request names no client.
    pub(crate) default_client: ClientId,
    /// They end with the last of what stands on this: the server value and its routers.
    pub(crate) jobs: Jobs,
}

impl App {
    /// Time and fresh randomness for one decision.
    pub(crate) fn moment(&self) -> Result<Moment, EntropyError> {
        clock::moment(&*self.clock)
    }
}
