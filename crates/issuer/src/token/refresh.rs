//! A client refreshes (RFC 6749 section 6, RFC 9700 section 4.14).
//!
//! A public client's refresh token is redeemed once: storage moves the grant from one generation
//! to the next by compare-and-swap. Two requests with the same token, a moment apart, are what a
//! lost answer or two browser tabs look like: the second gets the same answer again, recomputed
//! from the grant. Later it is a replay, and ends the grant. A token whose tag does not verify
//! touches nothing, so that guessing can log nobody out.
//!
//! A confidential client proves itself with each request; rotation would add nothing, and its
//! token stays the same (`docs/adr/0003-refresh-rotation.md`).

use super::error::TokenError;
use super::mint::Mint;
use super::{Answer, Exchange, TokenResponse};
use crate::model::{Grant, GrantType, User};
use crate::refresh_token::RefreshToken;
use crate::scope::GrantedScopes;
use crate::secret::PlainSecret;
use crate::step::Step;
use crate::store::{Commit, Outcome};
use countersign_jose::UnixTime;

pub(super) fn decide(exchange: Exchange, token: &PlainSecret) -> Result<Step<Answer>, TokenError> {
    exchange.client.check_may_use(GrantType::RefreshToken)?;
    let verified = exchange.server.refresh_token_key().verify(token);
    let token = verified.ok_or(TokenError::RefreshTokenNotValid)?;
    let refresh = Refresh {
        exchange,
        token,
        lost_before: false,
    };
    Ok(refresh.look_up())
}

struct Refresh {
    exchange: Exchange,
    token: RefreshToken,
    /// Another request won the same rotation.
    lost_before: bool,
}

/// A grant that is live and belongs to the client that asks.
struct LiveGrant(Grant);

impl Refresh {
    fn look_up(self) -> Step<Answer> {
        Step::Grant(
            self.token.grant,
            Box::new(|grant| match self.check_grant(grant) {
                Ok(grant) => self.with_grant(grant),
                Err(error) => Step::Done(Err(error)),
            }),
        )
    }

    fn check_grant(&self, grant: Option<Grant>) -> Result<LiveGrant, TokenError> {
        let now = self.exchange.moment.now;
        let live = |grant: &Grant| grant.revoked_at.is_none() && now < grant.expires_at;
        // RFC 6749 5.2, invalid_grant: expired, revoked, or issued to another client.
        let ours = |grant: &Grant| grant.client == self.exchange.client.id;
        let grant = grant.filter(|grant| live(grant) && ours(grant));
        grant.map(LiveGrant).ok_or(TokenError::RefreshTokenNotValid)
    }

    fn with_grant(self, grant: LiveGrant) -> Step<Answer> {
        if self.is_replay(&grant.0) {
            return self.revoke();
        }
        Step::User(
            grant.0.user,
            Box::new(|user| match self.check_request(&grant, user) {
                Ok((user, scopes)) => self.redeem(grant, user, scopes),
                Err(error) => Step::Done(Err(error)),
            }),
        )
    }

    /// RFC 9700 4.14.2: a refresh token that was used before means that somebody else has it.
    /// Within the grace period, the generation just before is a repeated request instead.
    fn is_replay(&self, grant: &Grant) -> bool {
        let lifetimes = self.exchange.server.lifetimes();
        let grace_ends = grant.rotated_at.saturating_add(lifetimes.refresh_grace);
        let in_grace = self.exchange.moment.now < grace_ends;
        let just_before = self.token.generation.checked_add(1) == Some(grant.generation);
        self.token.generation < grant.generation && !(just_before && in_grace)
    }

    fn revoke(self) -> Step<Answer> {
        Step::Commit(
            Commit::RevokeGrant {
                id: self.token.grant,
                now: self.exchange.moment.now,
            },
            Box::new(|_| Step::Done(Err(TokenError::RefreshTokenNotValid))),
        )
    }

    fn check_request(
        &self,
        grant: &LiveGrant,
        user: Option<User>,
    ) -> Result<(User, GrantedScopes), TokenError> {
        let user = user
            .filter(|user| !user.disabled)
            .ok_or(TokenError::RefreshTokenNotValid)?;
        let scopes = GrantedScopes::of_grant(&grant.0, self.exchange.scopes.as_ref())?;
        Ok((user, scopes))
    }

