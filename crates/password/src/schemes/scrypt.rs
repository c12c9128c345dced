//! scrypt (RFC 7914).

mod romix;

use romix::{Chunk, ZERO, bytes_of, chunk_of};
use zeroize::{Zeroizing, optimization_barrier};

use super::input::{Input, Tag};
use super::primitives::pbkdf2::{Sha256, pbkdf2};
use crate::{ComputeError, Cost, ScryptParams};

/// RFC 7914 section 6.
pub(super) fn compute(params: ScryptParams, input: &Input<'_>) -> Result<Tag, ComputeError> {
    let mut mixer = Mixer::new(params)?;
    let mut blocks = Zeroizing::new(Vec::new());
    let length = mixer.block.len() * 64 * params.p() as usize;
    let reserved = blocks.try_reserve_exact(length);
    reserved.map_err(|_| out_of_memory(params))?;
    blocks.resize(length, 0);
    pbkdf2::<Sha256>(input.password, input.salt, 1, &mut blocks);
    for block in blocks.chunks_exact_mut(mixer.block.len() * 64) {
        mixer.mix(block);
    }
    let mut tag = Zeroizing::new(vec![0; input.tag_bytes]);
    pbkdf2::<Sha256>(input.password, &blocks, 1, &mut tag);
    Ok(tag)
}

fn out_of_memory(params: ScryptParams) -> ComputeError {
    ComputeError::OutOfMemory {
        kib: Cost::Scrypt(params).memory_kib().into(),
    }
}

/// The memory of one computation, wiped when it ends: its first row comes from the password in one
/// round of PBKDF2, so that whoever read it could guess without the work.
struct Mixer {
    n: usize,
    block: Vec<Chunk>,
    scratch: Vec<Chunk>,
    memory: Vec<Chunk>,
}

impl Mixer {
    fn new(params: ScryptParams) -> Result<Self, ComputeError> {
        let out_of_memory = || out_of_memory(params);
        let n = 1_usize.checked_shl(params.log_n().into());
        let width = (params.r() as usize).checked_mul(2);
        let (n, width) = n.zip(width).ok_or_else(out_of_memory)?;
        let whole = n.checked_mul(width).ok_or_else(out_of_memory)?;
        let reserve = |count| {
            let mut chunks = Vec::new();
            let reserved = chunks.try_reserve_exact(count);
            reserved.map(|()| chunks).map_err(|_| out_of_memory())
        };
        let mut mixer = Self {
            n,
            block: reserve(width)?,
            scratch: reserve(width)?,
            memory: reserve(whole)?,
        };
        mixer.block.resize(width, ZERO);
        mixer.scratch.resize(width, ZERO);
        Ok(mixer)
    }

    fn mix(&mut self, bytes: &mut [u8]) {
        let (parts, _) = bytes.as_chunks_mut::<64>();
        for (chunk, part) in self.block.iter_mut().zip(&*parts) {
            *chunk = chunk_of(part);
        }
        self.memory.clear();
        romix::mix(&mut self.block, &mut self.memory, &mut self.scratch, self.n);
        for (chunk, part) in self.block.iter().zip(parts) {
            *part = bytes_of(chunk);
        }
    }
}

impl Drop for Mixer {
    fn drop(&mut self) {
        for chunks in [&mut self.block, &mut self.scratch, &mut self.memory] {
            chunks.fill(ZERO);
            optimization_barrier(chunks.as_slice());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schemes::vectors::{rows, unhex};

    const VECTORS: &str = include_str!("../../tests/vectors/scrypt-rfc7914.txt");

    #[test]
    fn known_answers_of_rfc_7914() {
        let mut seen = 0;
        for [log_n, r, p, password, salt, tag] in rows(VECTORS) {
            let (log_n, r, p) = (log_n.parse(), r.parse(), p.parse());
            let params = ScryptParams::new(log_n.unwrap(), r.unwrap(), p.unwrap()).unwrap();
            let tag = unhex(tag);
            let input = Input {
                password: &unhex(password),
                salt: &unhex(salt),
                tag_bytes: tag.len(),
            };
            assert_eq!(*compute(params, &input).unwrap(), tag);
            seen += 1;
        }
        assert_eq!(seen, 3);
    }

    #[test]
    fn answers_equal_the_scrypt_crate() {
        let mut seen = 0;
        for log_n in 1..=7 {
            for r in 1..=9 {
                for p in 1..=3 {
                    let input = Input {
                        password: b"correct horse",
                        salt: &[7; 20][..r as usize],
                        tag_bytes: 20 + log_n as usize,
                    };
                    let ours = compute(ScryptParams::new(log_n, r, p).unwrap(), &input).unwrap();
                    let params = scrypt::Params::new(log_n, r, p).unwrap();
                    let mut theirs = vec![0; input.tag_bytes];
                    scrypt::scrypt(input.password, input.salt, &params, &mut theirs).unwrap();
                    assert_eq!(*ours, theirs, "{log_n} {r} {p}");
                    seen += 1;
                }
            }
        }
        assert_eq!(seen, 189);
    }
}
