//! The pool as others see it: it admits checks, and an admission checks one password.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use countersign_password::{
    Arena, HashError, Password, PasswordContext, PasswordHash, Verdict, VerifyError,
};
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::job::{self, Against, Check, Job};
use crate::ledger::{Capacity, Ledger};
use crate::limits::{Caller, Limit, Limits, Overloaded, Refusals};
use crate::load::Load;
use crate::settings::HashPoolSettings;
use crate::workers::{Reservation, Waiting, Workers};

/// The longest that a client waits for an answer, should every estimate be wrong.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why there is no verdict and no hash.
#[derive(Debug, thiserror::Error)]
pub enum HashPoolError {
    /// More is asked for than the threads do in time.
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    /// The check itself failed.
    #[error(transparent)]
    Verify(#[from] VerifyError),
    /// The hash itself failed.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The computation panicked, which is a defect; the thread goes on.
    #[error("a hashing thread gave no answer, as its computation panicked; see the log")]
    Lost,
}

/// A bounded pool of hashing threads. Cheap to clone; the threads end with the last clone.
///
/// ```
/// use std::sync::Arc;
///
/// use countersign_hash_pool::{HashPool, HashPoolSettings};
/// use countersign_password::{Password, PasswordContext};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let passwords = Arc::new(PasswordContext::default());
/// let pool = HashPool::start(&HashPoolSettings::default(), passwords)?;
/// let stored = pool.hash(Password::parse("correct horse battery staple")?).await?;
/// assert!(stored.as_str().starts_with("$argon2id$"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct HashPool(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    workers: Arc<Workers<Job>>,
    passwords: Arc<PasswordContext>,
    refusals: Mutex<Refusals>,
}

impl HashPool {
    /// Starts the threads.
    ///
    /// # Errors
    ///
    /// The operating system gives no thread; those that were started end.
    pub fn start(
        settings: &HashPoolSettings,
        passwords: Arc<PasswordContext>,
    ) -> std::io::Result<Self> {
        let new_hash = Load::of(passwords.new_hashes());
        let capacity = Capacity::new(settings, new_hash);
        let limits = Limits::new(settings.per_account, settings.per_address);
        let ledger = Ledger::new(capacity, limits, new_hash);

        let context = Arc::clone(&passwords);
        let workers = Workers::start(
            ledger,
            capacity.kib_for_each(),
            move |arena, jobs, quiet| {
                job::run(&context, arena, jobs, quiet);
            },
        )?;
        Ok(Self(Arc::new(Shared {
            workers: Arc::new(workers),
            passwords,
            refusals: Mutex::default(),
        })))
    }

    /// Admits one check: before the user is looked up, so that whoever is turned away costs nothing,
    /// and learns nothing about the account.
    ///
    /// # Errors
    ///
    /// [`Overloaded`] says which limit is reached and when to come back.
    pub fn admit(&self, caller: Caller) -> Result<Admission, Overloaded> {
        match self.0.workers.admit(caller) {
            Ok(reservation) => Ok(Admission {
                pool: self.clone(),
                reservation,
            }),
            Err(refused) => {
                self.count(refused);
                Err(refused)
            }
        }
    }

    /// Hashes a new password.
    ///
    /// # Errors
    ///
    /// The pool is overloaded, or the hash fails (see [`PasswordContext::hash`]).
    pub async fn hash(&self, password: Password) -> Result<PasswordHash, HashPoolError> {
        let hash = move |passwords: &PasswordContext, arena: &mut Arena| {
            passwords.hash_with(arena, &password)
        };
        Ok(self.compute(hash).await??)
    }

