//! What every decision about a client's request holds.

use crate::client_auth::AuthenticatedClient;
use crate::keys::Keys;
use crate::moment::Moment;
use crate::policy::{Lifetimes, Policy};
use crate::ports::{Ports, Store};
use countersign_jose::UnixTime;
use std::sync::Arc;

/// The server's policy, the ports, the moment, and the client that was authenticated.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) ports: Ports<'a>,
    pub(crate) moment: Moment,
    pub(crate) client: AuthenticatedClient,
}

impl<'a> Context<'a> {
    pub(crate) const fn store(&self) -> &'a dyn Store {
        self.ports.store
    }

    /// As they stand now: what is signed after a wait is signed with the keys of then.
    pub(crate) fn keys(&self) -> Arc<Keys> {
        self.ports.keys.current()
    }

    pub(crate) const fn now(&self) -> UnixTime {
        self.moment.now
    }

    pub(crate) const fn lifetimes(&self) -> &'a Lifetimes {
        &self.policy.lifetimes
    }
}
