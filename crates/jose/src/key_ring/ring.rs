//! An issuer's own keys, and which of them signs now.

use std::cmp::Ordering;

use crate::{Algorithm, KeyError, KeyId, KeySet, SigningKey, Timetable, UnixTime};

/// A private key of the issuer and the instants that its states follow from.
///
/// ```
/// use countersign_jose::{Algorithm, RingKey, SigningKey, UnixTime};
///
/// let now = UnixTime::from_seconds(1_700_000_000);
/// let first = RingKey::new(SigningKey::generate(Algorithm::Es256)?, now);
/// assert_eq!(first.activates_at, now);
/// # Ok::<(), countersign_jose::KeyError>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RingKey {
    /// The key.
    pub key: SigningKey,
    /// From when it signs.
    pub activates_at: UnixTime,
    /// Since when it is not to be trusted: it was stolen, or may have been.
    pub revoked_at: Option<UnixTime>,
}

impl RingKey {
    /// A key that signs from `activates_at`, and is published from now.
    ///
    /// ```
    #[doc = include_str!("../examples/key_ring.txt")]
    /// let next = RingKey::new(SigningKey::generate(Algorithm::Es256)?, now.saturating_add(86_400));
    /// assert_eq!(next.revoked_at, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn new(key: SigningKey, activates_at: UnixTime) -> Self {
        Self {
            key,
            activates_at,
            revoked_at: None,
        }
    }

    /// The same key, revoked: every node that reads this stops using and publishing it at once,
    /// whatever its clock says.
    ///
    /// ```
    #[doc = include_str!("../examples/key_ring.txt")]
    /// let stolen = first.revoked(now);
    /// assert_eq!(stolen.revoked_at, Some(now));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn revoked(self, now: UnixTime) -> Self {
        Self {
            revoked_at: Some(now),
            ..self
        }
    }

    const fn is_revoked(&self) -> bool {
        self.revoked_at.is_some()
    }

    fn id(&self) -> &KeyId {
        self.key.key_id()
    }

    /// The order in which keys sign, the same on every node.
    fn order(&self, other: &Self) -> Ordering {
        (self.activates_at, self.id()).cmp(&(other.activates_at, other.id()))
    }
}

/// Places that the timetable leaves free, for keys that are asked for and for those that must
/// replace a stolen one.
const SPARE: usize = 8;

/// Where a key of a [`KeyRing`] stands in its life.
///
/// ```
/// use countersign_jose::RingState;
///
/// assert!(RingState::Pending.is_published());
/// assert!(!RingState::Removed.is_published());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RingState {
    /// Published, so that verifiers know it before its first token.
    Pending,
    /// Published, and signs.
    Active,
    /// Published, so that its last tokens verify; signs no more.
    Retired,
    /// Neither published nor used: its last token has expired, or it was revoked.
    Removed,
}

impl RingState {
    /// Whether the key is in the published set.
    ///
    /// ```
    /// # use countersign_jose::RingState;
    /// assert!(RingState::Retired.is_published());
    /// ```
    #[must_use]
    pub const fn is_published(self) -> bool {
        !matches!(self, Self::Removed)
    }
}

/// An issuer's own keys. Each key's state follows from the stored instants and the time that the
/// caller gives, so nodes that read the same records switch keys together, without a word between
/// them; their clocks may differ by the timetable's skew.
///
/// Of each algorithm one key signs: the last that has begun. It retires when the next one begins,
/// so no end is stored. Where no key has begun, because a clock is behind or because the one that
/// signed was revoked, the next one begins early: signing with a key that some caches do not know
/// yet is better than with a stolen one, or not at all. A retired key never signs again.
///
/// ```
/// use countersign_jose::*;
///
/// let start = UnixTime::from_seconds(1_700_000_000);
/// let timetable = Timetable::new(86_400);
/// let first = RingKey::new(SigningKey::generate(Algorithm::Es256)?, start);
/// let ring = KeyRing::new(timetable, [first.clone()])?;
/// assert_eq!(ring.due(Algorithm::Es256, start), None);
///
/// // One publication lead before the day is over, the next key is due.
/// let evening = start.saturating_add(86_400 - timetable.publication_lead());
/// let midnight = ring.due(Algorithm::Es256, evening).unwrap();
/// assert_eq!(midnight, start.saturating_add(86_400));
/// let second = RingKey::new(SigningKey::generate(Algorithm::Es256)?, midnight);
/// let ring = KeyRing::new(timetable, [first.clone(), second.clone()])?;
///
/// let signs = |now| ring.signing_key(Algorithm::Es256, now).map(SigningKey::key_id);
/// assert_eq!(signs(evening), Some(first.key.key_id()));
/// assert_eq!(signs(midnight), Some(second.key.key_id()));
/// assert_eq!(ring.published(midnight).len(), 2);
/// # Ok::<(), KeyError>(())
/// ```
#[derive(Clone, Debug)]
pub struct KeyRing {
    timetable: Timetable,
    /// In the order in which they sign.
    keys: Vec<RingKey>,
}

