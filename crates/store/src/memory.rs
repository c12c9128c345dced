//! A store in memory: for tests, and the model that the others are compared with.

use countersign_issuer::{
    Client, ClientId, Commit, Founding, Grant, GrantId, NEAR, Outcome, RefreshTokenKey,
    SigningKeyRecord, Store, StoreError, StoreFuture, User, UserId, Username,
};
use countersign_jose::UnixTime;
use countersign_password::PasswordHash;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Expired grants that go when one comes: more than one, so that a backlog shrinks.
pub(crate) const CLEARED_AT_ONCE: u8 = 2;

/// A store in memory. Nothing outlives it.
#[derive(Debug, Default)]
pub struct MemoryStore(Mutex<Tables>);

#[derive(Debug, Default)]
struct Tables {
    clients: BTreeMap<ClientId, Client>,
    users: BTreeMap<UserId, User>,
    grants: BTreeMap<GrantId, Grant>,
    signing_keys: Vec<SigningKeyRecord>,
    refresh_token_key: Option<RefreshTokenKey>,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn ready<'a, T: Send + 'a>(value: T) -> StoreFuture<'a, T> {
    Box::pin(std::future::ready(Ok(value)))
}

impl Store for MemoryStore {
    fn client<'a>(&'a self, id: &'a ClientId) -> StoreFuture<'a, Option<Client>> {
        ready(self.tables().clients.get(id).cloned())
    }

    fn clients(&self) -> StoreFuture<'_, Vec<Client>> {
        ready(self.tables().clients.values().cloned().collect())
    }

    fn user(&self, id: UserId) -> StoreFuture<'_, Option<User>> {
        ready(self.tables().users.get(&id).cloned())
    }

    fn user_named<'a>(&'a self, name: &'a Username) -> StoreFuture<'a, Option<User>> {
        ready(
            self.tables()
                .users
                .values()
                .find(|user| user.username == *name)
                .cloned(),
        )
    }

    fn password_hashes_near(&self, id: UserId) -> StoreFuture<'_, Vec<(UserId, PasswordHash)>> {
        let tables = self.tables();
        let round = tables.users.range(id..).chain(tables.users.range(..id));
        let able = round.take(NEAR.into()).filter(|(_, user)| !user.disabled);
        ready(
            able.filter_map(|(id, user)| Some((*id, user.password.hash()?.clone())))
                .collect(),
        )
    }

    fn users(&self) -> StoreFuture<'_, Vec<User>> {
        let mut users: Vec<_> = self.tables().users.values().cloned().collect();
        users.sort_by(|a, b| a.username.cmp(&b.username));
        ready(users)
    }

    fn grant(&self, id: GrantId) -> StoreFuture<'_, Option<Grant>> {
        ready(self.tables().grants.get(&id).cloned())
    }

    fn signing_keys(&self) -> StoreFuture<'_, Vec<SigningKeyRecord>> {
        ready(self.tables().signing_keys.clone())
    }

    fn refresh_token_key(&self) -> StoreFuture<'_, Option<RefreshTokenKey>> {
        ready(self.tables().refresh_token_key.clone())
    }

    fn commit(&self, commit: Commit) -> StoreFuture<'_, Outcome> {
        let outcome = self.tables().apply(commit);
        let unknown = || StoreError::Unavailable("unknown commit".to_owned());
        Box::pin(std::future::ready(outcome.ok_or_else(unknown)))
    }
}

const fn won_if(condition: bool) -> Outcome {
    if condition {
        Outcome::Won
    } else {
        Outcome::Lost
    }
}

impl Tables {
    fn apply(&mut self, commit: Commit) -> Option<Outcome> {
        Some(match commit {
            Commit::Found(founding) => self.found(*founding),
            Commit::AddUser(user) => self.add_user(user),
            Commit::SetPassword { user, hash, now } => {
                self.change_user(user, Some(now), |user| user.password = hash.into())
            }
            Commit::SwapPasswordHash { user, from, to } => self.swap_hash(user, &from, to),
            Commit::DisableUser { user, now } => {
                self.change_user(user, Some(now), |user| user.disabled = true)
            }
            Commit::EnableUser(user) => self.change_user(user, None, |user| user.disabled = false),
            Commit::AddClient(client) => self.add_client(client),
            Commit::RemoveClient(id) => self.remove_client(&id),
            Commit::OpenGrant { grant, user_epoch } => self.open_grant(grant, user_epoch),
            Commit::RotateGrant {
                id,
                from,
                now,
                expires_at,
            } => self.rotate(id, from, now, expires_at),
            Commit::ExtendGrant {
                id,
                now,
                expires_at,
            } => self.extend(id, now, expires_at),
            Commit::RevokeGrant { id, now } => {
                let live = self
                    .grants
                    .get_mut(&id)
                    .filter(|grant| grant.revoked_at.is_none());
                won_if(live.map(|grant| grant.revoked_at = Some(now)).is_some())
            }
            _ => return None,
        })
    }

