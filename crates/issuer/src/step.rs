//! How a decision asks for what it needs.

use crate::model::{Client, ClientId, Grant, GrantId, User, UserId, Username};
use crate::store::{Commit, Outcome};
use countersign_password::{Cost, Password, PasswordHash, Verdict};
use std::fmt;

/// Goes on with the fact that was asked for.
pub type Next<Fact, Answer> = Box<dyn FnOnce(Fact) -> Step<Answer> + Send>;

/// The answer, or the one thing that is needed before there can be an answer.
///
/// The driver supplies what is named and calls the continuation, until [`Step::Done`]. Types make
/// sure that the right fact goes to the right place, and that nothing is supplied twice.
///
/// ```
/// use countersign_issuer::Step;
///
/// fn drive<A>(step: Step<A>) -> Option<A> {
///     match step {
///         Step::Done(answer) => Some(answer),
///         Step::Client(_, next) => drive(next(None)), // there are no clients here
///         _ => None,
///     }
/// }
/// # assert_eq!(drive(Step::Done(1)), Some(1));
/// ```
#[must_use = "a step does nothing until it is driven"]
#[non_exhaustive]
pub enum Step<Answer> {
    /// Nothing more is needed.
    Done(Answer),
    /// Look the client up.
    Client(ClientId, Next<Option<Client>, Answer>),
    /// Look the user up.
    User(UserId, Next<Option<User>, Answer>),
    /// Look the user up by name.
    UserNamed(Username, Next<Option<User>, Answer>),
    /// Look up the password hashes of some users from that identifier on.
    PasswordHashesNear(UserId, Next<Vec<(UserId, PasswordHash)>, Answer>),
    /// Look the grant up.
    Grant(GrantId, Next<Option<Grant>, Answer>),
    /// Check a password, on threads made for that.
    CheckPassword(PasswordCheck, Next<Verdict, Answer>),
    /// Write, and say what became of it.
    Commit(Commit, Next<Outcome, Answer>),
}

impl<Answer> fmt::Debug for Step<Answer> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Done(_) => "Done",
            Self::Client(..) => "Client",
            Self::User(..) => "User",
            Self::UserNamed(..) => "UserNamed",
            Self::PasswordHashesNear(..) => "PasswordHashesNear",
            Self::Grant(..) => "Grant",
            Self::CheckPassword(..) => "CheckPassword",
            Self::Commit(..) => "Commit",
        };
        write!(f, "Step::{name}")
    }
}

/// A password to compare with a stored hash, or with nothing.
#[derive(Debug)]
pub struct PasswordCheck {
    /// What was typed.
    pub password: Password,
    /// What it is compared with.
    pub against: Against,
}

/// What a password is compared with.
#[derive(Debug)]
pub enum Against {
    /// The hash that it must match.
    Stored(PasswordHash),
    /// Nothing that anybody could match (no such user, a disabled one, no password set or none that
    /// can be read): the work is done all the same, so that the time does not tell, and the verdict
    /// is [`Verdict::Mismatch`].
    Nothing {
        /// What the work costs; where nobody's hash sets an example, what a new hash would.
        like: Option<Cost>,
    },
}
