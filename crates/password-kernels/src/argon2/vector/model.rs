//! Registers of two, four and eight words in plain Rust, for tests.

use super::{Eight, Four, Two, Vector};

#[derive(Clone, Copy)]
pub(crate) struct Model<const LANES: usize>([u64; LANES]);

impl<const LANES: usize> Model<LANES> {
    fn of(lane: impl Fn(usize) -> u64) -> Self {
        Self(std::array::from_fn(lane))
    }
}

impl<const LANES: usize> Vector<LANES> for Model<LANES> {
    type Proof = ();

    fn load((): (), words: &[u64; LANES]) -> Self {
        Self(*words)
    }

    fn store(self, words: &mut [u64; LANES]) {
        *words = self.0;
    }

    fn add(self, other: Self) -> Self {
        Self::of(|lane| self.0[lane].add(other.0[lane]))
    }

    fn xor(self, other: Self) -> Self {
        Self::of(|lane| self.0[lane].xor(other.0[lane]))
    }

    fn multiply_low(self, other: Self) -> Self {
        Self::of(|lane| self.0[lane].multiply_low(other.0[lane]))
    }

    fn rotate<const BITS: u32>(self) -> Self {
        Self::of(|lane| self.0[lane].rotate::<BITS>())
    }
}

impl Two for Model<2> {
    fn swap(self) -> Self {
        Self::of(|lane| self.0[lane ^ 1])
    }
}

impl Four for Model<4> {
    fn swap_near(self) -> Self {
        Self::of(|lane| self.0[lane ^ 1])
    }

    fn swap_far(self) -> Self {
        Self::of(|lane| self.0[lane ^ 2])
    }
}

impl Eight for Model<8> {
    fn turn_near<const K: usize>(self) -> Self {
        Self::of(|lane| self.0[lane / 4 * 4 + (lane + K) % 4])
    }

    fn turn_far<const K: usize>(self) -> Self {
        const LINES: [[usize; 4]; 2] = [[0, 1, 4, 5], [2, 3, 6, 7]];
        Self::of(|lane| {
            let line = LINES[lane / 2 % 2];
            let place = line.iter().position(|other| *other == lane).unwrap();
            self.0[line[(place + K) % 4]]
        })
    }
}
