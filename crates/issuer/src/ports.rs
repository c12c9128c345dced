//! All that a decision may wait for: storage, and the check of a password.

use crate::error::{ErrorCode, Refusal};
use crate::keys::Keys;
use crate::model::{
    Client, ClientId, Commit, Grant, GrantId, KeyRecord, RootRecord, User, UserId, Username,
};
use countersign_jose::UnixTime;
use countersign_password::{Cost, Password, PasswordHash, Verdict};
use std::fmt::Debug;
use std::pin::Pin;
use std::sync::Arc;

/// What a decision is given: whom it may ask, and the keys as they stand now.
#[derive(Debug, Clone, Copy)]
pub struct Ports<'a> {
    /// Storage.
    pub store: &'a dyn Store,
    /// Who checks passwords.
    pub passwords: &'a dyn Passwords,
    /// The keys that sign and tag.
    pub keys: &'a dyn CurrentKeys,
}

/// The keys as they stand at each moment. They may change while a decision waits, and what is signed
/// at its end is signed with the keys of then.
pub trait CurrentKeys: Debug + Send + Sync {
    /// The keys as they stand now.
    fn current(&self) -> Arc<Keys>;
}

impl CurrentKeys for Arc<Keys> {
    fn current(&self) -> Self {
        Self::clone(self)
    }
}

/// The answer of a port, later.
pub type PortFuture<'a, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;

/// The answer of a [`Store`], later.
pub type StoreFuture<'a, T> = PortFuture<'a, T, StoreError>;

/// What storage says, and when it said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timed<T> {
    /// What it says.
    pub value: T,
    /// The steady time of storage at the commit or the read: it never goes back, so that two of them
    /// say how long ago something was.
    pub at: UnixTime,
}

/// A grant, and the user who gave it.
#[derive(Debug, Clone)]
pub struct GrantAndUser {
    /// The grant.
    pub grant: Grant,
    /// The user.
    pub user: User,
}

/// How many users [`Store::password_costs_near`] looks at.
pub const NEAR: u16 = 32;

/// Storage: reads that give a value or nothing, and one way to write.
///
/// The promise that every implementation keeps: a commit that was answered [`Outcome::Won`] is
/// there after a crash; of any number of commits that redeem the same single-use thing, at most
/// one is answered `Won`. There is no read-then-mark, so a caller cannot get it wrong.
pub trait Store: Debug + Send + Sync {
    /// Whether somebody has filled the database ([`Commit::Found`]).
    fn is_founded(&self) -> StoreFuture<'_, bool>;
    /// The client of that identifier.
    fn client<'a>(&'a self, id: &'a ClientId) -> StoreFuture<'a, Option<Client>>;
    /// All clients, by identifier.
    fn clients(&self) -> StoreFuture<'_, Vec<Client>>;
    /// The user of that identifier.
    fn user(&self, id: UserId) -> StoreFuture<'_, Option<User>>;
    /// The user of that name.
    fn user_named<'a>(&'a self, name: &'a Username) -> StoreFuture<'a, Option<User>>;
    /// What the passwords cost of the [`NEAR`] users from that identifier on, of those of them who
    /// can sign in with one; after the last user comes the first. From a random identifier on that
    /// is a random sample, at the same small price wherever it begins.
    fn password_costs_near(&self, id: UserId) -> StoreFuture<'_, Vec<(UserId, Cost)>>;
    /// All users, by name.
    fn users(&self) -> StoreFuture<'_, Vec<User>>;
    /// Whether the client is the one that was registered then, and the user enabled and in that epoch. One read, for an
    /// issuance that follows a slow step and stores nothing itself.
    fn still_stands<'a>(
        &'a self,
        client: &'a ClientId,
        registered_at: UnixTime,
        user: UserId,
        user_epoch: u32,
    ) -> StoreFuture<'a, bool>;
    /// The grant of that identifier, revoked or expired ones too, and the user who gave it. One read,
    /// so that both are as they were at one time.
    fn grant(&self, id: GrantId) -> StoreFuture<'_, Timed<Option<GrantAndUser>>>;
    /// Every signing key, in the order in which they sign.
    fn signing_keys(&self) -> StoreFuture<'_, Vec<KeyRecord>>;
    /// Every root secret, by number.
    fn root_secrets(&self) -> StoreFuture<'_, Vec<RootRecord>>;
    /// A number that is another one after any program has committed something, and may be another
    /// one at other times too. It says when to look again at what was read before.
    fn version(&self) -> StoreFuture<'_, u64>;
    /// Applies one write, whole or not at all; durable before it is answered.
    fn commit(&self, commit: Commit) -> StoreFuture<'_, Timed<Outcome>>;
}

/// What became of a [`Commit`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Outcome {
    /// It was applied, and will be there after a crash.
    Won,
    /// Its condition did not hold: nothing was changed.
    Lost,
}

