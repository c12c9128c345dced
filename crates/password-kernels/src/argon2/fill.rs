//! The memory of Argon2, filled block by block (RFC 9106 sections 3.2 and 3.4).

use zeroize::Zeroize;

use super::block::{Block, WORDS};
use super::compress::Compress;
use super::prefetch::prefetch;
use super::variant::{Variant, Version};

/// RFC 9106 section 3.4: a pass is cut into four slices, and a lane's part of a slice is a segment.
pub(crate) const SLICES: usize = 4;

/// What is filled, and how often.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) variant: Variant,
    pub(crate) version: Version,
    pub(crate) passes: u32,
    /// 1 to 2^24 − 1.
    pub(crate) lanes: u32,
    /// Blocks in a segment: 2 or more.
    pub(crate) segment: usize,
}

impl Plan {
    /// Blocks in a lane.
    pub(crate) const fn lane(&self) -> usize {
        self.segment * SLICES
    }

    /// Blocks in all lanes.
    pub(crate) const fn blocks(&self) -> usize {
        self.lane() * self.lanes as usize
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
    lane: u32,
}

impl Segment<'_> {
    #[inline(always)]
    fn fill<G: Compress>(self, g: G, blocks: &mut [Block], scratch: &mut Block) {
        let mut addresses = self.has_addresses().then(|| Addresses::new::<G>(self));
        // Version 16 replaces what an earlier pass left.
        let adds = self.pass > 0 && self.plan.version == Version::V0x13;
        let memory = blocks.as_ptr();

        let given = if self.is_first() { 2 } else { 0 };
        for index in given..self.plan.segment {
            let current = self.start() + index;
            let previous = self.before(current);
            let word = match &mut addresses {
                Some(addresses) => addresses.word(g, index, scratch),
                None => blocks[previous].0[0],
            };
            let reference = self.reference(index, word);
            // The three differ: a reference is neither the block before nor one yet to be filled.
            let Ok([previous, reference, current]) =
                blocks.get_disjoint_mut([previous, reference, current])
            else {
                continue;
            };
            // The next reference is on its way from memory while this block is computed.
            if let Some(addresses) = &addresses {
                let word = addresses.guess::<G>(index + 1);
                self.prefetch_for(index + 1, word, memory);
            }
            if adds {
                g.begin::<true>(previous, reference, current, scratch);
            } else {
                g.begin::<false>(previous, reference, current, scratch);
            }
            if addresses.is_none() {
                self.prefetch_for(index + 1, current.0[0], memory);
            }
            g.finish(current, scratch);
        }
    }

    /// Asks for the reference of the segment's block number `index`, if there is one.
    #[inline(always)]
    fn prefetch_for(self, index: usize, word: u64, memory: *const Block) {
        prefetch(memory.wrapping_add(self.reference(index, word)));
    }

    /// Whether nothing is filled yet, but the two given blocks of each lane.
    #[inline(always)]
    const fn is_first(self) -> bool {
        self.pass == 0 && self.slice == 0
    }

    /// RFC 9106 section 3.4.1: whether references do not depend on what is filled in.
    #[inline(always)]
    const fn has_addresses(self) -> bool {
        match self.plan.variant {
            Variant::Argon2d => false,
            Variant::Argon2i => true,
            Variant::Argon2id => self.pass == 0 && self.slice < SLICES / 2,
        }
    }

    /// The segment's first block.
    #[inline(always)]
    const fn start(self) -> usize {
        self.lane as usize * self.plan.lane() + self.slice * self.plan.segment
    }

    /// The block before that one in the lane, which is a ring.
    #[inline(always)]
    const fn before(self, block: usize) -> usize {
        let lane = self.plan.lane();
        if block == self.lane as usize * lane {
            block + lane - 1
        } else {
            block - 1
        }
    }

    /// RFC 9106 section 3.4.2: the reference of the segment's block number `index`.
    #[inline(always)]
    const fn reference(self, index: usize, word: u64) -> usize {
        let (j1, j2) = (word & u32::MAX as u64, (word >> 32) as u32);
        let lane = if self.is_first() || self.plan.lanes == 1 {
            self.lane
        } else {
            j2 % self.plan.lanes
        };
        let finished = if self.pass == 0 {
            self.slice
        } else {
            SLICES - 1
        } * self.plan.segment;
        // Of the own lane, all but the block before; of another, what earlier slices filled, but its
        // last block when that is the first thing asked for.
        let area = if lane == self.lane {
            finished + index - 1
        } else {
            finished - (index == 0) as usize
        };
        let oldest = if self.pass == 0 {
            0
        } else {
            (self.slice + 1) % SLICES * self.plan.segment
        };
        let skipped = (area as u64 * ((j1 * j1) >> 32)) >> 32;
        let at = oldest + area - 1 - skipped as usize;
        let ring = self.plan.lane();
        lane as usize * ring + if at < ring { at } else { at - ring }
    }
}

/// Pseudorandom words that do not depend on the password (RFC 9106 section 3.4.1.2).
struct Addresses {
    input: Block,
    words: Block,
}

impl Addresses {
    /// The number of the input's word that counts the blocks of words.
    const COUNTER: usize = 6;

    #[inline(always)]
    fn new<G: Compress>(segment: Segment<'_>) -> Self {
        let plan = segment.plan;
        let words = [
            segment.pass.into(),
            segment.lane.into(),
            segment.slice as u64,
            plan.blocks() as u64,
            plan.passes.into(),
            plan.variant as u64,
        ];
        let mut input = Block::ZERO;
        for (number, word) in words.into_iter().enumerate() {
            input.0[G::place(number)] = word;
        }
        Self {
            input,
            words: Block::ZERO,
        }
    }

    /// The word of the segment's block number `index`, for indices that ascend from 0 or 2.
    #[inline(always)]
    fn word<G: Compress>(&mut self, g: G, index: usize, scratch: &mut Block) -> u64 {
        let counter = (index / WORDS) as u64 + 1;
        if self.input.0[G::place(Self::COUNTER)] != counter {
            self.input.0[G::place(Self::COUNTER)] = counter;
            self.generate(g, scratch);
        }
        self.guess::<G>(index)
    }

    /// That word if it is generated yet, or else any.
    #[inline(always)]
    fn guess<G: Compress>(&self, index: usize) -> u64 {
        self.words.0[G::place(index % WORDS)]
    }

    /// Two times G, of zeros and the input.
    #[inline(always)]
    fn generate<G: Compress>(&mut self, g: G, scratch: &mut Block) {
        let mut reference = self.input;
        for _ in 0..2 {
            g.begin::<false>(&Block::ZERO, &reference, &mut self.words, scratch);
            g.finish(&mut self.words, scratch);
            reference = self.words;
        }
    }
}