    /// Computes something that costs as much as a new hash.
    async fn compute<T: Send + 'static>(
        &self,
        compute: impl FnOnce(&PasswordContext, &mut Arena) -> T + Send + 'static,
    ) -> Result<T, HashPoolError> {
        let admission = self.admit(Caller::default())?;
        let load = Load::of(self.0.passwords.new_hashes());
        let (reply, answer) = oneshot::channel();
        let waiting = admission
            .reservation
            .enqueue(load, |reservation| Job::other(reservation, compute, reply));
        self.answer(waiting, answer).await
    }

    /// Waits for the answer to a job; whoever does not wait withdraws it.
    async fn answer<T>(
        &self,
        waiting: Waiting<Job>,
        answer: oneshot::Receiver<T>,
    ) -> Result<T, HashPoolError> {
        let answer = match timeout(PATIENCE, answer).await {
            Ok(answer) => answer.map_err(|_| HashPoolError::Lost),
            Err(_) => Err(self.turn_away()),
        };
        drop(waiting);
        answer
    }

    /// What is said to those who have waited too long.
    fn turn_away(&self) -> HashPoolError {
        let refused = Overloaded::new(Limit::Pool, self.0.workers.estimated_wait());
        self.count(refused);
        refused.into()
    }

    /// Counts a refusal, and says in the log from time to time how many there were.
    fn count(&self, refused: Overloaded) {
        let refusals = self.0.refusals.lock();
        let mut refusals = refusals.unwrap_or_else(PoisonError::into_inner);
        if let Some(turned_away) = refusals.count(self.0.workers.now()) {
            let retry_after = refused.retry_after();
            tracing::warn!(turned_away, retry_after, "overloaded: {refused}");
        }
    }
}

/// The right to have one password checked, given before anything is looked up. It counts until the
/// check is done, or until it is dropped.
#[derive(Debug)]
#[must_use = "an admission that is dropped checks nothing"]
pub struct Admission {
    pool: HashPool,
    reservation: Reservation<Job>,
}

