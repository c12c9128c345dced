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
use super::grant_type::check_may_use;
use super::response::TokenResponse;
use crate::context::Context;
use crate::mint::{AccessTokenParts, GrantedScopes, MintError, RefreshToken, access_token};
use crate::model::{Grant, GrantCommit, GrantType, User};
use crate::ports::{GrantAndUser, Outcome, Timed};
use crate::secret::PlainSecret;
use countersign_jose::{Scopes, UnixTime};

pub(super) async fn token(
    cx: &Context<'_>,
    token: &PlainSecret,
    scopes: Option<&Scopes>,
) -> Result<TokenResponse, TokenError> {
    check_may_use(&cx.client, GrantType::RefreshToken)?;
    let token = RefreshToken::verify(token, cx.keys().roots(), cx.now());
    let token = token.ok_or(TokenError::RefreshTokenNotValid)?;

    let live = live_grant(cx, token).await?;
    if is_replay(cx, token, &live) {
        return end_grant(cx, token).await;
    }
    let GrantAndUser { grant, user } = live.value;
    let scopes = GrantedScopes::of_grant(&grant, scopes)?;

    if cx.client.is_confidential() {
        return keep(cx, token, &grant, &user, &scopes).await;
    }
    if token.generation != grant.generation {
        return reply(cx, token, &grant, &user, &scopes);
    }
    match rotate(cx, grant).await? {
        Some(rotated) => reply(cx, token, &rotated, &user, &scopes),
        None => reply_of_winner(cx, token, &scopes).await,
    }
}

async fn live_grant(
    cx: &Context<'_>,
    token: RefreshToken,
) -> Result<Timed<GrantAndUser>, TokenError> {
    let Timed { value: found, at } = cx.store().grant(token.grant).await?;
    // RFC 6749 5.2, invalid_grant: expired, revoked, or issued to another client.
    let live = found
        .filter(|GrantAndUser { grant, .. }| {
            grant.revoked_at.is_none() && cx.now() < grant.expires_at
        })
        .filter(|GrantAndUser { grant, .. }| grant.client == cx.client.id)
        .filter(|GrantAndUser { user, .. }| !user.disabled)
        .ok_or(TokenError::RefreshTokenNotValid)?;
    Ok(Timed { value: live, at })
}

/// RFC 9700 4.14.2: a refresh token that was used before means that somebody else has it.
/// Within the grace period, the generation just before is a repeated request instead.
///
/// Both times are steady ones of the store, so a clock that is set back opens no grace again. Where the
/// rotation is later than now, another program dated it, and nobody knows how long ago it was: there is no
/// grace, but for the seconds that the clocks of two programs may be apart.
fn is_replay(cx: &Context<'_>, token: RefreshToken, live: &Timed<GrantAndUser>) -> bool {
    let grant = &live.value.grant;
    let grace_begins = grant.rotated_at.saturating_sub(APART);
    let grace_ends = grant
        .rotated_at
        .saturating_add(cx.lifetimes().refresh_grace);
    let in_grace = (grace_begins..grace_ends).contains(&live.at);
    token.generation < grant.generation && !(is_just_before(token, grant) && in_grace)
}

fn is_just_before(token: RefreshToken, grant: &Grant) -> bool {
    token.generation.checked_add(1) == Some(grant.generation)
}

async fn end_grant(cx: &Context<'_>, token: RefreshToken) -> Result<TokenResponse, TokenError> {
    let revoke = GrantCommit::Revoke(token.grant);
    let _either = cx.store().commit(revoke.into()).await?;
    Err(TokenError::RefreshTokenNotValid)
}

