//! The binary fuse filter: where a key's fingerprints lie, and how they are chosen.
//!
//! Each key has three places in three neighbouring segments. The filter is built by peeling: a place that
//! only one remaining key has is that key's to set, so the key is taken away and set later than all that
//! remain. If every key can be taken away, setting them in reverse gives each its fingerprint. A seed for
//! which that fails is replaced by the next one.

use super::file::Header;
use super::{BlocklistError, FalsePositives};

/// The places of so many keys have numbers of 32 bits.
const MOST: u64 = 1 << 31;

/// A seed fails for one in a few; so many fail only for keys that were made to.
const SEEDS: u64 = 64;

impl Header {
    pub(super) const fn hash(&self, key: u64) -> u64 {
        mix(key.wrapping_add(self.seed))
    }

    /// The low bits of a hash, as many as a fingerprint has.
    pub(super) fn fingerprint(&self, hash: u64) -> u16 {
        let [low, high, ..] = (hash ^ (hash >> 32)).to_le_bytes();
        match self.odds {
            FalsePositives::OneIn256 => u16::from(low),
            FalsePositives::OneIn65536 => u16::from_le_bytes([low, high]),
        }
    }

    /// Three different places, each below the number of entries.
    fn places(&self, hash: u64) -> [usize; 3] {
        let segment = 1_u64 << self.segment_log2;
        // The upper half of a product of 64 and 32 bits.
        let range = u64::from(self.segments) << self.segment_log2;
        let low = ((hash & 0xffff_ffff) * range) >> 32;
        let first = ((hash >> 32) * range + low) >> 32;
        let second = (first + segment) ^ (hash >> 18 & (segment - 1));
        let third = (first + 2 * segment) ^ (hash & (segment - 1));
        [first, second, third].map(index)
    }

    /// What lies at a key's places in the bytes of the fingerprints, xored.
    pub(super) fn xor_at_places(&self, entries: &[u8], hash: u64) -> u16 {
        let entry = |place: usize| match self.odds {
            FalsePositives::OneIn256 => entries.get(place).copied().map(u16::from),
            FalsePositives::OneIn65536 => entries
                .get(2 * place..)
                .and_then(<[u8]>::first_chunk)
                .copied()
                .map(u16::from_le_bytes),
        };
        let entries = self.places(hash).map(|place| entry(place).unwrap_or(0));
        entries.into_iter().fold(0, |all, one| all ^ one)
    }
}

/// The finalizer of MurmurHash3 (Austin Appleby, public domain): a permutation that spreads every bit.
const fn mix(mut x: u64) -> u64 {
    x ^= x >> 33;
    x = x.wrapping_mul(0xff51_afd7_ed55_8ccd);
    x ^= x >> 33;
    x = x.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    x ^ (x >> 33)
}

