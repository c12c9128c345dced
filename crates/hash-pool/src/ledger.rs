//! What is admitted, what waits, and what runs. No thread, no clock: everything is an argument.

use std::collections::VecDeque;
use std::time::Duration;

use countersign_password::PasswordContext;

use crate::limits::{Caller, Limit, Limits, Overloaded};
use crate::load::{Load, Pace};
use crate::settings::HashPoolSettings;

/// Jobs that one thread computes in little more time than one.
const LANES: usize = PasswordContext::LANES;

/// Until its hash is looked up, a check is expected to cost what hashes cost lately. The last one is worth
/// a sixteenth of all before it.
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
    /// What the settings say; without a limit of memory, enough for a new hash on each thread.
    pub(crate) fn new(settings: &HashPoolSettings, new_hash: Load) -> Self {
        let workers = settings.threads.get();
        let kib = match settings.memory_mib {
            Some(mib) => u64::from(mib.get()) * 1024,
            None => new_hash.kib.saturating_mul(workers.into()),
        };
        Self {
            workers,
            kib,
            longest_wait: Duration::from_secs(settings.queue_seconds.get().into()),
        }
    }

    /// A worker's share of the memory, in KiB.
    pub(crate) fn kib_for_each(&self) -> u64 {
        self.kib / u64::from(self.workers.max(1))
    }

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

/// What is admitted, what waits and what runs, with all that is known of what it costs.
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
#[derive(Debug, Clone, Copy, Default)]
struct Running {
    workers: u32,
    kib: u64,
}

impl Running {
    /// Whether there is memory for that beside it. A job dearer than all of the memory runs alone.
    const fn leaves_room_for(self, load: Load, most_kib: u64) -> bool {
        self.kib == 0 || self.kib + load.kib <= most_kib
    }
}

/// Jobs for one worker: one, or several that are computed in lanes.
#[derive(Debug)]
pub(crate) struct Group<J> {
    pub(crate) jobs: Vec<J>,
    pub(crate) load: Load,
    /// Nobody waits behind them: there is time for what can be left out.
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

    pub(crate) const fn capacity(&self) -> Capacity {
        self.capacity
    }

    /// Admits a check whose hash is not known yet, or says why not and when to come back. Returns what
    /// it reserves: worker time in nanoseconds.
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
        let (running, most_kib) = (self.running, self.capacity.kib);
        let lanes = self.lanes();
        let (jobs, load) = self
            .queue
            .take(|load| running.leaves_room_for(load, most_kib), lanes)?;

        self.running.workers += 1;
        self.running.kib += load.kib;
        let quiet = self.queue.len() == 0;
        Some(Group { jobs, load, quiet })
    }

    /// How many jobs a worker may take at once. The queue is spread over idle workers first: lanes are
    /// for more jobs than threads.
    fn lanes(&self) -> usize {
        let idle = (self.capacity.workers - self.running.workers).max(1);
        let for_each = self.queue.len().div_ceil(idle as usize);
        for_each.clamp(1, LANES)
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

/// Names a waiting job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ticket(u64);

/// Jobs that wait, in the order in which they came.
///
/// First come, first served, and nobody overtakes a job that waits for memory: otherwise a steady
/// stream of cheap jobs would keep a dear one waiting for good. The price is a worker that idles
/// for as long as one computation takes, and only when a job dearer than its share comes along.
///
/// The one exception: jobs that can be computed beside the first one at almost no cost (bcrypt,
/// several at a time on one thread) are taken along from wherever they stand.
#[derive(Debug)]
struct Queue<J> {
    waiting: VecDeque<Waiting<J>>,
    next: Ticket,
}

#[derive(Debug)]
struct Waiting<J> {
    ticket: Ticket,
    load: Load,
    job: J,
}

impl<J> Queue<J> {
    const fn new() -> Self {
        Self {
            waiting: VecDeque::new(),
            next: Ticket(0),
        }
    }

    fn len(&self) -> usize {
        self.waiting.len()
    }

    fn push(&mut self, load: Load, job: J) -> Ticket {
        let ticket = self.next;
        self.next = Ticket(ticket.0 + 1);
        self.waiting.push_back(Waiting { ticket, load, job });
        ticket
    }

    /// Takes a job out before its turn; nothing if it had its turn.
    fn withdraw(&mut self, ticket: Ticket) -> Option<J> {
        let found = self.waiting.binary_search_by_key(&ticket, |one| one.ticket);
        let waiting = self.waiting.remove(found.ok()?)?;
        Some(waiting.job)
    }

    /// Takes the first job, if its load fits, and with it others that can be computed beside it,
    /// `most` in all. Returns them with the load of all together.
    fn take(&mut self, fits: impl Fn(Load) -> bool, most: usize) -> Option<(Vec<J>, Load)> {
        self.waiting.front().filter(|first| fits(first.load))?;
        let first = self.waiting.pop_front()?;
        let (mut jobs, mut total) = (vec![first.job], first.load);

        let mut index = 0;
        while jobs.len() < most
            && let Some(next) = self.waiting.get(index)
        {
            match total.beside(next.load).filter(|both| fits(*both)) {
                Some(both) => {
                    total = both;
                    jobs.extend(self.waiting.remove(index).map(|next| next.job));
                }
                None => index += 1,
            }
        }
        Some((jobs, total))
    }
}

#[cfg(test)]
mod tests;