    fn redeem(
        self,
        LiveGrant(grant): LiveGrant,
        user: User,
        scopes: GrantedScopes,
    ) -> Step<Answer> {
        if self.exchange.client.is_confidential() {
            return self.keep(&grant, user, scopes);
        }
        if self.token.generation != grant.generation {
            return Step::Done(self.repeat(&grant, user, scopes));
        }
        self.rotate(&grant, user, scopes)
    }

    /// A confidential client keeps its token. That the grant is in use is written down once a day.
    fn keep(self, grant: &Grant, user: User, scopes: GrantedScopes) -> Step<Answer> {
        let now = self.exchange.moment.now;
        let token_id = self.exchange.moment.seed.derive("access token");
        let reply = Reply {
            user,
            scopes,
            token_id,
            issued_at: now,
        };
        let expires_at = self
            .exchange
            .server
            .lifetimes()
            .grant_expiry(grant.created_at, now);
        if expires_at < grant.expires_at.saturating_add(DAY) {
            return Step::Done(self.respond(&reply, self.token));
        }
        let extend = Commit::ExtendGrant {
            id: grant.id,
            now,
            expires_at,
        };
        Step::Commit(
            extend,
            Box::new(move |outcome| {
                Step::Done(match outcome {
                    Outcome::Won => self.respond(&reply, self.token),
                    Outcome::Lost => Err(TokenError::RefreshTokenNotValid),
                })
            }),
        )
    }

    fn rotate(self, grant: &Grant, user: User, scopes: GrantedScopes) -> Step<Answer> {
        let now = self.exchange.moment.now;
        let expires_at = self
            .exchange
            .server
            .lifetimes()
            .grant_expiry(grant.created_at, now);
        let rotate = Commit::RotateGrant {
            id: grant.id,
            from: grant.generation,
            now,
            expires_at,
        };
        let mut next = grant.clone();
        next.rotated_at = now;
        Step::Commit(
            rotate,
            Box::new(
                move |outcome| match (outcome, next.generation.checked_add(1)) {
                    (Outcome::Won, Some(generation)) => {
                        next.generation = generation;
                        Step::Done(self.repeat(&next, user, scopes))
                    }
                    // Somebody else won: the grant says now whether this is a repeated request.
                    (Outcome::Lost, _) if !self.lost_before => Self {
                        lost_before: true,
                        ..self
                    }
                    .look_up(),
                    _ => Step::Done(Err(TokenError::RefreshTokenNotValid)),
                },
            ),
        )
    }

    /// The reply of the last rotation. All of it comes from the grant, so that the winner and
    /// whoever repeats the request get the same tokens.
    fn repeat(&self, grant: &Grant, user: User, scopes: GrantedScopes) -> Answer {
        let current = RefreshToken {
            grant: grant.id,
            generation: grant.generation,
        };
        // A generation that the grant has not reached: the database was restored from a backup.
        if self.token.generation >= grant.generation {
            return Err(TokenError::RefreshTokenNotValid);
        }
        let key = self.exchange.server.refresh_token_key();
        let token_id = key.token_id(current, scopes.as_set());
        let reply = Reply {
            user,
            scopes,
            token_id,
            issued_at: grant.rotated_at,
        };
        self.respond(&reply, current)
    }

    /// What is left of an access token's life: a repeated reply is some seconds old.
    fn remaining(&self, issued_at: UnixTime) -> u64 {
        let age = self.exchange.moment.now.saturating_sub(issued_at.seconds());
        let life = self.exchange.server.lifetimes().access_token;
        life.saturating_sub(age.seconds())
    }

    fn respond(&self, reply: &Reply, refresh_token: RefreshToken) -> Answer {
        let server = &self.exchange.server;
        let access_token = self.exchange.mint(&Mint {
            subject: &reply.user.id.to_string(),
            scopes: &reply.scopes,
            token_id: reply.token_id,
            issued_at: reply.issued_at,
        })?;
        Ok(TokenResponse {
            access_token,
            expires_in: self.remaining(reply.issued_at),
            refresh_token: Some(server.refresh_token_key().write(refresh_token)),
            scope: reply.scopes.as_set().clone(),
        })
    }
}

/// Seconds between two notes that a grant is in use.
const DAY: u64 = 24 * 60 * 60;

struct Reply {
    user: User,
    scopes: GrantedScopes,
    token_id: [u8; 16],
    issued_at: UnixTime,
}
