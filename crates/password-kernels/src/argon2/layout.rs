//! Which words of a block lie side by side in a register, and in memory.
//!
//! A block is a matrix of 8 rows and 8 columns of 2 words (RFC 9106 section 3.5), so the bits of a
//! word's number are the row's i2 i1 i0, the column's j2 j1 j0 and h. A round over a row takes its
//! words a, b, c and d by j2 j1, and rotates those of each by their number j0 h; a round over a column
//! takes them by i2 i1, and rotates by i0 h. So registers whose lanes are told apart by i0, j0 and h
//! alone serve both, and blocks that are kept in the order of registers need no shuffle when the
//! rounds turn from rows to columns, or at either end:
//!
//! | registers | lanes   | words of b to rotate by one, in a row | in a column |
//! | --------- | ------- | ------------------------------------- | ----------- |
//! | 8 words   | i0 j0 h | one shuffle                           | one shuffle |
//! | 4 words   | i0 j0   | one shuffle of two registers          | the same    |
//! | 2 words   | j0      | one shuffle of two registers          | none        |
//! | 1 word    |         | none                                  | none        |

use super::vector::{Eight, Four, Two, Vector};

/// The registers of rounds that are computed together: `N` for each of a, b, c and d.
pub(crate) trait Rounds<V, const N: usize> {
    /// How often they are computed to get through a block.
    const SETS: usize;

    /// The number of a register in the block, for one of the sets, a letter (a is 0) and one of `N`.
    fn register(set: usize, letter: usize, n: usize) -> usize;

    /// Rotates the four words of a letter to the left by `K`, in each round.
    fn turn<const K: usize>(letter: [V; N]) -> [V; N];
}

/// Rounds over the rows of a block that is kept in this order.
pub(crate) struct Rows<const LANES: usize>;

/// Rounds over the columns of a block that is kept in this order.
pub(crate) struct Columns<const LANES: usize>;

/// The place in memory of a word of a block.
pub(crate) const fn place(lanes: usize, word: usize) -> usize {
    let (i, j, h) = (word / 16, word / 2 % 8, word % 2);
    match lanes {
        8 => (i / 2 * 4 + j / 2) * 8 + (i % 2 * 4 + j % 2 * 2 + h),
        4 => ((i / 2 * 4 + j / 2) * 2 + h) * 4 + (i % 2 * 2 + j % 2),
        2 => ((i * 4 + j / 2) * 2 + h) * 2 + j % 2,
        _ => word,
    }
}

/// Eight rounds over rows at once, two in a register.
impl<V: Eight> Rounds<V, 4> for Rows<8> {
    const SETS: usize = 1;

    #[inline(always)]
    fn register(_: usize, letter: usize, n: usize) -> usize {
        n * 4 + letter
    }

    #[inline(always)]
    fn turn<const K: usize>([w, x, y, z]: [V; 4]) -> [V; 4] {
        [
            w.turn_near::<K>(),
            x.turn_near::<K>(),
            y.turn_near::<K>(),
            z.turn_near::<K>(),
        ]
    }
}

/// Four rounds over columns at once, two in a register.
impl<V: Eight> Rounds<V, 2> for Columns<8> {
    const SETS: usize = 2;

    #[inline(always)]
    fn register(set: usize, letter: usize, n: usize) -> usize {
        letter * 4 + set * 2 + n
    }

    #[inline(always)]
    fn turn<const K: usize>([x, y]: [V; 2]) -> [V; 2] {
        [x.turn_far::<K>(), y.turn_far::<K>()]
    }
}

/// Four rounds over rows at once.
impl<V: Four> Rounds<V, 4> for Rows<4> {
    const SETS: usize = 2;

    #[inline(always)]
    fn register(set: usize, letter: usize, n: usize) -> usize {
        set * 16 + n / 2 * 8 + letter * 2 + n % 2
    }

    #[inline(always)]
    fn turn<const K: usize>([w, x, y, z]: [V; 4]) -> [V; 4] {
        let [w, x] = turn_pair::<K, V>([w, x], V::swap_near);
        let [y, z] = turn_pair::<K, V>([y, z], V::swap_near);
        [w, x, y, z]
    }
}

/// Four rounds over columns at once.
impl<V: Four> Rounds<V, 4> for Columns<4> {
    const SETS: usize = 2;

    #[inline(always)]
    fn register(set: usize, letter: usize, n: usize) -> usize {
        letter * 8 + set * 4 + n
    }

    #[inline(always)]
    fn turn<const K: usize>([w, x, y, z]: [V; 4]) -> [V; 4] {
        let [w, x] = turn_pair::<K, V>([w, x], V::swap_far);
        let [y, z] = turn_pair::<K, V>([y, z], V::swap_far);
        [w, x, y, z]
    }
}

/// One round over a row.
impl<V: Two> Rounds<V, 2> for Rows<2> {
    const SETS: usize = 8;

    #[inline(always)]
    fn register(set: usize, letter: usize, n: usize) -> usize {
        set * 8 + letter * 2 + n
    }

    #[inline(always)]
    fn turn<const K: usize>(letter: [V; 2]) -> [V; 2] {
        turn_pair::<K, V>(letter, V::swap)
    }
}

/// Two rounds over columns at once, one in each lane.
impl<V: Vector<2>> Rounds<V, 4> for Columns<2> {
    const SETS: usize = 4;

    #[inline(always)]
    fn register(set: usize, letter: usize, n: usize) -> usize {
        letter * 16 + n / 2 * 8 + set * 2 + n % 2
    }

    #[inline(always)]
    fn turn<const K: usize>(letter: [V; 4]) -> [V; 4] {
        turn_four::<K, V>(letter)
    }
}

/// One round over a row.
impl<V: Vector<1>> Rounds<V, 4> for Rows<1> {
    const SETS: usize = 8;

    #[inline(always)]
    fn register(set: usize, letter: usize, n: usize) -> usize {
        set * 16 + letter * 4 + n
    }

    #[inline(always)]
    fn turn<const K: usize>(letter: [V; 4]) -> [V; 4] {
        turn_four::<K, V>(letter)
    }
}

/// One round over a column.
impl<V: Vector<1>> Rounds<V, 4> for Columns<1> {
    const SETS: usize = 8;

    #[inline(always)]
    fn register(set: usize, letter: usize, n: usize) -> usize {
        letter * 32 + n / 2 * 16 + set * 2 + n % 2
    }

    #[inline(always)]
    fn turn<const K: usize>(letter: [V; 4]) -> [V; 4] {
        turn_four::<K, V>(letter)
    }
}

/// Rotates words 0 2 in one register and 1 3 in the other; `swap` exchanges those in a register.
#[inline(always)]
fn turn_pair<const K: usize, V>([even, odd]: [V; 2], swap: impl Fn(V) -> V) -> [V; 2] {
    match K {
        1 => [odd, swap(even)],
        2 => [swap(even), swap(odd)],
        _ => [swap(odd), even],
    }
}

/// Rotates words that have a register each.
#[inline(always)]
fn turn_four<const K: usize, V>([w, x, y, z]: [V; 4]) -> [V; 4] {
    match K {
        1 => [x, y, z, w],
        2 => [y, z, w, x],
        _ => [z, w, x, y],
    }
}
