//! The unit of Argon2's memory.

use zeroize::Zeroize;

/// Words in a block.
pub(crate) const WORDS: usize = 128;

/// 1 KiB of memory, on lines of the cache of its own. The order of the words is the kernel's.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub(crate) struct Block(pub(crate) [u64; WORDS]);

impl Block {
    pub(crate) const ZERO: Self = Self([0; WORDS]);

    pub(crate) fn xor(&mut self, other: &Self) {
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            *word ^= other;
        }
    }
}

impl Zeroize for Block {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}
