//! Users.

use super::tables::{Tables, won_if};
use countersign_issuer::{NEAR, Outcome, User, UserCommit, UserId, Username};
use countersign_jose::UnixTime;
use countersign_password::{Cost, PasswordHash};
use std::collections::btree_map::Entry;

pub(super) fn apply(tables: &mut Tables, commit: UserCommit, now: UnixTime) -> Outcome {
    match commit {
        UserCommit::Add(user) => add(tables, user),
        UserCommit::SetPassword { user, hash } => {
            sign_out(tables, user, now, |user| user.password = hash.into())
        }
        UserCommit::SwapPasswordHash { user, from, to } => swap_hash(tables, user, &from, to),
        UserCommit::Disable(user) => sign_out(tables, user, now, |user| user.disabled = true),
        UserCommit::Enable(user) => {
            let user = tables.users.get_mut(&user);
            won_if(user.map(|user| user.disabled = false).is_some())
        }
    }
}

pub(super) fn named(tables: &Tables, name: &Username) -> Option<User> {
    let mut users = tables.users.values();
    users.find(|user| user.username == *name).cloned()
}

pub(super) fn all(tables: &Tables) -> Vec<User> {
    let mut users: Vec<_> = tables.users.values().cloned().collect();
    users.sort_by(|a, b| a.username.cmp(&b.username));
    users
}

pub(super) fn password_costs_near(tables: &Tables, id: UserId) -> Vec<(UserId, Cost)> {
    let round = tables.users.range(id..).chain(tables.users.range(..id));
    let near = round.take(NEAR.into()).filter(|(_, user)| !user.disabled);
    near.filter_map(|(id, user)| Some((*id, user.password.hash()?.cost())))
        .collect()
}

pub(super) fn add(tables: &mut Tables, user: User) -> Outcome {
    if named(tables, &user.username).is_some() {
        return Outcome::Lost;
    }
    match tables.users.entry(user.id) {
        Entry::Occupied(_) => Outcome::Lost,
        Entry::Vacant(place) => {
            place.insert(user);
            Outcome::Won
        }
    }
}

/// Changes a user; their grants end, and a new epoch begins.
fn sign_out(
    tables: &mut Tables,
    id: UserId,
    now: UnixTime,
    change: impl FnOnce(&mut User),
) -> Outcome {
    let Some(user) = tables.users.get_mut(&id) else {
        return Outcome::Lost;
    };
    change(user);
    user.epoch = user.epoch.wrapping_add(1);

    let grants = tables.grants.values_mut();
    for grant in grants.filter(|grant| grant.user == id) {
        grant.revoked_at = grant.revoked_at.or(Some(now));
    }
    Outcome::Won
}

fn swap_hash(tables: &mut Tables, id: UserId, from: &PasswordHash, to: PasswordHash) -> Outcome {
    let user = tables.users.get_mut(&id).filter(|user| {
        let stored = user.password.hash();
        stored.is_some_and(|stored| stored.as_str() == from.as_str())
    });
    won_if(user.map(|user| user.password = to.into()).is_some())
}
