//! The keys while serving: read anew when another program changed them, made and deleted by
//! timetable.

use countersign_api::{Clock as ApiClock, Verifier};
use countersign_issuer::{
    CurrentKeys, KeyCommit, KeyRecord, Keys, Lifetimes, Outcome, RootRecord, RootState, Store,
    StoreError, UnusableRecord,
};
use countersign_jose::{
    self as jose, Algorithm, Audience, Issuer, KeyError, KeyId, SigningKey, UnixTime,
};
use countersign_store::Clock;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior, interval, timeout};

/// How often the keeper looks whether there is something to do. A key that was removed is unusable
/// after this time, if the database answers.
const EVERY: Duration = Duration::from_millis(100);

/// When the keeper tries again to store a key, after it could not.
const COME_BACK: Duration = Duration::from_secs(5);

/// For how long somebody waits for a key that is being made. Making one takes a second at most.
const PATIENCE: Duration = Duration::from_secs(5);

/// Keys could not be read or made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeysError {
    /// Storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A key could not be made, or the stored ones contradict each other.
    #[error("signing keys: {0}")]
    Key(#[from] KeyError),
    /// The thread that makes a key gave no answer.
    #[error("the thread that makes a signing key panicked")]
    Lost,
}

/// Holds the keys as they stand in storage, and keeps storage as the timetable says.
#[derive(Debug)]
pub(crate) struct KeyKeeper {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    issuer: Issuer,
    lifetimes: Lifetimes,
    current: watch::Sender<Arc<Keys>>,
    seen: Mutex<Seen>,
}

/// What was there when the keeper looked last.
#[derive(Debug, Default)]
struct Seen {
    version: Option<u64>,
    outline: String,
    published: Vec<KeyId>,
    /// One for each audience; all of them verify with the keys that are published.
    verifiers: HashMap<String, Verifier>,
    /// Keys that were made and are not stored yet: where there is no room for them, no others are made.
    unstored: Vec<SigningKey>,
}

impl KeyKeeper {
    /// Reads the keys, and makes one for access tokens where none signs.
    pub(crate) async fn open(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        issuer: Issuer,
        lifetimes: Lifetimes,
    ) -> Result<Arc<Self>, KeysError> {
        let version = store.version().await?;
        let records = Records::read(&*store).await?;
        let outline = records.outline();
        let keys = records.parse(&lifetimes)?;
        log_unusable(&keys, &[]);
        let keeper = Self {
            store,
            clock,
            issuer,
            lifetimes,
            current: watch::Sender::new(Arc::new(keys)),
            seen: Mutex::new(Seen {
                version: Some(version),
                outline,
                ..Seen::default()
            }),
        };
        keeper.make_if_due(Keys::ACCESS_TOKENS).await?;
        keeper.publish();
        Ok(Arc::new(keeper))
    }

    /// The keys as they stand now.
    pub(crate) fn current(&self) -> Arc<Keys> {
        Arc::clone(&self.current.borrow())
    }

    /// The keys, once there is one for every algorithm in use. An RSA key is made after the first
    /// start, which does not wait for it.
    ///
    /// Nothing where it takes too long: the log says why.
    pub(crate) async fn complete(&self) -> Option<Arc<Keys>> {
        let mut changes = self.current.subscribe();
        let complete = changes.wait_for(|keys| self.is_complete(keys));
        match timeout(PATIENCE, complete).await {
            Ok(Ok(keys)) => Some(Arc::clone(&keys)),
            Ok(Err(_)) | Err(_) => None,
        }
    }

    /// A verifier of this server's access tokens for that audience, which follows every change of
    /// the keys.
    pub(crate) fn verifier(&self, audience: &Audience) -> Verifier {
        let mut seen = self.seen();
        let verifier = seen.verifiers.entry(audience.to_string());
        let verifier = verifier.or_insert_with(|| self.new_verifier(audience.clone()));
        verifier.clone()
    }

    /// Looks for changes for ever. Nothing here waits for a key that is made, or for a write: a key may
    /// have been removed.
    pub(crate) async fn watch(self: Arc<Self>) {
        let mut ticks = ticks();
        let mut failures = Failures::default();
        loop {
            ticks.tick().await;
            failures.note(self.look().await);
        }
    }

