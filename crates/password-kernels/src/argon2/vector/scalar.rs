//! One word: what every machine has.

use super::Vector;

impl Vector<1> for u64 {
    type Proof = ();

    #[inline(always)]
    fn load((): (), words: &[u64; 1]) -> Self {
        words[0]
    }

    #[inline(always)]
    fn store(self, words: &mut [u64; 1]) {
        words[0] = self;
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.wrapping_add(other)
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        self ^ other
    }

    #[inline(always)]
    fn multiply_low(self, other: Self) -> Self {
        const LOW: u64 = u32::MAX as u64;
        (self & LOW) * (other & LOW)
    }

    #[inline(always)]
    fn rotate<const BITS: u32>(self) -> Self {
        self.rotate_right(BITS)
    }
}
