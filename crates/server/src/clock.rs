//! The one place that reads the clock and the system's randomness.

use countersign_issuer::{Moment, Seed};
use countersign_jose::UnixTime;
use countersign_store::Clock;
use std::time::{Instant, SystemTime};

/// The system's clocks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SystemClock {
    /// The time of day when the program began.
    began_at: UnixTime,
    began: Instant,
}

impl SystemClock {
    pub(crate) fn start() -> Self {
        Self {
            began_at: time_of_day(),
            began: monotonic(),
        }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> UnixTime {
        time_of_day()
    }

    fn steady(&self) -> UnixTime {
        let passed = monotonic().saturating_duration_since(self.began);
        self.began_at.saturating_add(passed.as_secs())
    }
}

/// A clock before 1970 is broken. At the start of time nothing has been issued yet, and what is issued
/// has expired for everybody else.
fn time_of_day() -> UnixTime {
    #[expect(clippy::disallowed_methods, reason = "this is where the clock is read")]
    let now = SystemTime::now();
    UnixTime::try_from(now).unwrap_or(UnixTime::from_seconds(0))
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

    #[test]
    fn the_steady_time_begins_as_the_time_of_day_and_goes_on() {
        let clock = SystemClock::start();
        let (first, now) = (clock.steady(), clock.now());
        assert!(first.seconds().abs_diff(now.seconds()) <= 1);
        assert!(clock.steady() >= first);
    }
}
