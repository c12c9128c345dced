//! The kernels with the evidence that they run here.

use crate::Kernel;
use crate::argon2::block::Block;
use crate::argon2::compress::{ByEight, ByFour, ByOne, ByTwo, Compress};
use crate::argon2::fill::{Plan, fill};
#[cfg(target_arch = "x86_64")]
use crate::argon2::vector::avx2::{Avx2, U64x4};
#[cfg(target_arch = "x86_64")]
use crate::argon2::vector::avx512::{Avx512, U64x8};
#[cfg(test)]
use crate::argon2::vector::model::Model;
#[cfg(target_arch = "aarch64")]
use crate::argon2::vector::neon::{Neon, U64x2};

/// A kernel that runs on this machine.
#[derive(Clone, Copy)]
pub(crate) enum Engine {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
    #[cfg(target_arch = "x86_64")]
    Avx512(Avx512),
    #[cfg(target_arch = "aarch64")]
    Neon(Neon),
    #[cfg(test)]
    ModelOfTwo,
    #[cfg(test)]
    ModelOfFour,
    #[cfg(test)]
    ModelOfEight,
}

impl Engine {
    pub(crate) fn of(kernel: Kernel) -> Option<Self> {
        match kernel {
            Kernel::Portable => Some(Self::Portable),
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx2 => Avx2::detect().map(Self::Avx2),
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx512 => Avx512::detect().map(Self::Avx512),
            #[cfg(target_arch = "aarch64")]
            Kernel::Neon => Neon::detect().map(Self::Neon),
            _ => None,
        }
    }

    /// Fills the blocks, whose first two of each lane are given.
    pub(crate) fn fill(self, plan: &Plan, blocks: &mut [Block]) {
        match self {
            Self::Portable => fill(ByOne::<u64>::new(()), plan, blocks),
            #[cfg(target_arch = "x86_64")]
            // SAFETY: `proof` exists only where AVX2 was detected.
            Self::Avx2(proof) => unsafe { fill_avx2(proof, plan, blocks) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: `proof` exists only where AVX-512F was detected.
            Self::Avx512(proof) => unsafe { fill_avx512(proof, plan, blocks) },
            #[cfg(target_arch = "aarch64")]
            // SAFETY: `proof` exists only where NEON was detected.
            Self::Neon(proof) => unsafe { fill_neon(proof, plan, blocks) },
            #[cfg(test)]
            Self::ModelOfTwo => fill(ByTwo::<Model<2>>::new(()), plan, blocks),
            #[cfg(test)]
            Self::ModelOfFour => fill(ByFour::<Model<4>>::new(()), plan, blocks),
            #[cfg(test)]
            Self::ModelOfEight => fill(ByEight::<Model<8>>::new(()), plan, blocks),
        }
    }

    /// The place in a block's memory of a word.
    pub(crate) fn place(self, word: usize) -> usize {
        match self {
            Self::Portable => ByOne::<u64>::place(word),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(_) => ByFour::<U64x4>::place(word),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(_) => ByEight::<U64x8>::place(word),
            #[cfg(target_arch = "aarch64")]
            Self::Neon(_) => ByTwo::<U64x2>::place(word),
            #[cfg(test)]
            Self::ModelOfTwo => ByTwo::<Model<2>>::place(word),
            #[cfg(test)]
            Self::ModelOfFour => ByFour::<Model<4>>::place(word),
            #[cfg(test)]
            Self::ModelOfEight => ByEight::<Model<8>>::place(word),
        }
    }
}

// Everything that `fill` calls is inlined, so that the intrinsics meet the features named here.

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn fill_avx2(proof: Avx2, plan: &Plan, blocks: &mut [Block]) {
    fill(ByFour::<U64x4>::new(proof), plan, blocks);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
fn fill_avx512(proof: Avx512, plan: &Plan, blocks: &mut [Block]) {
    fill(ByEight::<U64x8>::new(proof), plan, blocks);
}

#[cfg(target_arch = "aarch64")]
#[target_feature(enable = "neon")]
fn fill_neon(proof: Neon, plan: &Plan, blocks: &mut [Block]) {
    fill(ByTwo::<U64x2>::new(proof), plan, blocks);
}
