//! How a decision asks for what it needs.

use crate::model::{Client, ClientId, Grant, GrantId, User, UserId, Username};
use crate::store::{Commit, Outcome};
use countersign_password::{Password, PasswordHash, Verdict};
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
            Self::Grant(..) => "Grant",
            Self::CheckPassword(..) => "CheckPassword",
            Self::Commit(..) => "Commit",
        };
        write!(f, "Step::{name}")
    }
}

/// A password to compare with a stored hash.
#[derive(Debug)]
pub struct PasswordCheck {
    /// What was typed.
    pub password: Password,
    /// What it must match. Absent where nothing can match (no such user, no password set): the
    /// same work is done all the same, so that the time does not tell, and the verdict is
    /// [`Verdict::Mismatch`].
    pub stored: Option<PasswordHash>,
}
