//! The issuer's keys at work: which signs and which tags, by the time.

use crate::model::{KeyRecord, RootRecord, UnusableKey};
use crate::policy::Lifetimes;
use aws_lc_rs::hmac;
use countersign_jose::{
    Algorithm, KeyError, KeyId, KeyRing, KeySet, RingKey, Signer, SigningKey, Timetable, UnixTime,
};
use std::fmt;

/// Every key of the issuer, as it was stored when this was made. States follow from the records
/// and the time, so that every node that reads the same records does the same.
#[derive(Debug)]
pub struct Keys {
    ring: KeyRing,
    access_token_signers: Vec<(KeyId, Signer)>,
    roots: Roots,
    unusable: Vec<UnusableRecord>,
}

/// A stored key that this program cannot use, as far as it can be read.
#[derive(Debug)]
pub struct UnusableRecord {
    /// Its id.
    pub key_id: KeyId,
    /// What is wrong with it.
    pub why: UnusableKey,
    algorithm: Option<Algorithm>,
    activates_at: UnixTime,
    revoked_at: Option<UnixTime>,
}

impl Keys {
    /// What access tokens are signed with.
    pub const ACCESS_TOKENS: Algorithm = Algorithm::Es256;
    /// What ID tokens are signed with for a client that names no algorithm
    /// (OpenID Connect Registration 1.0 section 2: RS256).
    pub const ID_TOKENS: Algorithm = Algorithm::Rs256;
    /// The algorithms of which there is always a key.
    pub const ALGORITHMS: [Algorithm; 2] = [Self::ACCESS_TOKENS, Self::ID_TOKENS];

    /// For how long a new root secret is stored before it tags, in seconds: by then every node
    /// knows it, so none refuses what another has tagged.
    pub const ROOT_LEAD: u64 = 90;

    /// Reads the stored records. A key that cannot be used is left out, see
    /// [`unusable`](Self::unusable): the others go on.
    ///
    /// # Errors
    ///
    /// The records contradict each other: two have one key id, or more than 64 are not removed.
    pub fn new(
        lifetimes: &Lifetimes,
        keys: &[KeyRecord],
        roots: Vec<RootRecord>,
    ) -> Result<Self, KeyError> {
        let (mut usable, mut unusable) = (Vec::new(), Vec::new());
        for record in keys {
            match ring_key(record) {
                Ok(key) => usable.push(key),
                Err(why) => unusable.push(UnusableRecord::new(record, why)),
            }
        }
        drop_surplus(&mut usable);

        let signers = usable
            .iter()
            .filter(|key| key.key.algorithm() == Self::ACCESS_TOKENS)
            .map(|key| {
                (
                    key.key.key_id().clone(),
                    Signer::access_tokens(key.key.clone()),
                )
            });
        Ok(Self {
            access_token_signers: signers.collect(),
            ring: KeyRing::new(timetable(lifetimes), usable)?,
            roots: Roots::new(roots, lifetimes),
            unusable,
        })
    }

    /// The signing keys and their states.
    #[must_use]
    pub const fn ring(&self) -> &KeyRing {
        &self.ring
    }

    /// The root secrets and their states.
    #[must_use]
    pub const fn roots(&self) -> &Roots {
        &self.roots
    }

    /// The stored keys that cannot be used, and why.
    #[must_use]
    pub fn unusable(&self) -> &[UnusableRecord] {
        &self.unusable
    }

    /// The key of that algorithm that signs at that time. None where a key has begun since that cannot
    /// be used here: other nodes sign with it, and have retired the one before.
    #[must_use]
    pub fn signing_key(&self, algorithm: Algorithm, now: UnixTime) -> Option<&SigningKey> {
        let key = self.ring.signing_key(algorithm, now)?;
        if self.unusable.is_empty() {
            return Some(key);
        }

        let states = self.ring.states(now);
        let mut begun = states.filter(|(known, _)| known.key.key_id() == key.key_id());
        let (active, _) = begun.next()?;
        let mut unusable = self.unusable.iter();
        let is_superseded = unusable.any(|record| record.supersedes(algorithm, active, now));
        (!is_superseded).then_some(key)
    }

    /// From when a new key of that algorithm has to sign, where it is time to make one.
    #[must_use]
    pub fn due(&self, algorithm: Algorithm, now: UnixTime) -> Option<UnixTime> {
        match self.signing_key(algorithm, now) {
            Some(_) => self.ring.due(algorithm, now),
            None => Some(now),
        }
    }

