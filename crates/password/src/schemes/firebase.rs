//! Firebase Authentication's scrypt: its result is an AES-256 key, and the tag is that cipher's key
//! stream in counter mode from zero.
//!
//! The source encrypts the project's signer key. A tag without the signer key is the key stream, so the
//! parser takes the one off the other, and what is left to compute needs no secret.

use aes::Aes256;
use aes::cipher::{Array, BlockCipherEncrypt, KeyInit};
use zeroize::Zeroizing;

use super::input::{Input, Tag};
use super::scrypt;
use crate::{ComputeError, ScryptParams};

const KEY_BYTES: usize = 32;
const BLOCK_BYTES: usize = 16;

pub(super) fn compute(params: ScryptParams, input: &Input<'_>) -> Result<Tag, ComputeError> {
    let for_key = Input {
        tag_bytes: KEY_BYTES,
        ..*input
    };
    let key = scrypt::compute(params, &for_key)?;
    let cipher = Aes256::new_from_slice(&key).map_err(|error| ComputeError::Refused {
        reason: error.to_string(),
    })?;
    let blocks = (0_u128..).take(input.tag_bytes.div_ceil(BLOCK_BYTES));
    let mut stream = Zeroizing::new(Vec::with_capacity(input.tag_bytes + BLOCK_BYTES));
    for counter in blocks {
        let mut block = Array::from(counter.to_be_bytes());
        cipher.encrypt_block(&mut block);
        stream.extend_from_slice(&block);
    }
    stream.truncate(input.tag_bytes);
    Ok(stream)
}
