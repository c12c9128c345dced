//! Eight words in a 512-bit register of x86-64.
#![expect(unsafe_code, reason = "intrinsics")]

use std::arch::x86_64::{
    __m512i, _mm512_add_epi64, _mm512_mul_epu32, _mm512_permutex_epi64, _mm512_permutexvar_epi64,
    _mm512_ror_epi64, _mm512_shuffle_i64x2, _mm512_xor_si512,
};
use std::mem::transmute;

use super::super::block::Block;
use super::super::compress::ByEight;
use super::super::fill::{Plan, fill};
use super::{Eight, Vector};

/// The processor has AVX-512F.
#[derive(Clone, Copy)]
pub(crate) struct Avx512(());

impl Avx512 {
    pub(crate) fn detect() -> Option<Self> {
        (cfg!(not(miri)) && is_x86_feature_detected!("avx512f")).then_some(Self(()))
    }

    pub(crate) fn fill(self, plan: &Plan, blocks: &mut [Block]) {
        // SAFETY: a value of this type exists only where AVX-512F was detected.
        unsafe { fill_with(self, plan, blocks) }
    }
}

/// All that is called from here is inlined into it, and so compiled for AVX-512F.
#[target_feature(enable = "avx512f")]
fn fill_with(proof: Avx512, plan: &Plan, blocks: &mut [Block]) {
    fill(ByEight::<U64x8>::new(proof), plan, blocks);
}

#[derive(Clone, Copy)]
pub(crate) struct U64x8(__m512i);

/// Calls an intrinsic of AVX-512F on registers that exist.
macro_rules! avx512 {
    ($call:expr) => {
        // SAFETY: a `U64x8` exists only where `Avx512` does, and that only where AVX-512F was detected.
        unsafe { $call }
    };
}

impl Vector<8> for U64x8 {
    type Proof = Avx512;

    #[inline(always)]
    fn load(Avx512(()): Avx512, words: &[u64; 8]) -> Self {
        // SAFETY: both types are 64 bytes, of which every value is valid.
        Self(unsafe { transmute::<[u64; 8], __m512i>(*words) })
    }

    #[inline(always)]
    fn store(self, words: &mut [u64; 8]) {
        // SAFETY: both types are 64 bytes, of which every value is valid.
        *words = unsafe { transmute::<__m512i, [u64; 8]>(self.0) };
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(avx512!(_mm512_add_epi64(self.0, other.0)))
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        Self(avx512!(_mm512_xor_si512(self.0, other.0)))
    }

    #[inline(always)]
    fn multiply_low(self, other: Self) -> Self {
        Self(avx512!(_mm512_mul_epu32(self.0, other.0)))
    }

    #[inline(always)]
    fn rotate<const BITS: u32>(self) -> Self {
        Self(match BITS {
            32 => avx512!(_mm512_ror_epi64::<32>(self.0)),
            24 => avx512!(_mm512_ror_epi64::<24>(self.0)),
            16 => avx512!(_mm512_ror_epi64::<16>(self.0)),
            _ => avx512!(_mm512_ror_epi64::<63>(self.0)),
        })
    }
}

impl Eight for U64x8 {
    #[inline(always)]
    fn turn_near<const K: usize>(self) -> Self {
        Self(match K {
            1 => avx512!(_mm512_permutex_epi64::<0b00_11_10_01>(self.0)),
            2 => avx512!(_mm512_permutex_epi64::<0b01_00_11_10>(self.0)),
            _ => avx512!(_mm512_permutex_epi64::<0b10_01_00_11>(self.0)),
        })
    }

    #[inline(always)]
    fn turn_far<const K: usize>(self) -> Self {
        // The lines are the lanes 0 1 4 5 and 2 3 6 7.
        const ONE: __m512i = choice([1, 4, 3, 6, 5, 0, 7, 2]);
        const THREE: __m512i = choice([5, 0, 7, 2, 1, 4, 3, 6]);
        Self(match K {
            1 => avx512!(_mm512_permutexvar_epi64(ONE, self.0)),
            2 => avx512!(_mm512_shuffle_i64x2::<0b01_00_11_10>(self.0, self.0)),
            _ => avx512!(_mm512_permutexvar_epi64(THREE, self.0)),
        })
    }
}

const fn choice(lanes: [u64; 8]) -> __m512i {
    // SAFETY: both types are 64 bytes, of which every value is valid.
    unsafe { transmute::<[u64; 8], __m512i>(lanes) }
}
