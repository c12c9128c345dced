//! Small changes to known inputs, the same at every run.

/// Pieces that the formats under test give a meaning to.
const PIECES: &[&[u8]] = &[
    b"\0",
    b"$",
    b"=",
    b".",
    b",",
    b"\"",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b"%00",
    b"%",
    b"&",
    b"+",
    b"-",
    b"\n",
    b"\\u0000",
    b"null",
    b"true",
    b"-1",
    b"0",
    b"1e400",
    b"18446744073709551616",
    b"4294967296",
    b"none",
    b"HS256",
    b"A",
    b"AAAA",
    b"\xff",
    b"\xc3\xa4",
    b"\xef\xbb\xbf",
];

/// An endless row of changed copies of the seeds.
#[derive(Debug)]
pub struct Mutations<'a> {
    seeds: &'a [Vec<u8>],
    state: u64,
}

impl<'a> Mutations<'a> {
    /// Changes these seeds; nothing comes out when there is none.
    #[must_use]
    pub const fn of(seeds: &'a [Vec<u8>]) -> Self {
        Self { seeds, state: 1 }
    }

    /// The next number of SplitMix64 below the bound; 0 for a bound of 0.
    fn below(&mut self, bound: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let number = usize::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap_or(0);
        number.checked_rem(bound).unwrap_or(0)
    }

    fn change(&mut self, bytes: &mut Vec<u8>) {
        let at = self.below(bytes.len());
        let until = at.saturating_add(self.below(16)).min(bytes.len());
        match self.below(6) {
            0 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1_u8 << self.below(8);
                }
            }
            1 => {
                bytes.drain(at..until);
            }
            2 => bytes.truncate(at),
            3 => {
                let piece = PIECES
                    .get(self.below(PIECES.len()))
                    .copied()
                    .unwrap_or_default();
                bytes.splice(at..until, piece.iter().copied());
            }
            4 => {
                let copy: Vec<u8> = bytes.get(at..until).unwrap_or_default().to_vec();
                let to = self.below(bytes.len());
                bytes.splice(to..to, copy);
            }
            _ => {
                let other = self.seeds.get(self.below(self.seeds.len()));
                let tail = other.map(Vec::as_slice).unwrap_or_default();
                let from = self.below(tail.len());
                bytes.splice(at.., tail.iter().skip(from).copied());
            }
        }
    }
}

impl Iterator for Mutations<'_> {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let mut bytes = self.seeds.get(self.below(self.seeds.len()))?.clone();
        for _ in 0..=self.below(4) {
            self.change(&mut bytes);
        }
        Some(bytes)
    }
}
