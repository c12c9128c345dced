//! What a hashing thread does: passwords are compared, those of equal bcrypt cost together.

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
    /// Nothing that any password matches, as there is no account that may sign in: the work is done
    /// all the same, so that the time does not tell, and the verdict is [`Verdict::Mismatch`].
    Nothing {
        /// The cost of the hash that the work is to look like; without one, that of a new hash.
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

/// Work for a hashing thread, with the reservation that it keeps until it is done.
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

/// A check that somebody waits for.
struct Awaited {
    reservation: Reservation<Job>,
    check: Check,
    reply: Reply,
}

/// Does the jobs of one group, checks together. `quiet`: nobody waits behind them.
pub(crate) fn run(passwords: &PasswordContext, arena: &mut Arena, jobs: Vec<Job>, quiet: bool) {
    let mut awaited = Vec::new();
    for Job { reservation, work } in jobs {
        match work {
            Work::Other(work) => work(passwords, arena),
            // Whoever asked left just now: the work is not worth doing.
            Work::Check(_, reply) if reply.is_closed() => {}
            Work::Check(check, reply) => awaited.push(Awaited {
                reservation,
                check,
                reply,
            }),
        }
    }

    let checks: Vec<_> = awaited.iter().map(|one| &one.check).collect();
    let verdicts = compare(passwords, arena, &checks, quiet);

    for (one, verdict) in awaited.into_iter().zip(verdicts) {
        // First the reservation: whoever has the answer may ask again.
        drop(one.reservation);
        drop(one.reply.send(verdict));
    }
}

/// Compares the passwords, and then those that mismatch as they were typed: another system's hash may
/// not be of the normalized form. Where nothing is stored the same work is done.
fn compare(
    passwords: &PasswordContext,
    arena: &mut Arena,
    checks: &[&Check],
    quiet: bool,
) -> Vec<Result<Verdict, VerifyError>> {
    let normalized: Vec<_> = checks
        .iter()
        .map(|check| Comparison {
            password: &check.password,
            against: &check.against,
        })
        .collect();
    let mut verdicts = compare_each(passwords, arena, &normalized, quiet);

    let mut again = Vec::new();
    for (check, verdict) in checks.iter().zip(&mut verdicts) {
        if matches!(verdict, Ok(Verdict::Mismatch))
            && let Some(password) = check.password.as_typed()
        {
            again.push((password, &check.against, verdict));
        }
    }
    let typed: Vec<_> = again
        .iter()
        .map(|(password, against, _)| Comparison { password, against })
        .collect();
    let found = compare_each(passwords, arena, &typed, quiet);

    for ((_, _, verdict), found) in again.into_iter().zip(found) {
        *verdict = found;
    }
    verdicts
}

/// One form of a password, and what it is compared with.
struct Comparison<'c> {
    password: &'c Password,
    against: &'c Against,
}

impl Comparison<'_> {
    /// What has to be computed.
    fn job(&self, passwords: &PasswordContext, quiet: bool) -> password::Job<'_> {
        let password = self.password;
        match self.against {
            Against::Stored(stored) if quiet => {
                password::Job::VerifyAndUpgrade { stored, password }
            }
            // A better hash can wait for a sign-in at a better time.
            Against::Stored(stored) => password::Job::Verify { stored, password },
            Against::Nothing { like } => {
                let cost = passwords.dummy_cost(*like, password);
                password::Job::DummyVerify { cost, password }
            }
        }
    }
}

fn compare_each(
    passwords: &PasswordContext,
    arena: &mut Arena,
    comparisons: &[Comparison<'_>],
    quiet: bool,
) -> Vec<Result<Verdict, VerifyError>> {
    let jobs: Vec<_> = comparisons
        .iter()
        .map(|comparison| comparison.job(passwords, quiet))
        .collect();
    let outcomes = passwords.run_with(arena, &jobs);

    let outcomes = outcomes.into_iter().zip(comparisons);
    outcomes
        .map(|(outcome, comparison)| verdict(passwords, arena, outcome, comparison.password))
        .collect()
}

/// What a comparison found. A stored hash that cannot be used is a mismatch like any other.
fn verdict(
    passwords: &PasswordContext,
    arena: &mut Arena,
    outcome: Outcome,
    password: &Password,
) -> Result<Verdict, VerifyError> {
    match outcome {
        Outcome::Verified(Err(error)) if !matches!(error, VerifyError::Compute(_)) => {
            tracing::error!(%error, "a stored password hash cannot be used");
            // Nothing was computed yet; the time must not tell it from another mismatch.
            passwords.dummy_verify_at_with(arena, passwords.new_hashes(), password)?;
            Ok(Verdict::Mismatch)
        }
        Outcome::Verified(verdict) => verdict,
        // No comparison makes a hash; if one does, nothing matches by accident.
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
