//! The guarded writes, grouped by what they change.
//!
//! Storage matches these enums without a catch-all, so a write that an implementation forgets does
//! not compile. The time of a write is the time of storage at the commit, not an argument.

use super::{Client, ClientId, Founding, Grant, GrantId, KeyRecord, RootRecord, User, UserId};
use countersign_jose::{KeyId, UnixTime};
use countersign_password::PasswordHash;

/// One guarded write.
#[derive(Debug, Clone)]
pub enum Commit {
    /// Fills an empty database. Lost if it has been founded already.
    Found(Box<Founding>),
    /// Changes a user.
    User(UserCommit),
    /// Changes a client.
    Client(ClientCommit),
    /// Changes a grant.
    Grant(GrantCommit),
    /// Changes the keys.
    Key(KeyCommit),
}

/// A write to the users.
#[derive(Debug, Clone)]
pub enum UserCommit {
    /// Lost if the name or the identifier is taken.
    Add(User),
    /// Sets a new password, revokes the user's grants and moves the epoch on. Lost if there is no
    /// such user.
    SetPassword {
        /// Whose.
        user: UserId,
        /// The hash of the new password.
        hash: PasswordHash,
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
    Disable(UserId),
    /// Lets a user sign in again. Lost if there is no such user.
    Enable(UserId),
}

/// A write to the clients.
#[derive(Debug, Clone)]
pub enum ClientCommit {
    /// Lost if the identifier is taken.
    Add(Client),
    /// Removes a client with its grants. Lost if there is no such client.
    Remove(ClientId),
}

/// A write to the grants.
#[derive(Debug, Clone)]
pub enum GrantCommit {
    /// Records a new grant, and clears away a few that have expired by now. Lost if its client is
    /// gone by now, or its user is gone, disabled, or in another epoch.
    Open {
        /// The grant.
        grant: Grant,
        /// The user's epoch when the sign-in began.
        user_epoch: u32,
        /// When the client was registered that began it: one of the same identifier that was
        /// registered since is another client.
        registered_at: UnixTime,
    },
    /// Moves a live grant from one generation to the next, which begins at the time of the commit.
    /// Lost unless the grant is live and stands at exactly that generation.
    Rotate {
        /// Which.
        id: GrantId,
        /// The generation that is redeemed.
        from: u32,
        /// When the grant now ends.
        expires_at: UnixTime,
    },
    /// Moves the end of a live grant. Lost unless the grant is live.
    Extend {
        /// Which.
        id: GrantId,
        /// When the grant now ends.
        expires_at: UnixTime,
    },
    /// Ends a grant for good. Lost if there is no such grant or it was revoked before.
    Revoke(GrantId),
}

/// A write to the signing keys and root secrets.
#[derive(Debug, Clone)]
pub enum KeyCommit {
    /// Lost if the identifier is taken, or another key of the algorithm begins at the same instant:
    /// of the keys that several nodes make at once, one is kept.
    Add(KeyRecord),
    /// Marks a key as not to be trusted any more. Lost if there is no such key or it was revoked
    /// before.
    Revoke(KeyId),
    /// Deletes a key's record and private part. Lost if there is no such key.
    Delete(KeyId),
    /// Lost if the number is taken.
    AddRoot(RootRecord),
    /// Deletes a root secret. Lost if there is no such number.
    DeleteRoot(u32),
}

impl From<UserCommit> for Commit {
    fn from(commit: UserCommit) -> Self {
        Self::User(commit)
    }
}

impl From<ClientCommit> for Commit {
    fn from(commit: ClientCommit) -> Self {
        Self::Client(commit)
    }
}

impl From<GrantCommit> for Commit {
    fn from(commit: GrantCommit) -> Self {
        Self::Grant(commit)
    }
}

impl From<KeyCommit> for Commit {
    fn from(commit: KeyCommit) -> Self {
        Self::Key(commit)
    }
}