    /// The keys that can be deleted: their tokens have expired, and no other key's state follows from
    /// their records.
    pub fn disposable(&self, now: UnixTime) -> impl Iterator<Item = &KeyId> {
        let usable = self.ring.disposable(now).map(|key| key.key.key_id());
        let unusable = self
            .unusable
            .iter()
            .filter(move |record| record.is_disposable(now));
        usable.chain(unusable.map(|record| &record.key_id))
    }

    /// The public keys that access tokens may be signed with at that time, pending and retired ones
    /// too.
    #[must_use]
    pub fn access_token_keys(&self, now: UnixTime) -> KeySet {
        self.ring.published_of(Self::ACCESS_TOKENS, now)
    }

    /// Signs access tokens at that time; nothing where no key does.
    pub(crate) fn access_token_signer(&self, now: UnixTime) -> Option<&Signer> {
        let active = self.signing_key(Self::ACCESS_TOKENS, now)?.key_id();
        let mut signers = self.access_token_signers.iter();
        signers
            .find(|(id, _)| id == active)
            .map(|(_, signer)| signer)
    }
}

impl UnusableRecord {
    fn new(record: &KeyRecord, why: UnusableKey) -> Self {
        Self {
            key_id: record.key_id.clone(),
            why,
            algorithm: record.known_algorithm(),
            activates_at: record.activates_at,
            revoked_at: record.revoked_at,
        }
    }

    /// Whether it has begun after the key that signs here. A removed one counts too, unless it was
    /// removed before any node can have signed with it.
    fn supersedes(&self, algorithm: Algorithm, active: &RingKey, now: UnixTime) -> bool {
        let revoked_at = self.revoked_at.map(|at| at.saturating_add(SKEW));
        let never_signed = revoked_at.is_some_and(|latest| latest < self.activates_at);
        self.algorithm == Some(algorithm)
            && active.activates_at < self.activates_at
            && self.activates_at <= now
            && !never_signed
    }

    /// A removed record is kept for a day, since it keeps the key before it from signing again.
    fn is_disposable(&self, now: UnixTime) -> bool {
        let revoked_at = self.revoked_at;
        revoked_at.is_some_and(|at| at.saturating_add(KEPT_UNUSABLE) <= now)
    }
}

/// Leaves out what was removed first, where there are more keys than a set takes.
fn drop_surplus(keys: &mut Vec<RingKey>) {
    keys.sort_by_key(|key| (key.revoked_at.is_none(), key.revoked_at));
    let surplus = keys.len().saturating_sub(KeySet::MAX_KEYS);
    let removed = keys.iter().filter(|key| key.revoked_at.is_some()).count();
    keys.drain(..surplus.min(removed));
}

/// How far the clocks of two nodes may be apart, in seconds.
const SKEW: u64 = 30;

/// For how long a removed key is kept that cannot be used here, in seconds.
const KEPT_UNUSABLE: u64 = 24 * 60 * 60;

fn ring_key(record: &KeyRecord) -> Result<RingKey, UnusableKey> {
    let key = RingKey::new(record.open()?, record.activates_at);
    Ok(match record.revoked_at {
        Some(at) => key.revoked(at),
        None => key,
    })
}

fn timetable(lifetimes: &Lifetimes) -> Timetable {
    Timetable::new(lifetimes.key_rotation).longest_token(lifetimes.access_token.max(ID_TOKEN))
}

/// The longest that an ID token lives, in seconds.
const ID_TOKEN: u64 = 3600;

/// The root secrets, in the order in which they tag.
#[derive(Debug)]
pub struct Roots {
    roots: Vec<Root>,
    longest_grant: u64,
}

/// Where a root secret stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RootState {
    /// Known to every node, and tags from its instant on.
    Pending,
    /// Tags and verifies.
    Active,
    /// Verifies what it has tagged, until then.
    Retired(UnixTime),
    /// Its last token has ended.
    Ended,
}

impl Roots {
    fn new(mut records: Vec<RootRecord>, lifetimes: &Lifetimes) -> Self {
        records.sort_by_key(|record| (record.activates_at, record.number));
        Self {
            roots: records.iter().map(Root::new).collect(),
            longest_grant: lifetimes.grant_total,
        }
    }

    /// Every root secret and its state, in the order in which they tag.
    pub fn states(&self, now: UnixTime) -> impl Iterator<Item = (&Root, RootState)> {
        let states = self.roots.iter().enumerate();
        states.map(move |(place, root)| (root, self.state(place, root, now)))
    }

    /// The number that the next root secret gets.
    #[must_use]
    pub fn next_number(&self) -> u32 {
        let highest = self.roots.iter().map(|root| root.number).max();
        highest.unwrap_or(0).saturating_add(1)
    }

