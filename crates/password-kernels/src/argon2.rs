//! Argon2 (RFC 9106), version 1.3 and the one before it.

pub(crate) mod block;
pub(crate) mod compress;
pub(crate) mod fill;
pub(crate) mod hash;
pub(crate) mod layout;
pub(crate) mod prefetch;
mod variant;
pub(crate) mod vector;

pub use variant::{Variant, Version};

use std::fmt;

use zeroize::Zeroizing;

use self::block::Block;
use self::fill::{Plan, SLICES};
use self::hash::{blake2b, le32, long_hash};
use crate::engine::Engine;
use crate::{Arena, Argon2Error};

/// The inputs of Argon2 (RFC 9106 section 3.1).
///
/// The lanes are computed one after another on the calling thread: they change the tag, not the number
/// of threads.
///
/// ```
/// use countersign_password_kernels::{Arena, Argon2, Variant, Version};
///
/// let inputs = Argon2 {
///     variant: Variant::Argon2id,
///     version: Version::V0x13,
///     memory_kib: 64,
///     passes: 2,
///     lanes: 1,
///     password: b"open sesame",
///     salt: b"sixteen byte slt",
///     secret: &[],
///     associated_data: &[],
/// };
/// let mut tag = [0; 32];
/// inputs.compute(&mut Arena::new(), &mut tag)?;
/// assert_ne!(tag, [0; 32]);
/// # Ok::<(), countersign_password_kernels::Argon2Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Argon2<'input> {
    /// The variant.
    pub variant: Variant,
    /// The version.
    pub version: Version,
    /// Memory in KiB: 8 for each lane, or more.
    pub memory_kib: u32,
    /// Passes over the memory: 1 or more.
    pub passes: u32,
    /// Lanes: 1 to 2^24 − 1.
    pub lanes: u32,
    /// The password, of any length up to 2^32 − 1 bytes.
    pub password: &'input [u8],
    /// The salt, of any length up to 2^32 − 1 bytes.
    pub salt: &'input [u8],
    /// A secret that is kept apart from the tags, or nothing.
    pub secret: &'input [u8],
    /// Data that the tag is bound to, or nothing.
    pub associated_data: &'input [u8],
}

impl Argon2<'_> {
    /// Computes the tag with this engine, in the arena's memory.
    pub(crate) fn compute_in(
        &self,
        engine: Engine,
        arena: &mut Arena,
        tag: &mut [u8],
    ) -> Result<(), Argon2Error> {
        let plan = self.plan()?;
        self.check_lengths(tag.len())?;
        let mut lent = arena.lend(plan.blocks())?;
        self.compute_over(engine, &plan, lent.blocks(), tag);
        Ok(())
    }

    /// The computation itself, over as many blocks as the plan has.
    pub(crate) fn compute_over(
        &self,
        engine: Engine,
        plan: &Plan,
        blocks: &mut [Block],
        tag: &mut [u8],
    ) {
        self.seed(engine, plan, blocks, tag.len());
        engine.fill(plan, blocks);
        finish(engine, plan, blocks, tag);
    }

    /// The cost, if it is one (RFC 9106 section 3.1).
    pub(crate) fn plan(&self) -> Result<Plan, Argon2Error> {
        const MOST_LANES: u32 = (1 << 24) - 1;
        let (lanes, memory_kib) = (self.lanes, self.memory_kib);
        if lanes == 0 || lanes > MOST_LANES {
            return Err(Argon2Error::Lanes { lanes });
        }
        let least = 8 * lanes;
        if memory_kib < least {
            return Err(Argon2Error::Memory { memory_kib, least });
        }
        if self.passes == 0 {
            return Err(Argon2Error::Passes);
        }
        Ok(Plan {
            variant: self.variant,
            version: self.version,
            passes: self.passes,
            lanes,
            segment: memory_kib as usize / (SLICES * lanes as usize),
        })
    }

    /// RFC 9106 section 3.1: lengths are written in 32 bits.
    fn check_lengths(&self, tag: usize) -> Result<(), Argon2Error> {
        if tag < 4 || u32::try_from(tag).is_err() {
            return Err(Argon2Error::TagLength { bytes: tag });
        }
        let inputs = [
            ("password", self.password),
            ("salt", self.salt),
            ("secret", self.secret),
            ("associated data", self.associated_data),
        ];
        for (input, bytes) in inputs {
            if u32::try_from(bytes.len()).is_err() {
                let bytes = bytes.len();
                return Err(Argon2Error::InputTooLong { input, bytes });
            }
        }
        Ok(())
    }

    /// RFC 9106 section 3.2, steps 1, 3 and 4: the first two blocks of each lane.
    fn seed(&self, engine: Engine, plan: &Plan, blocks: &mut [Block], tag: usize) {
        let initial = self.initial_hash(tag);
        let mut bytes = Zeroizing::new([0; size_of::<Block>()]);
        for (lane, blocks) in blocks.chunks_exact_mut(plan.lane()).enumerate() {
            for (column, block) in blocks.iter_mut().take(2).enumerate() {
                let inputs = [&initial[..], &le32(column), &le32(lane)];
                long_hash(&inputs, &mut bytes[..]);
                for (word, bytes) in bytes.as_chunks().0.iter().enumerate() {
                    block.0[engine.place(word)] = u64::from_le_bytes(*bytes);
                }
            }
        }
    }

    /// RFC 9106 section 3.2, step 1: H0.
    fn initial_hash(&self, tag: usize) -> Zeroizing<[u8; 64]> {
        let numbers = [
            self.lanes.to_le_bytes(),
            le32(tag),
            self.memory_kib.to_le_bytes(),
            self.passes.to_le_bytes(),
            self.version.number().to_le_bytes(),
            (self.variant as u32).to_le_bytes(),
        ];
        let inputs = [self.password, self.salt, self.secret, self.associated_data];
        let lengths = inputs.map(|input| le32(input.len()));
        let inputs = lengths.iter().zip(inputs);
        let inputs = inputs.flat_map(|(length, input)| [&length[..], input]);
        let mut hash = Zeroizing::new([0; 64]);
        blake2b(
            numbers.iter().map(<[u8; 4]>::as_slice).chain(inputs),
            &mut hash[..],
        );
        hash
    }
}

/// RFC 9106 section 3.2, steps 7 and 8: the tag from the last block of each lane.
fn finish(engine: Engine, plan: &Plan, blocks: &[Block], tag: &mut [u8]) {
    let mut last = Zeroizing::new(Block::ZERO);
    for lane in blocks.chunks_exact(plan.lane()) {
        last.xor(&lane[plan.lane() - 1]);
    }
    let mut bytes = Zeroizing::new([0; size_of::<Block>()]);
    for (word, bytes) in bytes.as_chunks_mut().0.iter_mut().enumerate() {
        *bytes = last.0[engine.place(word)].to_le_bytes();
    }
    long_hash(&[&bytes[..]], tag);
}

impl fmt::Debug for Argon2<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Argon2")
            .field("variant", &self.variant)
            .field("version", &self.version)
            .field("memory_kib", &self.memory_kib)
            .field("passes", &self.passes)
            .field("lanes", &self.lanes)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
