//! Four words in a 256-bit register of x86-64.

use std::arch::x86_64::*;
use std::mem::transmute;

use super::{Four, Vector};

/// The processor has AVX2.
#[derive(Clone, Copy)]
pub(crate) struct Avx2(());

impl Avx2 {
    pub(crate) fn detect() -> Option<Self> {
        (cfg!(not(miri)) && is_x86_feature_detected!("avx2")).then_some(Self(()))
    }
}

#[derive(Clone, Copy)]
pub(crate) struct U64x4(__m256i);

/// Calls an intrinsic of AVX2 on registers that exist.
macro_rules! avx2 {
    ($call:expr) => {
        // SAFETY: a `U64x4` exists only where `Avx2` does, and that only where AVX2 was detected.
        unsafe { $call }
    };
}

impl Vector<4> for U64x4 {
    type Proof = Avx2;

    #[inline(always)]
    fn load(Avx2(()): Avx2, words: &[u64; 4]) -> Self {
        // SAFETY: both types are 32 bytes, of which every value is valid.
        Self(unsafe { transmute::<[u64; 4], __m256i>(*words) })
    }

    #[inline(always)]
    fn store(self, words: &mut [u64; 4]) {
        // SAFETY: both types are 32 bytes, of which every value is valid.
        *words = unsafe { transmute::<__m256i, [u64; 4]>(self.0) };
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(avx2!(_mm256_add_epi64(self.0, other.0)))
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        Self(avx2!(_mm256_xor_si256(self.0, other.0)))
    }

    #[inline(always)]
    fn multiply_low(self, other: Self) -> Self {
        Self(avx2!(_mm256_mul_epu32(self.0, other.0)))
    }

    #[inline(always)]
    fn rotate<const BITS: u32>(self) -> Self {
        let x = self.0;
        Self(match BITS {
            32 => avx2!(_mm256_shuffle_epi32::<0b10_11_00_01>(x)),
            24 => avx2!(_mm256_shuffle_epi8(x, bytes_turned(3))),
            16 => avx2!(_mm256_shuffle_epi8(x, bytes_turned(2))),
            _ => {
                let (low, high) = (
                    avx2!(_mm256_srli_epi64::<63>(x)),
                    avx2!(_mm256_add_epi64(x, x)),
                );
                avx2!(_mm256_or_si256(low, high))
            }
        })
    }
}

impl Four for U64x4 {
    #[inline(always)]
    fn swap_near(self) -> Self {
        Self(avx2!(_mm256_shuffle_epi32::<0b01_00_11_10>(self.0)))
    }

    #[inline(always)]
    fn swap_far(self) -> Self {
        Self(avx2!(_mm256_permute2x128_si256::<1>(self.0, self.0)))
    }
}

/// The choice of bytes that rotates each word to the right by `count` bytes.
#[inline(always)]
const fn bytes_turned(count: u8) -> __m256i {
    let mut bytes = [0; 32];
    let mut at = 0;
    while at < 32 {
        // A shuffle stays within 16 bytes, so the places of the second half are those of the first.
        bytes[at] = (at as u8 & 8) + (at as u8 + count) % 8;
        at += 1;
    }
    // SAFETY: both types are 32 bytes, of which every value is valid.
    unsafe { transmute::<[u8; 32], __m256i>(bytes) }
}
