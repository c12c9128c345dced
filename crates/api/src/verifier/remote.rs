//! Keys that an issuer publishes: when they are fetched again, and for how long they count.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arc_swap::Guard;
use countersign_fetch::{FetchError, Fetcher, Url};
use countersign_jose::{
    self as jose, AccessToken, Algorithm, JwkSet, KeySet, UnixTime, Verified, VerifyError,
};
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::current::{Current, Rules};
use super::refusal::Refusal;

/// From this age on, keys are fetched again: by the request that finds them so old.
const DUE_AFTER: u64 = 10 * 60;

/// From this age on, keys count no more: a key that leaked and was withdrawn must stop working.
const STALE_AFTER: u64 = 24 * 60 * 60;

/// Between two attempts, whatever came of the first. Unknown key ids are free to invent.
const COOL_DOWN: u64 = 30;

/// A key set that an issuer publishes.
#[derive(Debug)]
pub(crate) struct Remote {
    source: KeySource,
    // Held while fetching: one fetch at a time.
    gate: Arc<Mutex<()>>,
    fetched_at: AtomicU64,
    attempted_at: AtomicU64,
}

impl Remote {
    pub(crate) fn new(source: KeySource, fetched_at: UnixTime) -> Self {
        Self {
            source,
            gate: Arc::default(),
            fetched_at: AtomicU64::new(fetched_at.seconds()),
            attempted_at: AtomicU64::new(fetched_at.seconds()),
        }
    }

    /// Verifies with keys that are fresh enough, and looks for a key that is not among them.
    pub(super) async fn verify(
        self: &Arc<Self>,
        current: &Current,
        token: &str,
        now: UnixTime,
    ) -> Result<Arc<Verified<AccessToken>>, Refusal> {
        self.refresh_when_due(current, now).await?;

        let rules = current.load();
        let outcome = rules.verify(token, now);
        if matches!(outcome, Err(VerifyError::UnknownKey)) {
            let tried = Guard::into_inner(rules);
            if self.refresh_for_unknown_key(current, &tried, now).await {
                return current.load().verify(token, now).map_err(Refusal::Token);
            }
        }
        outcome.map_err(Refusal::Token)
    }

    /// Fetches keys that are due, if nobody else does; others go on with the old ones.
    async fn refresh_when_due(
        self: &Arc<Self>,
        current: &Current,
        now: UnixTime,
    ) -> Result<(), Refusal> {
        if has_passed(DUE_AFTER, &self.fetched_at, now)
            && has_passed(COOL_DOWN, &self.attempted_at, now)
            && let Ok(alone) = Arc::clone(&self.gate).try_lock_owned()
        {
            self.attempt(current, now, alone).await;
        }
        if has_passed(STALE_AFTER, &self.fetched_at, now) {
            return Err(Refusal::KeysOutOfReach);
        }
        Ok(())
    }

    /// Looks for a key that is not among `tried`. True if there are other keys now.
    async fn refresh_for_unknown_key(
        self: &Arc<Self>,
        current: &Current,
        tried: &Arc<Rules>,
        now: UnixTime,
    ) -> bool {
        // Whoever waits here takes what the one before has fetched.
        let alone = Arc::clone(&self.gate).lock_owned().await;
        if Arc::ptr_eq(tried, &current.load()) && has_passed(COOL_DOWN, &self.attempted_at, now) {
            self.attempt(current, now, alone).await;
        }
        !Arc::ptr_eq(tried, &current.load())
    }

    // In a task of its own: a caller who hangs up takes neither the fetch nor the cool-down's one
    // attempt with it. The fetch has a timeout, so the task ends by itself.
    async fn attempt(
        self: &Arc<Self>,
        current: &Current,
        now: UnixTime,
        alone: OwnedMutexGuard<()>,
    ) {
        self.attempted_at.store(now.seconds(), Ordering::Relaxed);
        let (remote, current) = (Arc::clone(self), current.clone());
        #[expect(
            clippy::disallowed_methods,
            reason = "bounded by the fetch's timeout, so it needs no owner that stops it"
        )]
        let fetching = tokio::spawn(async move {
            remote.fetch(&current, now).await;
            drop(alone);
        });
        if fetching.await.is_err() {
            tracing::error!(url = %self.source.url, "fetching the issuer's keys panicked");
        }
    }

    // On failure the last good keys stay.
    async fn fetch(&self, current: &Current, now: UnixTime) {
        match self.source.fetch().await {
            Ok(keys) => {
                current.replace_keys(keys);
                self.fetched_at.store(now.seconds(), Ordering::Relaxed);
                tracing::debug!(url = %self.source.url, "fetched the issuer's keys");
            }
            Err(error) => {
                tracing::warn!(url = %self.source.url, %error, "the issuer's keys could not be fetched");
            }
        }
    }
}

/// Why a key set is of no use.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeysError {
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error("the key set is refused: {0}")]
    Set(#[from] jose::KeyError),
    #[error("the key set holds no key that can be used here")]
    Empty,
}

/// Where an issuer publishes its keys, and how they are read.
#[derive(Debug)]
pub(crate) struct KeySource {
    pub(crate) fetcher: Fetcher,
    pub(crate) url: Url,
    pub(crate) rsa_algorithm: Option<Algorithm>,
}

impl KeySource {
    pub(crate) async fn fetch(&self) -> Result<KeySet, KeysError> {
        let wire: JwkSet = self.fetcher.get_json(&self.url).await?;
        let keys = match self.rsa_algorithm {
            Some(algorithm) => KeySet::from_jwks_with(&wire, algorithm)?,
            None => KeySet::from_jwks(&wire)?,
        };
        for skipped in keys.skipped() {
            tracing::debug!(reason = %skipped.reason, "skipped a key of the issuer");
        }
        if keys.is_empty() {
            Err(KeysError::Empty)
        } else {
            Ok(keys)
        }
    }
}

// A clock that went back must not stop renewal: then the time counts as passed.
fn has_passed(seconds: u64, since: &AtomicU64, now: UnixTime) -> bool {
    let since = since.load(Ordering::Relaxed);
    now.seconds()
        .checked_sub(since)
        .is_none_or(|age| age >= seconds)
}