    /// Makes and deletes what is due, for ever.
    pub(crate) async fn maintain(self: Arc<Self>) {
        let mut ticks = ticks();
        let mut failures = Failures::default();
        loop {
            ticks.tick().await;
            let kept = self.keep().await;
            if kept.is_err() {
                ticks.reset_after(COME_BACK);
            }
            failures.note(kept);
        }
    }

    /// Reads the keys anew if somebody has committed something, and publishes them.
    async fn look(&self) -> Result<(), KeysError> {
        let version = self.store.version().await?;
        if self.seen().version != Some(version) {
            self.reload().await?;
            self.seen().version = Some(version);
        }
        self.publish();
        Ok(())
    }

    /// Makes and deletes what is due.
    async fn keep(&self) -> Result<(), KeysError> {
        for algorithm in Keys::ALGORITHMS {
            self.make_if_due(algorithm).await?;
        }
        // What is deleted is lost, so both times have to agree that it is over: a clock that is far
        // ahead for a moment deletes nothing.
        let now = self.clock.now().min(self.clock.steady());
        if delete_ended(&*self.store, &self.current(), now).await? {
            self.reload().await?;
        }
        Ok(())
    }

    /// What the task does at its next turn.
    #[cfg(test)]
    pub(crate) async fn tick(&self) -> Result<(), KeysError> {
        self.look().await?;
        self.keep().await?;
        self.look().await
    }

    /// Reads the records, and parses the keys if they are others than before: the version says only that
    /// somebody has committed something.
    async fn reload(&self) -> Result<(), KeysError> {
        let records = Records::read(&*self.store).await?;
        let outline = records.outline();
        if self.seen().outline == outline {
            return Ok(());
        }
        let keys = records.parse(&self.lifetimes)?;
        self.seen().outline = outline;
        log_unusable(&keys, self.current().unusable());
        self.current.send_replace(Arc::new(keys));
        // At once: what comes next may wait for the database, or fail, and a key may have been removed.
        self.publish();
        Ok(())
    }

    async fn make_if_due(&self, algorithm: Algorithm) -> Result<(), KeysError> {
        let now = self.clock.now();
        let Some(activates_at) = self.current().due(algorithm, now) else {
            return Ok(());
        };

        let key = self.unstored_key(algorithm).await?;
        if self.add(&key, now, activates_at).await? == Outcome::Lost {
            self.reload().await?;
            // Another node has made one for the same instant, or else a key that was removed begins
            // then: the next one begins a second later, and signs before, since nothing else does.
            if self.current().signing_key(algorithm, now).is_none() {
                let _either = self.add(&key, now, activates_at.saturating_add(1)).await?;
            }
        }
        self.seen()
            .unstored
            .retain(|one| one.key_id() != key.key_id());
        self.reload().await
    }

    /// The key that could not be stored before, or a new one.
    async fn unstored_key(&self, algorithm: Algorithm) -> Result<SigningKey, KeysError> {
        let made = |key: &&SigningKey| key.algorithm() == algorithm;
        let before = self.seen().unstored.iter().find(made).cloned();
        if let Some(key) = before {
            return Ok(key);
        }
        let key = generate(algorithm).await?;
        self.seen().unstored.push(key.clone());
        Ok(key)
    }

    /// Stores a key.
    async fn add(
        &self,
        key: &SigningKey,
        now: UnixTime,
        activates_at: UnixTime,
    ) -> Result<Outcome, KeysError> {
        let record = KeyRecord::new(key, now, activates_at)?;
        let add = KeyCommit::Add(record);
        let outcome = self.store.commit(add.into()).await?.value;
        if outcome == Outcome::Won {
            let (alg, activates_at) = (key.algorithm().name(), activates_at.seconds());
            tracing::info!(kid = %key.key_id(), alg, activates_at, "a signing key was made");
        }
        Ok(outcome)
    }

    /// Gives the verifiers the keys that are published now, if they are others than before.
    fn publish(&self) {
        let (keys, now) = (self.current(), self.clock.now());
        let published = published(&keys, now);
        let mut seen = self.seen();
        if seen.published == published {
            return;
        }

        for verifier in seen.verifiers.values() {
            verifier.replace_keys(keys.access_token_keys(now));
        }
        seen.published = published;
    }

