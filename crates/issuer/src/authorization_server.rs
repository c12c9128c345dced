//! The authorization server: what every decision shares.

use crate::moment::Moment;
use crate::refresh_token::RefreshTokenKey;
use crate::request::TokenRequest;
use crate::step::Step;
use crate::token::{self, TokenError, TokenResponse};
use countersign_jose::{Audience, Issuer, Signer, UnixTime};
use std::sync::Arc;

/// An authorization server under one issuer URL: names, keys and lifetimes, and no state.
#[derive(Debug)]
pub struct AuthorizationServer {
    issuer: Issuer,
    audience: Audience,
    signer: Signer,
    refresh_token_key: RefreshTokenKey,
    lifetimes: Lifetimes,
}

impl AuthorizationServer {
    /// Tokens say `issuer` as theirs and are for `audience`.
    #[must_use]
    pub const fn new(
        issuer: Issuer,
        audience: Audience,
        signer: Signer,
        refresh_token_key: RefreshTokenKey,
        lifetimes: Lifetimes,
    ) -> Self {
        Self {
            issuer,
            audience,
            signer,
            refresh_token_key,
            lifetimes,
        }
    }

    /// Decides a request to the token endpoint.
    pub fn token(
        self: &Arc<Self>,
        request: TokenRequest,
        moment: Moment,
    ) -> Step<Result<TokenResponse, TokenError>> {
        token::token(Arc::clone(self), request, moment)
    }

    /// The issuer that tokens name.
    #[must_use]
    pub const fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// Whom tokens are for.
    #[must_use]
    pub const fn audience(&self) -> &Audience {
        &self.audience
    }

    /// How long things live.
    #[must_use]
    pub const fn lifetimes(&self) -> &Lifetimes {
        &self.lifetimes
    }

    pub(crate) const fn signer(&self) -> &Signer {
        &self.signer
    }

    pub(crate) const fn refresh_token_key(&self) -> &RefreshTokenKey {
        &self.refresh_token_key
    }
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
}

impl Default for Lifetimes {
    fn default() -> Self {
        const DAY: u64 = 24 * 60 * 60;
        Self {
            access_token: 15 * 60,
            grant_idle: 30 * DAY,
            grant_total: 365 * DAY,
            refresh_grace: 10,
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