impl Admission {
    /// Compares a password with a stored hash; without one, does the same work for nothing.
    ///
    /// The password is compared in its normalized form and, if that does not match, as it was typed. A
    /// better hash comes with a match only while nobody waits. If the returned future is dropped before
    /// the check runs, it does not run.
    ///
    /// # Errors
    ///
    /// The machine has no memory, the computation panicked, or it took longer than anybody waits. A
    /// stored hash that cannot be used is no error: it is a mismatch, after the same work.
    pub async fn check(
        self,
        password: Password,
        against: Against,
    ) -> Result<Verdict, HashPoolError> {
        let Self { pool, reservation } = self;
        let check = Check { password, against };
        let load = check.load(&pool.0.passwords);
        let (reply, answer) = oneshot::channel();
        let waiting =
            reservation.enqueue(load, |reservation| Job::check(reservation, check, reply));
        Ok(pool.answer(waiting, answer).await??)
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;
    use std::pin::pin;
    use std::sync::mpsc::{Sender, channel};
    use std::task::Poll;

    use countersign_password::{BcryptCost, Verdict};

    use super::*;

    /// One thread, two checks in flight for an account.
    fn pool() -> HashPool {
        let settings = HashPoolSettings {
            threads: NonZeroU32::MIN,
            per_account: NonZeroU32::new(2),
            ..HashPoolSettings::default()
        };
        HashPool::start(&settings, Arc::new(PasswordContext::default())).unwrap()
    }

    fn password() -> Password {
        Password::parse("correct horse").unwrap()
    }

    fn check(against: Against) -> Check {
        let password = password();
        Check { password, against }
    }

    fn nothing() -> Against {
        let like = Some(BcryptCost::new(4).unwrap().into());
        Against::Nothing { like }
    }

    fn ada() -> Caller {
        Caller::new(Some("ada"), None)
    }

    /// Occupies the pool's thread until the sender says so.
    async fn occupied(pool: &HashPool) -> (Sender<()>, impl Future<Output = ()>) {
        let (release, wait) = channel::<()>();
        let (started, running) = oneshot::channel();
        let pool = pool.clone();
        let mut block = Box::pin(async move {
            let block = pool.compute(move |_, _| {
                started.send(()).unwrap();
                wait.recv().unwrap();
            });
            block.await.unwrap();
        });
        poll_once(&mut block).await;
        running.await.unwrap();
        (release, block)
    }

    async fn poll_once<F: Future + Unpin>(future: &mut F) {
        let mut future = pin!(future);
        std::future::poll_fn(|context| {
            assert!(future.as_mut().poll(context).is_pending());
            Poll::Ready(())
        })
        .await;
    }

    #[tokio::test]
    async fn a_better_hash_is_made_while_nobody_waits_and_only_then() {
        let old = PasswordContext::builder().new_hashes(BcryptCost::new(4).unwrap());
        let stored = old.build().unwrap().hash(&password()).unwrap();
        let pool = pool();
        let ask = || {
            let admission = pool.admit(Caller::default()).unwrap();
            Box::pin(admission.check(password(), Against::Stored(stored.clone())))
        };
        let upgraded = |verdict| match verdict {
            Ok(Verdict::Match { upgrade, .. }) => upgrade.is_some(),
            other => panic!("{other:?}"),
        };
        assert!(upgraded(ask().await));

        let (release, block) = occupied(&pool).await;
        let (mut first, mut second) = (ask(), ask());
        poll_once(&mut first).await;
        poll_once(&mut second).await;
        let mut behind = Box::pin(pool.hash(password()));
        poll_once(&mut behind).await;
        release.send(()).unwrap();
        let (first, second, (), _) = tokio::join!(first, second, block, behind);
        assert!(!upgraded(first) && !upgraded(second));
    }

    #[tokio::test]
    async fn work_for_a_client_that_left_is_not_done_and_its_admission_is_free() {
        let pool = pool();
        let (release, block) = occupied(&pool).await;
        let (mark, marked) = channel();
        for _ in 0..1000 {
            let mark = mark.clone();
            let mut left = Box::pin(pool.compute(move |_, _| mark.send(()).unwrap()));
            poll_once(&mut left).await;
        }
        for _ in 0..10 {
            let admission = pool.admit(ada()).expect("who has left keeps no admission");
            let mut left = Box::pin(admission.check(password(), nothing()));
            poll_once(&mut left).await;
        }
        release.send(()).unwrap();
        block.await;
        pool.compute(|_, _| ()).await.unwrap();
        assert!(marked.try_recv().is_err());
    }

    #[tokio::test]
    async fn work_that_runs_keeps_its_admission_when_its_client_leaves() {
        let pool = pool();
        let wait = || pool.0.workers.estimated_wait();
        assert_eq!(wait(), Duration::ZERO);
        let (release, block) = occupied(&pool).await;
        drop(block);
        assert!(wait() > Duration::ZERO);
        release.send(()).unwrap();
    }

    #[tokio::test]
    async fn a_job_that_panics_is_lost_and_nothing_else() {
        let pool = pool();
        let panicked = pool.compute(|_, _| panic!("in a job")).await;
        assert!(matches!(panicked, Err::<(), _>(HashPoolError::Lost)));
        assert!(pool.hash(password()).await.is_ok());
    }

    #[tokio::test]
    async fn a_stored_hash_above_the_ceiling_is_a_mismatch_and_costs_what_a_new_one_does() {
        let hostile = "$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
        let hostile = PasswordHash::parse(hostile).unwrap();
        let pool = pool();
        let load = check(Against::Nothing { like: None }).load(&pool.0.passwords);
        let like = Some(hostile.cost());
        for against in [Against::Nothing { like }, Against::Stored(hostile)] {
            let check = check(against);
            assert_eq!(check.load(&pool.0.passwords), load);
            let admission = pool.admit(ada()).unwrap();
            let verdict = admission
                .check(check.password, check.against)
                .await
                .unwrap();
            assert!(matches!(verdict, Verdict::Mismatch));
        }
    }
}