    fn new_verifier(&self, audience: Audience) -> Verifier {
        let keys = self.current().access_token_keys(self.clock.now());
        let rules = jose::Verifier::access_tokens(self.issuer.clone(), audience, keys);
        let clock = Arc::clone(&self.clock);
        Verifier::fixed(rules).clock(ApiClock::from_fn(move || clock.now()))
    }

    fn is_complete(&self, keys: &Keys) -> bool {
        let now = self.clock.now();
        let mut algorithms = Keys::ALGORITHMS.into_iter();
        algorithms.all(|algorithm| keys.signing_key(algorithm, now).is_some())
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn ticks() -> Interval {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

/// What failed last, so that the log says it once and not at every try.
#[derive(Default)]
struct Failures(Option<String>);

impl Failures {
    fn note(&mut self, done: Result<(), KeysError>) {
        let error = done.err().map(|error| error.to_string());
        if error.is_some() && error != self.0 {
            let error = error.as_deref().unwrap_or_default();
            tracing::error!(error, "the keys cannot be kept as the timetable says");
        }
        self.0 = error;
    }
}

impl CurrentKeys for KeyKeeper {
    fn current(&self) -> Arc<Keys> {
        Self::current(self)
    }
}

fn published(keys: &Keys, now: UnixTime) -> Vec<KeyId> {
    let states = keys.ring().states(now);
    let published = states.filter(|(_, state)| state.is_published());
    published.map(|(key, _)| key.key.key_id().clone()).collect()
}

/// What is stored.
pub(crate) struct Records {
    pub(crate) keys: Vec<KeyRecord>,
    pub(crate) roots: Vec<RootRecord>,
}

impl Records {
    pub(crate) async fn read(store: &dyn Store) -> Result<Self, StoreError> {
        Ok(Self {
            keys: store.signing_keys().await?,
            roots: store.root_secrets().await?,
        })
    }

    /// A key that cannot be used is left out.
    pub(crate) fn parse(&self, lifetimes: &Lifetimes) -> Result<Keys, KeysError> {
        Ok(Keys::new(lifetimes, &self.keys, self.roots.clone())?)
    }

    /// All that can change of records, without secrets: envelopes by their form and length.
    fn outline(&self) -> String {
        let keys = self.keys.iter().map(|key| {
            let envelope = key.envelope.as_bytes();
            let form = (envelope.first(), envelope.len());
            format!(
                "{} {form:?} {:?} {:?};",
                key.key_id, key.activates_at, key.revoked_at
            )
        });
        let roots = self.roots.iter();
        let roots = roots.map(|root| format!("root {} {:?};", root.number, root.activates_at));
        keys.chain(roots).collect()
    }
}

/// Says which stored keys cannot be used, but for those that were known before: the keys are read anew
/// after every commit of anybody.
fn log_unusable(keys: &Keys, known: &[UnusableRecord]) {
    for UnusableRecord { key_id, why, .. } in keys.unusable() {
        if !known.iter().any(|record| record.key_id == *key_id) {
            tracing::error!(kid = %key_id, %why, "a stored signing key cannot be used; 'countersign key list' shows all");
        }
    }
}

/// Deletes private keys whose last token has expired, and root secrets whose last grant has ended.
/// Returns whether there was one.
pub(crate) async fn delete_ended(
    store: &dyn Store,
    keys: &Keys,
    now: UnixTime,
) -> Result<bool, StoreError> {
    let disposable = keys.disposable(now);
    let mut commits: Vec<_> = disposable.cloned().map(KeyCommit::Delete).collect();
    let ended = keys.roots().states(now);
    let ended = ended.filter(|(_, state)| *state == RootState::Ended);
    commits.extend(ended.map(|(root, _)| KeyCommit::DeleteRoot(root.number())));

    let is_any = !commits.is_empty();
    for commit in commits {
        let _either = store.commit(commit.into()).await?;
    }
    Ok(is_any)
}

/// Makes a key on a thread that may take its time: an RSA key takes up to a second of a core.
pub(crate) async fn generate(algorithm: Algorithm) -> Result<SigningKey, KeysError> {
    let made = tokio::task::spawn_blocking(move || SigningKey::generate(algorithm));
    Ok(made.await.map_err(|_| KeysError::Lost)??)
}

#[cfg(test)]
mod tests;
