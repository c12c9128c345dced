//! What a job asks of the machine.

use countersign_password::{BcryptCost, Cost, Password};
use std::time::Duration;

/// What a job asks of the machine, known before it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Load {
    /// Memory while it runs, in KiB.
    pub(super) kib: u64,
    /// Time of one core, in nanoseconds, as estimated from the cost.
    pub(super) nanos: u64,
    /// With equals of this cost it is computed in lanes on one thread.
    lanes: Option<BcryptCost>,
}

/// What a job costs besides its hash, in nanoseconds: waking a thread, sending the answer. Without it a
/// queue of plain digests would have no end.
const OVERHEAD: u64 = 50_000;

impl Load {
    pub(super) fn of(cost: Cost) -> Self {
        let lanes = match cost {
            Cost::Bcrypt(cost) => Some(cost),
            _ => None,
        };
        Self {
            kib: cost.memory_kib().into(),
            nanos: with_overhead(cost.work()),
            lanes,
        }
    }

    /// The same for a password whose length may matter.
    pub(super) fn for_password(self, cost: Cost, password: &Password) -> Self {
        let nanos = with_overhead(cost.work_for(password));
        Self { nanos, ..self }
    }

    /// The same with at least that much memory.
    pub(super) fn with_kib(self, kib: u64) -> Self {
        let kib = self.kib.max(kib);
        Self { kib, ..self }
    }

    /// One after the other.
    pub(super) fn twice(self) -> Self {
        let nanos = self.nanos.saturating_mul(2);
        Self { nanos, ..self }
    }

    /// The load of both, if they can be computed in lanes on one thread. Its buffer serves both.
    pub(super) fn beside(self, other: Self) -> Option<Self> {
        (self.lanes.is_some() && self.lanes == other.lanes).then(|| Self {
            kib: self.kib.max(other.kib),
            nanos: self.nanos.saturating_add(other.nanos),
            lanes: self.lanes,
        })
    }
}

fn with_overhead(work: Duration) -> u64 {
    let nanos = u64::try_from(work.as_nanos()).unwrap_or(u64::MAX);
    nanos.saturating_add(OVERHEAD)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use countersign_password::Argon2Params;

    /// A load of that many MiB and 10 ms that is computed alone.
    pub(in crate::hash_pool) fn alone(mib: u64) -> Load {
        Load {
            kib: mib * 1024,
            nanos: 10_000_000,
            lanes: None,
        }
    }

    /// The load of a bcrypt hash.
    pub(in crate::hash_pool) fn lanes(log_rounds: u8) -> Load {
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
}
