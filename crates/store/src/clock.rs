//! Where a store takes the time of its commits from.

use countersign_jose::UnixTime;
use std::fmt::Debug;

/// The clock of a store: the time of day, which decides whether a grant lives, and a steady time, which
/// decides how long ago a refresh token was rotated.
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
///
///     fn steady(&self) -> UnixTime {
///         self.now()
///     }
/// }
///
/// let store = MemoryStore::new(Arc::new(Noon));
/// ```
pub trait Clock: Debug + Send + Sync {
    /// The time of day, in whole seconds. It may be set, in either direction.
    fn now(&self) -> UnixTime;

    /// A time that begins as the time of day and then only goes on, at the pace of time, whatever the
    /// time of day is set to. What is over by it is not opened again by a clock that is set back.
    fn steady(&self) -> UnixTime;
}

/// Both times of one commit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Now {
    pub(crate) time: UnixTime,
    pub(crate) steady: UnixTime,
}

impl Now {
    pub(crate) fn of(clock: &dyn Clock) -> Self {
        Self {
            time: clock.now(),
            steady: clock.steady(),
        }
    }
}
