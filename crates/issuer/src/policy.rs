//! Under which names the server speaks, and how long things live.

use countersign_jose::{Audience, Issuer, UnixTime};

/// What does not change while a server runs.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The issuer that tokens name.
    pub issuer: Issuer,
    /// Whom tokens are for.
    pub audience: Audience,
    /// How long things live.
    pub lifetimes: Lifetimes,
}

/// How long things live, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetimes {
    /// An access token. Nothing takes it back before, so it is short.
    pub access_token: u64,
    /// A grant that nobody refreshes.
    pub grant_idle: u64,
    /// A grant in all, however often it is refreshed.
    pub grant_total: u64,
    /// How long a rotated refresh token is answered with the same reply again.
    pub refresh_grace: u64,
    /// How long a key signs before the next one does.
    pub key_rotation: u64,
}

impl Default for Lifetimes {
    fn default() -> Self {
        const DAY: u64 = 24 * 60 * 60;
        Self {
            access_token: 15 * 60,
            grant_idle: 30 * DAY,
            grant_total: 365 * DAY,
            refresh_grace: 10,
            key_rotation: 90 * DAY,
        }
    }
}

impl Lifetimes {
    /// When a grant ends that was given then and is used now.
    pub(crate) fn grant_expiry(&self, created_at: UnixTime, now: UnixTime) -> UnixTime {
        let idle = now.saturating_add(self.grant_idle);
        idle.min(created_at.saturating_add(self.grant_total))
    }
}
