//! The one place that reads the clock and the system's randomness.

use countersign_issuer::{Moment, Seed};
use countersign_jose::UnixTime;
use countersign_store::Clock;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Instant, SystemTime};

/// The system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    /// A clock before 1970 is broken. At the start of time nothing has been issued yet, and what is
    /// issued has expired for everybody else.
    fn now(&self) -> UnixTime {
        #[expect(clippy::disallowed_methods, reason = "this is where the clock is read")]
        let now = SystemTime::now();
        UnixTime::try_from(now).unwrap_or(UnixTime::from_seconds(0))
    }
}

/// A clock that goes on at the pace of time even where the system's clock is set back, and follows it
/// where it is set forward. Storage follows it, so that what is over is not opened again.
#[derive(Debug)]
pub(crate) struct SteadyClock {
    clock: Arc<dyn Clock>,
    /// The latest time that the clock has said, and when it said it.
    latest: Mutex<(UnixTime, Instant)>,
}

impl SteadyClock {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Arc<Self> {
        let latest = Mutex::new((clock.now(), monotonic()));
        Arc::new(Self { clock, latest })
    }
}

impl Clock for SteadyClock {
    fn now(&self) -> UnixTime {
        let (now, here) = (self.clock.now(), monotonic());
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        let (said, then) = *latest;

        let passed = here.saturating_duration_since(then).as_secs();
        let steady = said.saturating_add(passed);
        if now < steady {
            return steady;
        }
        *latest = (now, here);
        now
    }
}

fn monotonic() -> Instant {
    #[expect(clippy::disallowed_methods, reason = "this is where the clock is read")]
    Instant::now()
}

/// The operating system gives no random bytes: nothing can be decided.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gives no random bytes: {0}")]
pub struct EntropyError(#[from] getrandom::Error);

/// Time and fresh randomness for one decision.
pub(crate) fn moment(clock: &dyn Clock) -> Result<Moment, EntropyError> {
    Ok(Moment {
        now: clock.now(),
        seed: Seed::from_bytes(random()?),
    })
}

/// Random bytes from the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], EntropyError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_testkit::ManualClock;

    #[test]
    fn a_steady_clock_follows_forward_and_never_goes_back() {
        let system = ManualClock::at(1_800_000_000);
        let steady = SteadyClock::new(system.clone());
        let before = steady.now();
        system.pass(100);
        assert_eq!(steady.now(), before.saturating_add(100));
        system.set(1_700_000_000);
        assert!(steady.now() >= before.saturating_add(100));
        system.set(1_800_000_500);
        assert_eq!(steady.now(), before.saturating_add(500));
    }
}
