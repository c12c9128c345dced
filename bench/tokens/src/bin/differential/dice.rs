//! Chance that can be repeated.

/// A linear congruential generator: good enough to pick places and values.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `sides`.
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = self.0.wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % sides
    }

    pub(crate) fn pick<'o>(&mut self, of: &'o [&'o str]) -> &'o str {
        of[self.roll(of.len())]
    }
}
