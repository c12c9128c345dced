//! A clock that a test moves.

use countersign_jose::UnixTime;
use countersign_store::Clock;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A clock that stands still until a test moves it.
#[derive(Debug)]
pub struct ManualClock {
    time: AtomicU64,
    steady: AtomicU64,
}

impl ManualClock {
    /// Starts at that many seconds after 1970.
    #[must_use]
    pub fn at(seconds: u64) -> Arc<Self> {
        Arc::new(Self {
            time: AtomicU64::new(seconds),
            steady: AtomicU64::new(seconds),
        })
    }

    /// Sets the time of day, as somebody does who sets a clock: no time passes by it.
    pub fn set(&self, seconds: u64) {
        self.time.store(seconds, Ordering::SeqCst);
    }

    /// Lets time pass.
    pub fn pass(&self, seconds: u64) {
        self.time.fetch_add(seconds, Ordering::SeqCst);
        self.steady.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Lets time pass until that many seconds after 1970.
    pub fn pass_until(&self, seconds: u64) {
        self.pass(seconds.saturating_sub(self.seconds()));
    }

    /// Its time of day in seconds.
    #[must_use]
    pub fn seconds(&self) -> u64 {
        self.time.load(Ordering::SeqCst)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> UnixTime {
        UnixTime::from_seconds(self.seconds())
    }

    fn steady(&self) -> UnixTime {
        UnixTime::from_seconds(self.steady.load(Ordering::SeqCst))
    }
}
