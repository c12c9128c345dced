//! PBKDF2 with HMAC (RFC 8018 section 5.2, RFC 2104), as a loop over the compression function.
//!
//! A round hashes two messages of one block each, whose padding never changes. Here a round is those
//! two compressions and nothing else; a digest object would buffer, pad and copy in each.

use std::slice;

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// A hash function of the Merkle–Damgård family, as its compression function (FIPS 180-4).
pub(crate) trait Function {
    /// The chaining value, in words.
    type State: Copy + Zeroize;
    /// What one compression takes in.
    type Block: Copy + AsRef<[u8]> + AsMut<[u8]> + Zeroize;

    const INITIAL: Self::State;
    const EMPTY: Self::Block;
    /// Bytes at the end of the last block that hold the length of the message.
    const LENGTH: usize;
    /// Bytes of a digest: all of the chaining value.
    const DIGEST: usize;

    fn compress(state: &mut Self::State, block: &Self::Block);
    /// Writes the chaining value to the front of the block.
    fn write(state: &Self::State, block: &mut Self::Block);
    fn xor(sum: &mut Self::State, state: &Self::State);
}

macro_rules! function {
    ($name:ident, $doc:literal, [$word:ty; $words:literal], $block:literal, $length:literal,
     $compress:path, $initial:expr) => {
        #[doc = $doc]
        #[derive(Debug)]
        pub(crate) struct $name;

        impl Function for $name {
            type State = [$word; $words];
            type Block = [u8; $block];

            const INITIAL: Self::State = $initial;
            const EMPTY: Self::Block = [0; $block];
            const LENGTH: usize = $length;
            const DIGEST: usize = size_of::<Self::State>();

            #[inline]
            fn compress(state: &mut Self::State, block: &Self::Block) {
                $compress(state, slice::from_ref(block));
            }

            #[inline]
            fn write(state: &Self::State, block: &mut Self::Block) {
                let (slots, _) = block.as_chunks_mut();
                for (slot, word) in slots.iter_mut().zip(state) {
                    *slot = word.to_be_bytes();
                }
            }

            #[inline]
            fn xor(sum: &mut Self::State, state: &Self::State) {
                for (sum, word) in sum.iter_mut().zip(state) {
                    *sum ^= word;
                }
            }
        }
    };
}

// Initial values: FIPS 180-4 sections 5.3.1, 5.3.3 and 5.3.5.
function!(
    Sha1,
    "SHA-1, for old hashes only.",
    [u32; 5],
    64,
    8,
    sha1::block_api::compress,
    [
        0x6745_2301,
        0xefcd_ab89,
        0x98ba_dcfe,
        0x1032_5476,
        0xc3d2_e1f0
    ]
);
function!(
    Sha256,
    "SHA-256.",
    [u32; 8],
    64,
    8,
    sha2::block_api::compress256,
    [
        0x6a09_e667,
        0xbb67_ae85,
        0x3c6e_f372,
        0xa54f_f53a,
        0x510e_527f,
        0x9b05_688c,
        0x1f83_d9ab,
        0x5be0_cd19,
    ]
);
function!(
    Sha512,
    "SHA-512.",
    [u64; 8],
    128,
    16,
    sha2::block_api::compress512,
    [
        0x6a09_e667_f3bc_c908,
        0xbb67_ae85_84ca_a73b,
        0x3c6e_f372_fe94_f82b,
        0xa54f_f53a_5f1d_36f1,
        0x510e_527f_ade6_82d1,
        0x9b05_688c_2b3e_6c1f,
        0x1f83_d9ab_fb41_bd6b,
        0x5be0_cd19_137e_2179,
    ]
);

/// Fills `output` from the password. Zero rounds are taken as one.
pub(crate) fn pbkdf2<F: Function>(password: &[u8], salt: &[u8], rounds: u32, output: &mut [u8]) {
    let prf = Hmac::<F>::new(password);
    for (number, part) in (1_u32..).zip(output.chunks_mut(F::DIGEST)) {
        let first = Zeroizing::new(prf.digest(&[salt, &number.to_be_bytes()].concat()));
        let mut sum = Zeroizing::new(*first);
        prf.iterate(rounds, &first, &mut sum);
        let mut bytes = Zeroizing::new(F::EMPTY);
        F::write(&sum, &mut bytes);
        part.copy_from_slice(&(*bytes).as_ref()[..part.len()]);
    }
}

/// The two chaining values that HMAC starts from, with the key already in.
struct Hmac<F: Function> {
    inner: F::State,
    outer: F::State,
}

impl<F: Function> Hmac<F> {
    fn new(key: &[u8]) -> Self {
        let mut block = Zeroizing::new(F::EMPTY);
        let length = (*block).as_ref().len();
        // RFC 2104 section 2: a key longer than a block is hashed first.
        if key.len() > length {
            let digest = Zeroizing::new(digest_after::<F>(F::INITIAL, 0, key));
            F::write(&digest, &mut block);
        } else {
            (*block).as_mut()[..key.len()].copy_from_slice(key);
        }
        Self {
            inner: padded::<F>(&block, 0x36),
            outer: padded::<F>(&block, 0x5c),
        }
    }

    fn digest(&self, message: &[u8]) -> F::State {
        let one_block = F::EMPTY.as_ref().len();
        let inner = Zeroizing::new(digest_after::<F>(self.inner, one_block, message));
        let mut block = Zeroizing::new(last_block::<F>());
        F::write(&inner, &mut block);
        let mut state = self.outer;
        F::compress(&mut state, &block);
        state
    }

