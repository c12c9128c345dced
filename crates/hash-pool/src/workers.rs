//! The threads: each takes what the ledger gives it, and a buffer to compute in.

use std::fmt;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use countersign_password::Arena;

use crate::clock::Stopwatch;
use crate::ledger::{Capacity, Group, Ledger, Ticket};
use crate::limits::{Caller, Overloaded};
use crate::load::Load;

/// Threads that work through a ledger. They end when it is dropped, after what waits.
pub(crate) struct Workers<J>(Arc<Shared<J>>);

struct Shared<J> {
    state: Mutex<State<J>>,
    /// There may be something to do, or nothing any more.
    changed: Condvar,
    capacity: Capacity,
    clock: Stopwatch,
    /// What is kept of each buffer, in KiB.
    keep_kib: u64,
}

struct State<J> {
    ledger: Ledger<J>,
    buffers: Buffers,
    closed: bool,
}

impl<J: Send + 'static> Workers<J> {
    /// Starts the threads; each calls `work` with a buffer, jobs, and whether nobody waits. As many
    /// buffers are kept, of `keep_kib` at most.
    pub(crate) fn start(
        ledger: Ledger<J>,
        keep_kib: u64,
        work: impl Fn(&mut Arena, Vec<J>, bool) + Clone + Send + 'static,
    ) -> std::io::Result<Self> {
        let capacity = ledger.capacity();
        let state = State {
            ledger,
            buffers: Buffers::new(capacity.workers as usize),
            closed: false,
        };
        let workers = Self(Arc::new(Shared {
            state: Mutex::new(state),
            changed: Condvar::new(),
            capacity,
            clock: Stopwatch::start(),
            keep_kib,
        }));
        for number in 0..capacity.workers {
            let (shared, work) = (Arc::clone(&workers.0), work.clone());
            thread::Builder::new()
                .name(format!("hash-{number}"))
                .spawn(move || run(&shared, &work))?;
        }
        Ok(workers)
    }
}

impl<J> Workers<J> {
    /// Admits a check whose hash is not known yet, or says why not and when to come back.
    pub(crate) fn admit(self: &Arc<Self>, caller: Caller) -> Result<Reservation<J>, Overloaded> {
        let nanos = self.0.state().ledger.admit(caller)?;
        Ok(Reservation {
            workers: Arc::clone(self),
            caller,
            nanos,
        })
    }

    /// How long a job that comes now waits until a worker is free for it.
    pub(crate) fn estimated_wait(&self) -> Duration {
        self.0.state().ledger.estimated_wait()
    }

    /// Puts a job into the queue, with what it costs instead of what was reserved.
    fn enqueue(&self, reserved: u64, load: Load, job: J) -> Ticket {
        let ticket = self.0.state().ledger.enqueue(reserved, load, job);
        self.0.changed.notify_one();
        ticket
    }

    /// Takes a job out of the queue, if it is still there.
    fn withdraw(&self, ticket: Ticket) -> Option<J> {
        let job = self.0.state().ledger.withdraw(ticket);
        if job.is_some() {
            // It may have been the one for whose memory all others waited.
            self.0.changed.notify_all();
        }
        job
    }

    /// Time since the start.
    pub(crate) fn now(&self) -> Duration {
        self.0.clock.elapsed()
    }
}

impl<J> Drop for Workers<J> {
    fn drop(&mut self) {
        self.0.state().closed = true;
        self.0.changed.notify_all();
    }
}

impl<J> fmt::Debug for Workers<J> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workers").finish_non_exhaustive()
    }
}

/// What one caller has of the threads' time, and of its account's and its address's limits, until its
/// work is done. Dropped, it is given back.
pub(crate) struct Reservation<J> {
    workers: Arc<Workers<J>>,
    caller: Caller,
    /// Worker time in nanoseconds, as estimated.
    nanos: u64,
}

impl<J> Reservation<J> {
    /// Puts a job into the queue, with what it costs instead of what was reserved. The job keeps
    /// the reservation.
    pub(crate) fn enqueue(mut self, load: Load, job: impl FnOnce(Self) -> J) -> Waiting<J> {
        let workers = Arc::clone(&self.workers);
        let cost = workers.0.capacity.worker_time(load);
        let reserved = mem::replace(&mut self.nanos, cost);

        let ticket = workers.enqueue(reserved, load, job(self));
        Waiting { workers, ticket }
    }
}

