//! What parks, and what has happened.

use countersign_issuer::{Commit, Outcome};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

/// The operations of all decisions: which one parked last, and which have happened.
#[derive(Debug, Default)]
pub struct Desk(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    parked: Option<String>,
    log: Vec<String>,
    commits: Vec<Committed>,
}

/// A commit that was answered.
#[derive(Debug, Clone)]
pub struct Committed {
    /// What was asked.
    pub commit: Commit,
    /// What was answered.
    pub outcome: Outcome,
}

impl Desk {
    /// A desk on which nothing has happened.
    #[must_use]
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// The names of the operations that have happened since the last call, in order.
    #[must_use]
    pub fn take_log(&self) -> Vec<String> {
        std::mem::take(&mut self.state().log)
    }

    /// The commits that were answered since the last call, in order.
    #[must_use]
    pub fn take_commits(&self) -> Vec<Committed> {
        std::mem::take(&mut self.state().commits)
    }

    pub(super) fn note_commit(&self, commit: Commit, outcome: Outcome) {
        self.state().commits.push(Committed { commit, outcome });
    }

    /// Waits until it is polled again; then the operation of that name happens.
    pub(super) fn park(self: &Arc<Self>, name: impl Into<String>) -> Park {
        Park {
            desk: Arc::clone(self),
            name: name.into(),
            has_parked: false,
        }
    }

    /// The operation that parked since the last call.
    pub(super) fn take_parked(&self) -> Option<String> {
        self.state().parked.take()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) struct Park {
    desk: Arc<Desk>,
    name: String,
    has_parked: bool,
}

impl Future for Park {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        let mut state = self.desk.state();
        if self.has_parked {
            state.log.push(self.name.clone());
            return Poll::Ready(());
        }
        state.parked = Some(self.name.clone());
        drop(state);
        self.has_parked = true;
        Poll::Pending
    }
}
