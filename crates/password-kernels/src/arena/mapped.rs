//! Memory from Linux, in huge pages if there are any.
#![expect(unsafe_code, reason = "calls of the operating system")]

use std::ptr::{self, NonNull};
use std::slice;

use libc::{
    MADV_DONTDUMP, MADV_HUGEPAGE, MAP_ANONYMOUS, MAP_FAILED, MAP_PRIVATE, PROT_READ, PROT_WRITE,
};

use crate::argon2::block::Block;

/// Bytes of a huge page, on most machines. On others it is merely an alignment.
const HUGE: usize = 2 << 20;

/// A private mapping, and the blocks in it.
pub(super) struct Memory {
    mapping: NonNull<u8>,
    bytes: usize,
    blocks: NonNull<Block>,
    count: usize,
}

// SAFETY: the mapping belongs to this value alone, as a box's memory does.
unsafe impl Send for Memory {}

// SAFETY: through a shared reference the memory can only be read.
unsafe impl Sync for Memory {}

impl Memory {
    pub(super) const fn new() -> Self {
        Self {
            mapping: NonNull::dangling(),
            bytes: 0,
            blocks: NonNull::dangling(),
            count: 0,
        }
    }

    /// Blocks of zeros, or nothing if there is no memory for them.
    pub(super) fn of(count: usize) -> Option<Self> {
        let used = count.checked_mul(size_of::<Block>())?;
        // Only a huge page that lies in the mapping as a whole can be one.
        let slack = if used < HUGE { 0 } else { HUGE };
        let bytes = used
            .checked_add(slack)
            .filter(|bytes| isize::try_from(*bytes).is_ok())?;
        let mapping = map(bytes)?;
        let start = if slack == 0 {
            0
        } else {
            mapping.as_ptr().align_offset(HUGE)
        };
        // SAFETY: the start is at most `slack` bytes into the mapping.
        let blocks = unsafe { mapping.add(start) }.cast();
        advise(blocks, used);
        Some(Self {
            mapping,
            bytes,
            blocks,
            count,
        })
    }

    pub(super) fn blocks(&self) -> &[Block] {
        // SAFETY: without a mapping the count is 0. With one, `count` blocks lie within it, are aligned
        // (a page is, and so is a huge page), hold zeros or what was written to them, and are
        // borrowed like `self`.
        unsafe { slice::from_raw_parts(self.blocks.as_ptr(), self.count) }
    }

    pub(super) fn blocks_mut(&mut self) -> &mut [Block] {
        // SAFETY: as in `blocks`, and `self` is borrowed alone.
        unsafe { slice::from_raw_parts_mut(self.blocks.as_ptr(), self.count) }
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        if self.bytes > 0 {
            // SAFETY: the mapping is this value's own, and no reference into it is left.
            unsafe { libc::munmap(self.mapping.as_ptr().cast(), self.bytes) };
        }
    }
}

/// A new mapping of zeros, at an address that the system chooses.
fn map(bytes: usize) -> Option<NonNull<u8>> {
    let (protection, flags) = (PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS);
    // SAFETY: a mapping without a file at a free address touches nothing that exists.
    let mapping = unsafe { libc::mmap(ptr::null_mut(), bytes, protection, flags, -1, 0) };
    if mapping == MAP_FAILED {
        None
    } else {
        NonNull::new(mapping.cast())
    }
}

/// Asks for huge pages, and for no copy in a core dump. Either may be refused, and is not needed.
fn advise(blocks: NonNull<Block>, bytes: usize) {
    for advice in [MADV_HUGEPAGE, MADV_DONTDUMP] {
        // SAFETY: the range lies in a mapping of ours, and neither advice changes what it holds.
        unsafe { libc::madvise(blocks.as_ptr().cast(), bytes, advice) };
    }
}