fn index(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A filter of these keys, each counted once. Takes about 32 bytes for each key, for as long as it runs.
pub(super) fn build(
    mut keys: Vec<u64>,
    odds: FalsePositives,
) -> Result<(Header, Vec<u16>), BlocklistError> {
    keys.sort_unstable();
    keys.dedup();
    let passwords = keys.len() as u64;
    if passwords == 0 {
        return Err(BlocklistError::Empty);
    }
    if passwords > MOST {
        let most = MOST;
        return Err(BlocklistError::TooMany { passwords, most });
    }
    (0..SEEDS)
        .map(|attempt| header(passwords, odds, attempt))
        .find_map(|header| Some((header, peel_and_set(&header, &keys)?)))
        .ok_or(BlocklistError::NoFilter)
}

/// The sizes that Graf and Lemire found by experiment (section 4): segments of 2^⌊log3.33 n + 2.25⌋
/// entries, and 0.875 + 0.25 ln 10^6 / ln n entries for each of n keys, at least 1.125.
fn header(passwords: u64, odds: FalsePositives, attempt: u64) -> Header {
    // log2 n in quarters, rounded down: enough for both, and the same on every machine.
    let quarters = u64::from((u128::from(passwords).pow(4)).ilog2()).max(4);
    let log2 = ((quarters * 1000 + 15_620) / 6942).min(18);
    // Right after a step of that length shorter segments do better: they have every other attempt.
    let log2 = (log2 - attempt % 2).max(2);
    let thousandths = (875 + 19_930 / quarters).max(1125);
    let entries = passwords * thousandths / 1000;
    let segments = entries.div_ceil(1 << log2).saturating_sub(2).max(1);
    Header {
        odds,
        segment_log2: u8::try_from(log2).unwrap_or(u8::MAX),
        segments: u32::try_from(segments).unwrap_or(u32::MAX),
        seed: mix(attempt + 1),
        passwords,
    }
}

/// The fingerprints, or nothing when this seed fails.
fn peel_and_set(header: &Header, keys: &[u64]) -> Option<Vec<u16>> {
    let mut hashes: Vec<u64> = keys.iter().map(|key| header.hash(*key)).collect();
    // Sorted hashes have neighbouring places.
    hashes.sort_unstable();
    let mut places = Places::new(index(header.entries()));
    for hash in &hashes {
        places.add(header.places(*hash), *hash)?;
    }
    // From here on: the hashes in the order in which they are taken away, and which place each sets.
    hashes.clear();
    let mut chosen = Vec::with_capacity(keys.len());
    let mut alone: Vec<usize> = places.alone().collect();
    while let Some(place) = alone.pop() {
        if let Some((which, hash)) = places.only_hash(place) {
            hashes.push(hash);
            chosen.push(which);
            places.remove(header.places(hash), hash, &mut alone);
        }
    }
    (hashes.len() == keys.len()).then(|| set(header, &hashes, &chosen))
}

/// Gives each key its fingerprint, the last one taken away first: its place was nobody's then.
fn set(header: &Header, hashes: &[u64], chosen: &[u8]) -> Vec<u16> {
    let mut entries = vec![0_u16; index(header.entries())];
    for (hash, which) in hashes.iter().zip(chosen).rev() {
        let places = header.places(*hash);
        let others = places.iter().fold(0, |all, place| all ^ entries[*place]);
        entries[places[usize::from(*which)]] = others ^ header.fingerprint(*hash);
    }
    entries
}

/// Who shares each place, as far as peeling needs to know.
struct Places {
    /// Four times the number of keys, and the xor of which of their places (0 to 2) this is.
    sharers: Vec<u8>,
    /// The xor of their hashes.
    hashes: Vec<u64>,
}

impl Places {
    fn new(entries: usize) -> Self {
        Self {
            sharers: vec![0; entries],
            hashes: vec![0; entries],
        }
    }

    /// Nothing when 64 keys share a place, which hashes that nobody made on purpose never do.
    fn add(&mut self, places: [usize; 3], hash: u64) -> Option<()> {
        for (which, place) in (0..).zip(places) {
            self.sharers[place] = self.sharers[place].checked_add(4)? ^ which;
            self.hashes[place] ^= hash;
        }
        Some(())
    }

    /// Takes a key away, and notes the places that one key has for itself now.
    fn remove(&mut self, places: [usize; 3], hash: u64, alone: &mut Vec<usize>) {
        for (which, place) in (0..).zip(places) {
            self.sharers[place] = (self.sharers[place] - 4) ^ which;
            self.hashes[place] ^= hash;
            alone.extend(self.only_hash(place).map(|_| place));
        }
    }

    /// The hash of the only key at a place, and which of its places this is.
    fn only_hash(&self, place: usize) -> Option<(u8, u64)> {
        let sharers = self.sharers[place];
        (sharers >> 2 == 1).then(|| (sharers & 3, self.hashes[place]))
    }

    fn alone(&self) -> impl Iterator<Item = usize> {
        (0..self.sharers.len()).filter(|place| self.only_hash(*place).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: [FalsePositives; 2] = [FalsePositives::OneIn256, FalsePositives::OneIn65536];

    fn keys(range: std::ops::Range<u64>) -> Vec<u64> {
        range.map(mix).collect()
    }

    /// How many of the keys a filter has.
    fn found(header: &Header, entries: &[u16], keys: &[u64]) -> usize {
        let width = header.odds.bytes();
        let bytes = entries.iter().map(|entry| entry.to_le_bytes());
        let bytes: Vec<u8> = bytes
            .flat_map(|bytes| bytes.into_iter().take(width))
            .collect();
        let hashes = keys.iter().map(|key| header.hash(*key));
        let found = |hash: &u64| header.xor_at_places(&bytes, *hash) == header.fingerprint(*hash);
        hashes.filter(found).count()
    }

    #[test]
    fn every_key_is_found_in_a_filter_of_any_small_size() {
        for size in 1..=130 {
            for odds in BOTH {
                let keys = keys(0..size);
                let (header, entries) = build(keys.clone(), odds).unwrap();
                assert_eq!(header.passwords, size);
                assert_eq!(entries.len() as u64, header.entries());
                assert_eq!(found(&header, &entries, &keys), keys.len());
            }
        }
    }

    #[test]
    fn keys_that_are_no_digests_are_found_as_well() {
        let keys: Vec<u64> = (0..5000).collect();
        let (header, entries) = build(keys.clone(), FalsePositives::OneIn256).unwrap();
        assert_eq!(found(&header, &entries, &keys), keys.len());
    }

    #[test]
    fn the_order_and_the_number_of_times_of_the_keys_do_not_matter() {
        let twice: Vec<_> = keys(0..999).into_iter().rev().chain(keys(0..999)).collect();
        for odds in BOTH {
            let (header, entries) = build(twice.clone(), odds).unwrap();
            let (other, same) = build(keys(0..999), odds).unwrap();
            assert_eq!((header.passwords, header.seed), (999, other.seed));
            assert_eq!(entries, same);
        }
    }

    #[test]
    fn a_seed_that_fails_is_followed_by_another() {
        // The first number of these keys, from 400 in steps of 97, for which the first seed fails.
        let keys = keys(0..3504);
        let (header, entries) = build(keys.clone(), FalsePositives::OneIn256).unwrap();
        assert_ne!(header.seed, mix(1));
        assert_eq!(found(&header, &entries, &keys), keys.len());
    }

    #[test]
    fn keys_that_were_made_to_share_a_place_are_refused_and_not_a_panic() {
        let header = header(200, FalsePositives::OneIn256, 0);
        let mut places = Places::new(index(header.entries()));
        let added = (0..64).map_while(|hash| places.add([0, 8, 16], hash));
        assert_eq!(added.count(), 63);
    }

    #[test]
    fn places_are_three_segments_below_the_number_of_entries() {
        for passwords in [1, 2, 100, 1_000_000, MOST] {
            for attempt in [0, 1] {
                let header = header(passwords, FalsePositives::OneIn256, attempt);
                assert!(u32::try_from(header.entries()).is_ok(), "{passwords}");
                assert!(header.entries() > passwords);
                for hash in [0, 1, u64::MAX / 3, u64::MAX] {
                    let places = header.places(hash);
                    let segments = places.map(|place| place >> header.segment_log2);
                    assert_eq!(segments, [segments[0], segments[0] + 1, segments[0] + 2]);
                    assert!((places[2] as u64) < header.entries());
                }
            }
        }
    }
}
