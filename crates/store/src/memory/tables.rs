//! What is stored.

use countersign_issuer::{
    Client, ClientId, Grant, GrantId, KeyRecord, Outcome, RootRecord, User, UserId,
};
use countersign_jose::{KeyId, UnixTime};
use std::collections::BTreeMap;

#[derive(Debug, Default)]
pub(super) struct Tables {
    pub(super) is_founded: bool,
    pub(super) clients: BTreeMap<ClientId, Client>,
    pub(super) users: BTreeMap<UserId, User>,
    pub(super) grants: BTreeMap<GrantId, Grant>,
    pub(super) signing_keys: BTreeMap<KeyId, KeyRecord>,
    pub(super) root_secrets: BTreeMap<u32, RootRecord>,
    pub(super) version: u64,
}

impl Tables {
    pub(super) fn still_stands(
        &self,
        client: &ClientId,
        registered_at: UnixTime,
        user: UserId,
        user_epoch: u32,
    ) -> bool {
        let (client, user) = (self.clients.get(client), self.users.get(&user));
        client.is_some_and(|client| client.created_at == registered_at)
            && user.is_some_and(|user| !user.disabled && user.epoch == user_epoch)
    }
}

pub(super) const fn won_if(condition: bool) -> Outcome {
    if condition {
        Outcome::Won
    } else {
        Outcome::Lost
    }
}
