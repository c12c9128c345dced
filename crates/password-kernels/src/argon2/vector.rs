//! Registers, and what the kernels ask of them.
//!
//! A kernel that cannot run on the machine at hand is still tested there: [`model`] has registers of
//! each width in plain Rust, and the algorithm and the order of words in memory are generic over
//! these traits. What is left to the instruction set is one instruction for each function.

#[cfg(target_arch = "x86_64")]
pub(crate) mod avx2;
#[cfg(target_arch = "x86_64")]
pub(crate) mod avx512;
#[cfg(test)]
pub(crate) mod model;
#[cfg(target_arch = "aarch64")]
pub(crate) mod neon;
pub(crate) mod scalar;

/// A register of words, each operated on by itself.
///
/// A value exists only where its instructions do: the way to the first one is [`Vector::load`].
pub(crate) trait Vector<const LANES: usize>: Copy {
    /// Evidence that the processor has the instructions.
    type Proof: Copy;

    fn load(proof: Self::Proof, words: &[u64; LANES]) -> Self;
    fn store(self, words: &mut [u64; LANES]);
    fn add(self, other: Self) -> Self;
    fn xor(self, other: Self) -> Self;
    /// The products of the low halves of the words.
    fn multiply_low(self, other: Self) -> Self;
    /// Rotations to the right by `BITS`: 32, 24, 16 or 63.
    fn rotate<const BITS: u32>(self) -> Self;
}

/// Two lanes: the columns 2j and 2j + 1 of the block's matrix.
pub(crate) trait Two: Vector<2> {
    /// Exchanges the columns.
    fn swap(self) -> Self;
}

/// Four lanes: two rows (far) of two columns (near).
pub(crate) trait Four: Vector<4> {
    /// Lanes 1 0 3 2.
    fn swap_near(self) -> Self;
    /// Lanes 2 3 0 1.
    fn swap_far(self) -> Self;
}

/// Eight lanes: two rows (far) of two columns (near) of two words.
pub(crate) trait Eight: Vector<8> {
    /// Rotates lanes 0 1 2 3 to the left by `K`, and lanes 4 5 6 7.
    fn turn_near<const K: usize>(self) -> Self;
    /// Rotates lanes 0 1 4 5 to the left by `K`, and lanes 2 3 6 7.
    fn turn_far<const K: usize>(self) -> Self;
}
