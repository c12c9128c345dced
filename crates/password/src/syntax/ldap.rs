//! Digests as directories keep them: RFC 2307 section 5.3, and its salted and longer successors.

use super::{Malformed, OrRule, Syntax, spring};
use crate::encoding::STANDARD;
use crate::schemes::digest::{Digest, SaltSide};
use crate::schemes::{Computation, Record};
use crate::{DigestParams, HashFunction, Scheme};

pub(super) const SYNTAXES: &[Syntax] = &[
    row("{MD5}", md5),
    row("{SMD5}", |rest| salted(HashFunction::Md5, rest)),
    row("{SHA}", |rest| plain(HashFunction::Sha1, rest)),
    row("{sha}", |rest| plain(HashFunction::Sha1, rest)),
    row("{SSHA}", |rest| salted(HashFunction::Sha1, rest)),
    row("{ssha}", |rest| salted(HashFunction::Sha1, rest)),
    row("{SHA256}", |rest| plain(HashFunction::Sha256, rest)),
    row("{SSHA256}", |rest| salted(HashFunction::Sha256, rest)),
    row("{SHA384}", |rest| plain(HashFunction::Sha384, rest)),
    row("{SSHA384}", |rest| salted(HashFunction::Sha384, rest)),
    row("{SHA512}", |rest| plain(HashFunction::Sha512, rest)),
    row("{SSHA512}", |rest| salted(HashFunction::Sha512, rest)),
];

const fn row(prefix: &'static str, parse: fn(&str) -> Result<Record, Malformed>) -> Syntax {
    Syntax {
        prefix,
        scheme: Scheme::Digest,
        parse,
    }
}

/// Directories and Spring share this prefix. 16 bytes are 24 symbols of base64, and 32 digits at least
/// with Spring.
fn md5(rest: &str) -> Result<Record, Malformed> {
    if rest.len() == 24 {
        plain(HashFunction::Md5, rest)
    } else {
        spring::digest(HashFunction::Md5, rest)
    }
}

/// Spring's encoder for directories: SHA-1 with its own prefix, in either case.
pub(super) fn sha(text: &str) -> Result<Record, Malformed> {
    let strip = |prefixes: [&str; 2]| prefixes.iter().find_map(|it| text.strip_prefix(it));
    match (strip(["{SSHA}", "{ssha}"]), strip(["{SHA}", "{sha}"])) {
        (Some(rest), _) => salted(HashFunction::Sha1, rest),
        (_, Some(rest)) => plain(HashFunction::Sha1, rest),
        _ => Err(Malformed::Rule("it is {SSHA} or {SHA} with a digest")),
    }
}

/// The tag alone.
fn plain(function: HashFunction, rest: &str) -> Result<Record, Malformed> {
    let tag = STANDARD.decode_padded(rest.as_bytes());
    let tag = tag.filter(|tag| tag.len() == function.bytes());
    let tag = tag.or_rule("it is the digest in padded base64")?;
    Ok(record(function, Vec::new(), tag))
}

/// The tag, and the salt behind it.
fn salted(function: HashFunction, rest: &str) -> Result<Record, Malformed> {
    let both = STANDARD.decode_padded(rest.as_bytes());
    let mut tag = both
        .filter(|both| both.len() > function.bytes())
        .or_rule("it is digest and salt in padded base64")?;
    let salt = tag.split_off(function.bytes());
    Ok(record(function, salt, tag))
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
