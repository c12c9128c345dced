//! The one thread that writes, with group commit.

use super::read::unavailable;
use crate::clock::{Clock, Now};
use crate::error::OpenError;
use countersign_issuer::{Commit, Outcome, StoreError, Timed};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{Builder, JoinHandle};
use tokio::sync::oneshot;

/// The most that one transaction takes, so that the first in it need not wait long.
const GROUP_LIMIT: usize = 256;

struct Job {
    commit: Commit,
    reply: oneshot::Sender<Reply>,
}

type Reply = Result<Timed<Outcome>, StoreError>;

/// Applies one commit at that time.
type Apply = fn(&Connection, &Commit, Now) -> rusqlite::Result<Outcome>;

/// Hands commits to the writer thread. Dropped, it lets the thread finish what was handed over.
#[derive(Debug)]
pub(in crate::sqlite) struct Writer {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(in crate::sqlite) fn start(
        path: &Path,
        connection: Connection,
        clock: Arc<dyn Clock>,
        apply: Apply,
    ) -> Result<Self, OpenError> {
        let (jobs, waiting) = channel();
        let mut group_writer = GroupWriter {
            connection,
            clock,
            apply,
        };
        let thread = Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || group_writer.run(&waiting))
            .map_err(|source| OpenError::File {
                path: path.to_owned(),
                source,
            })?;
        Ok(Self {
            jobs: Some(jobs),
            thread: Some(thread),
        })
    }

    pub(in crate::sqlite) async fn commit(&self, commit: Commit) -> Reply {
        let gone = || StoreError::Unavailable("the writer thread has ended".to_owned());
        let (reply, answer) = oneshot::channel();
        let jobs = self.jobs.as_ref().ok_or_else(gone)?;
        jobs.send(Job { commit, reply }).map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the writer thread of the database panicked");
        }
    }
}

/// What the thread has.
struct GroupWriter {
    connection: Connection,
    clock: Arc<dyn Clock>,
    apply: Apply,
}

impl GroupWriter {
    /// Takes all that is waiting into one transaction; answers after its fsync.
    fn run(&mut self, waiting: &Receiver<Job>) {
        while let Ok(first) = waiting.recv() {
            let mut group = vec![first];
            group.extend(waiting.try_iter().take(GROUP_LIMIT - 1));
            let (commits, replies): (Vec<_>, Vec<_>) =
                group.into_iter().map(|job| (job.commit, job.reply)).unzip();

            let outcomes = self.write_group(&commits);
            for (reply, outcome) in replies.into_iter().zip(outcomes) {
                // Whoever asked may have gone; the commit stands all the same.
                drop(reply.send(outcome));
            }
        }
    }

    fn write_group(&mut self, commits: &[Commit]) -> Vec<Reply> {
        match self.try_group(commits) {
            Ok(outcomes) => outcomes,
            Err(error) => {
                tracing::error!(%error, commits = commits.len(), "a transaction failed");
                let failed = || Err(StoreError::Unavailable(error.to_string()));
                commits.iter().map(|_| failed()).collect()
            }
        }
    }

    fn try_group(&mut self, commits: &[Commit]) -> rusqlite::Result<Vec<Reply>> {
        let connection = &mut self.connection;
        let mut group = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;

        // Once it is this group's turn to write: waiting for others took its time.
        let now = Now::of(&*self.clock);
        let mut replies = Vec::with_capacity(commits.len());
        for commit in commits {
            match try_one(&mut group, self.apply, commit, now) {
                // SQLite has rolled the whole group back by itself: there is no room, or the disk fails.
                // What came next would be committed alone, and answered as failed.
                Err(error) if group.is_autocommit() => return Err(error),
                outcome => replies.push(outcome.map_err(unavailable)),
            }
        }
        group.commit()?;
        Ok(replies)
    }
}

/// One commit's failure is its own: the savepoint leaves the rest of the group as it is.
fn try_one(
    group: &mut Transaction<'_>,
    apply: Apply,
    commit: &Commit,
    now: Now,
) -> rusqlite::Result<Timed<Outcome>> {
    let savepoint = group.savepoint()?;
    let value = apply(&savepoint, commit, now)?;
    if value == Outcome::Won {
        savepoint.commit()?;
    }
    // Dropped without a commit, a savepoint is rolled back.
    let at = now.steady;
    Ok(Timed { value, at })
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_issuer::KeyCommit;
    use countersign_jose::UnixTime;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    #[derive(Debug)]
    struct Noon;

    impl Clock for Noon {
        fn now(&self) -> UnixTime {
            UnixTime::from_seconds(1_800_000_000)
        }

        fn steady(&self) -> UnixTime {
            self.now()
        }
    }

    /// Writes the number of the root; 2 is more than there is room for.
    fn apply(connection: &Connection, commit: &Commit, _: Now) -> rusqlite::Result<Outcome> {
        let Commit::Key(KeyCommit::DeleteRoot(number)) = commit else {
            return Ok(Outcome::Lost);
        };
        let size = if *number == 2 { 10_000_000 } else { 1 };
        let sql = "INSERT INTO written VALUES (?1, zeroblob(?2))";
        connection.execute(sql, [*number, size])?;
        Ok(Outcome::Won)
    }

    #[test]
    fn where_there_is_no_room_the_answer_is_what_happened() {
        let connection = Connection::open_in_memory().unwrap();
        let full = "CREATE TABLE written (number INTEGER, bytes BLOB); PRAGMA max_page_count = 20";
        connection.execute_batch(full).unwrap();
        let mut writer = GroupWriter {
            connection,
            clock: Arc::new(Noon),
            apply,
        };

        let commits = [1, 2, 3].map(|number| KeyCommit::DeleteRoot(number).into());
        let answers = writer.write_group(&commits);
        let answers = (1_u32..).zip(answers);
        let won = answers.filter(|(_, answer)| answer.is_ok());
        let won: Vec<_> = won.map(|(number, _)| number).collect();

        let mut query = writer
            .connection
            .prepare("SELECT number FROM written ORDER BY number")
            .unwrap();
        let written = query.query_map([], |row| row.get(0)).unwrap();
        let written: rusqlite::Result<Vec<u32>> = written.collect();
        assert_eq!(won, written.unwrap());
    }

    /// A clock that looks whether somebody else could write at that moment.
    #[derive(Debug)]
    struct LooksAtTheLock {
        other: Mutex<Connection>,
        was_locked: AtomicBool,
    }

    impl Clock for LooksAtTheLock {
        fn now(&self) -> UnixTime {
            let other = self.other.lock().unwrap();
            let begun = other.execute_batch("BEGIN IMMEDIATE; ROLLBACK");
            self.was_locked.store(begun.is_err(), Ordering::SeqCst);
            Noon.now()
        }

        fn steady(&self) -> UnixTime {
            self.now()
        }
    }

    #[test]
    fn the_time_of_a_group_is_looked_at_once_nobody_else_can_write() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let connection = Connection::open(&path).unwrap();
        let table = "CREATE TABLE written (number INTEGER, bytes BLOB)";
        connection.execute_batch(table).unwrap();
        let other = Connection::open(&path).unwrap();
        other.busy_timeout(Duration::ZERO).unwrap();
        let clock = Arc::new(LooksAtTheLock {
            other: Mutex::new(other),
            was_locked: AtomicBool::new(false),
        });

        let mut writer = GroupWriter {
            connection,
            clock: clock.clone(),
            apply,
        };
        let answers = writer.write_group(&[KeyCommit::DeleteRoot(1).into()]);
        assert!(answers.iter().all(Result::is_ok));
        assert!(clock.was_locked.load(Ordering::SeqCst));
    }
}