/// Storage could not answer. The message is for the log, never for a client.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It does not answer, or has no room: trying again later may help.
    #[error("storage is unavailable: {0}")]
    Unavailable(String),
    /// A stored value makes no sense.
    #[error("storage holds a value that cannot be read: {0}")]
    Corrupt(String),
}

/// Who checks passwords. A check takes milliseconds of a core and megabytes of memory by design,
/// so each needs an admission first.
pub trait Passwords: Debug + Send + Sync {
    /// Asks for one check of a password, of the user of that name; `None` where nobody's name has
    /// the form of what was typed. Asked before anything is looked up: who is turned away costs
    /// nothing, and learns nothing about the account.
    ///
    /// # Errors
    ///
    /// [`PasswordsError::Overloaded`].
    fn admit(&self, name: Option<&Username>) -> Result<Box<dyn Admission>, PasswordsError>;
}

/// The right to have one password checked.
pub trait Admission: Debug + Send {
    /// Compares the password; where there is nothing to compare with, does the same work.
    fn check<'a>(
        self: Box<Self>,
        password: Password,
        against: Against,
    ) -> PortFuture<'a, Verdict, PasswordsError>;
}

/// What a password is compared with.
#[derive(Debug)]
pub enum Against {
    /// The hash that it must match.
    Stored(PasswordHash),
    /// Nothing that anybody could match: no such user, a disabled one, or no password set. The work
    /// is done all the same, so that the time does not tell, and the verdict is
    /// [`Verdict::Mismatch`].
    Nothing {
        /// What the work costs; where nobody's hash sets an example, what a new hash would.
        like: Option<Cost>,
    },
    /// The same for a user whose stored password cannot be read: the user hears that the password
    /// is wrong, and the log says whose has to be set anew.
    Unreadable {
        /// Whose.
        user: UserId,
        /// As for [`Against::Nothing`].
        like: Option<Cost>,
    },
}

/// A password was not checked.
#[derive(Debug, thiserror::Error)]
pub enum PasswordsError {
    /// More is asked for than can be done in time.
    #[error("{reason}")]
    Overloaded {
        /// Which limit is reached, for the log.
        reason: String,
        /// Whether it is a limit of this caller alone; else everybody is turned away.
        one_caller: bool,
        /// When to come back, in seconds.
        retry_after: u64,
    },
    /// The computation failed.
    #[error("a password could not be checked: {0}")]
    Failed(String),
}

/// A port failed, so there is no decision. The one place that says what that looks like outside.
#[derive(Debug, thiserror::Error)]
pub enum PortError {
    /// Storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The password was not checked.
    #[error(transparent)]
    Passwords(#[from] PasswordsError),
}

/// When to come back to a database that does not answer, in seconds.
const COME_BACK: u64 = 2;

impl Refusal for PortError {
    fn code(&self) -> ErrorCode {
        match self {
            // RFC 6749 5.2 has no word for it at the token endpoint; 4.1.2.1 has this one.
            Self::Store(StoreError::Unavailable(_))
            | Self::Passwords(PasswordsError::Overloaded { .. }) => {
                ErrorCode::TemporarilyUnavailable
            }
            Self::Store(StoreError::Corrupt(_)) | Self::Passwords(PasswordsError::Failed(_)) => {
                ErrorCode::ServerError
            }
        }
    }

    fn status(&self) -> u16 {
        match self {
            // RFC 6585 4: what counts as one user is the server's choice; an account, an address.
            Self::Passwords(PasswordsError::Overloaded {
                one_caller: true, ..
            }) => 429,
            // RFC 9110 15.6.4: a temporary overload; Retry-After says how long.
            Self::Passwords(PasswordsError::Overloaded { .. })
            | Self::Store(StoreError::Unavailable(_)) => 503,
            Self::Store(StoreError::Corrupt(_)) | Self::Passwords(PasswordsError::Failed(_)) => 500,
        }
    }

    fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Store(StoreError::Unavailable(_)) => Some(COME_BACK),
            Self::Passwords(PasswordsError::Overloaded { retry_after, .. }) => Some(*retry_after),
            Self::Store(StoreError::Corrupt(_)) | Self::Passwords(PasswordsError::Failed(_)) => {
                None
            }
        }
    }

    /// What exactly went wrong is in the log, and nobody else's business.
    fn error_description(&self) -> String {
        let text = match self {
            Self::Store(StoreError::Unavailable(_)) => "the database does not answer; try again",
            Self::Passwords(PasswordsError::Overloaded { .. }) => {
                "too many sign-ins at once; try again"
            }
            Self::Store(StoreError::Corrupt(_)) | Self::Passwords(PasswordsError::Failed(_)) => {
                "the server could not answer; its log says why"
            }
        };
        text.to_owned()
    }
}
