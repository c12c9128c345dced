//! scrypt's mixing (RFC 7914 sections 3 to 5), in safe code that the compiler turns into vector
//! instructions.

#![expect(
    clippy::inline_always,
    reason = "a call between rounds would put the rows into memory: 6 % of the time"
)]

use std::array;

/// Four words, mixed at once.
type Row = [u32; 4];

/// One block of Salsa20, 64 bytes. Its rows are the diagonals of the specification's matrix.
pub(super) type Chunk = [Row; 4];

pub(super) const ZERO: Chunk = [[0; 4]; 4];

/// `scryptROMix`: mixes a block of 2 r chunks. The memory comes empty, with room for N times as much; N is
/// a power of two.
pub(super) fn mix(block: &mut [Chunk], memory: &mut Vec<Chunk>, scratch: &mut [Chunk], n: usize) {
    for index in 0..n {
        memory.extend_from_slice(block);
        mix_block([&memory[index * block.len()..]], block);
    }
    for _ in 0..n / 2 {
        mix_block([&*block, choose(block, memory, n)], scratch);
        mix_block([&*scratch, choose(scratch, memory, n)], block);
    }
}

/// The row of the memory whose index is `Integerify(block) mod N`.
fn choose<'memory>(block: &[Chunk], memory: &'memory [Chunk], n: usize) -> &'memory [Chunk] {
    let [[low, ..], .., [_, high, ..]] = block[block.len() - 1];
    #[expect(
        clippy::cast_possible_truncation,
        reason = "N is a usize, and a power of two"
    )]
    let index = (u64::from(high) << 32 | u64::from(low)) as usize & (n - 1);
    &memory[index * block.len()..][..block.len()]
}

/// `scryptBlockMix` of the XOR of blocks: even chunks to the front, odd ones to the back.
fn mix_block<const N: usize>(inputs: [&[Chunk]; N], output: &mut [Chunk]) {
    let inputs = inputs.map(|input| input[..output.len()].as_chunks::<2>().0);
    let (evens, odds) = output.split_at_mut(output.len() / 2);
    let mut state = ZERO;
    for pairs in inputs {
        xor(&mut state, &pairs[pairs.len() - 1][1]);
    }
    for (index, (even, odd)) in evens.iter_mut().zip(odds).enumerate() {
        for (side, slot) in [even, odd].into_iter().enumerate() {
            for pairs in inputs {
                xor(&mut state, &pairs[index][side]);
            }
            salsa20_8(&mut state);
            *slot = state;
        }
    }
}

/// Salsa20 with eight rounds: columns and rows in turn, which are shifted into place between.
#[inline(always)]
fn salsa20_8(chunk: &mut Chunk) {
    let [mut a, mut b, mut c, mut d] = *chunk;
    for _ in 0..4 {
        b = step::<7>(b, a, d);
        c = step::<9>(c, b, a);
        d = step::<13>(d, c, b);
        a = step::<18>(a, d, c);
        (b, c, d) = (turn::<3>(b), turn::<2>(c), turn::<1>(d));
        d = step::<7>(d, a, b);
        c = step::<9>(c, d, a);
        b = step::<13>(b, c, d);
        a = step::<18>(a, b, c);
        (b, c, d) = (turn::<1>(b), turn::<2>(c), turn::<3>(d));
    }
    for (row, mixed) in chunk.iter_mut().zip([a, b, c, d]) {
        *row = array::from_fn(|index| row[index].wrapping_add(mixed[index]));
    }
}

#[inline(always)]
fn step<const BITS: u32>(to: Row, left: Row, right: Row) -> Row {
    array::from_fn(|index| to[index] ^ left[index].wrapping_add(right[index]).rotate_left(BITS))
}

/// The row, beginning at another of its words.
#[inline(always)]
fn turn<const FIRST: usize>(row: Row) -> Row {
    array::from_fn(|index| row[(index + FIRST) % 4])
}

#[inline(always)]
fn xor(chunk: &mut Chunk, other: &Chunk) {
    for (row, other) in chunk.iter_mut().zip(other) {
        *row = array::from_fn(|index| row[index] ^ other[index]);
    }
}

/// Where each word of a chunk is in the specification's order.
const ORDER: [[usize; 4]; 4] = [[0, 5, 10, 15], [4, 9, 14, 3], [8, 13, 2, 7], [12, 1, 6, 11]];

pub(super) fn chunk_of(bytes: &[u8; 64]) -> Chunk {
    let (words, _) = bytes.as_chunks::<4>();
    ORDER.map(|row| row.map(|index| u32::from_le_bytes(words[index])))
}

pub(super) fn bytes_of(chunk: &Chunk) -> [u8; 64] {
    let mut bytes = [0; 64];
    let (words, _) = bytes.as_chunks_mut::<4>();
    for (word, index) in chunk.as_flattened().iter().zip(ORDER.as_flattened()) {
        words[*index] = word.to_le_bytes();
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schemes::vectors::unhex;

    #[test]
    fn salsa20_8_has_the_answer_of_rfc_7914() {
        // RFC 7914 section 8.
        let input = unhex(
            "7e879a214f3ec9867ca940e641718f26baee555b8c61c1b50df846116dcd3b1d\
             ee24f319df9b3d8514121e4b5ac5aa3276021d2909c74829edebc68db8b8c25e",
        );
        let output = unhex(
            "a41f859c6608cc993b81cacb020cef05044b2181a2fd337dfd7b1c6396682f29\
             b4393168e3c9e6bcfe6bc5b7a06d96bae424cc102c91745c24ad673dc7618f81",
        );
        let mut chunk = chunk_of(&input.try_into().unwrap());
        salsa20_8(&mut chunk);
        assert_eq!(bytes_of(&chunk).to_vec(), output);
    }

    #[test]
    fn chunks_are_bytes_in_another_order() {
        let bytes: [u8; 64] = array::from_fn(|index| u8::try_from(index).unwrap());
        assert_eq!(bytes_of(&chunk_of(&bytes)), bytes);
    }
}
