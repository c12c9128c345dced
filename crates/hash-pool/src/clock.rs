//! The one place that reads the clock.

use std::time::{Duration, Instant};

/// Time that only goes on, for measuring how long something takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    pub(crate) fn start() -> Self {
        #[expect(clippy::disallowed_methods, reason = "this is where the clock is read")]
        let start = Instant::now();
        Self(start)
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
