//! Four words in a 256-bit register of x86-64.
#![expect(unsafe_code, reason = "intrinsics")]

use std::arch::x86_64::{
    __m256i, _mm256_add_epi64, _mm256_mul_epu32, _mm256_or_si256, _mm256_permute2x128_si256,
    _mm256_shuffle_epi8, _mm256_shuffle_epi32, _mm256_srli_epi64, _mm256_xor_si256,
};
use std::mem::transmute;

use super::super::block::Block;
use super::super::compress::ByFour;
use super::super::fill::{Plan, fill};
use super::{Four, Vector};

/// The processor has AVX2.
#[derive(Clone, Copy)]
pub(crate) struct Avx2(());

impl Avx2 {
    pub(crate) fn detect() -> Option<Self> {
        (cfg!(not(miri)) && is_x86_feature_detected!("avx2")).then_some(Self(()))
    }

    pub(crate) fn fill(self, plan: &Plan, blocks: &mut [Block]) {
        // SAFETY: a value of this type exists only where AVX2 was detected.
        unsafe { fill_with(self, plan, blocks) }
    }
}

/// All that is called from here is inlined into it, and so compiled for AVX2.
#[target_feature(enable = "avx2")]
fn fill_with(proof: Avx2, plan: &Plan, blocks: &mut [Block]) {
    fill(ByFour::<U64x4>::new(proof), plan, blocks);
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
        // Each word's bytes turned by 2 and by 3. A choice is of one of the 16 bytes of its own half.
        const BY_16: __m256i = bytes(0x0100_0706_0504_0302, 0x0908_0f0e_0d0c_0b0a);
        const BY_24: __m256i = bytes(0x0201_0007_0605_0403, 0x0a09_080f_0e0d_0c0b);
        let x = self.0;
        Self(match BITS {
            32 => avx2!(_mm256_shuffle_epi32::<0b10_11_00_01>(x)),
            24 => avx2!(_mm256_shuffle_epi8(x, BY_24)),
            16 => avx2!(_mm256_shuffle_epi8(x, BY_16)),
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

const fn bytes(even: u64, odd: u64) -> __m256i {
    // SAFETY: both types are 32 bytes, of which every value is valid.
    unsafe { transmute::<[u64; 4], __m256i>([even, odd, even, odd]) }
}
