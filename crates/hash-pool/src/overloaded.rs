//! Being turned away, and when to come back.

use crate::limits::Limit;
use std::fmt;
use std::time::Duration;

/// The latest that anybody is told to come back, in seconds.
const LATEST: u64 = 60;

/// Nothing was looked up and nothing was computed: another check is not admitted now.
///
/// Over HTTP the whole pool's limit is 503 (RFC 9110 15.6.4) and the limits of one account or one
/// address are 429 (RFC 6585 4), both with Retry-After.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overloaded {
    limit: Limit,
    retry_after: u64,
}

impl Overloaded {
    /// What is in the queue is done after `wait`: then there is room again.
    pub(crate) fn new(limit: Limit, wait: Duration) -> Self {
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        Self {
            limit,
            retry_after: seconds.clamp(1, LATEST),
        }
    }

    /// What was asked too much.
    #[must_use]
    pub const fn limit(&self) -> Limit {
        self.limit
    }

    /// When to come back: 1 to 60 seconds.
    #[must_use]
    pub const fn retry_after(&self) -> u64 {
        self.retry_after
    }
}

impl fmt::Display for Overloaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.limit {
            Limit::Pool => "too many passwords are being checked at once",
            Limit::Account => "too many passwords are being checked at once for one account",
            Limit::Address => "too many passwords are being checked at once for one address",
        })
    }
}

impl std::error::Error for Overloaded {}

/// How often the log says that callers are turned away.
const LOG_EVERY: Duration = Duration::from_secs(10);

/// Counts who is turned away, so that the log says it once in a while and not every time.
#[derive(Debug, Default)]
pub(crate) struct Refusals {
    since_last_line: u64,
    last_line: Option<Duration>,
}

impl Refusals {
    /// Counts one more; says how many there were when it is time for a line.
    pub(crate) fn count(&mut self, now: Duration) -> Option<u64> {
        self.since_last_line += 1;
        if self.last_line.is_some_and(|last| now < last + LOG_EVERY) {
            return None;
        }
        self.last_line = Some(now);
        Some(std::mem::take(&mut self.since_last_line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_to_come_back_is_whole_seconds_and_bounded() {
        for (wait_ms, seconds) in [
            (0, 1),
            (10, 1),
            (1000, 1),
            (1001, 2),
            (2500, 3),
            (9_999_999, 60),
        ] {
            let refused = Overloaded::new(Limit::Pool, Duration::from_millis(wait_ms));
            assert_eq!(refused.retry_after(), seconds, "{wait_ms} ms");
        }
    }

    #[test]
    fn a_flood_is_one_line_in_ten_seconds() {
        let mut refusals = Refusals::default();
        let mut at = |seconds| refusals.count(Duration::from_secs(seconds));
        assert_eq!(at(100), Some(1), "the first one at once");
        assert_eq!([at(100), at(105), at(109)], [None; 3]);
        assert_eq!(at(110), Some(4));
        assert_eq!(at(111), None);
    }
}
