//! A first-party client brings a user's name and password (RFC 6749 section 4.3).
//!
//! OAuth 2.1 has no such grant. It stays for first-party clients alone, so that a front end
//! written for FastAPI keeps working, and is never open to others.

use super::error::TokenError;
use super::mint::Mint;
use super::{Answer, Exchange, TokenResponse};
use crate::model::{Grant, GrantId, GrantType, User, Username};
use crate::refresh_token::RefreshToken;
use crate::scope::GrantedScopes;
use crate::step::{Against, PasswordCheck, Step};
use crate::store::{Commit, Outcome};
use countersign_password::{Cost, Password, PasswordHash, Verdict};

pub(super) fn decide(
    exchange: Exchange,
    username: Option<Username>,
    password: Password,
) -> Result<Step<Answer>, TokenError> {
    exchange.client.check_may_use(GrantType::Password)?;
    // RFC 6749 4.3: only with a high degree of trust between the user and the client.
    if !exchange.client.first_party {
        return Err(TokenError::NotFirstParty);
    }
    // Before the password is looked at, so that a bad scope costs no hash.
    let scopes = GrantedScopes::of_client(&exchange.client, exchange.scopes.as_ref())?;
    let sign_in = SignIn { exchange, scopes };
    let Some(name) = username else {
        return Ok(sign_in.check(None, None, password));
    };
    let twin = sign_in.exchange.server.refresh_token_key().twin(&name);
    let near = twin.near();
    Ok(Step::UserNamed(
        name,
        Box::new(move |user| {
            // Asked for known users too: the time must not tell who is known.
            Step::PasswordHashesNear(
                near,
                Box::new(move |users| sign_in.check(user, twin.cost(&users), password)),
            )
        }),
    ))
}

struct SignIn {
    exchange: Exchange,
    scopes: GrantedScopes,
}

impl SignIn {
    /// The same work for everybody: a name that nobody has costs what its twin's password costs,
    /// so that among stored hashes of many kinds, unknown names do not stand out.
    fn check(self, user: Option<User>, twin: Option<Cost>, password: Password) -> Step<Answer> {
        let against = against(user.as_ref(), twin);
        let user = user.filter(|user| !user.disabled);
        Step::CheckPassword(
            PasswordCheck { password, against },
            Box::new(move |verdict| match (user, verdict) {
                (Some(user), Verdict::Match { upgrade, .. }) => self.upgrade(user, upgrade),
                _ => Step::Done(Err(TokenError::WrongCredentials)),
            }),
        )
    }

    /// Stores the better hash, if there is one. Losing is fine: somebody changed the password or
    /// upgraded it in the same moment.
    fn upgrade(self, user: User, better: Option<PasswordHash>) -> Step<Answer> {
        match (user.password.hash().cloned(), better) {
            (Some(from), Some(to)) => Step::Commit(
                Commit::SwapPasswordHash {
                    user: user.id,
                    from,
                    to,
                },
                Box::new(move |_| self.open(&user)),
            ),
            _ => self.open(&user),
        }
    }

    /// Opens a grant if the client may refresh; else there is nothing to remember.
    fn open(self, user: &User) -> Step<Answer> {
        if self
            .exchange
            .client
            .check_may_use(GrantType::RefreshToken)
            .is_err()
        {
            return Step::Done(self.respond(user, None));
        }
        let grant = self.grant(user);
        let first = RefreshToken {
            grant: grant.id,
            generation: grant.generation,
        };
        let user = user.clone();
        Step::Commit(
            Commit::OpenGrant {
                grant,
                user_epoch: user.epoch,
            },
            Box::new(move |outcome| {
                Step::Done(match outcome {
                    Outcome::Won => self.respond(&user, Some(first)),
                    // The user was disabled, or the client removed, or the
                    // password changed, while the hash was computed.
                    Outcome::Lost => Err(TokenError::WrongCredentials),
                })
            }),
        )
    }

    fn grant(&self, user: &User) -> Grant {
        let Exchange {
            server,
            moment,
            client,
            ..
        } = &self.exchange;
        Grant {
            id: GrantId::from_bytes(moment.seed.derive("grant")),
            client: client.id.clone(),
            user: user.id,
            scopes: self.scopes.as_set().clone(),
            created_at: moment.now,
            expires_at: server.lifetimes().grant_expiry(moment.now, moment.now),
            generation: 0,
            rotated_at: moment.now,
            revoked_at: None,
        }
    }

    fn respond(&self, user: &User, refresh_token: Option<RefreshToken>) -> Answer {
        let Exchange { server, moment, .. } = &self.exchange;
        let access_token = self.exchange.mint(&Mint {
            subject: &user.id.to_string(),
            scopes: &self.scopes,
            token_id: moment.seed.derive("access token"),
            issued_at: moment.now,
        })?;
        Ok(TokenResponse {
            access_token,
            expires_in: server.lifetimes().access_token,
            refresh_token: refresh_token.map(|token| server.refresh_token_key().write(token)),
            scope: self.scopes.as_set().clone(),
        })
    }
}

fn against(user: Option<&User>, twin: Option<Cost>) -> Against {
    let own = user.and_then(|user| user.password.hash());
    match (user, own) {
        (Some(user), Some(hash)) if !user.disabled => Against::Stored(hash.clone()),
        // A disabled user costs what they did, so that the time does not tell who was disabled.
        _ => Against::Nothing {
            like: own.map(PasswordHash::cost).or(twin),
        },
    }
}
