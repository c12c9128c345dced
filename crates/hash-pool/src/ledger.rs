//! What is admitted, what waits, and what runs. No thread, no clock: everything is an argument.

use crate::limits::{Caller, Limit, Limits};
use crate::load::Load;
use crate::overloaded::Overloaded;
use crate::pace::Pace;
use crate::queue::{Queue, Ticket};
use countersign_password::PasswordContext;
use std::time::Duration;

/// Jobs that one thread computes in little more time than one.
const LANES: usize = PasswordContext::LANES;

/// An admission costs, until its hash is looked up, what hashes cost lately; the last one is worth a
/// sixteenth of all before it.
const SHARE: u64 = 16;

/// What the pool can do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Capacity {
    /// Threads.
    pub(crate) workers: u32,
    /// Memory that is worked on at once, in KiB.
    pub(crate) kib: u64,
    /// How long a job may have to wait, as estimated when it is admitted.
    pub(crate) longest_wait: Duration,
}

impl Capacity {
    /// What the pool gives up for a job, in nanoseconds of one worker: its time, and that of the
    /// workers that find no memory meanwhile.
    ///
    /// Where equal jobs run `n` at once, each takes an `n`th of the workers, whether they run out of
    /// threads or of memory. In a mix it is right within a factor of two: others may run beside a
    /// dear job, and others may have to wait for it, as nobody overtakes who waits for memory.
    pub(crate) fn worker_time(&self, load: Load) -> u64 {
        let workers = u64::from(self.workers.max(1));
        // A job dearer than all of the memory runs alone.
        let at_once = self.kib.checked_div(load.kib).unwrap_or(workers);
        let at_once = at_once.clamp(1, workers);
        load.nanos.saturating_mul(workers).div_ceil(at_once)
    }
}

/// The pool's books.
#[derive(Debug)]
pub(crate) struct Ledger<J> {
    capacity: Capacity,
    limits: Limits,
    pace: Pace,
    /// Worker time of a check before its hash is known, in nanoseconds.
    expected: u64,
    /// Worker time of all admissions together: not yet used, waiting and running, in nanoseconds.
    reserved: u64,
    queue: Queue<J>,
    running: Running,
}

/// What runs now.
#[derive(Debug, Default)]
struct Running {
    workers: u32,
    kib: u64,
}

/// Jobs for one worker.
#[derive(Debug)]
pub(crate) struct Group<J> {
    pub(crate) jobs: Vec<J>,
    pub(crate) load: Load,
    /// Nobody waits: there is time for what can be left out.
    pub(crate) quiet: bool,
}

impl<J> Ledger<J> {
    /// `expected` is what a check costs as long as none was seen.
    pub(crate) fn new(capacity: Capacity, limits: Limits, expected: Load) -> Self {
        Self {
            capacity,
            limits,
            pace: Pace::new(),
            expected: capacity.worker_time(expected),
            reserved: 0,
            queue: Queue::new(),
            running: Running::default(),
        }
    }

    /// Admits a check whose hash is not known yet, or says why not and when to come
    /// back. Returns what it reserves: worker time in nanoseconds.
    pub(crate) fn admit(&mut self, caller: Caller) -> Result<u64, Overloaded> {
        let wait = self.estimated_wait();
        let refused = |limit| Overloaded::new(limit, wait);
        if wait > self.capacity.longest_wait {
            return Err(refused(Limit::Pool));
        }
        self.limits.enter(caller).map_err(refused)?;
        self.reserved = self.reserved.saturating_add(self.expected);
        Ok(self.expected)
    }

    /// Puts a job into the queue, with what it costs instead of what was reserved.
    ///
    /// A job that turns out dearer than expected stays admitted: to turn it away now would tell
    /// something about the hash that was looked up.
    pub(crate) fn enqueue(&mut self, reserved: u64, load: Load, job: J) -> Ticket {
        let cost = self.capacity.worker_time(load);
        let kept = self.expected.saturating_mul(SHARE - 1);
        self.expected = kept.saturating_add(cost) / SHARE;
        let others = self.reserved.saturating_sub(reserved);
        self.reserved = others.saturating_add(cost);
        self.queue.push(load, job)
    }