    fn found(&mut self, founding: Founding) -> Outcome {
        let taken = self.refresh_token_key.is_some()
            || self.name_is_taken(&founding.admin.username)
            || self.clients.contains_key(&founding.docs_client.id);
        if taken {
            return Outcome::Lost;
        }
        self.refresh_token_key = Some(founding.refresh_token_key);
        self.signing_keys.push(founding.signing_key);
        self.users.insert(founding.admin.id, founding.admin);
        self.clients
            .insert(founding.docs_client.id.clone(), founding.docs_client);
        Outcome::Won
    }

    fn name_is_taken(&self, name: &Username) -> bool {
        self.users.values().any(|user| user.username == *name)
    }

    fn add_user(&mut self, user: User) -> Outcome {
        if self.name_is_taken(&user.username) {
            return Outcome::Lost;
        }
        match self.users.entry(user.id) {
            Entry::Occupied(_) => Outcome::Lost,
            Entry::Vacant(place) => {
                place.insert(user);
                Outcome::Won
            }
        }
    }

    /// Changes a user; with a time, their grants end then and a new epoch begins.
    fn change_user(
        &mut self,
        id: UserId,
        grants_end: Option<UnixTime>,
        change: impl FnOnce(&mut User),
    ) -> Outcome {
        let Some(user) = self.users.get_mut(&id) else {
            return Outcome::Lost;
        };
        change(user);
        user.epoch = user.epoch.wrapping_add(u32::from(grants_end.is_some()));
        let theirs = self.grants.values_mut().filter(|grant| grant.user == id);
        theirs.for_each(|grant| grant.revoked_at = grant.revoked_at.or(grants_end));
        Outcome::Won
    }

    fn swap_hash(&mut self, id: UserId, from: &PasswordHash, to: PasswordHash) -> Outcome {
        let same = |user: &&mut User| {
            let stored = user.password.hash();
            stored.is_some_and(|stored| stored.as_str() == from.as_str())
        };
        let user = self.users.get_mut(&id).filter(same);
        won_if(user.map(|user| user.password = to.into()).is_some())
    }

    fn add_client(&mut self, client: Client) -> Outcome {
        match self.clients.entry(client.id.clone()) {
            Entry::Occupied(_) => Outcome::Lost,
            Entry::Vacant(place) => {
                place.insert(client);
                Outcome::Won
            }
        }
    }

    fn remove_client(&mut self, id: &ClientId) -> Outcome {
        self.grants.retain(|_, grant| grant.client != *id);
        won_if(self.clients.remove(id).is_some())
    }

    fn open_grant(&mut self, grant: Grant, user_epoch: u32) -> Outcome {
        let user = self.users.get(&grant.user);
        let allowed = user.is_some_and(|user| !user.disabled && user.epoch == user_epoch)
            && self.clients.contains_key(&grant.client)
            && !self.grants.contains_key(&grant.id);
        if allowed {
            self.clear_expired(grant.created_at);
            self.grants.insert(grant.id, grant);
        }
        won_if(allowed)
    }

    fn clear_expired(&mut self, now: UnixTime) {
        let expired = self.grants.values().filter(|grant| grant.expires_at <= now);
        let ids: Vec<_> = expired
            .map(|grant| grant.id)
            .take(CLEARED_AT_ONCE.into())
            .collect();
        for id in ids {
            self.grants.remove(&id);
        }
    }

    fn extend(&mut self, id: GrantId, now: UnixTime, expires_at: UnixTime) -> Outcome {
        let live = |grant: &&mut Grant| grant.revoked_at.is_none() && now < grant.expires_at;
        let grant = self.grants.get_mut(&id).filter(live);
        won_if(grant.map(|grant| grant.expires_at = expires_at).is_some())
    }

    fn rotate(&mut self, id: GrantId, from: u32, now: UnixTime, expires_at: UnixTime) -> Outcome {
        let stands = |grant: &&mut Grant| {
            grant.generation == from && grant.revoked_at.is_none() && now < grant.expires_at
        };
        let Some(grant) = self.grants.get_mut(&id).filter(stands) else {
            return Outcome::Lost;
        };
        let Some(next) = grant.generation.checked_add(1) else {
            return Outcome::Lost;
        };
        grant.generation = next;
        grant.rotated_at = now;
        grant.expires_at = expires_at;
        Outcome::Won
    }
}
