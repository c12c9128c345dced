//! Memory from the allocator, where there is no better way.

use crate::argon2::block::Block;

#[derive(Default)]
pub(super) struct Memory(Vec<Block>);

impl Memory {
    pub(super) const fn new() -> Self {
        Self(Vec::new())
    }

    /// Blocks of zeros, or nothing if there is no memory for them.
    pub(super) fn of(count: usize) -> Option<Self> {
        let mut blocks = Vec::new();
        blocks.try_reserve_exact(count).ok()?;
        blocks.resize(count, Block::ZERO);
        Some(Self(blocks))
    }

    pub(super) fn blocks(&self) -> &[Block] {
        &self.0
    }

    pub(super) fn blocks_mut(&mut self) -> &mut [Block] {
        &mut self.0
    }
}
