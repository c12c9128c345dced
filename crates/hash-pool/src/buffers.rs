//! Buffers that no thread works in at the moment.
//!
//! Fresh memory costs up to half of an Argon2 hash's time, so buffers are kept; but only in memory
//! that nothing else is computed in. They belong to the threads together: a thread that computes
//! outside of a buffer holds none.

use countersign_password::Arena;

/// Buffers that wait for the next computation.
pub(crate) struct Buffers {
    /// The one that was used last is the last.
    idle: Vec<Arena>,
    /// How many are kept.
    most: usize,
}

impl Buffers {
    /// None yet; later as many as there are threads.
    pub(crate) const fn new(most: usize) -> Self {
        let idle = Vec::new();
        Self { idle, most }
    }

    /// The largest buffer of no more than that; if there is none, one without memory yet.
    pub(crate) fn lend(&mut self, kib: u64) -> Arena {
        let fitting = self.idle.iter().map(size).enumerate();
        let fitting = fitting.filter(|(_, size)| *size <= kib);
        let largest = fitting.max_by_key(|(_, size)| *size);
        largest.map_or_else(Arena::new, |(index, _)| self.idle.remove(index))
    }

    /// Takes a buffer back, if it has any memory.
    pub(crate) fn take_back(&mut self, buffer: Arena) {
        if size(&buffer) > 0 {
            self.idle.push(buffer);
        }
    }

    /// Keeps what fits into that much memory, in KiB, and hands out the rest to be dropped.
    pub(crate) fn shrink(&mut self, kib: u64) -> Vec<Arena> {
        let mut left = kib;
        let fits = |buffer: &&Arena| match left.checked_sub(size(buffer)) {
            Some(rest) => {
                left = rest;
                true
            }
            None => false,
        };
        let newest = self.idle.iter().rev().take(self.most);
        let kept = newest.take_while(fits).count();
        self.idle.drain(..self.idle.len() - kept).collect()
    }

    /// What all of them hold, in KiB.
    #[cfg(test)]
    pub(crate) fn kib(&self) -> u64 {
        self.idle.iter().map(size).sum()
    }
}

fn size(buffer: &Arena) -> u64 {
    buffer.kib() as u64
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use countersign_password::{Argon2Params, Password, PasswordContext};

    /// Has a hash of that much memory computed in a buffer.
    pub(crate) fn hash(buffer: &mut Arena, kib: u32) {
        let params = Argon2Params::new(kib, 1, 1).unwrap();
        let passwords = PasswordContext::builder().new_hashes(params);
        let password = Password::parse("open sesame").unwrap();
        let passwords = passwords.build().unwrap();
        passwords.hash_with(buffer, &password).unwrap();
    }

    /// Three are kept.
    fn buffers(kib: &[u32]) -> Buffers {
        let mut buffers = Buffers::new(3);
        for kib in kib {
            let mut buffer = Arena::new();
            hash(&mut buffer, *kib);
            buffers.take_back(buffer);
        }
        buffers
    }

    #[test]
    fn a_job_gets_the_largest_buffer_that_it_counts_for() {
        let mut buffers = buffers(&[16, 64, 32]);
        assert_eq!(size(&buffers.lend(40)), 32);
        assert_eq!(size(&buffers.lend(40)), 16);
        assert_eq!(size(&buffers.lend(40)), 0, "it gets one of its own");
        assert_eq!(size(&buffers.lend(100)), 64);
    }

    #[test]
    fn a_buffer_without_memory_is_not_kept() {
        let mut buffers = buffers(&[]);
        buffers.take_back(Arena::new());
        assert!(buffers.idle.is_empty());
    }

    #[test]
    fn what_is_kept_fits_into_what_is_left_and_is_what_was_used_last() {
        let mut buffers = buffers(&[16, 64, 32, 8]);
        let surplus = |dropped: Vec<Arena>| dropped.iter().map(size).collect::<Vec<_>>();
        assert_eq!(surplus(buffers.shrink(u64::MAX)), [16], "three are enough");
        assert_eq!(surplus(buffers.shrink(104)), [0; 0]);
        assert_eq!(surplus(buffers.shrink(103)), [64]);
        assert_eq!(surplus(buffers.shrink(7)), [32, 8]);
    }
}
