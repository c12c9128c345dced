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
struct Buffers {
    /// The one that was used last is the last.
    idle: Vec<Arena>,
    /// How many are kept.
    most: usize,
}

impl Buffers {
    /// None yet; later as many as there are threads.
    const fn new(most: usize) -> Self {
        let idle = Vec::new();
        Self { idle, most }
    }

    /// The largest buffer of no more than that; if there is none, one without memory yet.
    fn lend(&mut self, kib: u64) -> Arena {
        let fitting = self.idle.iter().map(size).enumerate();
        let fitting = fitting.filter(|(_, size)| *size <= kib);
        let largest = fitting.max_by_key(|(_, size)| *size);
        largest.map_or_else(Arena::new, |(index, _)| self.idle.remove(index))
    }

    /// Takes a buffer back, if it has any memory.
    fn take_back(&mut self, buffer: Arena) {
        if size(&buffer) > 0 {
            self.idle.push(buffer);
        }
    }

    /// Keeps what fits into that much memory, in KiB, and hands out the rest to be dropped.
    fn shrink(&mut self, kib: u64) -> Vec<Arena> {
        let (mut left, mut kept) = (kib, 0);
        for buffer in self.idle.iter().rev().take(self.most) {
            let Some(rest) = left.checked_sub(size(buffer)) else {
                break;
            };
            left = rest;
            kept += 1;
        }
        self.idle.drain(..self.idle.len() - kept).collect()
    }

    /// What all of them hold, in KiB.
    #[cfg(test)]
    fn kib(&self) -> u64 {
        self.idle.iter().map(size).sum()
    }
}

fn size(buffer: &Arena) -> u64 {
    buffer.kib() as u64
}

#[cfg(test)]
mod tests;