    /// Takes back an admission, whatever became of it.
    pub(crate) fn leave(&mut self, caller: Caller, reserved: u64) {
        self.limits.leave(caller);
        self.reserved = self.reserved.saturating_sub(reserved);
    }

    /// Takes a job out of the queue; nothing if it runs or ran.
    pub(crate) fn withdraw(&mut self, ticket: Ticket) -> Option<J> {
        self.queue.withdraw(ticket)
    }

    /// What an idle worker does next, if there is anything that fits into memory.
    pub(crate) fn take(&mut self) -> Option<Group<J>> {
        // Spread over idle workers first: lanes are for more jobs than threads.
        let idle = (self.capacity.workers - self.running.workers).max(1);
        let most = (1..LANES).find(|lanes| self.queue.len() <= lanes * idle as usize);
        let (running, most_kib) = (self.running.kib, self.capacity.kib);
        // A job dearer than all of the memory runs alone.
        let fits = |load: Load| running == 0 || running + load.kib <= most_kib;
        let taken = self.queue.take(fits, most.unwrap_or(LANES));
        let load = taken.iter().map(|(load, _)| *load);
        let load = load.reduce(|one, other| one.beside(other).unwrap_or(one))?;
        self.running.workers += 1;
        self.running.kib += load.kib;
        Some(Group {
            jobs: taken.into_iter().map(|(_, job)| job).collect(),
            load,
            quiet: self.queue.len() == 0,
        })
    }

    /// A worker is idle again after that time, which says nothing about others that waited for memory.
    pub(crate) fn finish(&mut self, load: Load, took: Duration) {
        self.running.workers -= 1;
        self.running.kib -= load.kib;
        let took = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        self.pace.learn(load.nanos, took);
    }

    /// Memory that nothing is computed in, in KiB.
    pub(crate) const fn spare_kib(&self) -> u64 {
        self.capacity.kib.saturating_sub(self.running.kib)
    }

    /// Whether a worker that is idle could have something to do.
    pub(crate) fn has_waiting(&self) -> bool {
        self.queue.len() > 0
    }

