//! How fast this machine is, beside what the costs say.

/// What both sums start from: one computation that took as long as estimated.
const START: u64 = 50_000_000;
/// A new measurement is worth an eighth of all before it.
const SHARE: u64 = 8;
/// A machine that is further off is being suspended or traced: its figures mean nothing.
const FURTHEST: u64 = 16;

/// The moving ratio of measured to estimated time.
#[derive(Debug)]
pub(crate) struct Pace {
    estimated: u64,
    measured: u64,
}

impl Pace {
    pub(crate) const fn new() -> Self {
        Self {
            estimated: START,
            measured: START,
        }
    }

    /// Learns from one computation, both times in nanoseconds.
    pub(crate) fn learn(&mut self, estimated: u64, measured: u64) {
        let measured = measured.clamp(estimated / FURTHEST, estimated.saturating_mul(FURTHEST));
        self.estimated = aged(self.estimated).saturating_add(estimated);
        self.measured = aged(self.measured).saturating_add(measured);
    }

    /// What the estimate becomes on this machine, in nanoseconds.
    pub(crate) fn correct(&self, estimated: u64) -> u64 {
        let product = u128::from(estimated) * u128::from(self.measured);
        let corrected = product / u128::from(self.estimated.max(1));
        u64::try_from(corrected).unwrap_or(u64::MAX)
    }
}

const fn aged(sum: u64) -> u64 {
    sum - sum / SHARE
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: u64 = 1_000_000;

    fn after(jobs: u32, estimated: u64, measured: u64) -> u64 {
        let mut pace = Pace::new();
        (0..jobs).for_each(|_| pace.learn(estimated, measured));
        pace.correct(100 * MS) / MS
    }

    #[test]
    fn an_estimate_is_believed_until_something_was_measured() {
        assert_eq!(Pace::new().correct(100 * MS), 100 * MS);
    }

    #[test]
    fn the_ratio_follows_what_was_measured() {
        assert_eq!(after(100, 20 * MS, 40 * MS), 199, "twice as slow");
        assert_eq!(after(100, 20 * MS, 10 * MS), 50, "twice as fast");
    }

    #[test]
    fn one_slow_computation_among_many_changes_little() {
        let mut pace = Pace::new();
        (0..100).for_each(|_| pace.learn(20 * MS, 20 * MS));
        pace.learn(20 * MS, 60 * MS);
        assert!((110..=140).contains(&(pace.correct(100 * MS) / MS)));
        (0..30).for_each(|_| pace.learn(20 * MS, 20 * MS));
        assert!(pace.correct(100 * MS) / MS <= 101, "it is forgotten");
    }

    #[test]
    fn a_suspended_machine_does_not_end_the_world() {
        let corrected = after(100, 20 * MS, u64::MAX);
        assert!(corrected <= 100 * FURTHEST, "{corrected}");
        assert!(after(100, 20 * MS, 0) >= 100 / FURTHEST);
    }

    #[test]
    fn nothing_overflows() {
        let mut pace = Pace::new();
        (0..10).for_each(|_| pace.learn(u64::MAX, u64::MAX));
        assert!(pace.correct(u64::MAX) >= u64::MAX / 2);
        (0..1000).for_each(|_| pace.learn(0, 0));
        pace.correct(1);
    }
}
