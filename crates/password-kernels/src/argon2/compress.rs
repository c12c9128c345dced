//! The compression function G of Argon2 (RFC 9106 section 3.5), over registers of any width.

use super::block::Block;
use super::layout::{Columns, Rounds, Rows, place};
use super::vector::Vector;

/// G, in one width of register, and in two parts.
pub(crate) trait Compress: Copy {
    /// The place in a block's memory of a word.
    fn place(word: usize) -> usize;

    /// Begins to compute G of two blocks, to be added to `current` if `XOR`, or else to replace it.
    /// Its first word is final when this returns. `rounds` takes what the second part needs.
    fn begin<const XOR: bool>(
        self,
        previous: &Block,
        reference: &Block,
        current: &mut Block,
        rounds: &mut Block,
    );

    /// Computes the rest.
    fn finish(self, current: &mut Block, rounds: &Block);
}

/// G on registers of type `V`, with `R` or `C` of them for each letter of the rounds over rows and
/// columns that are computed together.
///
/// Each step of a round waits for the one before, so rounds are computed side by side: of 256-bit
/// registers, four for each letter took 0.8 of the time of two, although half of them are in memory.
/// Eight rounds over columns would be faster than twice four on 512-bit registers, but the first word
/// of the result, and with it the next reference, would be known only at the end.
pub(crate) struct Width<V: Vector<LANES>, const LANES: usize, const R: usize, const C: usize> {
    proof: V::Proof,
}

pub(crate) type ByOne<V> = Width<V, 1, 4, 4>;
#[cfg(any(test, target_arch = "aarch64"))]
pub(crate) type ByTwo<V> = Width<V, 2, 2, 4>;
#[cfg(any(test, target_arch = "x86_64"))]
pub(crate) type ByFour<V> = Width<V, 4, 4, 4>;
#[cfg(any(test, target_arch = "x86_64"))]
pub(crate) type ByEight<V> = Width<V, 8, 4, 2>;

impl<V: Vector<LANES>, const LANES: usize, const R: usize, const C: usize> Width<V, LANES, R, C> {
    #[inline(always)]
    pub(crate) const fn new(proof: V::Proof) -> Self {
        Self { proof }
    }
}

#[expect(
    clippy::expl_impl_clone_on_copy,
    reason = "deriving would ask that `V::Proof` be named in a bound"
)]
impl<V: Vector<L>, const L: usize, const R: usize, const C: usize> Clone for Width<V, L, R, C> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<V: Vector<L>, const L: usize, const R: usize, const C: usize> Copy for Width<V, L, R, C> {}

impl<V: Vector<L>, const L: usize, const R: usize, const C: usize> Compress for Width<V, L, R, C>
where
    Rows<L>: Rounds<V, R>,
    Columns<L>: Rounds<V, C>,
{
    fn place(word: usize) -> usize {
        place(L, word)
    }

    #[inline(always)]
    fn begin<const XOR: bool>(
        self,
        previous: &Block,
        reference: &Block,
        current: &mut Block,
        rounds: &mut Block,
    ) {
        self.rows::<XOR>(previous, reference, current, rounds);
        self.columns(0, current, rounds);
    }

    #[inline(always)]
    fn finish(self, current: &mut Block, rounds: &Block) {
        for set in 1..<Columns<L> as Rounds<V, C>>::SETS {
            self.columns(set, current, rounds);
        }
    }
}

