//! Spring Security's strings: the id of an encoder in braces, then what it wrote.
//!
//! What an encoder does not write is fixed by its id: the iterations of `{pbkdf2}`, for one. There is no
//! `{noop}`, which is plain text.

use countersign_password_kernels::Variant;

use super::digest::{in_braces, plain, salted};
use super::row::{Malformed, OrRule, Syntax, fields};
use super::{crypt, phc};
use crate::encoding::{STANDARD, hexadecimal};
use crate::schemes::bcrypt::Prehash;
use crate::schemes::digest::{Digest, SaltSide};
use crate::schemes::{Computation, Record};
use crate::{DigestParams, HashFunction, Pbkdf2Params, Scheme, ScryptParams};

pub(super) const SYNTAXES: &[Syntax] = &[
    row("{bcrypt}", Scheme::Bcrypt, |rest| {
        crypt::whole_bcrypt(Prehash::None, rest)
    }),
    row("{argon2}$argon2id$", Scheme::Argon2id, argon2id),
    row("{argon2}$argon2i$", Scheme::Argon2i, argon2i),
    row("{argon2}$argon2d$", Scheme::Argon2d, argon2d),
    row(
        "{argon2@SpringSecurity_v5_8}$argon2id$",
        Scheme::Argon2id,
        argon2id,
    ),
    row(
        "{argon2@SpringSecurity_v5_8}$argon2i$",
        Scheme::Argon2i,
        argon2i,
    ),
    row(
        "{argon2@SpringSecurity_v5_8}$argon2d$",
        Scheme::Argon2d,
        argon2d,
    ),
    row("{scrypt}", Scheme::Scrypt, scrypt),
    row("{scrypt@SpringSecurity_v5_8}", Scheme::Scrypt, scrypt),
    row("{pbkdf2}", Scheme::Pbkdf2Sha1, |rest| {
        pbkdf2(Pbkdf2Params::sha1(185_000)?, 8, rest)
    }),
    row(
        "{pbkdf2@SpringSecurity_v5_8}",
        Scheme::Pbkdf2Sha256,
        |rest| pbkdf2(Pbkdf2Params::sha256(310_000)?, 16, rest),
    ),
    row("{sha256}", Scheme::Digest, standard),
    row("{SHA-256}", Scheme::Digest, |rest| {
        in_braces(HashFunction::Sha256, rest)
    }),
    row("{SHA-1}", Scheme::Digest, |rest| {
        in_braces(HashFunction::Sha1, rest)
    }),
    row("{MD4}", Scheme::Digest, |rest| {
        in_braces(HashFunction::Md4, rest)
    }),
    row("{ldap}", Scheme::Digest, sha),
];

const fn row(
    prefix: &'static str,
    scheme: Scheme,
    parse: fn(&str) -> Result<Record, Malformed>,
) -> Syntax {
    Syntax {
        prefix,
        scheme,
        parse,
    }
}

fn argon2id(rest: &str) -> Result<Record, Malformed> {
    phc::argon2(Variant::Argon2id, rest)
}

fn argon2i(rest: &str) -> Result<Record, Malformed> {
    phc::argon2(Variant::Argon2i, rest)
}

fn argon2d(rest: &str) -> Result<Record, Malformed> {
    phc::argon2(Variant::Argon2d, rest)
}

/// `$costs$salt$tag`. The costs are one hexadecimal number: log₂ N, then a byte for r and one for p.
fn scrypt(rest: &str) -> Result<Record, Malformed> {
    let [nothing, costs, salt, tag] = fields(rest).or_rule("the fields are costs, salt and tag")?;
    let costs = Some(costs)
        .filter(|costs| nothing.is_empty() && (5..=6).contains(&costs.len()))
        .and_then(lower_hexadecimal)
        .or_rule("the costs are log N, r and p in lower-case hexadecimal")?;
    let [_, log_n, r, p] = costs.to_be_bytes();
    let params = ScryptParams::new(log_n, r.into(), p.into())?;
    let tag = STANDARD.decode_padded(tag.as_bytes());
    Ok(Record {
        computation: Computation::Scrypt(params),
        salt: STANDARD
            .decode_padded(salt.as_bytes())
            .filter(|salt| !salt.is_empty())
            .or_rule("the salt is padded base64")?,
        tag: tag
            .filter(|tag| tag.len() == 32)
            .or_rule("the tag is padded base64 of 32 bytes")?,
    })
}

/// A number without leading zeros.
fn lower_hexadecimal(text: &str) -> Option<u32> {
    let digits = text
        .bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let plain = digits && !text.starts_with('0');
    plain.then(|| u32::from_str_radix(text, 16).ok())?
}

/// Salt and 256 bits of tag, together in hexadecimal.
fn pbkdf2(params: Pbkdf2Params, salt_bytes: usize, rest: &str) -> Result<Record, Malformed> {
    let (salt, tag) = salt_and_tag(salt_bytes, rest)?;
    Ok(Record {
        computation: Computation::Pbkdf2(params.for_tag_of(tag.len())),
        salt,
        tag,
    })
}

/// `StandardPasswordEncoder`: SHA-256 of salt and password, and of that, 1,024 times in all.
fn standard(rest: &str) -> Result<Record, Malformed> {
    let (salt, tag) = salt_and_tag(8, rest)?;
    let params = DigestParams::repeated(HashFunction::Sha256, 1024);
    Ok(Record {
        computation: Computation::Digest(Digest {
            params,
            salt: SaltSide::Before,
        }),
        salt,
        tag,
    })
}

fn salt_and_tag(salt_bytes: usize, text: &str) -> Result<(Vec<u8>, Vec<u8>), Malformed> {
    let mut salt = hexadecimal(text)
        .filter(|both| both.len() == salt_bytes + 32)
        .or_rule("it is salt and tag of 32 bytes in lower-case hexadecimal")?;
    let tag = salt.split_off(salt_bytes);
    Ok((salt, tag))
}

/// Spring's encoder for directories: SHA-1 with its own prefix, in either case.
fn sha(text: &str) -> Result<Record, Malformed> {
    let strip = |prefixes: [&str; 2]| prefixes.iter().find_map(|it| text.strip_prefix(it));
    match (strip(["{SSHA}", "{ssha}"]), strip(["{SHA}", "{sha}"])) {
        (Some(rest), _) => salted(HashFunction::Sha1, rest),
        (_, Some(rest)) => plain(HashFunction::Sha1, rest),
        _ => Err(Malformed::Rule("it is {SSHA} or {SHA} with a digest")),
    }
}
