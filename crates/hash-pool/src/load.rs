//! What a job asks of the machine, and how fast this machine is beside what the costs say.

use std::time::Duration;

use countersign_password::{BcryptCost, Cost, Password};

/// What a job asks of the machine, known before it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Load {
    /// Memory while it runs, in KiB.
    pub(crate) kib: u64,
    /// How much of it is not in a worker's buffer.
    own_kib: u64,
    /// Time of one core, in nanoseconds, as estimated from the cost.
    pub(crate) nanos: u64,
    /// With equals of this cost it is computed in lanes on one thread.
    lanes: Option<BcryptCost>,
}

/// What a job costs besides its hash, in nanoseconds: waking a thread, sending the answer. Without it a
/// queue of plain digests would have no end.
const OVERHEAD: u64 = 50_000;

/// What a thread has beside a buffer in any case, in KiB: less than that is not counted on top.
const SMALL_KIB: u64 = 1024;

impl Load {
    /// Argon2 works in the buffer; the other schemes take their memory themselves.
    pub(crate) fn of(cost: Cost) -> Self {
        let lanes = match cost {
            Cost::Bcrypt(cost) => Some(cost),
            _ => None,
        };
        let kib = cost.memory_kib().into();
        let in_buffer = matches!(cost, Cost::Argon2(_)) || kib <= SMALL_KIB;
        Self {
            kib,
            own_kib: if in_buffer { 0 } else { kib },
            nanos: with_overhead(cost.work()),
            lanes,
        }
    }

    /// The same for a password whose length may matter.
    pub(crate) fn for_password(self, cost: Cost, password: &Password) -> Self {
        let nanos = with_overhead(cost.work_for(password));
        Self { nanos, ..self }
    }

    /// The largest buffer that it may begin with, in KiB.
    pub(crate) const fn buffer_kib(self) -> u64 {
        self.kib - self.own_kib
    }

    /// The same with memory for another computation after it, for which the buffer is still there.
    pub(crate) fn with_room_for(self, next: Self) -> Self {
        let buffer = self.buffer_kib().max(next.buffer_kib());
        Self {
            kib: self.kib.max(buffer + next.own_kib),
            own_kib: self.own_kib.max(next.own_kib),
            ..self
        }
    }

    /// One after the other.
    pub(crate) fn twice(self) -> Self {
        let nanos = self.nanos.saturating_mul(2);
        Self { nanos, ..self }
    }

    /// The load of both, if they can be computed in lanes on one thread. Its buffer serves both.
    pub(crate) fn beside(self, other: Self) -> Option<Self> {
        (self.lanes.is_some() && self.lanes == other.lanes).then(|| Self {
            kib: self.kib.max(other.kib),
            own_kib: self.own_kib.max(other.own_kib),
            nanos: self.nanos.saturating_add(other.nanos),
            lanes: self.lanes,
        })
    }
}

fn with_overhead(work: Duration) -> u64 {
    let nanos = u64::try_from(work.as_nanos()).unwrap_or(u64::MAX);
    nanos.saturating_add(OVERHEAD)
}

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
pub(crate) mod tests {
    use countersign_password::Argon2Params;

    use super::*;

    /// A load of that many MiB and 10 ms that is computed alone.
    pub(crate) fn alone(mib: u64) -> Load {
        Load {
            kib: mib * 1024,
            own_kib: 0,
            nanos: 10_000_000,
            lanes: None,
        }
    }

    /// A load of that many MiB, none of it in a buffer.
    pub(crate) fn own(mib: u64) -> Load {
        let load = alone(mib);
        let own_kib = load.kib;
        Load { own_kib, ..load }
    }

    /// The load of a bcrypt hash.
    pub(crate) fn lanes(log_rounds: u8) -> Load {
        Load::of(BcryptCost::new(log_rounds).unwrap().into())
    }

    #[test]
    fn a_load_is_what_the_cost_says() {
        let load = Load::of(Argon2Params::new(1024, 3, 1).unwrap().into());
        assert_eq!(load.kib, 1024);
        let twice = Load::of(Argon2Params::new(1024, 6, 1).unwrap().into());
        let hash = |load: Load| load.nanos - OVERHEAD;
        // Nearly, as what every hash starts with is in both.
        assert!((2 * hash(load)).abs_diff(hash(twice)) < hash(load) / 10);
        assert_eq!(hash(lanes(11)), 2 * hash(lanes(10)));
    }

    #[test]
    fn memory_outside_of_the_buffer_counts_beside_what_the_buffer_then_holds() {
        let load = |cost: &str| Load::of(cost.parse().unwrap());
        let (small, large) = (
            load("argon2id:m=1024,t=1,p=1"),
            load("argon2id:m=65536,t=1,p=1"),
        );
        let scrypt = load("scrypt:ln=14,r=8,p=1");
        let (bcrypt, yescrypt) = (load("bcrypt:10"), load("yescrypt:ln=12,r=32"));
        assert!(scrypt.kib > 16 << 10 && yescrypt.kib > 16 << 10 && bcrypt.kib <= SMALL_KIB);
        for (first, next, kib, buffer_kib) in [
            (small, large, large.kib, large.kib),
            (large, small, large.kib, large.kib),
            // The first one's memory is given back before the buffer is needed.
            (scrypt, small, scrypt.kib, 0),
            (scrypt, large, large.kib, large.kib - scrypt.kib),
            (yescrypt, scrypt, scrypt.kib.max(yescrypt.kib), 0),
            // The first one's buffer is still there.
            (small, scrypt, small.kib + scrypt.kib, small.kib),
            (large, yescrypt, large.kib + yescrypt.kib, large.kib),
            (bcrypt, large, large.kib, large.kib),
            (bcrypt, scrypt, bcrypt.kib + scrypt.kib, bcrypt.kib),
        ] {
            let both = first.with_room_for(next);
            assert_eq!((both.kib, both.buffer_kib()), (kib, buffer_kib), "{both:?}");
        }
    }

    #[test]
    fn a_job_is_never_free() {
        let digest = "digest:sha1".parse().or_else(|_| "digest".parse::<Cost>());
        let load = Load::of(digest.unwrap());
        assert!(load.nanos >= OVERHEAD && load.nanos < 2 * OVERHEAD);
    }

    #[test]
    fn only_equal_bcrypt_costs_go_beside_each_other() {
        assert!(lanes(10).beside(lanes(10)).is_some());
        assert!(lanes(10).beside(lanes(11)).is_none());
        assert!(alone(1).beside(alone(1)).is_none());
        assert!(lanes(10).beside(alone(1)).is_none());
    }

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
    fn a_measurement_far_off_counts_for_sixteen_times_the_estimate_at_most() {
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
