//! An admission: the right to have one password checked.

use crate::job::{Against, Check, Job};
use crate::ledger::Ledger;
use crate::limits::Caller;
use crate::load::Load;
use crate::queue::Ticket;
use crate::{HashPool, HashPoolError};
use countersign_password::{Password, Verdict};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::timeout;

/// A backstop for the day on which every estimate fails; the longest that a client waits.
const PATIENCE: Duration = Duration::from_secs(30);

/// The right to have one password checked, given before anything is looked up. Dropped, it is
/// given back.
#[derive(Debug)]
#[must_use = "an admission that nobody uses is given back"]
pub struct Admission {
    pool: HashPool,
    caller: Caller,
    /// Worker time in nanoseconds, as estimated.
    reserved: u64,
}

impl Admission {
    pub(crate) const fn new(pool: HashPool, caller: Caller, reserved: u64) -> Self {
        Self {
            pool,
            caller,
            reserved,
        }
    }

    /// Compares a password with a stored hash; without one, does the same work for nothing.
    ///
    /// A better hash comes with a match only while nobody waits. If the returned future is dropped
    /// before the check runs, it does not run.
    ///
    /// # Errors
    ///
    /// The machine has no memory, or the computation was lost. A stored hash that cannot be used
    /// is a mismatch, after the same work.
    pub async fn check(
        self,
        password: Password,
        against: Against,
    ) -> Result<Verdict, HashPoolError> {
        let check = Check { password, against };
        let load = self.pool.load(&check);
        let (reply, answer) = oneshot::channel();
        let verdict = self.submit(load, answer, |admission| {
            Job::check(admission, check, reply)
        });
        Ok(verdict.await??)
    }

    /// Queues a job and waits for its answer; who does not wait withdraws it.
    pub(crate) async fn submit<T>(
        mut self,
        load: Load,
        answer: oneshot::Receiver<T>,
        job: impl FnOnce(Self) -> Job,
    ) -> Result<T, HashPoolError> {
        let pool = self.pool.clone();
        let cost = pool.0.capacity.worker_time(load);
        let reserved = std::mem::replace(&mut self.reserved, cost);
        let ticket = pool.crew().enqueue(reserved, load, job(self));
        let _waiting = Waiting {
            pool: &pool,
            ticket,
        };
        match timeout(PATIENCE, answer).await {
            Ok(answer) => answer.map_err(|_| HashPoolError::Lost),
            Err(_) => Err(pool.turn_away()),
        }
    }
}

impl Drop for Admission {
    fn drop(&mut self) {
        let leave = |ledger: &mut Ledger<Job>| ledger.leave(self.caller, self.reserved);
        self.pool.crew().with(leave);
    }
}

/// Somebody waits for this job.
struct Waiting<'a> {
    pool: &'a HashPool,
    ticket: Ticket,
}

impl Drop for Waiting<'_> {
    /// Whoever asked has left or has the answer: what still waits is not worth doing.
    fn drop(&mut self) {
        drop(self.pool.crew().withdraw(self.ticket));
    }
}