impl<J> Drop for Reservation<J> {
    fn drop(&mut self) {
        self.workers.0.state().ledger.leave(self.caller, self.nanos);
    }
}

impl<J> fmt::Debug for Reservation<J> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reservation").finish_non_exhaustive()
    }
}

/// Somebody waits for this job. Dropped, the job is taken out of the queue, if it is still there:
/// whoever asked has left, or has the answer.
#[must_use = "a job that nobody waits for is not done"]
pub(crate) struct Waiting<J> {
    workers: Arc<Workers<J>>,
    ticket: Ticket,
}

impl<J> Drop for Waiting<J> {
    fn drop(&mut self) {
        drop(self.workers.withdraw(self.ticket));
    }
}

impl<J> Shared<J> {
    fn state(&self) -> MutexGuard<'_, State<J>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for something to do; nothing once the pool is gone and the queue is empty.
    fn next(&self) -> Option<(Group<J>, Arena)> {
        let mut state = self.state();
        loop {
            if let Some(group) = state.ledger.take() {
                let buffer = state.buffers.lend(group.load.buffer_kib());
                let surplus = state.surplus();
                drop(state);
                // Before it is needed for the group, and while nobody waits for the lock.
                drop(surplus);
                return Some((group, buffer));
            }
            if state.closed && !state.ledger.has_waiting() {
                return None;
            }
            let woken = self.changed.wait(state);
            state = woken.unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn finish(&self, load: Load, took: Duration, buffer: Arena) {
        let mut state = self.state();
        state.ledger.finish(load, took);
        state.buffers.take_back(buffer);
        let surplus = state.surplus();
        // Others may wait for the memory that this one had, or for the end.
        if state.closed || state.ledger.has_waiting() {
            self.changed.notify_all();
        }
        drop(state);
        drop(surplus);
    }
}

impl<J> State<J> {
    /// Buffers in memory that something is computed in by now.
    fn surplus(&mut self) -> Vec<Arena> {
        self.buffers.shrink(self.ledger.spare_kib())
    }
}

fn run<J>(shared: &Shared<J>, work: &impl Fn(&mut Arena, Vec<J>, bool)) {
    while let Some((group, mut arena)) = shared.next() {
        let start = shared.clock.elapsed();
        let computed = catch_unwind(AssertUnwindSafe(|| {
            work(&mut arena, group.jobs, group.quiet);
        }));
        let took = shared.clock.elapsed().saturating_sub(start);
        if computed.is_err() {
            // The thread goes on: every thread lost here would be missed for good.
            tracing::error!("hashing a password panicked");
        }
        if computed.is_err() || arena.kib() as u64 > shared.keep_kib {
            // What a dear job needed is for the others again.
            arena = Arena::new();
        }
        shared.finish(group.load, took, arena);
    }
}

/// Buffers that no thread works in at the moment.
///
/// Fresh memory costs up to half of an Argon2 hash's time, so buffers are kept; but only in memory
/// that nothing else is computed in. They belong to the threads together: a thread that computes
/// outside of a buffer holds none.
pub(crate) struct Buffers {
    /// The one that was used last is the last.
    idle: Vec<Arena>,
    /// How many are kept.
    most: usize,
}

impl Buffers {
    /// None yet; later as many as there are threads.
    pub(crate) const fn new(most: usize) -> Self {
        let idle = Vec::new();
        Self { idle, most }
    }

    /// The largest buffer of no more than that; if there is none, one without memory yet.
    pub(crate) fn lend(&mut self, kib: u64) -> Arena {
        let fitting = self.idle.iter().map(size).enumerate();
        let fitting = fitting.filter(|(_, size)| *size <= kib);
        let largest = fitting.max_by_key(|(_, size)| *size);
        largest.map_or_else(Arena::new, |(index, _)| self.idle.remove(index))
    }

    /// Takes a buffer back, if it has any memory.
    pub(crate) fn take_back(&mut self, buffer: Arena) {
        if size(&buffer) > 0 {
            self.idle.push(buffer);
        }
    }

    /// Keeps what fits into that much memory, in KiB, and hands out the rest to be dropped.
    pub(crate) fn shrink(&mut self, kib: u64) -> Vec<Arena> {
        let mut left = kib;
        let fits = |buffer: &&Arena| match left.checked_sub(size(buffer)) {
            Some(rest) => {
                left = rest;
                true
            }
            None => false,
        };
        let newest = self.idle.iter().rev().take(self.most);
        let kept = newest.take_while(fits).count();
        self.idle.drain(..self.idle.len() - kept).collect()
    }

    /// What all of them hold, in KiB.
    #[cfg(test)]
    pub(crate) fn kib(&self) -> u64 {
        self.idle.iter().map(size).sum()
    }
}

fn size(buffer: &Arena) -> u64 {
    buffer.kib() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use crate::load::tests::{alone, own};
    use countersign_password::{Argon2Params, Password, PasswordContext};
    use std::sync::Barrier;
    use std::sync::mpsc::{Receiver, channel};

    type Job = Box<dyn FnOnce(&mut Arena) + Send>;

    /// So many threads for 10 MiB, each of which keeps 64 KiB.
    fn workers(threads: u32) -> Workers<Job> {
        let capacity = Capacity {
            workers: threads,
            kib: 10 * 1024,
            longest_wait: Duration::MAX,
        };
        let ledger = Ledger::new(capacity, Limits::new(None, None), alone(1));
        let work =
            |arena: &mut Arena, jobs: Vec<Job>, _| jobs.into_iter().for_each(|job| job(arena));
        Workers::start(ledger, 64, work).unwrap()
    }

    /// Queues a computation; its result comes from the receiver.
    fn ask<T: Send + 'static>(
        workers: &Workers<Job>,
        load: Load,
        compute: impl FnOnce(&mut Arena) -> T + Send + 'static,
    ) -> (Ticket, Receiver<T>) {
        let (reply, answer) = channel();
        let job: Job = Box::new(move |arena| drop(reply.send(compute(arena))));
        (workers.enqueue(0, load, job), answer)
    }

    #[test]
    fn a_buffer_is_kept_and_what_a_dear_job_needed_is_given_back() {
        let workers = workers(1);
        let held = |arena: &mut Arena| arena.kib();
        for (kib, kept) in [(64, 64), (32, 64), (128, 0), (64, 64)] {
            ask(&workers, alone(1), move |arena| hash(arena, kib))
                .1
                .recv()
                .unwrap();
            assert_eq!(
                ask(&workers, alone(1), held).1.recv().unwrap(),
                kept,
                "after {kib}"
            );
        }
    }

    /// Both workers hash in buffers of 64 KiB at the same time, and keep them.
    fn with_two_buffers() -> Workers<Job> {
        let workers = workers(2);
        let both = Arc::new(Barrier::new(2));
        let ask_one = || {
            let both = Arc::clone(&both);
            ask(&workers, alone(1), move |arena| {
                hash(arena, 64);
                both.wait();
            })
        };
        for (_, answer) in [ask_one(), ask_one()] {
            answer.recv().unwrap();
        }
        while workers.0.state().ledger.spare_kib() < 10 * 1024 {
            thread::yield_now();
        }
        workers
    }

    #[test]
    fn buffers_are_kept_only_in_memory_that_nothing_is_computed_in() {
        for (mib, kept) in [(1, 128), (9, 128), (10, 0), (100, 0)] {
            let workers = with_two_buffers();
            assert_eq!(workers.0.state().buffers.kib(), 128);
            let shared = Arc::clone(&workers.0);
            let scrypt = own(mib);
            let held = move |arena: &mut Arena| (arena.kib(), shared.state().buffers.kib());
            let (_, answer) = ask(&workers, scrypt, held);
            assert_eq!(answer.recv().unwrap(), (0, kept), "{mib} MiB of its own");
        }
    }

    #[test]
    fn a_job_that_panics_costs_no_thread_and_no_memory() {
        let workers = workers(1);
        for _ in 0..3 {
            let (_, answer) = ask(&workers, alone(10), |_| panic!("on purpose"));
            assert!(answer.recv().is_err());
        }
        assert_eq!(ask(&workers, alone(10), |_| 7).1.recv(), Ok(7));
    }

    #[test]
    fn workers_work_at_once() {
        let workers = workers(2);
        let (to_second, from_first) = channel();
        let (to_first, from_second) = channel();
        let first = ask(&workers, alone(1), move |_| {
            to_second.send(()).unwrap();
            from_second.recv().unwrap();
        });
        let second = ask(&workers, alone(1), move |_| {
            to_first.send(()).unwrap();
            from_first.recv().unwrap();
        });
        first.1.recv().unwrap();
        second.1.recv().unwrap();
    }

    #[test]
    fn who_waits_behind_a_dear_job_runs_when_it_is_withdrawn() {
        let workers = workers(2);
        let (release, wait) = channel::<()>();
        let (started, running) = channel();
        let block = ask(&workers, alone(1), move |_| {
            started.send(()).unwrap();
            wait.recv().unwrap();
        });
        running.recv().unwrap();
        let dear = ask(&workers, alone(100), |_| ());
        let cheap = ask(&workers, alone(1), |_| ());
        drop(workers.withdraw(dear.0).unwrap());
        cheap.1.recv().unwrap();
        assert!(dear.1.recv().is_err());
        release.send(()).unwrap();
        block.1.recv().unwrap();
    }

    #[test]
    fn threads_end_with_the_pool_after_what_waits() {
        let workers = workers(1);
        let (release, wait) = channel::<()>();
        let block = ask(&workers, alone(1), move |_| wait.recv().unwrap());
        let waiting = ask(&workers, alone(1), |_| 7);
        let shared = Arc::downgrade(&workers.0);
        drop(workers);
        release.send(()).unwrap();
        block.1.recv().unwrap();
        assert_eq!(waiting.1.recv(), Ok(7));
        // The last thread drops what it shared when it ends.
        while shared.upgrade().is_some() {
            thread::yield_now();
        }
    }

    /// Has a hash of that much memory computed in a buffer.
    pub(crate) fn hash(buffer: &mut Arena, kib: u32) {
        let params = Argon2Params::new(kib, 1, 1).unwrap();
        let passwords = PasswordContext::builder().new_hashes(params);
        let password = Password::parse("open sesame").unwrap();
        let passwords = passwords.build().unwrap();
        passwords.hash_with(buffer, &password).unwrap();
    }

    /// Three are kept.
    fn buffers(kib: &[u32]) -> Buffers {
        let mut buffers = Buffers::new(3);
        for kib in kib {
            let mut buffer = Arena::new();
            hash(&mut buffer, *kib);
            buffers.take_back(buffer);
        }
        buffers
    }

    #[test]
    fn a_job_gets_the_largest_buffer_that_it_counts_for() {
        let mut buffers = buffers(&[16, 64, 32]);
        assert_eq!(size(&buffers.lend(40)), 32);
        assert_eq!(size(&buffers.lend(40)), 16);
        assert_eq!(size(&buffers.lend(40)), 0, "it gets one of its own");
        assert_eq!(size(&buffers.lend(100)), 64);
    }

    #[test]
    fn a_buffer_without_memory_is_not_kept() {
        let mut buffers = buffers(&[]);
        buffers.take_back(Arena::new());
        assert!(buffers.idle.is_empty());
    }

    #[test]
    fn what_is_kept_fits_into_what_is_left_and_is_what_was_used_last() {
        let mut buffers = buffers(&[16, 64, 32, 8]);
        let surplus = |dropped: Vec<Arena>| dropped.iter().map(size).collect::<Vec<_>>();
        assert_eq!(surplus(buffers.shrink(u64::MAX)), [16], "three are enough");
        assert_eq!(surplus(buffers.shrink(104)), [0; 0]);
        assert_eq!(surplus(buffers.shrink(103)), [64]);
        assert_eq!(surplus(buffers.shrink(7)), [32, 8]);
    }
}
