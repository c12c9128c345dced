//! Clients.

use super::tables::{Tables, won_if};
use countersign_issuer::{Client, ClientCommit, ClientId, Outcome};
use std::collections::btree_map::Entry;

pub(super) fn apply(tables: &mut Tables, commit: ClientCommit) -> Outcome {
    match commit {
        ClientCommit::Add(client) => add(tables, client),
        ClientCommit::Remove(id) => remove(tables, &id),
    }
}

pub(super) fn add(tables: &mut Tables, client: Client) -> Outcome {
    match tables.clients.entry(client.id.clone()) {
        Entry::Occupied(_) => Outcome::Lost,
        Entry::Vacant(place) => {
            place.insert(client);
            Outcome::Won
        }
    }
}

fn remove(tables: &mut Tables, id: &ClientId) -> Outcome {
    tables.grants.retain(|_, grant| grant.client != *id);
    won_if(tables.clients.remove(id).is_some())
}
