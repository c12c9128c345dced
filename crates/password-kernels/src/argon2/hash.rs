//! The hashes at both ends of Argon2: H0 and H' (RFC 9106 sections 3.2 and 3.3), over BLAKE2b.

use blake2::Blake2bVarCore;
use blake2::digest::array::Array;
use blake2::digest::block_api::{UpdateCore, VariableOutputCore};
use blake2::digest::block_buffer::LazyBuffer;
use zeroize::{Zeroize, Zeroizing};

/// Bytes of BLAKE2b's longest output.
const FULL: usize = 64;
/// Bytes of a full output that become part of a longer one.
const HALF: usize = FULL / 2;

/// BLAKE2b of the inputs one after another, into at most 64 bytes.
pub(crate) fn blake2b<'input>(inputs: impl IntoIterator<Item = &'input [u8]>, output: &mut [u8]) {
    // Only an output over 64 bytes is refused, and no caller has one.
    let Ok(mut core) = Blake2bVarCore::new(output.len()) else {
        return;
    };
    let mut buffer = LazyBuffer::default();
    for input in inputs {
        buffer.digest_blocks(input, |blocks| core.update_blocks(blocks));
    }
    let mut full = Array::default();
    core.finalize_variable_core(&mut buffer, &mut full);
    output.copy_from_slice(&full[..output.len()]);
    full.as_mut_slice().zeroize();
}

/// RFC 9106 section 3.3: H', the hash of variable length. `output` is at most 2^32 − 1 bytes.
pub(crate) fn long_hash(inputs: &[&[u8]], output: &mut [u8]) {
    let length = le32(output.len());
    let inputs = std::iter::once(&length[..]).chain(inputs.iter().copied());
    if output.len() <= FULL {
        return blake2b(inputs, output);
    }
    let mut last = Zeroizing::new([0; FULL]);
    blake2b(inputs, &mut *last);
    let mut rest = output;
    while rest.len() > FULL {
        let (half, more) = rest.split_at_mut(HALF);
        half.copy_from_slice(&last[..HALF]);
        rest = more;
        let longest = rest.len().min(FULL);
        let before = last.clone();
        blake2b([&before[..]], &mut last[..longest]);
    }
    rest.copy_from_slice(&last[..rest.len()]);
}

/// LE32 of RFC 9106 section 3.1.
#[expect(
    clippy::cast_possible_truncation,
    reason = "what Argon2 counts in 32 bits is checked to fit before the computation"
)]
pub(crate) const fn le32(number: usize) -> [u8; 4] {
    (number as u32).to_le_bytes()
}
