//! Several jobs at once, for a worker that takes them from a queue.

use std::hint::black_box;

use crate::schemes::Record;
use crate::schemes::primitives::bcrypt;
use crate::{
    Arena, BcryptCost, Cost, HashError, Password, PasswordContext, PasswordHash, Verdict,
    VerifyError,
};

/// One computation that a queue holds: borrowed, so that the queue keeps the password.
///
/// ```
/// use countersign_password::{Job, Password, PasswordContext};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let passwords = PasswordContext::default();
/// let password = Password::parse("open sesame")?;
/// let job = Job::Hash { password: &password };
/// assert_eq!(passwords.lane(job), None, "new hashes are Argon2id: nothing to share");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub enum Job<'j> {
    /// [`PasswordContext::verify`].
    Verify {
        /// The hash of the account.
        stored: &'j PasswordHash,
        /// What was typed.
        password: &'j Password,
    },
    /// [`PasswordContext::verify_and_upgrade`].
    VerifyAndUpgrade {
        /// The hash of the account.
        stored: &'j PasswordHash,
        /// What was typed.
        password: &'j Password,
    },
    /// [`PasswordContext::dummy_verify_at`], for an unknown user.
    DummyVerify {
        /// The work to do: the cost of a stored hash, always the same for one name.
        cost: Cost,
        /// What was typed.
        password: &'j Password,
    },
    /// [`PasswordContext::hash`].
    Hash {
        /// The new password.
        password: &'j Password,
    },
}

/// What became of a [`Job`].
///
/// ```
/// use countersign_password::{Arena, Job, Outcome, Password, PasswordContext};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let passwords = PasswordContext::default();
/// let password = Password::parse("open sesame")?;
/// let outcomes = passwords.run_with(&mut Arena::new(), &[Job::Hash { password: &password }]);
/// assert!(matches!(outcomes[..], [Outcome::Hashed(Ok(_))]));
/// # Ok(())
/// # }
/// ```
#[must_use = "a verification that nobody looks at lets everybody in"]
#[derive(Debug)]
pub enum Outcome {
    /// Of a verification. A dummy verification that was carried out is a mismatch.
    Verified(Result<Verdict, VerifyError>),
    /// Of [`Job::Hash`].
    Hashed(Result<PasswordHash, HashError>),
}

impl PasswordContext {
    /// The most jobs that share one computation.
    ///
    /// ```
    /// use countersign_password::PasswordContext;
    ///
    /// assert_eq!(PasswordContext::LANES, 4);
    /// ```
    pub const LANES: usize = bcrypt::LANES;

