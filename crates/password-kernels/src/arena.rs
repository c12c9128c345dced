//! The memory that Argon2 works in.

#[cfg(any(not(target_os = "linux"), miri))]
mod heap;
#[cfg(all(target_os = "linux", not(miri)))]
mod mapped;
mod wipe;

#[cfg(any(not(target_os = "linux"), miri))]
use heap::Memory;
#[cfg(all(target_os = "linux", not(miri)))]
use mapped::Memory;
use wipe::wipe;

use crate::Argon2Error;
use crate::argon2::block::Block;

/// Memory for Argon2, kept between computations by a worker that does many.
///
/// It grows to the largest computation it has seen and gives the memory back when dropped. Without an
/// arena each hash asks the operating system for fresh pages, which costs up to half of its time. What
/// a computation wrote is wiped when it ends, also when it ends in a panic.
///
/// On Linux the memory is in huge pages where the system gives them, and stays out of core dumps.
///
/// ```
/// use countersign_password_kernels::{Arena, Argon2, Variant, Version};
///
/// let inputs = Argon2 {
///     variant: Variant::Argon2id,
///     version: Version::V0x13,
///     memory_kib: 64,
///     passes: 2,
///     lanes: 1,
///     password: b"open sesame",
///     salt: b"sixteen byte slt",
///     secret: &[],
///     associated_data: &[],
/// };
/// let mut arena = Arena::new();
/// inputs.compute(&mut arena, &mut [0; 32])?;
/// inputs.compute(&mut arena, &mut [0; 32])?;
/// assert_eq!(arena.kib(), 64);
/// # Ok::<(), countersign_password_kernels::Argon2Error>(())
/// ```
#[derive(Default)]
pub struct Arena {
    memory: Memory,
}

impl Arena {
    /// An arena without memory yet.
    ///
    /// ```
    /// use countersign_password_kernels::Arena;
    ///
    /// assert_eq!(Arena::new().kib(), 0);
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        Self {
            memory: Memory::new(),
        }
    }

    /// Memory held, in KiB.
    ///
    /// ```
    /// use countersign_password_kernels::Arena;
    ///
    /// assert_eq!(Arena::new().kib(), 0);
    /// ```
    #[must_use]
    pub fn kib(&self) -> usize {
        self.memory.blocks().len()
    }

    /// Lends `count` blocks of 1 KiB, of any content, and wipes them when they come back.
    pub(crate) fn lend(&mut self, count: usize) -> Result<Lent<'_>, Argon2Error> {
        if count > self.kib() {
            // The old memory goes first, so that old and new never exist together.
            self.memory = Memory::new();
            let kib = count as u64;
            self.memory = Memory::of(count).ok_or(Argon2Error::OutOfMemory { kib })?;
        }
        Ok(Lent(&mut self.memory.blocks_mut()[..count]))
    }
}

impl std::fmt::Debug for Arena {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Arena")
            .field("kib", &self.kib())
            .finish_non_exhaustive()
    }
}

/// Blocks on loan from an arena.
pub(crate) struct Lent<'arena>(&'arena mut [Block]);

impl Lent<'_> {
    pub(crate) fn blocks(&mut self) -> &mut [Block] {
        self.0
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        wipe(self.0);
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;
    use crate::{Argon2, Kernel, Variant, Version};

    fn is_wiped(arena: &Arena) -> bool {
        let blocks = arena.memory.blocks();
        blocks.iter().all(|block| block.0 == [0; 128])
    }

    #[test]
    fn blocks_are_wiped_when_they_come_back() {
        let mut arena = Arena::new();
        let mut lent = arena.lend(3).unwrap();
        lent.blocks()[2].0[127] = 7;
        assert!(lent.0[2].0.contains(&7));
        drop(lent);
        assert!(is_wiped(&arena));
    }

    #[test]
    fn blocks_are_wiped_when_the_computation_panics() {
        let mut arena = Arena::new();
        let computation = AssertUnwindSafe(|| {
            let mut lent = arena.lend(1).unwrap();
            lent.blocks()[0].0[0] = 7;
            panic!("on purpose");
        });
        assert!(catch_unwind(computation).is_err());
        assert!(is_wiped(&arena));
    }

    #[test]
    fn a_computation_leaves_nothing_in_the_arena() {
        let mut arena = Arena::new();
        let mut seen = 0;
        for kernel in Kernel::available() {
            for (memory_kib, passes) in [(64, 1), (64, 2), (4099, 1)] {
                let inputs = Argon2 {
                    variant: Variant::Argon2id,
                    version: Version::V0x13,
                    memory_kib,
                    passes,
                    lanes: 1,
                    password: b"open sesame",
                    salt: b"sixteen byte slt",
                    secret: &[],
                    associated_data: &[],
                };
                let mut tag = [0; 32];
                inputs.compute_on(kernel, &mut arena, &mut tag).unwrap();
                assert!(is_wiped(&arena), "{kernel}: {inputs:?}");
                seen += 1;
            }
        }
        assert_eq!(seen, 3 * Kernel::available().count());
    }

    #[test]
    fn new_memory_holds_zeros() {
        let mut arena = Arena::new();
        for count in [1, 100, 5000] {
            arena.lend(count).unwrap();
            assert!(is_wiped(&arena));
        }
    }

    #[test]
    fn every_block_can_be_written() {
        for count in [1, 2047, 2048, 2049, 6000] {
            let mut arena = Arena::new();
            let mut lent = arena.lend(count).unwrap();
            for (number, block) in (0..).zip(lent.blocks()) {
                *block = Block([number; 128]);
            }
            let sum: u64 = lent.blocks().iter().map(|block| block.0[127]).sum();
            assert_eq!(sum, (0..count as u64).sum());
        }
    }

    #[test]
    fn more_memory_than_addresses_is_an_error() {
        let mut arena = Arena::new();
        let most = usize::MAX / size_of::<Block>();
        for count in [usize::MAX, most + 1, most, most / 2, most / 16] {
            arena.lend(8).unwrap();
            let refused = arena.lend(count).err();
            let kib = count as u64;
            assert_eq!(refused, Some(Argon2Error::OutOfMemory { kib }));
            assert_eq!(arena.kib(), 0, "the arena is empty and can be used again");
        }
        assert!(arena.lend(8).is_ok());
    }
}
