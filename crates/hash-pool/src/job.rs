//! What a hashing thread does.

use countersign_password::{
    self as password, Arena, Cost, Outcome, Password, PasswordContext, PasswordHash, Verdict,
    VerifyError,
};
use tokio::sync::oneshot;

use crate::load::Load;
use crate::workers::Reservation;

/// What a password is compared with.
#[derive(Debug)]
pub enum Against {
    /// The hash that it must match.
    Stored(PasswordHash),
    /// Nothing that anybody could match, as there is no such user: the work is done all the same, so
    /// that the time does not tell, and the verdict is [`Verdict::Mismatch`].
    Nothing {
        /// What the work costs; by default what a new hash costs.
        like: Option<Cost>,
    },
}

/// A password and what it is compared with.
#[derive(Debug)]
pub(crate) struct Check {
    pub(crate) password: Password,
    pub(crate) against: Against,
}

impl Check {
    /// What the check costs. For known and unknown users there is memory for an upgrade, so that
    /// they wait for the same.
    pub(crate) fn load(&self, passwords: &PasswordContext) -> Load {
        let like = match &self.against {
            Against::Stored(stored) => Some(stored.cost()),
            Against::Nothing { like } => *like,
        };
        let cost = passwords.dummy_cost(like, &self.password);
        let upgrade = Load::of(passwords.new_hashes());
        let load = Load::of(cost)
            .for_password(cost, &self.password)
            .with_room_for(upgrade);

        // A mismatch is followed by a second look, at the password as it was typed.
        match self.password.as_typed() {
            Some(_) => load.twice(),
            None => load,
        }
    }
}

/// Something for a hashing thread, with the reservation that it keeps until it is done.
pub(crate) struct Job {
    reservation: Reservation<Job>,
    work: Work,
}

enum Work {
    Check(Check, Reply),
    Other(Computation),
}

type Reply = oneshot::Sender<Result<Verdict, VerifyError>>;
type Computation = Box<dyn FnOnce(&PasswordContext, &mut Arena) + Send>;

impl Job {
    /// Compares a password.
    pub(crate) const fn check(reservation: Reservation<Job>, check: Check, reply: Reply) -> Self {
        let work = Work::Check(check, reply);
        Self { reservation, work }
    }

    /// Computes something and sends it, if anybody waits for it by then.
    pub(crate) fn other<T: Send + 'static>(
        reservation: Reservation<Job>,
        compute: impl FnOnce(&PasswordContext, &mut Arena) -> T + Send + 'static,
        reply: oneshot::Sender<T>,
    ) -> Self {
        let work = move |passwords: &PasswordContext, arena: &mut Arena| {
            if !reply.is_closed() {
                drop(reply.send(compute(passwords, arena)));
            }
        };
        let work = Work::Other(Box::new(work));
        Self { reservation, work }
    }
}

/// A comparison that somebody waits for.
struct Awaited {
    reservation: Reservation<Job>,
    check: Check,
    reply: Reply,
}

/// Does the jobs of one group, checks together. `quiet`: nobody waits.
pub(crate) fn run(passwords: &PasswordContext, arena: &mut Arena, jobs: Vec<Job>, quiet: bool) {
    let mut checks = Vec::new();
    for Job { reservation, work } in jobs {
        match work {
            Work::Other(work) => work(passwords, arena),
            // Whoever asked left just now: the work is not worth doing.
            Work::Check(_, reply) if reply.is_closed() => {}
            Work::Check(check, reply) => checks.push(Awaited {
                reservation,
                check,
                reply,
            }),
        }
    }
    let verdicts = compare(passwords, arena, &checks, quiet);
    for (
        Awaited {
            reservation, reply, ..
        },
        verdict,
    ) in checks.into_iter().zip(verdicts)
    {
        // First the reservation: whoever has the answer may ask again.
        drop(reservation);
        drop(reply.send(verdict));
    }
}

/// Compares the passwords, and then those that mismatch as they were typed: another system's hash may
/// not be of the normalized form. Where nothing is stored the same work is done.
fn compare(
    passwords: &PasswordContext,
    arena: &mut Arena,
    checks: &[Awaited],
    quiet: bool,
) -> Vec<Result<Verdict, VerifyError>> {
    let normalized = checks.iter().map(|one| (&one.check, &one.check.password));
    let mut verdicts = compare_each(passwords, arena, &normalized.collect::<Vec<_>>(), quiet);
    let mut again = Vec::new();
    for (one, verdict) in checks.iter().zip(&mut verdicts) {
        if let (Ok(Verdict::Mismatch), Some(typed)) = (&*verdict, one.check.password.as_typed()) {
            again.push((&one.check, typed, verdict));
        }
    }
    let typed = again.iter().map(|(check, typed, _)| (*check, typed));
    let found = compare_each(passwords, arena, &typed.collect::<Vec<_>>(), quiet);
    for ((_, _, verdict), found) in again.into_iter().zip(found) {
        *verdict = found;
    }
    verdicts
}

fn compare_each(
    passwords: &PasswordContext,
    arena: &mut Arena,
    checks: &[(&Check, &Password)],
    quiet: bool,
) -> Vec<Result<Verdict, VerifyError>> {
    let jobs: Vec<_> = checks
        .iter()
        .map(|(check, password)| comparison(passwords, check, password, quiet))
        .collect();
    let outcomes = passwords.run_with(arena, &jobs);
    let outcomes = outcomes.into_iter().zip(checks);
    outcomes
        .map(|(outcome, (_, password))| match verdict(outcome) {
            // It was no work at all; from outside it has to look like any mismatch.
            Err(error) if !matches!(error, VerifyError::Compute(_)) => {
                tracing::error!(%error, "a stored password hash cannot be used");
                let new = passwords.new_hashes();
                passwords.dummy_verify_at_with(arena, new, password)?;
                Ok(Verdict::Mismatch)
            }
            verdict => verdict,
        })
        .collect()
}

/// What has to be computed for a check.
fn comparison<'c>(
    passwords: &PasswordContext,
    check: &'c Check,
    password: &'c Password,
    quiet: bool,
) -> password::Job<'c> {
    match &check.against {
        Against::Stored(stored) if quiet => password::Job::VerifyAndUpgrade { stored, password },
        // A better hash can wait for a sign-in at a better time.
        Against::Stored(stored) => password::Job::Verify { stored, password },
        Against::Nothing { like } => {
            let cost = passwords.dummy_cost(*like, password);
            password::Job::DummyVerify { cost, password }
        }
    }
}

/// No verdict of a verification is a mismatch: nothing matches by accident.
fn verdict(outcome: Outcome) -> Result<Verdict, VerifyError> {
    match outcome {
        Outcome::Verified(verdict) => verdict,
        Outcome::Hashed(_) => Ok(Verdict::Mismatch),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(against: Against) -> Check {
        let password = Password::parse("correct horse").unwrap();
        Check { password, against }
    }

    #[test]
    fn known_and_unknown_users_ask_the_same_of_the_machine() {
        let passwords = PasswordContext::default();
        let stored = "$2b$04$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
        let stored = PasswordHash::parse(stored).unwrap();
        let like = Some(stored.cost());
        let known = check(Against::Stored(stored)).load(&passwords);
        assert_eq!(known, check(Against::Nothing { like }).load(&passwords));
    }
}
