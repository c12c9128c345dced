//! What the authorization server asks of storage.

use crate::RefreshTokenKey;
use crate::model::{
    Client, ClientId, Founding, Grant, GrantId, SigningKeyRecord, User, UserId, Username,
};
use countersign_jose::UnixTime;
use countersign_password::PasswordHash;
use std::pin::Pin;

/// How many users [`Store::password_hashes_near`] looks at.
pub const NEAR: u16 = 32;

/// The answer of a [`Store`], later.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Storage: reads that give a value or nothing, and one way to write.
///
/// The promise that every implementation keeps: a commit that was answered [`Outcome::Won`] is
/// there after a crash; of any number of commits that redeem the same single-use thing, at most
/// one is answered `Won`. There is no read-then-mark, so a caller cannot get it wrong.
pub trait Store: std::fmt::Debug + Send + Sync {
    /// The client of that identifier.
    fn client<'a>(&'a self, id: &'a ClientId) -> StoreFuture<'a, Option<Client>>;
    /// All clients, by identifier.
    fn clients(&self) -> StoreFuture<'_, Vec<Client>>;
    /// The user of that identifier.
    fn user(&self, id: UserId) -> StoreFuture<'_, Option<User>>;
    /// The user of that name.
    fn user_named<'a>(&'a self, name: &'a Username) -> StoreFuture<'a, Option<User>>;
    /// The password hashes of the [`NEAR`] users from that identifier on, those of them who can
    /// sign in with one; after the last user comes the first. From a random identifier on that is a
    /// random sample, at the same small price wherever it begins. A hash that cannot be read is
    /// left out: only costs are wanted.
    fn password_hashes_near(&self, id: UserId) -> StoreFuture<'_, Vec<(UserId, PasswordHash)>>;
    /// All users, by name.
    fn users(&self) -> StoreFuture<'_, Vec<User>>;
    /// The grant of that identifier, revoked or expired ones too.
    fn grant(&self, id: GrantId) -> StoreFuture<'_, Option<Grant>>;
    /// Every key that is published, the oldest first.
    fn signing_keys(&self) -> StoreFuture<'_, Vec<SigningKeyRecord>>;
    /// The key that authenticates refresh tokens; absent before the founding.
    fn refresh_token_key(&self) -> StoreFuture<'_, Option<RefreshTokenKey>>;
    /// Applies one write, whole or not at all; durable before it is answered.
    fn commit(&self, commit: Commit) -> StoreFuture<'_, Outcome>;
}

/// One guarded write.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Commit {
    /// Fills an empty database. Lost if it has been founded already.
    Found(Box<Founding>),
    /// Lost if the name or the identifier is taken.
    AddUser(User),
    /// Sets a new password, revokes the user's grants and moves the epoch on. Lost if there is no
    /// such user.
    SetPassword {
        /// Whose.
        user: UserId,
        /// The hash of the new password.
        hash: PasswordHash,
        /// When the grants end.
        now: UnixTime,
    },
    /// Replaces a hash by a better one of the same password. Lost if the stored hash is another
    /// by now, so that an upgrade never undoes a change of password.
    SwapPasswordHash {
        /// Whose.
        user: UserId,
        /// The hash that was verified.
        from: PasswordHash,
        /// The better one.
        to: PasswordHash,
    },
    /// Disables a user, revokes their grants and moves the epoch on. Lost if there is no such user.
    DisableUser {
        /// Whom.
        user: UserId,
        /// When the grants end.
        now: UnixTime,
    },
    /// Lets a user sign in again. Lost if there is no such user.
    EnableUser(UserId),
    /// Lost if the identifier is taken.
    AddClient(Client),
    /// Removes a client with its grants. Lost if there is no such client.
    RemoveClient(ClientId),
    /// Records a new grant, and clears away a few that have expired by its time. Lost if its client
    /// is gone by now, or its user is gone, disabled, or in another epoch.
    OpenGrant {
        /// The grant.
        grant: Grant,
        /// The user's epoch when the sign-in began.
        user_epoch: u32,
    },
    /// Moves a live grant from one generation to the next. Lost unless the grant is live and
    /// stands at exactly that generation.
    RotateGrant {
        /// Which.
        id: GrantId,
        /// The generation that is redeemed.
        from: u32,
        /// When.
        now: UnixTime,
        /// When the grant now ends.
        expires_at: UnixTime,
    },
    /// Moves the end of a live grant. Lost unless the grant is live.
    ExtendGrant {
        /// Which.
        id: GrantId,
        /// When.
        now: UnixTime,
        /// When the grant now ends.
        expires_at: UnixTime,
    },
    /// Ends a grant for good. Lost if there is no such grant or it was revoked before.
    RevokeGrant {
        /// Which.
        id: GrantId,
        /// When.
        now: UnixTime,
    },
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
#[non_exhaustive]
pub enum StoreError {
    /// It does not answer, or has no room: trying again later may help.
    #[error("storage is unavailable: {0}")]
    Unavailable(String),
    /// A stored value makes no sense.
    #[error("storage holds a value that cannot be read: {0}")]
    Corrupt(String),
}