    /// The root that tags at that time: the last that has begun, or else the first to come.
    pub(crate) fn at(&self, time: UnixTime) -> Option<&Root> {
        let begun = self.roots.iter().rfind(|root| root.activates_at <= time);
        begun.or_else(|| self.roots.first())
    }

    /// The root that chooses twins: the oldest whose tokens have not all ended. So a rotation does not
    /// change what unknown names cost, which would tell them from known ones.
    pub(crate) fn of_twins(&self, now: UnixTime) -> Option<&Root> {
        let mut states = self.states(now);
        let (root, _) = states.find(|(_, state)| *state != RootState::Ended)?;
        Some(root)
    }

    /// The root of that number, unless its last token has ended.
    pub(crate) fn numbered(&self, number: u32, now: UnixTime) -> Option<&Root> {
        let mut states = self.states(now);
        let (root, _) =
            states.find(|(root, state)| root.number == number && *state != RootState::Ended)?;
        Some(root)
    }

    fn state(&self, place: usize, root: &Root, now: UnixTime) -> RootState {
        if self
            .at(now)
            .is_some_and(|active| active.number == root.number)
        {
            return RootState::Active;
        }
        if root.activates_at > now {
            return RootState::Pending;
        }
        // The grant of its last token began before the next root tagged.
        let next = self.roots.iter().skip(place).nth(1);
        let ends_at = next.map(|next| next.activates_at.saturating_add(self.longest_grant));
        match ends_at {
            Some(ends_at) if now < ends_at => RootState::Retired(ends_at),
            _ => RootState::Ended,
        }
    }
}

/// A root secret's keys, one for each purpose.
#[derive(Clone)]
pub struct Root {
    pub(crate) number: u32,
    activates_at: UnixTime,
    /// Tags refresh tokens.
    pub(crate) refresh_token: hmac::Key,
    /// Derives the identifier of the access token that comes with a refresh token.
    pub(crate) token_id: hmac::Key,
    /// Gives each name a twin.
    pub(crate) twin: hmac::Key,
}

impl Root {
    fn new(record: &RootRecord) -> Self {
        let subkey = |label| record.secret.subkey(label);
        Self {
            number: record.number,
            activates_at: record.activates_at,
            refresh_token: subkey("countersign refresh token"),
            token_id: subkey("countersign access token identifier"),
            twin: subkey("countersign twin of a name"),
        }
    }

    /// Its number.
    #[must_use]
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// From when it tags.
    #[must_use]
    pub const fn activates_at(&self) -> UnixTime {
        self.activates_at
    }
}

impl fmt::Debug for Root {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Root({}, redacted)", self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RootSecret;

    const START: u64 = 1_800_000_000;

    fn at(seconds: u64) -> UnixTime {
        UnixTime::from_seconds(START + seconds)
    }

    fn root(number: u32, activates: u64) -> RootRecord {
        RootRecord {
            number,
            secret: RootSecret::from_bytes([7; 32]),
            activates_at: at(activates),
            created_at: at(0),
        }
    }

    fn roots(records: Vec<RootRecord>) -> Roots {
        Roots::new(records, &Lifetimes::default())
    }

    #[test]
    fn the_last_root_that_has_begun_tags_and_a_clock_behind_has_one_too() {
        let roots = roots(vec![root(2, 100), root(1, 0)]);
        let number = |time| roots.at(time).unwrap().number;
        assert_eq!([number(at(0)), number(at(99)), number(at(100))], [1, 1, 2]);
        assert_eq!(number(UnixTime::from_seconds(1)), 1);
        assert_eq!(roots.next_number(), 3);
    }

    #[test]
    fn twins_stay_the_same_while_roots_rotate() {
        let roots = roots(vec![root(1, 0), root(2, 100)]);
        let end = 100 + Lifetimes::default().grant_total;
        let number = |time| roots.of_twins(time).unwrap().number;
        assert_eq!(
            [number(at(0)), number(at(100)), number(at(end - 1))],
            [1; 3]
        );
        assert_eq!(number(at(end)), 2);
    }

    #[test]
    fn a_root_verifies_until_its_last_grant_has_ended() {
        let roots = roots(vec![root(1, 0), root(2, 100)]);
        let end = 100 + Lifetimes::default().grant_total;
        let state = |time| roots.states(time).next().unwrap().1;
        assert_eq!(state(at(99)), RootState::Active);
        assert_eq!(state(at(100)), RootState::Retired(at(end)));
        assert_eq!(state(at(end)), RootState::Ended);
        assert!(roots.numbered(1, at(end - 1)).is_some());
        assert!(roots.numbered(1, at(end)).is_none());
        assert!(roots.numbered(2, at(0)).is_some(), "pending ones are known");
        assert!(roots.numbered(3, at(0)).is_none());
    }
}