    /// Every round after the first. Each digest is the next message.
    fn iterate(&self, rounds: u32, first: &F::State, sum: &mut F::State) {
        let mut state = Zeroizing::new(*first);
        let mut block = Zeroizing::new(last_block::<F>());
        for _ in 1..rounds {
            self.round(&mut state, &mut block);
            F::xor(sum, &state);
        }
    }

    /// Apart, so that the state stays in memory in one piece: words kept in registers are written one
    /// by one, and the compression then waits for its wide loads of them.
    #[inline(never)]
    fn round(&self, state: &mut F::State, block: &mut F::Block) {
        for start in [&self.inner, &self.outer] {
            F::write(state, block);
            *state = *start;
            F::compress(state, block);
        }
    }
}

impl<F: Function> Drop for Hmac<F> {
    fn drop(&mut self) {
        self.inner.zeroize();
        self.outer.zeroize();
    }
}

impl<F: Function> ZeroizeOnDrop for Hmac<F> {}

/// The chaining value after one block of the key under a pad (RFC 2104 section 2).
fn padded<F: Function>(key: &F::Block, pad: u8) -> F::State {
    let mut block = Zeroizing::new(*key);
    (*block).as_mut().iter_mut().for_each(|byte| *byte ^= pad);
    let mut state = F::INITIAL;
    F::compress(&mut state, &block);
    state
}

/// Room for a digest, and the padding of a message of one block and a digest.
fn last_block<F: Function>() -> F::Block {
    let mut block = F::EMPTY;
    let bytes = block.as_mut();
    bytes[F::DIGEST] = 0x80;
    write_length(bytes, F::DIGEST + bytes.len());
    block
}

/// The digest of a message, `before` bytes of which are in `state`.
fn digest_after<F: Function>(mut state: F::State, before: usize, message: &[u8]) -> F::State {
    let mut block = Zeroizing::new(F::EMPTY);
    let size = (*block).as_ref().len();
    let mut blocks = message.chunks_exact(size);
    for whole in &mut blocks {
        (*block).as_mut().copy_from_slice(whole);
        F::compress(&mut state, &block);
    }
    // FIPS 180-4 section 5.1: a one, zeros, and the length in bits at the end of a block.
    let rest = blocks.remainder();
    *block = F::EMPTY;
    (*block).as_mut()[..rest.len()].copy_from_slice(rest);
    (*block).as_mut()[rest.len()] = 0x80;
    if rest.len() + 1 + F::LENGTH > size {
        F::compress(&mut state, &block);
        *block = F::EMPTY;
    }
    write_length((*block).as_mut(), before + message.len());
    F::compress(&mut state, &block);
    state
}

/// The length of a message, in bits, in the last 64 bits of its last block.
fn write_length(block: &mut [u8], bytes: usize) {
    if let Some(end) = block.last_chunk_mut() {
        *end = (bytes as u64 * 8).to_be_bytes();
    }
}

#[cfg(test)]
mod tests {
    use ::pbkdf2::pbkdf2_hmac;

    use super::*;

    type Pbkdf2 = fn(&[u8], &[u8], u32, &mut [u8]);

    /// Ours beside the crate's, for each hash function.
    const PAIRS: [(Pbkdf2, Pbkdf2); 3] = [
        (pbkdf2::<Sha1>, pbkdf2_hmac::<sha1::Sha1>),
        (pbkdf2::<Sha256>, pbkdf2_hmac::<sha2::Sha256>),
        (pbkdf2::<Sha512>, pbkdf2_hmac::<sha2::Sha512>),
    ];

    /// Bytes that differ from place to place.
    fn bytes(length: usize, factor: u8) -> Vec<u8> {
        let all = (1..=250_u8).cycle().take(length);
        all.map(|at| at.wrapping_mul(factor)).collect()
    }

    #[test]
    fn answers_equal_the_pbkdf2_crate_around_every_block_boundary() {
        let mut seen = 0;
        for (ours, theirs) in PAIRS {
            for password in [0, 1, 20, 55, 63, 64, 65, 111, 127, 128, 129, 200, 1024] {
                let password = bytes(password, 37);
                // With the block's number, 4 bytes, and the padding, 9 or 17, around one block and two.
                for salt in [
                    0, 1, 16, 50, 51, 52, 59, 60, 61, 106, 107, 108, 115, 123, 124, 125, 300,
                ] {
                    let salt = bytes(salt, 91);
                    for rounds in [0, 1, 2, 3, 20] {
                        let (mut output, mut expected) = ([0; 200], [0; 200]);
                        ours(&password, &salt, rounds, &mut output);
                        theirs(&password, &salt, rounds, &mut expected);
                        assert_eq!(
                            output,
                            expected,
                            "{} {} {rounds}",
                            password.len(),
                            salt.len()
                        );
                        seen += 1;
                    }
                }
            }
        }
        assert_eq!(seen, 3 * 13 * 17 * 5);
    }

    #[test]
    fn answers_equal_the_pbkdf2_crate_at_every_length_of_output() {
        for (ours, theirs) in PAIRS {
            for length in 0..=200 {
                let (mut output, mut expected) = (vec![0; length], vec![0; length]);
                ours(b"password", b"NaCl", 5, &mut output);
                theirs(b"password", b"NaCl", 5, &mut expected);
                assert_eq!(output, expected);
            }
        }
    }
}
