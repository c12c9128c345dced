//! A hash table of fixed size, eight entries to a set: finding and evicting look at one set each.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::{AccessToken, UnixTime, Verified};

type Digest = [u8; 32];

const WAYS: usize = 8;
const LARGEST: usize = 1 << 20;

/// A token verified earlier, and when it may be given out again without verification.
#[derive(Clone, Debug)]
pub(super) struct Remembered {
    pub(super) token: Arc<Verified<AccessToken>>,
    /// The later one of `iat` and `nbf`.
    pub(super) from: UnixTime,
    /// `exp`, or sooner.
    pub(super) until: UnixTime,
}

/// Each set has its own lock, so that requests wait for each other only by accident.
pub(super) struct Table(Box<[Mutex<Set>]>);

/// The digests stand together, so that looking for one touches little memory.
#[derive(Default)]
struct Set {
    digests: [Digest; WAYS],
    known: [Option<Remembered>; WAYS],
    /// Which ones were asked for again since the last one came past.
    used: [bool; WAYS],
    /// Where room is looked for next.
    next: usize,
}

impl Set {
    fn place_of(&self, digest: &Digest) -> Option<usize> {
        self.digests.iter().position(|one| one == digest)
    }

    /// The oldest makes room; one that was asked for again has a second chance, once round.
    fn make_room(&mut self) -> usize {
        loop {
            let place = self.next;
            self.next = place.wrapping_add(1) % WAYS;
            match self.used.get_mut(place) {
                Some(used) if *used => *used = false,
                _ => return place,
            }
        }
    }
}

impl Table {
    pub(super) fn new(capacity: usize) -> Self {
        let sets = capacity.min(LARGEST).div_ceil(WAYS).next_power_of_two();
        Self(std::iter::repeat_with(Mutex::default).take(sets).collect())
    }

    pub(super) fn find(&self, digest: &Digest) -> Option<Remembered> {
        let mut set = self.set(digest)?;
        let place = set.place_of(digest)?;
        let known = set.known.get(place)?.clone()?;
        *set.used.get_mut(place)? = true;
        Some(known)
    }

    pub(super) fn insert(&self, digest: Digest, known: Remembered) {
        let Some(mut set) = self.set(&digest) else {
            return;
        };
        let set = &mut *set;
        let place = match set.place_of(&digest) {
            Some(place) => place,
            None => set.make_room(),
        };
        let slots = set.digests.get_mut(place).zip(set.known.get_mut(place));
        if let Some((key, slot)) = slots {
            *key = digest;
            *slot = Some(known);
        }
    }

    /// The one set that may hold this digest. Nobody can choose where a token goes: only tokens
    /// that the issuer signed are kept.
    fn set(&self, digest: &Digest) -> Option<MutexGuard<'_, Set>> {
        let (start, _) = digest.split_first_chunk()?;
        let mask = self.0.len().wrapping_sub(1);
        let set = self.0.get(usize::from_le_bytes(*start) & mask)?;
        // Nothing under the lock panics; if it did, an entry would be whole or absent.
        Some(set.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let capacity = self.0.len().saturating_mul(WAYS);
        write!(out, "Table of {capacity}")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Digest, Remembered, Table, WAYS};
    use crate::{AccessToken, Audience, Issuer, Scopes, UnixTime, Verified};

    /// What is remembered under a number.
    fn known(number: u64) -> Remembered {
        let time = UnixTime::from_seconds(number);
        let token = AccessToken {
            issuer: Issuer::parse("https://id.example.com").unwrap(),
            subject: "alice".to_owned(),
            audience: Audience::parse("https://api.example.com").unwrap().into(),
            client_id: "shop".to_owned(),
            issued_at: time,
            expires_at: time,
            token_id: "8f2c".to_owned(),
            scope: Scopes::default(),
            confirmation: None,
        };
        Remembered {
            token: Arc::new(Verified::new(token)),
            from: time,
            until: time,
        }
    }

    fn found(table: &Table, digest: &Digest) -> Option<u64> {
        table.find(digest).map(|known| known.from.seconds())
    }

    #[test]
    fn digest_that_differs_in_one_bit_is_another() {
        // One set, so that all of them would meet.
        let table = Table::new(0);
        let digest = [0x5a; 32];
        table.insert(digest, known(7));
        for (place, bit) in (0..32).flat_map(|place| (0..8).map(move |bit| (place, bit))) {
            let mut other = digest;
            other[place] ^= 1 << bit;
            assert_eq!(found(&table, &other), None, "byte {place} bit {bit}");
        }
        assert_eq!(found(&table, &digest), Some(7));
    }

    /// One set, full: digests of equal bytes from 1, remembered under that number.
    fn full() -> (Table, [Digest; WAYS]) {
        let table = Table::new(0);
        let digests = [1, 2, 3, 4, 5, 6, 7, 8].map(|byte| [byte; 32]);
        for digest in digests {
            table.insert(digest, known(digest[0].into()));
        }
        (table, digests)
    }

    #[test]
    fn digest_that_is_there_keeps_its_place() {
        let (table, digests) = full();
        let [first, .., last] = digests;
        table.insert(last, known(90));
        table.insert(last, known(91));
        let numbers = digests.map(|digest| found(&table, &digest));
        let [others @ .., newest] = numbers;
        assert_eq!(newest, Some(91));
        assert!(others.into_iter().eq((1..8).map(Some)));

        // All were asked for, so the oldest makes room first.
        table.insert([100; 32], known(100));
        assert_eq!(found(&table, &first), None);
    }

    #[test]
    fn what_is_asked_for_again_outlives_what_is_not() {
        let (table, digests) = full();
        let [first, second, ..] = digests;
        for stranger in 100..200 {
            assert_eq!(found(&table, &first), Some(1), "{stranger}");
            table.insert([stranger; 32], known(stranger.into()));
        }
        assert_eq!(found(&table, &second), None);
    }
}
