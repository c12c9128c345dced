//! People who sign in.

use super::{EmailAddress, StoredPassword, UserId, Username};
use countersign_jose::UnixTime;

/// A person who can sign in.
#[derive(Debug, Clone)]
pub struct User {
    /// Never changes; the subject of the user's tokens.
    pub id: UserId,
    /// What the user types; unique.
    pub username: Username,
    /// Where mail reaches the user, as given.
    pub email: Option<EmailAddress>,
    /// What a typed password is compared with.
    pub password: StoredPassword,
    /// May administer this server.
    pub admin: bool,
    /// Cannot sign in, and has no live grant.
    pub disabled: bool,
    /// Moves on when all that was given before must end: a new password, being disabled. What is
    /// decided on the user as read is recorded only if the epoch is still the same.
    pub epoch: u32,
    /// When the user was added.
    pub created_at: UnixTime,
}
