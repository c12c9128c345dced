//! Digests as directories keep them: RFC 2307 section 5.3, and its salted and longer successors.

use super::digest::{in_braces, plain, salted};
use super::row::{Malformed, Syntax};
use crate::schemes::Record;
use crate::{HashFunction, Scheme};

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
        in_braces(HashFunction::Md5, rest)
    }
}
