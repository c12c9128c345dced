//! One round of a digest over password and salt, as directories and Spring write it.

use super::row::{Malformed, OrRule};
use crate::encoding::{STANDARD, hexadecimal};
use crate::schemes::digest::{Digest, SaltSide};
use crate::schemes::{Computation, Record};
use crate::{DigestParams, HashFunction};

/// The tag alone, in padded base64.
pub(super) fn plain(function: HashFunction, rest: &str) -> Result<Record, Malformed> {
    let tag = STANDARD.decode_padded(rest.as_bytes());
    let tag = tag.filter(|tag| tag.len() == function.bytes());
    let tag = tag.or_rule("it is the digest in padded base64")?;
    Ok(record(function, Vec::new(), tag))
}

/// The tag, and the salt behind it, in padded base64.
pub(super) fn salted(function: HashFunction, rest: &str) -> Result<Record, Malformed> {
    let both = STANDARD.decode_padded(rest.as_bytes());
    let mut tag = both
        .filter(|both| both.len() > function.bytes())
        .or_rule("it is digest and salt in padded base64")?;
    let salt = tag.split_off(function.bytes());
    Ok(record(function, salt, tag))
}

/// `{salt}tag`, or the tag alone. The salt is used as it is written, with its braces, and comes after the
/// password; the tag is hexadecimal.
pub(super) fn in_braces(function: HashFunction, rest: &str) -> Result<Record, Malformed> {
    let (salt, tag) = match rest.find('}') {
        Some(end) if rest.starts_with('{') => rest.split_at(end + 1),
        _ => ("", rest),
    };
    let tag = hexadecimal(tag).filter(|tag| tag.len() == function.bytes());
    let tag = tag.or_rule("it is salt in braces and digest in lower-case hexadecimal")?;
    Ok(record(function, salt.as_bytes().to_vec(), tag))
}

fn record(function: HashFunction, salt: Vec<u8>, tag: Vec<u8>) -> Record {
    let params = DigestParams::once(function);
    Record {
        computation: Computation::Digest(Digest {
            params,
            salt: SaltSide::After,
        }),
        salt,
        tag,
    }
}
