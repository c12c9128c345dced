//! What a user gave a client: one row for a whole family of tokens.

use super::{ClientId, GrantId, UserId};
use countersign_jose::{Scopes, UnixTime};

/// What a user gave a client, from which refresh tokens come.
///
/// One grant is one row, whatever the number of refreshes: a refresh token names the grant and a
/// generation, and rotation moves the generation on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Found in each refresh token of the grant.
    pub id: GrantId,
    /// Who it was given to.
    pub client: ClientId,
    /// Who gave it.
    pub user: UserId,
    /// The most that its tokens may carry.
    pub scopes: Scopes,
    /// When it was given.
    pub created_at: UnixTime,
    /// Nothing comes from it at this time or later.
    pub expires_at: UnixTime,
    /// The generation of the refresh token in force; starts at 0.
    pub generation: u32,
    /// When the generation last moved on.
    pub rotated_at: UnixTime,
    /// Set once it is revoked, for good.
    pub revoked_at: Option<UnixTime>,
}
