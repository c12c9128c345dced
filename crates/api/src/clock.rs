//! The one place of this crate that reads the time.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use countersign_jose::UnixTime;

/// Where a [`Verifier`](crate::Verifier) takes the time from: the system, or a test.
///
/// ```
/// use countersign_api::Clock;
/// use countersign_jose::UnixTime;
///
/// let noon = UnixTime::from_seconds(1_700_000_000);
/// assert_eq!(Clock::from_fn(move || noon).now(), noon);
/// ```
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> UnixTime + Send + Sync>);

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn system() -> Self {
        Self::from_fn(system_now)
    }

    /// Any other source.
    pub fn from_fn(now: impl Fn() -> UnixTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> UnixTime {
        (self.0)()
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one reader of the clock in this crate"
)]
fn system_now() -> UnixTime {
    // A clock before 1970 is broken. At the end of time every token has expired, so it opens nothing.
    UnixTime::try_from(SystemTime::now()).unwrap_or(UnixTime::from_seconds(u64::MAX))
}
