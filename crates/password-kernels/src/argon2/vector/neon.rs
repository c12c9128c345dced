//! Two words in a 128-bit register of AArch64.
#![expect(unsafe_code, reason = "intrinsics")]

use std::arch::aarch64::{
    uint64x2_t, vaddq_u64, veorq_u64, vextq_u64, vmovn_u64, vmull_u32, vreinterpretq_u32_u64,
    vreinterpretq_u64_u32, vrev64q_u32, vshlq_n_u64, vsriq_n_u64,
};
use std::mem::transmute;

use super::super::block::Block;
use super::super::compress::ByTwo;
use super::super::fill::{Plan, fill};
use super::{Two, Vector};

/// The processor has NEON.
#[derive(Clone, Copy)]
pub(crate) struct Neon(());

impl Neon {
    pub(crate) fn detect() -> Option<Self> {
        (cfg!(not(miri)) && std::arch::is_aarch64_feature_detected!("neon")).then_some(Self(()))
    }

    pub(crate) fn fill(self, plan: &Plan, blocks: &mut [Block]) {
        // SAFETY: a value of this type exists only where NEON was detected.
        unsafe { fill_with(self, plan, blocks) }
    }
}

/// All that is called from here is inlined into it, and so compiled for NEON.
#[target_feature(enable = "neon")]
fn fill_with(proof: Neon, plan: &Plan, blocks: &mut [Block]) {
    fill(ByTwo::<U64x2>::new(proof), plan, blocks);
}

#[derive(Clone, Copy)]
pub(crate) struct U64x2(uint64x2_t);

/// Calls an intrinsic of NEON on registers that exist.
macro_rules! neon {
    ($call:expr) => {
        // SAFETY: a `U64x2` exists only where `Neon` does, and that only where NEON was detected.
        unsafe { $call }
    };
}

impl Vector<2> for U64x2 {
    type Proof = Neon;

    #[inline(always)]
    fn load(Neon(()): Neon, words: &[u64; 2]) -> Self {
        // SAFETY: both types are 16 bytes, of which every value is valid.
        Self(unsafe { transmute::<[u64; 2], uint64x2_t>(*words) })
    }

    #[inline(always)]
    fn store(self, words: &mut [u64; 2]) {
        // SAFETY: both types are 16 bytes, of which every value is valid.
        *words = unsafe { transmute::<uint64x2_t, [u64; 2]>(self.0) };
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(neon!(vaddq_u64(self.0, other.0)))
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        Self(neon!(veorq_u64(self.0, other.0)))
    }

    #[inline(always)]
    fn multiply_low(self, other: Self) -> Self {
        let (a, b) = (neon!(vmovn_u64(self.0)), neon!(vmovn_u64(other.0)));
        Self(neon!(vmull_u32(a, b)))
    }

    #[inline(always)]
    fn rotate<const BITS: u32>(self) -> Self {
        let x = self.0;
        Self(match BITS {
            32 => {
                let halves = neon!(vreinterpretq_u32_u64(x));
                let swapped = neon!(vrev64q_u32(halves));
                neon!(vreinterpretq_u64_u32(swapped))
            }
            24 => {
                let high = neon!(vshlq_n_u64::<40>(x));
                neon!(vsriq_n_u64::<24>(high, x))
            }
            16 => {
                let high = neon!(vshlq_n_u64::<48>(x));
                neon!(vsriq_n_u64::<16>(high, x))
            }
            _ => {
                let high = neon!(vaddq_u64(x, x));
                neon!(vsriq_n_u64::<63>(high, x))
            }
        })
    }
}

impl Two for U64x2 {
    #[inline(always)]
    fn swap(self) -> Self {
        Self(neon!(vextq_u64::<1>(self.0, self.0)))
    }
}
