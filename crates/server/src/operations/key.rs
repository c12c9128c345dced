//! Signing keys and root secrets: list, rotate, remove.

use super::error::OperationError;
use crate::clock;
use crate::keys::{self, KeysError, Records};
use countersign_issuer::{
    KeyCommit, KeyRecord, Keys, Lifetimes, Outcome, RootRecord, RootSecret, RootState, Store,
};
use countersign_jose::{Algorithm, KeyId, RingState, UnixTime};

/// A key, or a root secret, as an operator sees it.
#[derive(Debug)]
pub(crate) struct Listed {
    pub(crate) id: String,
    /// `root` for a root secret, from which the keys that tag are derived.
    pub(crate) algorithm: String,
    pub(crate) state: &'static str,
    pub(crate) activates_at: UnixTime,
    /// What becomes of it next, and when.
    pub(crate) next: Option<(&'static str, UnixTime)>,
    pub(crate) created_at: UnixTime,
}

/// Signing keys in the order in which they sign, then root secrets; those that cannot be used too.
pub(crate) async fn list(store: &dyn Store, now: UnixTime) -> Result<Vec<Listed>, OperationError> {
    let records = Records::read(store).await?;
    let keys = records.parse(&Lifetimes::default())?;
    let mut listed: Vec<_> = records
        .keys
        .iter()
        .map(|record| listed_key(&keys, record, now))
        .collect();

    for (root, state) in keys.roots().states(now) {
        let mut roots = records.roots.iter();
        let record = roots.find(|record| record.number == root.number());
        listed.extend(record.map(|record| listed_root(record, state)));
    }
    Ok(listed)
}

fn listed_key(keys: &Keys, record: &KeyRecord, now: UnixTime) -> Listed {
    let state = keys.ring().state(&record.key_id, now);
    let next = keys.ring().next_state(&record.key_id, now);
    Listed {
        id: record.key_id.to_string(),
        algorithm: record.algorithm.clone(),
        state: match (state, record.revoked_at) {
            (_, Some(_)) => "removed",
            (Some(state), None) => name(state),
            (None, None) => "unusable",
        },
        activates_at: record.activates_at,
        next: next.map(|(state, at)| (name(state), at)),
        created_at: record.created_at,
    }
}

fn listed_root(record: &RootRecord, state: RootState) -> Listed {
    let (state, next) = match state {
        RootState::Pending => ("pending", Some(("active", record.activates_at))),
        RootState::Active => ("active", None),
        RootState::Retired(ends_at) => ("retired", Some(("removed", ends_at))),
        RootState::Ended => ("removed", None),
    };
    Listed {
        id: format!("root-{}", record.number),
        algorithm: "root".to_owned(),
        state,
        activates_at: record.activates_at,
        next,
        created_at: record.created_at,
    }
}

const fn name(state: RingState) -> &'static str {
    match state {
        RingState::Pending => "pending",
        RingState::Active => "active",
        RingState::Retired => "retired",
        // `Removed`, and what is not known here is not used either.
        _ => "removed",
    }
}

/// A key or root secret that was made.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) id: String,
    pub(crate) algorithm: &'static str,
    pub(crate) activates_at: UnixTime,
}

/// Makes the next keys of those algorithms, which sign as soon as every cache knows them. None is made
/// where one of them is there already.
pub(crate) async fn rotate(
    store: &dyn Store,
    algorithms: &[Algorithm],
    now: UnixTime,
) -> Result<Vec<Made>, OperationError> {
    let keys = load_current(store, now).await?;
    for algorithm in algorithms {
        check_none_is_pending(&keys, *algorithm, now)?;
    }

    let mut made = Vec::new();
    for algorithm in algorithms {
        let activates_at = match keys.signing_key(*algorithm, now) {
            Some(_) => keys.ring().soonest(*algorithm, now),
            None => now,
        };
        made.push(make(store, *algorithm, now, activates_at).await?);
    }
    Ok(made)
}

fn check_none_is_pending(
    keys: &Keys,
    algorithm: Algorithm,
    now: UnixTime,
) -> Result<(), OperationError> {
    let mut states = keys.ring().states(now);
    let pending = states
        .find(|(key, state)| *state == RingState::Pending && key.key.algorithm() == algorithm);
    match pending {
        None => Ok(()),
        Some((pending, _)) => Err(OperationError::Refused(format!(
            "the next key of {algorithm} is '{}' already: 'countersign key list' shows from when it \
             signs; if it leaked, 'countersign key remove {0}'",
            pending.key.key_id()
        ))),
    }
}

