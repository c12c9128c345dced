//! Memory asked for before it is needed.
#![cfg_attr(
    all(target_arch = "x86_64", not(miri)),
    expect(unsafe_code, reason = "a prefetch takes a pointer")
)]

use super::block::Block;

/// Asks for a block to be brought near. Any address will do: nothing is read.
#[cfg(all(target_arch = "x86_64", not(miri)))]
#[inline(always)]
pub(crate) fn prefetch(block: *const Block) {
    use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
    const LINE: usize = 64;

    for line in 0..size_of::<Block>() / LINE {
        let line = block.cast::<i8>().wrapping_add(line * LINE);
        // SAFETY: a prefetch accesses no memory as the language sees it, and faults at no address.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(line) };
    }
}

/// Nothing, where there is no stable way to ask.
#[cfg(not(all(target_arch = "x86_64", not(miri))))]
#[inline(always)]
pub(crate) fn prefetch(_: *const Block) {}
