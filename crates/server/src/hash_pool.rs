//! Threads that hash passwords, and nothing else.
//!
//! A hash takes milliseconds of a core and megabytes of memory by design. So there are as many at
//! once as there are threads here, each with one buffer that it keeps; the queue is bounded and a
//! job that waits too long is given up. A flood of sign-ins is turned away with a time to come
//! back, and protected calls do not feel it.

use countersign_issuer::PasswordCheck;
use countersign_password::{
    Arena, HashError, Password, PasswordContext, PasswordHash, Verdict, VerifyError,
};
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::timeout;

/// Jobs that wait for each thread. With a hash of 20 ms the last one waits for about a second.
const QUEUE_PER_THREAD: usize = 64;

/// How long a job may wait and run.
const DEADLINE: Duration = Duration::from_secs(5);

/// Why there is no verdict and no hash.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HashPoolError {
    /// More is asked for than the threads can do.
    #[error("too many passwords are being checked at once")]
    Overloaded,
    /// The check itself failed.
    #[error(transparent)]
    Verify(#[from] VerifyError),
    /// The hash itself failed.
    #[error(transparent)]
    Hash(#[from] HashError),
}

type Job = Box<dyn FnOnce(&PasswordContext, &mut Arena) + Send>;

/// A bounded pool of hashing threads. Cheap to clone; the threads end with the last clone.
#[derive(Debug, Clone)]
pub(crate) struct HashPool(SyncSender<Job>);

impl HashPool {
    /// Starts the threads.
    pub(crate) fn start(
        threads: NonZeroUsize,
        passwords: &Arc<PasswordContext>,
    ) -> std::io::Result<Self> {
        let (jobs, waiting) = sync_channel(threads.get().saturating_mul(QUEUE_PER_THREAD));
        let waiting = Arc::new(Mutex::new(waiting));
        for number in 0..threads.get() {
            let (waiting, passwords) = (Arc::clone(&waiting), Arc::clone(passwords));
            thread::Builder::new()
                .name(format!("hash-{number}"))
                .spawn(move || run(&waiting, &passwords))?;
        }
        Ok(Self(jobs))
    }

    /// Compares a password with a stored hash; without one, does the same work for nothing.
    pub(crate) async fn check(&self, check: PasswordCheck) -> Result<Verdict, HashPoolError> {
        let verdict = self.submit(move |passwords, arena| compare(passwords, arena, &check));
        Ok(verdict.await??)
    }

    /// Hashes a new password.
    pub(crate) async fn hash(&self, password: Password) -> Result<PasswordHash, HashPoolError> {
        let hash = move |passwords: &PasswordContext, arena: &mut Arena| {
            passwords.hash_with(arena, &password)
        };
        Ok(self.submit(hash).await??)
    }

    async fn submit<T: Send + 'static>(
        &self,
        work: impl FnOnce(&PasswordContext, &mut Arena) -> T + Send + 'static,
    ) -> Result<T, HashPoolError> {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |passwords, arena| {
            // Whoever asked has left or was turned away: the work is not worth doing.
            if !reply.is_closed() {
                drop(reply.send(work(passwords, arena)));
            }
        });
        self.0
            .try_send(job)
            .map_err(|_| HashPoolError::Overloaded)?;
        match timeout(DEADLINE, answer).await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(_)) | Err(_) => Err(HashPoolError::Overloaded),
        }
    }
}

/// Compares the password, and then as it was typed: another system's hash may not be of the
/// normalized form. Without a stored hash the same work is done.
fn compare(
    passwords: &PasswordContext,
    arena: &mut Arena,
    check: &PasswordCheck,
) -> Result<Verdict, VerifyError> {
    let stored = check.stored.as_ref();
    let verdict = compare_one(passwords, arena, stored, &check.password)?;
    match (verdict, check.password.as_typed()) {
        (Verdict::Mismatch, Some(typed)) => compare_one(passwords, arena, stored, &typed),
        (verdict, _) => Ok(verdict),
    }
}

fn compare_one(
    passwords: &PasswordContext,
    arena: &mut Arena,
    stored: Option<&PasswordHash>,
    password: &Password,
) -> Result<Verdict, VerifyError> {
    match stored.map(|stored| passwords.verify_and_upgrade_with(arena, stored, password)) {
        Some(Err(error @ VerifyError::Compute(_))) => Err(error),
        Some(Ok(verdict)) => Ok(verdict),
        refused_or_absent => {
            // A hash that the policy refuses matches nothing; outside it looks like any mismatch.
            if let Some(Err(error)) = refused_or_absent {
                tracing::error!(%error, "a stored password hash cannot be used");
            }
            passwords.dummy_verify_with(arena, password)?;
            Ok(Verdict::Mismatch)
        }
    }
}

