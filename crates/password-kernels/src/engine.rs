//! The kernels with the evidence that they run here.

use crate::Kernel;
use crate::argon2::block::Block;
#[cfg(any(test, target_arch = "aarch64"))]
use crate::argon2::compress::ByTwo;
#[cfg(any(test, target_arch = "x86_64"))]
use crate::argon2::compress::{ByEight, ByFour};
use crate::argon2::compress::{ByOne, Compress};
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
    /// Computes something else.
    #[cfg(test)]
    Faulty,
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
            Self::Avx2(proof) => proof.fill(plan, blocks),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(proof) => proof.fill(plan, blocks),
            #[cfg(target_arch = "aarch64")]
            Self::Neon(proof) => proof.fill(plan, blocks),
            #[cfg(test)]
            Self::Faulty => blocks.reverse(),
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
            #[cfg(test)]
            Self::Faulty => word,
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