/// A confidential client keeps its token. That the grant is in use is written down once a day.
async fn keep(
    cx: &Context<'_>,
    token: RefreshToken,
    grant: &Grant,
    user: &User,
    scopes: &GrantedScopes,
) -> Result<TokenResponse, TokenError> {
    let expires_at = cx.lifetimes().grant_expiry(grant.created_at, cx.now());
    if expires_at >= grant.expires_at.saturating_add(DAY) {
        let id = grant.id;
        let extend = GrantCommit::Extend { id, expires_at };
        if cx.store().commit(extend.into()).await?.value == Outcome::Lost {
            return Err(TokenError::RefreshTokenNotValid);
        }
    }

    let keys = cx.keys();
    let root = keys.roots().at(cx.now());
    let root = root.ok_or(MintError::NoRootSecret)?;
    let (subject, refresh_token) = (user.id.to_string(), token.write(root));
    Ok(TokenResponse::issued_now(
        cx,
        &subject,
        scopes,
        Some(refresh_token),
    )?)
}

/// The grant after the rotation; nothing if somebody else was first.
async fn rotate(cx: &Context<'_>, mut grant: Grant) -> Result<Option<Grant>, TokenError> {
    let next = grant.generation.checked_add(1);
    let next = next.ok_or(TokenError::RefreshTokenNotValid)?;

    let rotate = GrantCommit::Rotate {
        id: grant.id,
        from: grant.generation,
        expires_at: cx.lifetimes().grant_expiry(grant.created_at, cx.now()),
    };
    let Timed { value: outcome, at } = cx.store().commit(rotate.into()).await?;
    if outcome == Outcome::Lost {
        return Ok(None);
    }

    grant.generation = next;
    // The time of the commit, however long it took.
    grant.rotated_at = at;
    Ok(Some(grant))
}

/// The token was the current one when this request read the grant, and another request redeemed it
/// since: both are one, whatever the clock says by now.
async fn reply_of_winner(
    cx: &Context<'_>,
    token: RefreshToken,
    scopes: &GrantedScopes,
) -> Result<TokenResponse, TokenError> {
    let GrantAndUser { grant, user } = live_grant(cx, token).await?.value;
    if !is_just_before(token, &grant) {
        return end_grant(cx, token).await;
    }
    reply(cx, token, &grant, &user, scopes)
}

/// The reply of the last rotation. All of it comes from the grant, so that the winner and
/// whoever repeats the request get the same tokens.
fn reply(
    cx: &Context<'_>,
    token: RefreshToken,
    grant: &Grant,
    user: &User,
    scopes: &GrantedScopes,
) -> Result<TokenResponse, TokenError> {
    // A generation that the grant has not reached: the database was restored from a backup.
    if token.generation >= grant.generation {
        return Err(TokenError::RefreshTokenNotValid);
    }
    let current = RefreshToken {
        grant: grant.id,
        generation: grant.generation,
    };
    let (keys, issued_at) = (cx.keys(), issued_at(cx, grant));
    let root = keys.roots().at(issued_at);
    let root = root.ok_or(MintError::NoRootSecret)?;

    let parts = AccessTokenParts {
        subject: &user.id.to_string(),
        scopes,
        token_id: current.access_token_id(root, scopes.as_set()),
        issued_at,
    };
    Ok(TokenResponse {
        access_token: access_token(cx, &parts)?,
        expires_in: remaining(cx, issued_at),
        refresh_token: Some(current.write(root)),
        scope: scopes.as_set().clone(),
    })
}

/// The time of the rotation, so that a repeated reply is the same reply. But where the store's steady
/// time is far from the time of day, a token of that time would be refused, as one from the future or as
/// an old one.
fn issued_at(cx: &Context<'_>, grant: &Grant) -> UnixTime {
    if grant.rotated_at.seconds().abs_diff(cx.now().seconds()) > SKEW {
        cx.now()
    } else {
        grant.rotated_at
    }
}

/// What is left of an access token's life: a repeated reply is some seconds old.
fn remaining(cx: &Context<'_>, issued_at: UnixTime) -> u64 {
    let age = cx.now().saturating_sub(issued_at.seconds());
    cx.lifetimes().access_token.saturating_sub(age.seconds())
}

/// How far the steady times of two programs on one machine may be apart, which count whole seconds.
const APART: u64 = 2;

/// How far clocks may be apart, in seconds: the leeway that verifiers have unless told otherwise.
const SKEW: u64 = 30;

/// Seconds between two notes that a grant is in use.
const DAY: u64 = 24 * 60 * 60;