fn run(waiting: &Mutex<Receiver<Job>>, passwords: &PasswordContext) {
    let mut arena = Arena::new();
    loop {
        let next = waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv();
        match next {
            Ok(job) => {
                let work = AssertUnwindSafe(|| job(passwords, &mut arena));
                if catch_unwind(work).is_err() {
                    // The thread goes on: every thread lost here would be missed for good.
                    tracing::error!("hashing a password panicked");
                    arena = Arena::new();
                }
            }
            Err(_) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    fn pool() -> HashPool {
        let one = NonZeroUsize::new(1).unwrap();
        HashPool::start(one, &Arc::new(PasswordContext::default())).unwrap()
    }

    fn password() -> Password {
        Password::parse("correct horse").unwrap()
    }

    #[tokio::test]
    async fn a_hash_of_the_pool_is_matched_by_the_pool() {
        let pool = pool();
        let stored = Some(pool.hash(password()).await.unwrap());
        let check = PasswordCheck {
            password: password(),
            stored,
        };
        assert!(matches!(
            pool.check(check).await.unwrap(),
            Verdict::Match { .. }
        ));
    }

    #[tokio::test]
    async fn a_password_is_matched_in_either_spelling() {
        let (composed, decomposed) = ("caf\u{e9} au lait", "cafe\u{301} au lait");
        let pool = pool();
        for (hashed, typed, matches) in [
            (Password::normalized(decomposed), composed, true),
            (Password::normalized(composed), decomposed, true),
            // Another system hashed what was typed.
            (Password::parse(decomposed), decomposed, true),
            (Password::parse(decomposed), composed, false),
            (Password::parse("cafe au lait"), decomposed, false),
        ] {
            let stored = Some(pool.hash(hashed.unwrap()).await.unwrap());
            let password = Password::normalized(typed).unwrap();
            let verdict = pool.check(PasswordCheck { password, stored }).await;
            let matched = matches!(verdict.unwrap(), Verdict::Match { .. });
            assert_eq!(matched, matches, "{typed}");
        }
    }

    #[tokio::test]
    async fn nothing_stored_is_a_mismatch() {
        let check = PasswordCheck {
            password: password(),
            stored: None,
        };
        assert!(matches!(
            pool().check(check).await.unwrap(),
            Verdict::Mismatch
        ));
    }

    #[tokio::test]
    async fn a_full_queue_turns_away_at_once() {
        let pool = pool();
        let (release, wait) = channel::<()>();
        let (started, running) = oneshot::channel();
        let block = pool.submit(move |_, _| {
            started.send(()).unwrap();
            wait.recv().unwrap();
        });
        let fill = async {
            running.await.unwrap();
            for _ in 0..QUEUE_PER_THREAD {
                pool.0.try_send(Box::new(|_, _| ())).unwrap();
            }
            let turned_away = pool.hash(password()).await;
            assert!(matches!(turned_away, Err(HashPoolError::Overloaded)));
            release.send(()).unwrap();
        };
        let (blocked, ()) = tokio::join!(block, fill);
        blocked.unwrap();
    }

    #[tokio::test]
    async fn work_for_a_client_that_left_is_not_done() {
        let pool = pool();
        let (release, wait) = channel::<()>();
        let (started, running) = oneshot::channel();
        let (mark, marked) = channel();
        let block = pool.submit(move |_, _| {
            started.send(()).unwrap();
            wait.recv().unwrap();
        });
        let leave = async {
            running.await.unwrap();
            let mut left = Box::pin(pool.submit(move |_, _| mark.send(()).unwrap()));
            assert!(
                std::future::poll_fn(|cx| {
                    std::task::Poll::Ready(left.as_mut().poll(cx).is_pending())
                })
                .await
            );
            drop(left);
            release.send(()).unwrap();
        };
        let (blocked, ()) = tokio::join!(block, leave);
        blocked.unwrap();
        pool.submit(|_, _| ()).await.unwrap();
        assert!(marked.try_recv().is_err());
    }

    #[tokio::test]
    async fn a_job_that_panics_costs_no_thread() {
        let pool = pool();
        let panicked = pool.submit(|_, _| panic!("in a job")).await;
        assert!(matches!(panicked, Err::<(), _>(HashPoolError::Overloaded)));
        assert!(pool.hash(password()).await.is_ok());
    }

    #[tokio::test]
    async fn a_stored_hash_above_the_ceiling_is_a_mismatch() {
        let hostile = "$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
        let stored = Some(PasswordHash::parse(hostile).unwrap());
        let password = password();
        let verdict = pool().check(PasswordCheck { password, stored }).await;
        assert!(matches!(verdict.unwrap(), Verdict::Mismatch));
    }
}