async fn make(
    store: &dyn Store,
    algorithm: Algorithm,
    now: UnixTime,
    activates_at: UnixTime,
) -> Result<Made, OperationError> {
    let key = keys::generate(algorithm).await?;
    let record = KeyRecord::new(&key, now, activates_at).map_err(KeysError::from)?;
    let made = Made {
        id: record.key_id.to_string(),
        algorithm: algorithm.name(),
        activates_at,
    };
    match store.commit(KeyCommit::Add(record).into()).await?.value {
        Outcome::Won => Ok(made),
        Outcome::Lost => Err(OperationError::Refused(
            "another process made a key for the same instant: 'countersign key list' shows it"
                .to_owned(),
        )),
    }
}

/// Makes the next root secret, which tags as soon as every node knows it.
pub(crate) async fn rotate_root(store: &dyn Store, now: UnixTime) -> Result<Made, OperationError> {
    let keys = load(store).await?;
    let mut states = keys.roots().states(now);
    if let Some((pending, _)) = states.find(|(_, state)| *state == RootState::Pending) {
        return Err(OperationError::Refused(format!(
            "the next root secret is root-{} already: 'countersign key list' shows from when it is used",
            pending.number()
        )));
    }

    let root = RootRecord {
        number: keys.roots().next_number(),
        secret: RootSecret::from_bytes(clock::random()?),
        activates_at: now.saturating_add(Keys::ROOT_LEAD),
        created_at: now,
    };
    let made = Made {
        id: format!("root-{}", root.number),
        algorithm: "root",
        activates_at: root.activates_at,
    };
    match store.commit(KeyCommit::AddRoot(root).into()).await?.value {
        Outcome::Won => Ok(made),
        Outcome::Lost => Err(OperationError::Refused(
            "another process made the next root secret in the same moment".to_owned(),
        )),
    }
}

/// Removes a signing key at once: it is unpublished, and what it has signed is refused. The key that
/// signs is replaced first, so that at no moment nothing signs.
pub(crate) async fn remove(
    store: &dyn Store,
    id: &KeyId,
    now: UnixTime,
) -> Result<Option<Made>, OperationError> {
    let keys = load_current(store, now).await?;
    let mut algorithms = Keys::ALGORITHMS.into_iter();
    let signs = algorithms.find(|algorithm| {
        let key = keys.signing_key(*algorithm, now);
        key.is_some_and(|key| key.key_id() == id)
    });
    let replacement = match signs {
        Some(algorithm) => make_replacement(store, algorithm, now).await?,
        None => None,
    };

    let revoke = KeyCommit::Revoke(id.clone());
    match store.commit(revoke.into()).await?.value {
        Outcome::Won => Ok(replacement),
        Outcome::Lost => Err(not_there(store, id).await?),
    }
}

/// A key that begins now. Where another one begins in this very second, it begins a second later, and
/// signs before once nothing else does.
async fn make_replacement(
    store: &dyn Store,
    algorithm: Algorithm,
    now: UnixTime,
) -> Result<Option<Made>, OperationError> {
    for activates_at in [now, now.saturating_add(1)] {
        match make(store, algorithm, now, activates_at).await {
            Ok(made) => return Ok(Some(made)),
            Err(OperationError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    // Others have made keys for both: there is one that signs.
    Ok(None)
}

async fn not_there(store: &dyn Store, id: &KeyId) -> Result<OperationError, OperationError> {
    let keys = store.signing_keys().await?;
    let is_known = keys.iter().any(|key| key.key_id == *id);
    Ok(OperationError::Refused(if is_known {
        format!("the key '{id}' was removed before")
    } else if id.as_str().starts_with("root-") {
        "a root secret is not removed, since every refresh token under it would end: 'countersign key \
         rotate --root' makes the next one"
            .to_owned()
    } else {
        format!("there is no key '{id}'; 'countersign key list' shows all")
    }))
}

async fn load(store: &dyn Store) -> Result<Keys, KeysError> {
    Records::read(store).await?.parse(&Lifetimes::default())
}

/// Deletes what says nothing any more first: there may be no server that does it.
async fn load_current(store: &dyn Store, now: UnixTime) -> Result<Keys, OperationError> {
    let keys = load(store).await?;
    if keys::delete_ended(store, &keys, now).await? {
        return Ok(load(store).await?);
    }
    Ok(keys)
}
