//! Grants.

use super::tables::{Tables, won_if};
use crate::clock::Now;
use crate::limits::CLEARED_AT_ONCE;
use countersign_issuer::{Grant, GrantAndUser, GrantCommit, GrantId, Outcome};
use countersign_jose::UnixTime;

pub(super) fn apply(tables: &mut Tables, commit: GrantCommit, now: Now) -> Outcome {
    match commit {
        GrantCommit::Open {
            grant,
            user_epoch,
            registered_at,
        } => open(tables, grant, user_epoch, registered_at, now),
        GrantCommit::Rotate {
            id,
            from,
            expires_at,
        } => rotate(tables, id, from, now, expires_at),
        GrantCommit::Extend { id, expires_at } => {
            let live = live(tables, id, now.time);
            won_if(live.map(|grant| grant.expires_at = expires_at).is_some())
        }
        GrantCommit::Revoke(id) => {
            let grant = tables.grants.get_mut(&id);
            let unrevoked = grant.filter(|grant| grant.revoked_at.is_none());
            won_if(
                unrevoked
                    .map(|grant| grant.revoked_at = Some(now.time))
                    .is_some(),
            )
        }
    }
}

pub(super) fn with_user(tables: &Tables, id: GrantId) -> Option<GrantAndUser> {
    let grant = tables.grants.get(&id)?.clone();
    let user = tables.users.get(&grant.user)?.clone();
    Some(GrantAndUser { grant, user })
}

fn open(
    tables: &mut Tables,
    grant: Grant,
    user_epoch: u32,
    registered_at: UnixTime,
    now: Now,
) -> Outcome {
    let is_allowed = tables.still_stands(&grant.client, registered_at, grant.user, user_epoch)
        && !tables.grants.contains_key(&grant.id);
    if is_allowed {
        // What is deleted is lost: both times have to agree that it is over.
        clear_expired(tables, now.time.min(now.steady));
        tables.grants.insert(grant.id, grant);
    }
    won_if(is_allowed)
}

fn clear_expired(tables: &mut Tables, now: UnixTime) {
    let grants = tables.grants.values();
    let expired = grants.filter(|grant| grant.expires_at <= now);
    let some: Vec<_> = expired
        .map(|grant| grant.id)
        .take(CLEARED_AT_ONCE.into())
        .collect();
    for id in some {
        tables.grants.remove(&id);
    }
}

fn rotate(tables: &mut Tables, id: GrantId, from: u32, now: Now, expires_at: UnixTime) -> Outcome {
    let grant = live(tables, id, now.time).filter(|grant| grant.generation == from);
    let Some(grant) = grant else {
        return Outcome::Lost;
    };
    let Some(next) = grant.generation.checked_add(1) else {
        return Outcome::Lost;
    };

    grant.generation = next;
    grant.rotated_at = now.steady;
    grant.expires_at = expires_at;
    Outcome::Won
}

fn live(tables: &mut Tables, id: GrantId, now: UnixTime) -> Option<&mut Grant> {
    let grant = tables.grants.get_mut(&id);
    grant.filter(|grant| grant.revoked_at.is_none() && now < grant.expires_at)
}
