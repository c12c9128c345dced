//! The memory that Argon2 works in.

use argon2::Block;
use zeroize::Zeroize;

use crate::ComputeError;

/// Memory for Argon2, kept between computations by a worker that does many.
///
/// It grows to the largest computation it has seen and gives the memory back when dropped. Without an
/// arena each hash asks the operating system for fresh pages, which costs up to half of its time. What
/// a computation wrote is wiped when it ends, also when it ends in a panic.
///
/// ```
/// use countersign_password::{Arena, Password, PasswordContext};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let passwords = PasswordContext::default();
/// let mut arena = Arena::new();
/// passwords.hash_with(&mut arena, &Password::parse("first")?)?;
/// passwords.hash_with(&mut arena, &Password::parse("second")?)?;
/// assert_eq!(arena.kib(), 19_456);
/// # Ok(())
/// # }
/// ```
#[derive(Default)]
pub struct Arena {
    blocks: Vec<Block>,
}

impl Arena {
    /// An arena without memory yet.
    ///
    /// ```
    /// use countersign_password::Arena;
    ///
    /// assert_eq!(Arena::new().kib(), 0);
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        Self { blocks: Vec::new() }
    }

    /// Memory held, in KiB.
    ///
    /// ```
    /// use countersign_password::{Arena, Password, PasswordContext};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mut arena = Arena::new();
    /// PasswordContext::default().hash_with(&mut arena, &Password::parse("open sesame")?)?;
    /// assert_eq!(arena.kib(), 19_456);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn kib(&self) -> usize {
        self.blocks.len()
    }

    /// Lends `count` blocks of 1 KiB, of any content, and wipes them when they come back.
    pub(crate) fn lend(&mut self, count: usize) -> Result<Lent<'_>, ComputeError> {
        if count > self.blocks.len() {
            self.grow(count)?;
        }
        Ok(Lent(&mut self.blocks[..count]))
    }

    /// Replaces the memory by more, so that old and new never exist together.
    fn grow(&mut self, count: usize) -> Result<(), ComputeError> {
        self.blocks = Vec::new();
        let reserved = self.blocks.try_reserve_exact(count);
        reserved.map_err(|_| ComputeError::OutOfMemory { kib: count as u64 })?;
        self.blocks.resize(count, Block::new());
        Ok(())
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

impl AsMut<[Block]> for Lent<'_> {
    fn as_mut(&mut self) -> &mut [Block] {
        self.0
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        self.0.iter_mut().zeroize();
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;
    use crate::{Argon2Params, Password, PasswordContext};

    fn is_wiped(arena: &Arena) -> bool {
        arena
            .blocks
            .iter()
            .all(|block| block.as_ref().iter().all(|word| *word == 0))
    }

    #[test]
    fn blocks_are_wiped_when_they_come_back() {
        let mut arena = Arena::new();
        let mut lent = arena.lend(3).unwrap();
        lent.as_mut()[2].as_mut()[127] = 7;
        assert!(lent.0[2].as_ref().contains(&7));
        drop(lent);
        assert!(is_wiped(&arena));
    }

    #[test]
    fn blocks_are_wiped_when_the_computation_panics() {
        let mut arena = Arena::new();
        let computation = AssertUnwindSafe(|| {
            let mut lent = arena.lend(1).unwrap();
            lent.as_mut()[0].as_mut()[0] = 7;
            panic!("on purpose");
        });
        assert!(catch_unwind(computation).is_err());
        assert!(is_wiped(&arena));
    }

    #[test]
    fn a_hash_leaves_nothing_in_the_arena() {
        let params = Argon2Params::new(64, 1, 1).unwrap();
        let passwords = PasswordContext::builder()
            .new_hashes(params)
            .build()
            .unwrap();
        let mut arena = Arena::new();
        passwords
            .hash_with(&mut arena, &Password::parse("secret").unwrap())
            .unwrap();
        assert_eq!(arena.kib(), 64);
        assert!(is_wiped(&arena));
    }

    #[test]
    fn memory_is_kept_and_grows_to_the_largest_computation() {
        let mut arena = Arena::new();
        for (count, held) in [(8, 8), (64, 64), (8, 64)] {
            assert_eq!(arena.lend(count).unwrap().as_mut().len(), count);
            assert_eq!(arena.kib(), held);
        }
    }

    #[test]
    fn more_memory_than_addresses_is_an_error() {
        let mut arena = Arena::new();
        arena.lend(8).unwrap();
        let refused = arena.lend(usize::MAX / 1024).err();
        assert!(matches!(refused, Some(ComputeError::OutOfMemory { .. })));
        assert_eq!(arena.kib(), 0, "the arena is empty and can be used again");
        assert!(arena.lend(8).is_ok());
    }
}