    /// How long a job that comes now waits until a worker is free for it.
    pub(crate) fn estimated_wait(&self) -> Duration {
        let work = Duration::from_nanos(self.pace.correct(self.reserved));
        work / self.capacity.workers.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::tests::{alone, lanes};
    use std::num::NonZeroU32;

    /// Two workers with 10 MiB each; a job of [`alone`] takes 10 ms.
    fn ledger(wait_ms: u64) -> Ledger<usize> {
        let capacity = Capacity {
            workers: 2,
            kib: 20 * 1024,
            longest_wait: Duration::from_millis(wait_ms),
        };
        Ledger::new(capacity, Limits::new(NonZeroU32::new(3), None), alone(10))
    }

    fn nobody() -> Caller {
        Caller::default()
    }

    /// Admits a job of that load and puts it into the queue.
    fn submit(ledger: &mut Ledger<usize>, load: Load, job: usize) -> (u64, Ticket) {
        let reserved = ledger.admit(nobody()).unwrap();
        let ticket = ledger.enqueue(reserved, load, job);
        (ledger.capacity.worker_time(load), ticket)
    }

    fn submit_all(ledger: &mut Ledger<usize>, jobs: std::ops::Range<usize>, load: Load) {
        for job in jobs {
            submit(ledger, load, job);
        }
    }

    fn jobs(group: Option<Group<usize>>) -> Vec<usize> {
        group.map(|group| group.jobs).unwrap_or_default()
    }

    #[test]
    fn checks_are_admitted_until_the_estimated_wait_is_too_long() {
        let mut ledger = ledger(20);
        // Each of two workers is busy for 20 ms with two of them, and the fifth would wait so long.
        submit_all(&mut ledger, 0..5, alone(1));
        let refused = ledger.admit(nobody()).unwrap_err();
        assert_eq!(refused.limit(), Limit::Pool);
    }

    #[test]
    fn an_admission_that_is_not_used_counts_until_it_is_given_back() {
        let mut ledger = ledger(0);
        let reserved = ledger.admit(nobody()).unwrap();
        assert!(ledger.admit(nobody()).is_err());
        ledger.leave(nobody(), reserved);
        assert!(ledger.admit(nobody()).is_ok());
    }

    #[test]
    fn a_reservation_is_corrected_to_the_real_cost() {
        let mut ledger = ledger(100);
        let dear = lanes(13);
        let (reserved, ticket) = submit(&mut ledger, dear, 0);
        assert_eq!(reserved, dear.nanos);
        assert!(
            ledger.admit(nobody()).is_err(),
            "a quarter of a second for each worker"
        );
        assert_eq!(ledger.withdraw(ticket), Some(0));
        ledger.leave(nobody(), reserved);
        assert_eq!(ledger.reserved, 0);
    }

    #[test]
    fn what_is_expected_follows_what_was_looked_up() {
        let mut ledger = ledger(1_000_000);
        let first = ledger.admit(nobody()).unwrap();
        assert_eq!(
            first,
            alone(10).nanos,
            "a new hash, as long as nothing is known"
        );
        submit_all(&mut ledger, 0..200, lanes(10));
        let now = ledger.admit(nobody()).unwrap();
        assert!(now.abs_diff(lanes(10).nanos) < 100_000, "{now}");
    }

    #[test]
    fn a_slow_machine_admits_fewer_checks() {
        let mut ledger = ledger(100);
        for job in 0..50 {
            let (reserved, _) = submit(&mut ledger, alone(1), job);
            let group = ledger.take().unwrap();
            ledger.finish(group.load, Duration::from_millis(40));
            ledger.leave(nobody(), reserved);
        }
        let admitted = (0..100).filter(|_| ledger.admit(nobody()).is_ok()).count();
        // 40 ms each on two workers: 100 ms are reached with the sixth.
        assert_eq!(admitted, 6);
    }

    #[test]
    fn one_account_does_not_take_the_whole_pool() {
        let mut ledger = ledger(100);
        let ada = Caller::new(Some("ada"), None);
        let admitted: Vec<_> = (0..4).map(|_| ledger.admit(ada)).collect();
        assert!(admitted[..3].iter().all(Result::is_ok));
        assert_eq!(admitted[3].as_ref().unwrap_err().limit(), Limit::Account);
        assert!(ledger.admit(nobody()).is_ok());
        ledger.leave(ada, *admitted[0].as_ref().unwrap());
        assert!(ledger.admit(ada).is_ok());
    }

    #[test]
    fn memory_in_use_stays_within_the_budget() {
        let mut ledger = ledger(1000);
        submit(&mut ledger, alone(12), 0);
        submit(&mut ledger, alone(12), 1);
        let first = ledger.take().unwrap();
        assert_eq!(first.jobs, [0]);
        assert!(ledger.take().is_none(), "24 MiB are more than 20");
        ledger.finish(first.load, Duration::ZERO);
        assert_eq!(jobs(ledger.take()), [1]);
    }

    #[test]
    fn a_job_dearer_than_the_budget_runs_alone() {
        let mut ledger = ledger(1000);
        submit(&mut ledger, alone(1), 0);
        submit(&mut ledger, alone(100), 1);
        submit(&mut ledger, alone(1), 2);
        let cheap = ledger.take().unwrap();
        assert!(ledger.take().is_none());
        ledger.finish(cheap.load, Duration::ZERO);
        let dear = ledger.take().unwrap();
        assert_eq!(dear.jobs, [1]);
        assert!(ledger.take().is_none(), "nothing runs beside it");
        ledger.finish(dear.load, Duration::ZERO);
        assert_eq!(jobs(ledger.take()), [2]);
    }

    #[test]
    fn lanes_are_filled_only_when_there_are_more_jobs_than_idle_workers() {
        let mut ledger = ledger(10_000);
        submit(&mut ledger, lanes(10), 0);
        let single = ledger.take().unwrap();
        assert_eq!((single.jobs.as_slice(), single.quiet), (&[0][..], true));
        submit_all(&mut ledger, 1..7, lanes(10));
        let group = ledger.take().unwrap();
        assert_eq!(
            (group.jobs.as_slice(), group.quiet),
            (&[1, 2, 3, 4][..], false)
        );
        ledger.finish(single.load, Duration::ZERO);
        ledger.finish(group.load, Duration::ZERO);
        assert_eq!(jobs(ledger.take()), [5], "one for each worker");
        assert_eq!(jobs(ledger.take()), [6]);
    }

    /// Eight workers with memory for eight new hashes of 19 MiB.
    fn eight(wait: Duration) -> Ledger<usize> {
        let capacity = Capacity {
            workers: 8,
            kib: 8 * 19_456,
            longest_wait: wait,
        };
        Ledger::new(capacity, Limits::new(None, None), alone(19))
    }

    /// Fills the queue with those loads in turn, and has it worked through, each job in the time
    /// that was estimated for it. Returns how long the last one was estimated to wait, and waited.
    fn flood(ledger: &mut Ledger<usize>, loads: &[Load]) -> (Duration, Duration) {
        let mut said = Duration::ZERO;
        for (job, load) in loads.iter().cycle().enumerate() {
            let wait = ledger.estimated_wait();
            let Ok(reserved) = ledger.admit(nobody()) else {
                break;
            };
            said = wait;
            ledger.enqueue(reserved, *load, job);
        }
        let (mut now, mut last) = (0, 0);
        let mut running: Vec<(u64, Load)> = Vec::new();
        loop {
            while running.len() < ledger.capacity.workers as usize {
                let Some(group) = ledger.take() else { break };
                running.push((now + group.load.nanos, group.load));
                last = now;
            }
            let Some(first) = (0..running.len()).min_by_key(|one| running[*one].0) else {
                return (said, Duration::from_nanos(last));
            };
            let (done, load) = running.swap_remove(first);
            now = done;
            ledger.finish(load, Duration::from_nanos(load.nanos));
        }
    }

    #[test]
    fn the_estimated_wait_counts_the_workers_that_find_no_memory() {
        let wait = Duration::from_secs(2);
        // 1, 2, 4 and 8 of them at once, and one over the whole of the memory.
        for mib in [100, 76, 38, 19, 1, 1000] {
            let mut ledger = eight(wait);
            let (said, waited) = flood(&mut ledger, &[alone(mib)]);
            let job = Duration::from_nanos(alone(mib).nanos);
            assert!(said.abs_diff(wait) <= job, "{mib} MiB: {said:?}");
            assert!(
                said.abs_diff(waited) <= 2 * job,
                "{mib} MiB: said {said:?}, waited {waited:?}"
            );
        }
    }

    #[test]
    fn the_estimated_wait_of_mixed_loads_is_right_within_a_factor_of_two() {
        let wait = Duration::from_secs(2);
        for loads in [
            &[100, 19][..],
            &[100, 1, 1, 1, 1],
            &[19, 19, 19, 19, 19, 19, 100],
            &[60, 76, 19, 5],
            &[1000, 1],
        ] {
            let loads: Vec<_> = loads.iter().map(|mib| alone(*mib)).collect();
            let (said, waited) = flood(&mut eight(wait), &loads);
            assert!(
                waited <= 2 * said && said <= 2 * waited,
                "{loads:?}: said {said:?}, waited {waited:?}"
            );
        }
    }

    #[test]
    fn the_pace_is_learnt_from_the_time_of_computation_alone() {
        let mut ledger = eight(Duration::from_secs(2));
        let load = alone(100);
        for job in 0..100 {
            let (reserved, _) = submit(&mut ledger, load, job);
            let group = ledger.take().unwrap();
            ledger.finish(group.load, Duration::from_nanos(load.nanos));
            ledger.leave(nobody(), reserved);
        }
        ledger.admit(nobody()).unwrap();
        let wait = ledger.estimated_wait();
        assert!(
            wait.abs_diff(Duration::from_millis(10)) < Duration::from_millis(1),
            "{wait:?}"
        );
    }

    #[test]
    fn nothing_is_left_of_jobs_that_are_done() {
        let mut ledger = ledger(10_000);
        let admitted: Vec<_> = (0..20)
            .map(|job| submit(&mut ledger, lanes(6), job).0)
            .collect();
        while let Some(group) = ledger.take() {
            ledger.finish(group.load, Duration::from_millis(1));
        }
        for reserved in admitted {
            ledger.leave(nobody(), reserved);
        }
        assert_eq!(
            (ledger.reserved, ledger.running.kib, ledger.running.workers),
            (0, 0, 0)
        );
        assert!(!ledger.has_waiting());
    }
}
