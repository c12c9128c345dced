//! Django's strings: the name of a hasher, then what it wrote, between dollar signs.

use countersign_password_kernels::Variant;

use super::row::{Malformed, OrRule, Syntax, fields, split};
use super::{crypt, phc};
use crate::encoding::{STANDARD, decimal, hexadecimal};
use crate::schemes::bcrypt::Prehash;
use crate::schemes::digest::{Digest, SaltSide};
use crate::schemes::{Computation, Record};
use crate::{CostError, DigestParams, HashFunction, Pbkdf2Params, Scheme, ScryptParams};

pub(super) const SYNTAXES: &[Syntax] = &[
    Syntax {
        prefix: "pbkdf2_sha256$",
        scheme: Scheme::Pbkdf2Sha256,
        parse: |rest| pbkdf2(Pbkdf2Params::sha256, rest),
    },
    Syntax {
        prefix: "pbkdf2_sha1$",
        scheme: Scheme::Pbkdf2Sha1,
        parse: |rest| pbkdf2(Pbkdf2Params::sha1, rest),
    },
    Syntax {
        prefix: "argon2$argon2id$",
        scheme: Scheme::Argon2id,
        parse: |rest| phc::argon2(Variant::Argon2id, rest),
    },
    Syntax {
        prefix: "argon2$argon2i$",
        scheme: Scheme::Argon2i,
        parse: |rest| phc::argon2(Variant::Argon2i, rest),
    },
    Syntax {
        prefix: "argon2$argon2d$",
        scheme: Scheme::Argon2d,
        parse: |rest| phc::argon2(Variant::Argon2d, rest),
    },
    Syntax {
        prefix: "bcrypt$",
        scheme: Scheme::Bcrypt,
        parse: |rest| crypt::whole_bcrypt(Prehash::None, rest),
    },
    Syntax {
        prefix: "bcrypt_sha256$",
        scheme: Scheme::Bcrypt,
        parse: |rest| crypt::whole_bcrypt(Prehash::HexSha256, rest),
    },
    Syntax {
        prefix: "scrypt$",
        scheme: Scheme::Scrypt,
        parse: scrypt,
    },
    Syntax {
        prefix: "md5$",
        scheme: Scheme::Digest,
        parse: |rest| digest(HashFunction::Md5, rest),
    },
    Syntax {
        prefix: "sha1$",
        scheme: Scheme::Digest,
        parse: |rest| digest(HashFunction::Sha1, rest),
    },
];

/// `rounds$salt$tag`. The salt is used as it is written, the tag is base64.
fn pbkdf2(
    params: fn(u32) -> Result<Pbkdf2Params, CostError>,
    rest: &str,
) -> Result<Record, Malformed> {
    let [rounds, salt, tag] = fields(rest).or_rule("the fields are rounds, salt and tag")?;
    let rounds = decimal(rounds).or_rule("the rounds are a decimal number")?;
    let params = params(rounds)?;
    let tag = STANDARD.decode_padded(tag.as_bytes());
    Ok(Record {
        computation: Computation::Pbkdf2(params),
        salt: salt_of(1, salt).or_rule("the salt has at least one character, all printable")?,
        tag: tag
            .filter(|tag| tag.len() == params.digest_bytes())
            .or_rule("the tag is padded base64, as long as the digest")?,
    })
}

/// `N$salt$r$p$tag`, where N is the number itself and the tag has 64 bytes.
fn scrypt(rest: &str) -> Result<Record, Malformed> {
    let [n, salt, r, p, tag] = fields(rest).or_rule("the fields are N, salt, r, p and tag")?;
    let params = scrypt_params([n, r, p])?;
    let tag = STANDARD.decode_padded(tag.as_bytes());
    Ok(Record {
        computation: Computation::Scrypt(params),
        salt: salt_of(1, salt).or_rule("the salt has at least one character, all printable")?,
        tag: tag
            .filter(|tag| tag.len() == 64)
            .or_rule("the tag is padded base64 of 64 bytes")?,
    })
}

/// scrypt's N, r and p in decimal, N a power of two.
pub(super) fn scrypt_params(numbers: [&str; 3]) -> Result<ScryptParams, Malformed> {
    let [n, r, p] = numbers.map(decimal);
    let n = n.filter(|n| n.is_power_of_two());
    let n = n.or_rule("N is a power of two, in decimal")?;
    let log_n = u8::try_from(n.ilog2()).unwrap_or(u8::MAX);
    let r = r.or_rule("r is a decimal number")?;
    let p = p.or_rule("p is a decimal number")?;
    Ok(ScryptParams::new(log_n, r, p)?)
}

/// `salt$tag`, the tag in hexadecimal. Very old hashes have no salt.
fn digest(function: HashFunction, rest: &str) -> Result<Record, Malformed> {
    let [salt, tag] = split(rest, '$').or_rule("the fields are salt and tag")?;
    let tag = hexadecimal(tag).filter(|tag| tag.len() == function.bytes());
    Ok(Record {
        computation: Computation::Digest(Digest {
            params: DigestParams::once(function),
            salt: SaltSide::Before,
        }),
        salt: salt_of(0, salt).or_rule("the salt is printable")?,
        tag: tag.or_rule("the tag is lower-case hexadecimal, as long as the digest")?,
    })
}

/// A salt that is used as it is written.
pub(super) fn salt_of(least: usize, text: &str) -> Option<Vec<u8>> {
    let plain = text.len() >= least && text.bytes().all(|byte| byte.is_ascii_graphic());
    plain.then(|| text.as_bytes().to_vec())
}
