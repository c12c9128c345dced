//! Signing keys and root secrets.

use super::tables::{Tables, won_if};
use countersign_issuer::{KeyCommit, KeyRecord, Outcome, RootRecord};
use countersign_jose::{KeyId, UnixTime};
use std::collections::btree_map::Entry;

pub(super) fn apply(tables: &mut Tables, commit: KeyCommit, now: UnixTime) -> Outcome {
    match commit {
        KeyCommit::Add(key) => add(tables, key),
        KeyCommit::Revoke(id) => revoke(tables, &id, now),
        KeyCommit::Delete(id) => won_if(tables.signing_keys.remove(&id).is_some()),
        KeyCommit::AddRoot(root) => add_root(tables, root),
        KeyCommit::DeleteRoot(number) => won_if(tables.root_secrets.remove(&number).is_some()),
    }
}

/// In the order in which they sign.
pub(super) fn all(tables: &Tables) -> Vec<KeyRecord> {
    let mut keys: Vec<_> = tables.signing_keys.values().cloned().collect();
    keys.sort_by(|a, b| (a.activates_at, &a.key_id).cmp(&(b.activates_at, &b.key_id)));
    keys
}

pub(super) fn add(tables: &mut Tables, key: KeyRecord) -> Outcome {
    let is_taken = tables.signing_keys.values().any(|known| {
        known.key_id == key.key_id
            || (&known.algorithm, known.activates_at) == (&key.algorithm, key.activates_at)
    });
    if !is_taken {
        tables.signing_keys.insert(key.key_id.clone(), key);
    }
    won_if(!is_taken)
}

fn revoke(tables: &mut Tables, id: &KeyId, now: UnixTime) -> Outcome {
    let key = tables.signing_keys.get_mut(id);
    let unrevoked = key.filter(|key| key.revoked_at.is_none());
    won_if(unrevoked.map(|key| key.revoked_at = Some(now)).is_some())
}

pub(super) fn add_root(tables: &mut Tables, root: RootRecord) -> Outcome {
    match tables.root_secrets.entry(root.number) {
        Entry::Occupied(_) => Outcome::Lost,
        Entry::Vacant(place) => {
            place.insert(root);
            Outcome::Won
        }
    }
}