    /// The cost at which this job computes bcrypt. Nothing when it computes something else, or the policy
    /// refuses the stored hash or the cost.
    ///
    /// Jobs with an equal answer are worth giving to [`run_with`](Self::run_with) together: four take
    /// little longer than one. A worker takes the job at the front of its queue and, when that has a
    /// lane, up to three more with the same one from anywhere in the queue. It never waits for them.
    ///
    /// ```
    /// use countersign_password::{BcryptCost, Job, Password, PasswordContext, PasswordHash};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let passwords = PasswordContext::default();
    /// let stored = PasswordHash::parse("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")?;
    /// let job = Job::Verify { stored: &stored, password: &Password::parse("U*U")? };
    /// assert_eq!(passwords.lane(job), Some(BcryptCost::new(5)?));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn lane(&self, job: Job<'_>) -> Option<BcryptCost> {
        let cost = match job {
            Job::Verify { stored, password } | Job::VerifyAndUpgrade { stored, password } => {
                self.admit(stored, password).ok()?;
                stored.cost()
            }
            Job::DummyVerify { cost, .. } => {
                self.policy.ceilings.check(cost).ok()?;
                cost
            }
            Job::Hash { .. } => self.policy.preferred,
        };
        match cost {
            Cost::Bcrypt(cost) => Some(cost),
            _ => None,
        }
    }

    /// Runs jobs and returns their outcomes in the same order, each as the method that the job names
    /// would have returned it.
    ///
    /// bcrypt computations of equal cost take turns on the calling thread, [`LANES`](Self::LANES) at a
    /// time; everything else, and the new hash of an upgrade, is computed one by one. The outcomes come
    /// when the last job is done, so give it jobs of one lane, or a single job: a mixed list is right,
    /// and makes the short ones wait for the long.
    ///
    /// How long a group takes tells how many were in it, and nothing about their passwords.
    ///
    /// ```
    /// use countersign_password::{Arena, Job, Outcome, Password, PasswordContext, PasswordHash, Verdict};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let passwords = PasswordContext::default();
    /// let stored = PasswordHash::parse("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")?;
    /// let (right, wrong) = (Password::parse("U*U")?, Password::parse("U*U*U")?);
    /// let jobs = [&right, &wrong].map(|password| Job::Verify { stored: &stored, password });
    ///
    /// let outcomes = passwords.run_with(&mut Arena::new(), &jobs);
    /// assert!(matches!(outcomes[..], [
    ///     Outcome::Verified(Ok(Verdict::Match { .. })),
    ///     Outcome::Verified(Ok(Verdict::Mismatch)),
    /// ]));
    /// # Ok(())
    /// # }
    /// ```
    pub fn run_with(&self, arena: &mut Arena, jobs: &[Job<'_>]) -> Vec<Outcome> {
        let mut started: Vec<_> = jobs.iter().map(|job| self.start(*job)).collect();
        compute_in_lanes(&mut started);
        let ended = jobs.iter().zip(started);
        ended
            .map(|(job, started)| match started {
                Some(Lane { record, tag, .. }) => self.end(arena, *job, record, &tag),
                None => self.run_alone(arena, *job),
            })
            .collect()
    }

    /// Everything of a bcrypt job that comes before its computation.
    fn start(&self, job: Job<'_>) -> Option<Lane> {
        let (record, password) = match job {
            Job::Verify { stored, password } | Job::VerifyAndUpgrade { stored, password } => {
                self.admit(stored, password).ok()?;
                (stored.record().clone(), password)
            }
            Job::DummyVerify { cost, password } => {
                self.policy.ceilings.check(cost).ok()?;
                (Record::dummy(cost), password)
            }
            Job::Hash { password } => (self.new_bcrypt(password)?, password),
        };
        let (cost, input) = record.bcrypt(password)?;
        Some(Lane {
            cost,
            input,
            record,
            tag: bcrypt::Tag::default(),
        })
    }

    /// A record for a new hash, if the policy makes them with bcrypt.
    fn new_bcrypt(&self, password: &Password) -> Option<Record> {
        match self.policy.preferred {
            Cost::Bcrypt(_) => Record::salted(self.policy.preferred, password).ok(),
            _ => None,
        }
    }

    /// Everything of a bcrypt job that comes after its computation.
    fn end(
        &self,
        arena: &mut Arena,
        job: Job<'_>,
        mut record: Record,
        tag: &bcrypt::Tag,
    ) -> Outcome {
        let found = |stored, password| self.verdict(stored, password, record.has_tag(&tag[..]));
        match job {
            Job::Verify { stored, password } => Outcome::Verified(Ok(found(stored, password))),
            Job::VerifyAndUpgrade { stored, password } => {
                let verdict = found(stored, password);
                Outcome::Verified(Ok(self.upgrade(verdict, arena, stored, password)))
            }
            Job::DummyVerify { .. } => {
                black_box(record.has_tag(&tag[..]));
                Outcome::Verified(Ok(Verdict::Mismatch))
            }
            Job::Hash { .. } => {
                record.tag = tag.to_vec();
                Outcome::Hashed(PasswordHash::from_record(record))
            }
        }
    }

    fn run_alone(&self, arena: &mut Arena, job: Job<'_>) -> Outcome {
        match job {
            Job::Verify { stored, password } => {
                Outcome::Verified(self.verify_with(arena, stored, password))
            }
            Job::VerifyAndUpgrade { stored, password } => {
                Outcome::Verified(self.verify_and_upgrade_with(arena, stored, password))
            }
            Job::DummyVerify { cost, password } => {
                let done = self.dummy_verify_at_with(arena, cost, password);
                Outcome::Verified(done.map(|()| Verdict::Mismatch))
            }
            Job::Hash { password } => Outcome::Hashed(self.hash_with(arena, password)),
        }
    }
}

/// A bcrypt job under way.
struct Lane {
    cost: BcryptCost,
    input: bcrypt::Input,
    record: Record,
    tag: bcrypt::Tag,
}

/// Computes the tags, those of equal cost together.
fn compute_in_lanes(started: &mut [Option<Lane>]) {
    let mut lanes: Vec<&mut Lane> = started.iter_mut().flatten().collect();
    lanes.sort_by_key(|lane| lane.cost.log_rounds());
    for group in lanes.chunk_by_mut(|a, b| a.cost == b.cost) {
        let inputs: Vec<_> = group.iter().map(|lane| &lane.input).collect();
        let cost = group.first().map_or(0, |lane| lane.cost.log_rounds());
        let tags = bcrypt::tags(cost, &inputs);
        for (lane, tag) in group.iter_mut().zip(tags) {
            lane.tag = tag;
        }
    }
}
