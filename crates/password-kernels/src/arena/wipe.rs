//! Zeros over what a computation left.
#![cfg_attr(
    all(target_arch = "x86_64", not(miri)),
    expect(unsafe_code, reason = "intrinsics")
)]

use crate::argon2::block::Block;

/// Blocks beyond which the caches of most machines hold none of what is wiped first by the time that
/// it is used again.
#[cfg(all(target_arch = "x86_64", not(miri)))]
const LARGE: usize = 32 << 10;

/// Overwrites blocks with zeros, whether or not anything reads them later.
pub(super) fn wipe(blocks: &mut [Block]) {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    if blocks.len() > LARGE {
        past_the_cache(blocks);
    } else {
        blocks.fill(Block::ZERO);
    }
    #[cfg(not(all(target_arch = "x86_64", not(miri))))]
    blocks.fill(Block::ZERO);
    zeroize::optimization_barrier(blocks);
}

/// Writes zeros to memory itself: nothing is read for it, and nothing else loses its place in a cache.
#[cfg(all(target_arch = "x86_64", not(miri)))]
fn past_the_cache(blocks: &mut [Block]) {
    use std::arch::x86_64::{_mm_setzero_si128, _mm_sfence, _mm_stream_si128};

    // SAFETY: every x86-64 has SSE2.
    let zero = unsafe { _mm_setzero_si128() };
    for words in blocks
        .iter_mut()
        .flat_map(|block| block.0.as_chunks_mut::<2>().0)
    {
        // SAFETY: the two words are borrowed alone, and 16 bytes aligned to 16, as a block is to 64. The
        // fence below comes before any other access to them.
        unsafe { _mm_stream_si128(std::ptr::from_mut(words).cast(), zero) };
    }
    // SAFETY: every x86-64 has SSE.
    unsafe { _mm_sfence() };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_wiped_in_small_and_large_memory() {
        for count in [0, 1, 3, (32 << 10) + 1] {
            let mut blocks = vec![Block([u64::MAX; 128]); count];
            wipe(&mut blocks);
            assert!(blocks.iter().all(|block| block.0 == [0; 128]));
        }
    }
}
