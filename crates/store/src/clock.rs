//! Where a store takes the time of its commits from.

use countersign_jose::UnixTime;
use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The time of a store: what decides when a refresh token was rotated, and whether a grant lives.
///
/// A store never goes back behind a time that it has said: a clock that is set back would open again
/// what was over. So a clock that goes on from where it was is better than one that is set back, and
/// for which the store's time stands still until it has caught up.
///
/// ```
/// use countersign_jose::UnixTime;
/// use countersign_store::{Clock, MemoryStore};
/// use std::sync::Arc;
///
/// #[derive(Debug)]
/// struct Noon;
///
/// impl Clock for Noon {
///     fn now(&self) -> UnixTime {
///         UnixTime::from_seconds(1_800_000_000)
///     }
/// }
///
/// let store = MemoryStore::new(Arc::new(Noon));
/// ```
pub trait Clock: Debug + Send + Sync {
    /// The time now, in whole seconds.
    fn now(&self) -> UnixTime;
}

/// A clock that does not go back.
#[derive(Debug)]
pub(crate) struct Steady {
    clock: Arc<dyn Clock>,
    latest: AtomicU64,
}

impl Steady {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            latest: AtomicU64::new(0),
        }
    }

    pub(crate) fn now(&self) -> UnixTime {
        let now = self.clock.now().seconds();
        let before = self.latest.fetch_max(now, Ordering::AcqRel);
        UnixTime::from_seconds(now.max(before))
    }
}