impl KeyRing {
    /// A ring of these keys, in any order. Revoked keys belong in it until a later key has begun on
    /// every node ([`Self::disposable`]): they say that the one before must not sign again.
    ///
    /// # Errors
    /// [`KeyError::DuplicateKeyId`] where two keys share an id, [`KeyError::TooManyKeys`] over 64.
    ///
    /// ```
    /// # use countersign_jose::{KeyRing, Timetable};
    /// let empty = KeyRing::new(Timetable::new(86_400), [])?;
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    pub fn new(
        timetable: Timetable,
        keys: impl IntoIterator<Item = RingKey>,
    ) -> Result<Self, KeyError> {
        let mut keys: Vec<_> = keys
            .into_iter()
            .take(KeySet::MAX_KEYS.saturating_add(1))
            .collect();
        // The rules of a set are the ring's: it will be published as one.
        KeySet::new(keys.iter().map(|key| key.key.verifying_key()))?;
        keys.sort_by(RingKey::order);
        Ok(Self { timetable, keys })
    }

    /// The state of the key of this id; `None` where the ring has none.
    ///
    /// ```
    #[doc = include_str!("../examples/key_ring.txt")]
    /// assert_eq!(ring.state(first.key.key_id(), now), Some(RingState::Active));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn state(&self, key_id: &KeyId, now: UnixTime) -> Option<RingState> {
        let key = self.keys.iter().find(|key| key.id() == key_id)?;
        Some(self.state_of(key, now))
    }

    /// Every key and its state, in the order in which they sign.
    ///
    /// ```
    #[doc = include_str!("../examples/key_ring.txt")]
    /// for (key, state) in ring.states(now) {
    ///     assert_eq!((key.key.key_id(), state), (first.key.key_id(), RingState::Active));
    /// }
    /// assert_eq!(ring.states(now).count(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn states(&self, now: UnixTime) -> impl Iterator<Item = (&RingKey, RingState)> {
        self.keys
            .iter()
            .map(move |key| (key, self.state_of(key, now)))
    }

    /// The key of this algorithm that signs now. `None` where there is none, or where the last one
    /// was revoked and nothing comes after it: create one, see [`Self::due`].
    ///
    /// ```
    #[doc = include_str!("../examples/key_ring.txt")]
    /// let key = ring.signing_key(Algorithm::Es256, now).ok_or("no key signs")?;
    /// assert_eq!(key.key_id(), first.key.key_id());
    /// let signer = Signer::access_tokens(key.clone());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn signing_key(&self, algorithm: Algorithm, now: UnixTime) -> Option<&SigningKey> {
        self.active(algorithm, now).map(|key| &key.key)
    }

    /// The public keys to publish now: pending, active and retired ones.
    ///
    /// ```
    #[doc = include_str!("../examples/key_ring.txt")]
    /// let jwks: JwkSet = ring.published(now).to_jwks();
    /// assert_eq!(jwks.keys.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn published(&self, now: UnixTime) -> KeySet {
        KeySet::of_distinct(
            self.states(now)
                .filter(|(_, state)| state.is_published())
                .map(|(key, _)| key.key.verifying_key())
                .collect(),
        )
    }

    /// The public keys of one algorithm to verify with now: pending, active and retired ones. For a
    /// verifier of one type of token, of which the issuer signs another type with another algorithm.
    ///
    /// ```
    #[doc = include_str!("../examples/key_ring.txt")]
    /// assert_eq!(ring.published_of(Algorithm::Es256, now).len(), 1);
    /// assert!(ring.published_of(Algorithm::Rs256, now).is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn published_of(&self, algorithm: Algorithm, now: UnixTime) -> KeySet {
        KeySet::of_distinct(
            self.states(now)
                .filter(|(key, state)| state.is_published() && key.key.algorithm() == algorithm)
                .map(|(key, _)| key.key.verifying_key())
                .collect(),
        )
    }

    /// From when a new key has to sign, where it is time to create one; `None` where it is not.
    ///
    /// A stored key that begins later than a new one could is not waited for: the clock that chose
    /// its instant was wrong. Over 56 keys none is due until the [`Self::disposable`] ones are
    /// deleted, save where nothing signs.
    ///
    /// Store the key with this instant as [`RingKey::activates_at`]. In time, every node comes to
    /// the same instant, so that a store that takes only one key of an algorithm per instant takes
    /// only one of those that the nodes create at once. (Two would do no harm: one signs for no
    /// time at all.)
    ///
    /// ```
    #[doc = include_str!("../examples/key_ring.txt")]
    /// assert_eq!(ring.due(Algorithm::Es256, now), None);
    /// // The next day, the key has signed for too long: another one follows as soon as it is known.
    /// let late = now.saturating_add(86_400);
    /// let activates_at = ring.due(Algorithm::Es256, late).ok_or("not due")?;
    /// assert_eq!(activates_at, ring.soonest(Algorithm::Es256, late));
    /// let second = RingKey::new(SigningKey::generate(Algorithm::Es256)?, activates_at);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn due(&self, algorithm: Algorithm, now: UnixTime) -> Option<UnixTime> {
        let Some(active) = self.active(algorithm, now) else {
            // Nothing signs: the new key begins at once.
            return Some(now);
        };
        let soonest = now.saturating_add(self.timetable.publication_lead());
        let is_time = soonest >= self.planned_end(active);
        let has_room = self.keys.len() < KeySet::MAX_KEYS.saturating_sub(SPARE);
        (is_time && has_room && self.expected(active, now).is_none()).then_some(soonest)
    }

    /// When another key takes over from the one that signs now: the stored instant, or else the one
    /// that the timetable plans. `None` where nothing signs.
    ///
    /// ```
    #[doc = include_str!("../examples/key_ring.txt")]
    /// let planned = now.saturating_add(86_400);
    /// assert_eq!(ring.next_rotation(Algorithm::Es256, now), Some(planned));
    /// assert_eq!(ring.next_rotation(Algorithm::EdDsa, now), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn next_rotation(&self, algorithm: Algorithm, now: UnixTime) -> Option<UnixTime> {
        let active = self.active(algorithm, now)?;
        Some(match self.expected(active, now) {
            Some(next) => next.activates_at,
            None => self.planned_end(active),
        })
    }

    /// When a new key, asked for now instead of waiting for the timetable, may begin to sign: after
    /// one publication lead, or at once where nothing signs.
    ///
    /// ```
    #[doc = include_str!("../examples/key_ring.txt")]
    /// let lead = Timetable::new(86_400).publication_lead();
    /// assert_eq!(ring.soonest(Algorithm::Es256, now), now.saturating_add(lead));
    /// assert_eq!(ring.soonest(Algorithm::EdDsa, now), now);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn soonest(&self, algorithm: Algorithm, now: UnixTime) -> UnixTime {
        match self.active(algorithm, now) {
            Some(_) => now.saturating_add(self.timetable.publication_lead()),
            None => now,
        }
    }

    /// The first instant after `now` at which a state changes or a key becomes due: until then
    /// every answer stays the same. `None` where nothing will change.
    ///
    /// ```
    #[doc = include_str!("../examples/key_ring.txt")]
    /// let asleep_until = ring.next_change(now).ok_or("nothing changes")?;
    /// assert!(ring.due(Algorithm::Es256, asleep_until).is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn next_change(&self, now: UnixTime) -> Option<UnixTime> {
        let begins = self.chain().map(|key| key.activates_at);
        let ends = self
            .chain()
            .filter(|key| !key.is_revoked())
            .filter_map(|key| self.removed_at(key));
        let due = self
            .chain()
            .filter(|key| !key.is_revoked())
            .flat_map(|key| self.due_between(key));
        begins
            .chain(ends)
            .chain(due)
            .filter(|instant| *instant > now)
            .min()
    }

    /// What becomes of the key of this id next, and when; `None` where the ring has no such key, or
    /// nothing becomes of it any more.
    ///
    /// A key that signs is retired by the next one: at its instant if it is stored, else at the one
    /// that the timetable plans.
    ///
    /// ```
    #[doc = include_str!("../examples/key_ring.txt")]
    /// let planned = now.saturating_add(86_400);
    /// let next = ring.next_state(first.key.key_id(), now);
    /// assert_eq!(next, Some((RingState::Retired, planned)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn next_state(&self, key_id: &KeyId, now: UnixTime) -> Option<(RingState, UnixTime)> {
        let key = self.keys.iter().find(|key| key.id() == key_id)?;
        match self.state_of(key, now) {
            RingState::Pending => Some((RingState::Active, key.activates_at)),
            RingState::Active => {
                let rotation = self.next_rotation(key.key.algorithm(), now)?;
                Some((RingState::Retired, rotation))
            }
            RingState::Retired => Some((RingState::Removed, self.removed_at(key)?)),
            RingState::Removed => None,
        }
    }

    /// The removed keys whose records say nothing any more: their private parts can be deleted.
    ///
    /// ```
    #[doc = include_str!("../examples/key_ring.txt")]
    /// assert_eq!(ring.disposable(now).count(), 0);
    /// let second = RingKey::new(SigningKey::generate(Algorithm::Es256)?, now.saturating_add(86_400));
    /// let ring = KeyRing::new(Timetable::new(86_400), [first, second])?;
    /// assert_eq!(ring.disposable(now.saturating_add(30 * 86_400)).count(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn disposable(&self, now: UnixTime) -> impl Iterator<Item = &RingKey> {
        self.keys.iter().filter(move |key| {
            let superseded = || {
                self.successor(key)
                    .is_some_and(|next| self.timetable.furthest_ahead(next.activates_at) <= now)
            };
            self.state_of(key, now) == RingState::Removed
                && (self.never_signed(key) || superseded())
        })
    }

    fn state_of(&self, key: &RingKey, now: UnixTime) -> RingState {
        let signs = || {
            self.active(key.key.algorithm(), now)
                .is_some_and(|active| active.id() == key.id())
        };
        if key.is_revoked() {
            RingState::Removed
        } else if signs() {
            RingState::Active
        } else if key.activates_at > now {
            RingState::Pending
        } else if self.removed_at(key).is_some_and(|removed| now >= removed) {
            RingState::Removed
        } else {
            RingState::Retired
        }
    }

    fn active(&self, algorithm: Algorithm, now: UnixTime) -> Option<&RingKey> {
        let keys = || {
            self.chain()
                .filter(move |key| key.key.algorithm() == algorithm)
        };
        let begun = keys().take_while(|key| key.activates_at <= now).last();
        begun.filter(|key| !key.is_revoked()).or_else(|| {
            keys()
                .skip_while(|key| key.activates_at <= now)
                .find(|key| !key.is_revoked())
        })
    }

    /// The keys that sign one after the other.
    fn chain(&self) -> impl DoubleEndedIterator<Item = &RingKey> {
        self.keys.iter().filter(|key| !self.never_signed(key))
    }

    /// Whether it was revoked before any node could sign with it: then it is as if it had never
    /// been.
    fn never_signed(&self, key: &RingKey) -> bool {
        key.revoked_at
            .is_some_and(|at| self.timetable.furthest_ahead(at) < key.activates_at)
    }

    /// The key that takes over from this one.
    fn successor(&self, key: &RingKey) -> Option<&RingKey> {
        self.chain()
            .find(|next| next.key.algorithm() == key.key.algorithm() && next.order(key).is_gt())
    }

    /// The successor, unless a key that is made now would begin before it, on every node.
    fn expected(&self, active: &RingKey, now: UnixTime) -> Option<&RingKey> {
        let soonest = now.saturating_add(self.timetable.publication_lead());
        let latest = self
            .timetable
            .furthest_ahead(soonest.max(self.planned_end(active)));
        self.successor(active)
            .filter(|next| next.activates_at <= latest)
    }

    /// From when a successor is due, and until when, where one is stored that begins late.
    fn due_between(&self, key: &RingKey) -> impl Iterator<Item = UnixTime> {
        let lead = self.timetable.publication_lead();
        let planned = self.planned_end(key);
        let stored = self
            .successor(key)
            .map(|next| self.timetable.furthest_behind(next.activates_at));
        let is_in_time = stored.is_some_and(|begins| begins <= planned);
        [Some(planned), stored]
            .into_iter()
            .flatten()
            .filter(move |_| !is_in_time)
            .map(move |begins| begins.saturating_sub(lead))
    }

    /// When the last key of its algorithm should stop to sign.
    const fn planned_end(&self, key: &RingKey) -> UnixTime {
        key.activates_at.saturating_add(self.timetable.rotation())
    }

    /// When the last token of a key has expired; `None` where no other takes over.
    fn removed_at(&self, key: &RingKey) -> Option<UnixTime> {
        let retired_at = self.successor(key)?.activates_at;
        Some(retired_at.saturating_add(self.timetable.retention()))
    }
}