impl<V: Vector<L>, const L: usize, const R: usize, const C: usize> Width<V, L, R, C>
where
    Rows<L>: Rounds<V, R>,
    Columns<L>: Rounds<V, C>,
{
    /// Leaves previous ⊕ reference in the current block, added to it if `XOR`, and the rounds over its
    /// rows in `rounds`.
    #[inline(always)]
    fn rows<const XOR: bool>(
        self,
        previous: &Block,
        reference: &Block,
        current: &mut Block,
        rounds: &mut Block,
    ) {
        let (previous, reference) = (registers(previous), registers(reference));
        let (current, rounds) = (registers_mut(current), registers_mut(rounds));
        for set in 0..<Rows<L> as Rounds<V, R>>::SETS {
            let mut letters = [[V::load(self.proof, &previous[0]); R]; 4];
            for (letter, words) in letters.iter_mut().enumerate() {
                for (n, word) in words.iter_mut().enumerate() {
                    let at = Rows::<L>::register(set, letter, n);
                    let previous = V::load(self.proof, &previous[at]);
                    *word = previous.xor(V::load(self.proof, &reference[at]));
                    let mut mixed = *word;
                    if XOR {
                        mixed = mixed.xor(V::load(self.proof, &current[at]));
                    }
                    mixed.store(&mut current[at]);
                }
            }
            let letters = round::<V, L, R, Rows<L>>(letters);
            for (letter, words) in letters.into_iter().enumerate() {
                for (n, word) in words.into_iter().enumerate() {
                    word.store(&mut rounds[Rows::<L>::register(set, letter, n)]);
                }
            }
        }
    }

    /// Adds the rounds over one set of columns of `rounds` to the current block.
    #[inline(always)]
    fn columns(self, set: usize, current: &mut Block, rounds: &Block) {
        let (current, rounds) = (registers_mut(current), registers(rounds));
        let mut letters = [[V::load(self.proof, &rounds[0]); C]; 4];
        for (letter, words) in letters.iter_mut().enumerate() {
            for (n, word) in words.iter_mut().enumerate() {
                let at = Columns::<L>::register(set, letter, n);
                *word = V::load(self.proof, &rounds[at]);
            }
        }
        let letters = round::<V, L, C, Columns<L>>(letters);
        for (letter, words) in letters.into_iter().enumerate() {
            for (n, word) in words.into_iter().enumerate() {
                let at = Columns::<L>::register(set, letter, n);
                let before = V::load(self.proof, &current[at]);
                word.xor(before).store(&mut current[at]);
            }
        }
    }
}

#[inline(always)]
fn registers<const LANES: usize>(block: &Block) -> &[[u64; LANES]] {
    block.0.as_chunks().0
}

#[inline(always)]
fn registers_mut<const LANES: usize>(block: &mut Block) -> &mut [[u64; LANES]] {
    block.0.as_chunks_mut().0
}

/// The permutation P (RFC 9106 section 3.6): quarter rounds over the columns of the matrix whose rows
/// are a, b, c and d, then over its diagonals.
#[inline(always)]
fn round<V, const LANES: usize, const N: usize, T>([a, b, c, d]: [[V; N]; 4]) -> [[V; N]; 4]
where
    V: Vector<LANES>,
    T: Rounds<V, N>,
{
    let [a, b, c, d] = quarter([a, b, c, d]);
    let [a, b, c, d] = quarter([a, T::turn::<1>(b), T::turn::<2>(c), T::turn::<3>(d)]);
    [a, T::turn::<3>(b), T::turn::<2>(c), T::turn::<1>(d)]
}

/// The function GB (RFC 9106 section 3.6) of each a, b, c and d.
#[inline(always)]
fn quarter<V, const LANES: usize, const N: usize>(
    [mut a, mut b, mut c, mut d]: [[V; N]; 4],
) -> [[V; N]; 4]
where
    V: Vector<LANES>,
{
    half::<32, 24, V, LANES, N>(&mut a, &mut b, &mut c, &mut d);
    half::<16, 63, V, LANES, N>(&mut a, &mut b, &mut c, &mut d);
    [a, b, c, d]
}

#[inline(always)]
fn half<
    const FIRST: u32,
    const SECOND: u32,
    V: Vector<LANES>,
    const LANES: usize,
    const N: usize,
>(
    a: &mut [V; N],
    b: &mut [V; N],
    c: &mut [V; N],
    d: &mut [V; N],
) {
    for n in 0..N {
        a[n] = multiply_add(a[n], b[n]);
    }
    for n in 0..N {
        d[n] = d[n].xor(a[n]).rotate::<FIRST>();
    }
    for n in 0..N {
        c[n] = multiply_add(c[n], d[n]);
    }
    for n in 0..N {
        b[n] = b[n].xor(c[n]).rotate::<SECOND>();
    }
}

/// x + y + 2 · (low half of x) · (low half of y).
#[inline(always)]
fn multiply_add<V: Vector<LANES>, const LANES: usize>(x: V, y: V) -> V {
    let product = x.multiply_low(y);
    x.add(y).add(product).add(product)
}
