//! The memory of Argon2, filled block by block (RFC 9106 sections 3.2 and 3.4).

use zeroize::Zeroize;

use super::block::{Block, WORDS};
use super::compress::{Compress, Step};
use super::{Variant, Version};

/// RFC 9106 section 3.4: a pass is cut into four slices, and a lane's part of a slice is a segment.
pub(crate) const SLICES: usize = 4;

/// What is filled, and how often.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) variant: Variant,
    pub(crate) version: Version,
    pub(crate) passes: u32,
    pub(crate) lanes: usize,
    /// Blocks in a segment: at least 2.
    pub(crate) segment: usize,
}

impl Plan {
    /// Blocks in a lane.
    pub(crate) const fn lane(&self) -> usize {
        self.segment * SLICES
    }

    /// Blocks in all lanes.
    pub(crate) const fn blocks(&self) -> usize {
        self.lane() * self.lanes
    }
}

/// Fills `blocks`, whose first two of each lane are given, and whose number is the plan's.
#[inline(always)]
pub(crate) fn fill<G: Compress>(g: G, plan: &Plan, blocks: &mut [Block]) {
    let mut scratch = Block::ZERO;
    for pass in 0..plan.passes {
        for slice in 0..SLICES {
            for lane in 0..plan.lanes {
                let segment = Segment {
                    plan,
                    pass,
                    slice,
                    lane,
                };
                segment.fill(g, blocks, &mut scratch);
            }
        }
    }
    scratch.zeroize();
}

#[derive(Clone, Copy)]
struct Segment<'plan> {
    plan: &'plan Plan,
    pass: u32,
    slice: usize,
    lane: usize,
}

impl Segment<'_> {
    #[inline(always)]
    fn fill<G: Compress>(self, g: G, blocks: &mut [Block], scratch: &mut Block) {
        let first = if self.pass == 0 && self.slice == 0 {
            2
        } else {
            0
        };
        let start = self.lane * self.plan.lane() + self.slice * self.plan.segment;
        let mut addresses = self.has_addresses().then(|| Addresses::new::<G>(self));
        // Version 16 replaces the blocks of an earlier pass.
        let xor = self.pass > 0 && self.plan.version == Version::V0x13;
        let memory = blocks.as_ptr();

        let mut reference = 0;
        for index in first..self.plan.segment {
            let current = start + index;
            let previous = self.before(current);
            if index == first {
                let pseudorandom = match &mut addresses {
                    Some(addresses) => addresses.at(g, index, scratch),
                    None => blocks[previous].0[0],
                };
                reference = self.reference(index, pseudorandom);
            }
            let mut next = reference;
            let has_next = index + 1 < self.plan.segment;
            if let (Some(addresses), true) = (&mut addresses, has_next) {
                next = self.reference(index + 1, addresses.at(g, index + 1, scratch));
                prefetch(memory.wrapping_add(next));
            }
            let is_dependent = addresses.is_none() && has_next;
            let meanwhile = |word| {
                if is_dependent {
                    next = self.reference(index + 1, word);
                    prefetch(memory.wrapping_add(next));
                }
            };
            let Ok([previous, reference_block, current]) =
                blocks.get_disjoint_mut([previous, reference, current])
            else {
                return;
            };
            let step = Step {
                previous,
                reference: reference_block,
                current,
            };
            if xor {
                g.compress::<true>(step, scratch, meanwhile);
            } else {
                g.compress::<false>(step, scratch, meanwhile);
            }
            reference = next;
        }
    }

    /// Whether references do not depend on what is filled in.
    const fn has_addresses(&self) -> bool {
        match self.plan.variant {
            Variant::Argon2d => false,
            Variant::Argon2i => true,
            // RFC 9106 section 3.4.1.3.
            Variant::Argon2id => self.pass == 0 && self.slice < SLICES / 2,
        }
    }

    /// The block before that one in the lane, which is a ring.
    #[inline(always)]
    const fn before(&self, block: usize) -> usize {
        let lane = self.plan.lane();
        if block == self.lane * lane {
            block + lane - 1
        } else {
            block - 1
        }
    }

    /// RFC 9106 section 3.4.2: the reference block of the segment's block number `index`.
    #[inline(always)]
    const fn reference(&self, index: usize, pseudorandom: u64) -> usize {
        let (low, high) = (pseudorandom & 0xffff_ffff, pseudorandom >> 32);
        let is_first = self.pass == 0 && self.slice == 0;
        let lane = if is_first || self.plan.lanes == 1 {
            self.lane
        } else {
            (high % self.plan.lanes as u64) as usize
        };
        // What is filled of the lane: the slices before, and of the own lane more.
        let finished = if self.pass == 0 {
            self.slice
        } else {
            SLICES - 1
        };
        let area = if lane == self.lane {
            finished * self.plan.segment + index - 1
        } else {
            finished * self.plan.segment - (index == 0) as usize
        };
        let skipped = (area as u64 * ((low * low) >> 32)) >> 32;
        let oldest = if self.pass == 0 {
            0
        } else {
            (self.slice + 1) % SLICES * self.plan.segment
        };
        let mut at = oldest + area - 1 - skipped as usize;
        if at >= self.plan.lane() {
            at -= self.plan.lane();
        }
        lane * self.plan.lane() + at
    }
}

/// Pseudorandom words that do not depend on the password (RFC 9106 section 3.4.1.2).
struct Addresses {
    input: Block,
    words: Block,
}

impl Addresses {
    const COUNTER: usize = 6;

    #[inline(always)]
    fn new<G: Compress>(segment: Segment<'_>) -> Self {
        let plan = segment.plan;
        let mut input = Block::ZERO;
        let values = [
            segment.pass.into(),
            segment.lane as u64,
            segment.slice as u64,
            plan.blocks() as u64,
            plan.passes.into(),
            plan.variant as u64,
            0,
        ];
        for (word, value) in values.into_iter().enumerate() {
            input.0[G::place(word)] = value;
        }
        Self {
            input,
            words: Block::ZERO,
        }
    }

    /// The word for the segment's block number `index`. Asked for in ascending order from 0 or 2.
    #[inline(always)]
    fn at<G: Compress>(&mut self, g: G, index: usize, scratch: &mut Block) -> u64 {
        let counter = (index / WORDS) as u64 + 1;
        if self.input.0[G::place(Self::COUNTER)] != counter {
            self.input.0[G::place(Self::COUNTER)] = counter;
            self.generate(g, scratch);
        }
        self.words.0[G::place(index % WORDS)]
    }

    /// Two times G, of zeros and the input.
    #[inline(always)]
    fn generate<G: Compress>(&mut self, g: G, scratch: &mut Block) {
        let mut reference = self.input;
        for _ in 0..2 {
            let step = Step {
                previous: &Block::ZERO,
                reference: &reference,
                current: &mut self.words,
            };
            g.compress::<false>(step, scratch, |_| ());
            reference = self.words;
        }
    }
}

#[inline(always)]
fn prefetch(block: *const Block) {
    #[cfg(target_arch = "x86_64")]
    for line in 0..16 {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        unsafe { _mm_prefetch::<_MM_HINT_T0>(block.cast::<i8>().wrapping_add(64 * line)) };
    }
}
