//! A hash table of fixed size, four entries to a set: finding and evicting look at one set each.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Remembered;

type Digest = [u8; 32];

const WAYS: usize = 4;
const LARGEST: usize = 1 << 20;

/// Each set has its own lock, so that requests wait for each other only by accident.
pub(super) struct Table(Box<[Mutex<Set>]>);

/// The digests stand together, so that looking for one touches little memory.
#[derive(Default)]
struct Set {
    digests: [Digest; WAYS],
    known: [Option<Remembered>; WAYS],
    /// Where the next one goes: the oldest makes room.
    next: usize,
}

impl Table {
    pub(super) fn new(capacity: usize) -> Self {
        let sets = capacity.min(LARGEST).div_ceil(WAYS).next_power_of_two();
        Self(std::iter::repeat_with(Mutex::default).take(sets).collect())
    }

    pub(super) fn find(&self, digest: &Digest) -> Option<Remembered> {
        let set = self.set(digest)?;
        let place = set.digests.iter().position(|one| one == digest)?;
        set.known.get(place)?.clone()
    }

    pub(super) fn insert(&self, digest: Digest, known: Remembered) {
        let Some(mut set) = self.set(&digest) else {
            return;
        };
        let set = &mut *set;
        let place = set.digests.iter().position(|one| *one == digest);
        let place = place.unwrap_or_else(|| {
            let oldest = set.next;
            set.next = oldest.wrapping_add(1) % WAYS;
            oldest
        });
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
