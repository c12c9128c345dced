//! A first-party client brings a user's name and password (RFC 6749 section 4.3).
//!
//! OAuth 2.1 has no such grant. It stays for first-party clients alone, so that a front end
//! written for FastAPI keeps working, and is never open to others.

use super::error::TokenError;
use super::grant_type::check_may_use;
use super::response::TokenResponse;
use crate::context::Context;
use crate::mint::{GrantedScopes, MintError, RefreshToken};
use crate::model::{Grant, GrantCommit, GrantId, GrantType, User, Username};
use crate::ports::{Admission, Outcome};
use crate::secret::PlainSecret;
use crate::sign_in::{SignedIn, with_password};
use countersign_jose::Scopes;
use countersign_password::Password;

pub(super) async fn token(
    cx: &Context<'_>,
    admission: Box<dyn Admission>,
    username: Option<&Username>,
    password: Password,
    scopes: Option<&Scopes>,
) -> Result<TokenResponse, TokenError> {
    check_may_use(&cx.client, GrantType::Password)?;
    // RFC 6749 4.3: only with a high degree of trust between the user and the client.
    if !cx.client.first_party {
        return Err(TokenError::NotFirstParty);
    }
    // Before the password is looked at, so that a bad scope costs no hash.
    let scopes = GrantedScopes::of_client(&cx.client, scopes)?;

    let signed_in = with_password(cx.ports, &cx.moment, admission, username, password).await?;

    // The hash took its time, and the user may be disabled by now, or the client removed, or the
    // password another one: storage decides once more.
    let refresh_token = if check_may_use(&cx.client, GrantType::RefreshToken).is_ok() {
        Some(open_grant(cx, &signed_in, &scopes).await?)
    } else {
        check_still_stands(cx, &signed_in).await?;
        None
    };

    let subject = signed_in.user().id.to_string();
    Ok(TokenResponse::issued_now(
        cx,
        &subject,
        &scopes,
        refresh_token,
    )?)
}

/// Opens a grant and writes its first refresh token.
async fn open_grant(
    cx: &Context<'_>,
    signed_in: &SignedIn,
    scopes: &GrantedScopes,
) -> Result<PlainSecret, TokenError> {
    let keys = cx.keys();
    let root = keys.roots().at(cx.now());
    let root = root.ok_or(MintError::NoRootSecret)?;
    let user = signed_in.user();
    let grant = new_grant(cx, user, scopes);
    let first = RefreshToken {
        grant: grant.id,
        generation: grant.generation,
    };

    let open = GrantCommit::Open {
        grant,
        user_epoch: user.epoch,
        registered_at: cx.client.created_at,
    };
    match cx.store().commit(open.into()).await?.value {
        Outcome::Won => Ok(first.write(root)),
        Outcome::Lost => Err(TokenError::WrongCredentials),
    }
}

fn new_grant(cx: &Context<'_>, user: &User, scopes: &GrantedScopes) -> Grant {
    let now = cx.now();
    Grant {
        id: GrantId::from_bytes(cx.moment.seed.derive("grant")),
        client: cx.client.id.clone(),
        user: user.id,
        scopes: scopes.as_set().clone(),
        created_at: now,
        expires_at: cx.lifetimes().grant_expiry(now, now),
        generation: 0,
        rotated_at: now,
        revoked_at: None,
    }
}

/// For a client that may not refresh nothing is stored, so one read after the hash decides.
async fn check_still_stands(cx: &Context<'_>, signed_in: &SignedIn) -> Result<(), TokenError> {
    let user = signed_in.user();
    let client = &cx.client;
    let stands = cx
        .store()
        .still_stands(&client.id, client.created_at, user.id, user.epoch);
    if stands.await? {
        Ok(())
    } else {
        Err(TokenError::WrongCredentials)
    }
}
