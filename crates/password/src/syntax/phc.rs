//! PHC strings: Argon2 and scrypt, and PBKDF2 as RustCrypto writes it.

use countersign_password_kernels::{Variant, Version};

use super::row::{Malformed, OrRule, Syntax, fields};
use crate::cost::named;
use crate::encoding::{STANDARD, decimal};
use crate::schemes::argon2::Argon2;
use crate::schemes::{Computation, Record};
use crate::{Argon2Params, CostError, Pbkdf2Params, Scheme, ScryptParams};

/// RFC 9106 section 3.1.
const MIN_ARGON2_SALT: usize = 8;
const MIN_ARGON2_TAG: usize = 4;

/// Less would match a wrong password by chance. Whoever cuts a string off cuts here first.
const MIN_TAG: usize = 10;

/// What RustCrypto derives unless it is told otherwise.
const UNNAMED_TAG: usize = 32;

pub(super) const SYNTAXES: &[Syntax] = &[
    Syntax {
        prefix: "$argon2id$",
        scheme: Scheme::Argon2id,
        parse: |rest| argon2(Variant::Argon2id, rest),
    },
    Syntax {
        prefix: "$argon2i$",
        scheme: Scheme::Argon2i,
        parse: |rest| argon2(Variant::Argon2i, rest),
    },
    Syntax {
        prefix: "$argon2d$",
        scheme: Scheme::Argon2d,
        parse: |rest| argon2(Variant::Argon2d, rest),
    },
    Syntax {
        prefix: "$scrypt$",
        scheme: Scheme::Scrypt,
        parse: scrypt,
    },
    Syntax {
        prefix: "$pbkdf2-sha1$",
        scheme: Scheme::Pbkdf2Sha1,
        parse: |rest| pbkdf2(Pbkdf2Params::sha1, rest),
    },
];

/// `v=19$m=…,t=…,p=…$salt$tag`. Without `v=` it is version 16, as in the reference implementation.
pub(super) fn argon2(variant: Variant, rest: &str) -> Result<Record, Malformed> {
    let [version, params, salt, tag] = fields(rest)
        .or_else(|| {
            let [params, salt, tag] = fields(rest)?;
            Some(["v=16", params, salt, tag])
        })
        .or_rule("the fields are version, parameters, salt and tag")?;
    let version = parameter(version, "v=")
        .and_then(Version::from_number)
        .or_rule("the version is v=16 or v=19")?;
    let [memory, passes, lanes] = named(params, ["m=", "t=", "p="])
        .or_rule("the parameters are m, t and p, once each, in this order")?;
    let salt = decode(salt, MIN_ARGON2_SALT).or_rule("the salt is base64 of at least 8 bytes")?;
    let tag = decode(tag, MIN_ARGON2_TAG).or_rule("the tag is base64 of at least 4 bytes")?;
    let params = Argon2Params::new(memory, passes, lanes)?.of(variant);
    let computation = Computation::Argon2(Argon2 { version, params });
    Ok(Record {
        computation,
        salt,
        tag,
    })
}

/// `ln=…,r=…,p=…$salt$tag`. Passlib writes the same.
///
/// The start of a longer tag is a shorter tag of the same password, so a string that was cut off would
/// match. It is refused by the lengths that are in use; PBKDF2 has the same trait.
fn scrypt(rest: &str) -> Result<Record, Malformed> {
    let [params, salt, tag] = fields(rest).or_rule("the fields are parameters, salt and tag")?;
    let [log_n, r, p] = named(params, ["ln=", "r=", "p="])
        .or_rule("the parameters are ln, r and p, once each, in this order")?;
    let log_n = u8::try_from(log_n).unwrap_or(u8::MAX);
    let params = ScryptParams::new(log_n, r, p)?;
    Ok(Record {
        computation: Computation::Scrypt(params),
        salt: decode(salt, 0).or_rule("the salt is base64")?,
        tag: decode(tag, 0)
            .filter(|tag| matches!(tag.len(), 32 | 64))
            .or_rule("the tag is base64 of 32 or 64 bytes")?,
    })
}

/// `i=…$salt$tag` or `i=…,l=…$salt$tag`, where `l` is the length of the tag.
pub(super) fn pbkdf2(
    params: fn(u32) -> Result<Pbkdf2Params, CostError>,
    rest: &str,
) -> Result<Record, Malformed> {
    let [numbers, salt, tag] = fields(rest).or_rule("the fields are parameters, salt and tag")?;
    let tag = decode(tag, MIN_TAG).or_rule("the tag is base64 of at least 10 bytes")?;
    let (rounds, length) = match named(numbers, ["i=", "l="]) {
        Some([rounds, length]) => (Some(rounds), Some(length as usize)),
        None => (parameter(numbers, "i="), None),
    };
    let rounds = rounds.or_rule("the parameters are i and l, once each, in this order")?;
    let params = params(rounds)?;
    match length {
        Some(length) if length == tag.len() => {}
        None if [params.digest_bytes(), UNNAMED_TAG].contains(&tag.len()) => {}
        Some(_) => return Err(Malformed::Rule("the parameter l is the length of the tag")),
        None => return Err(Malformed::Rule("without l the tag is a digest or 32 bytes")),
    }
    Ok(Record {
        computation: Computation::Pbkdf2(params.for_tag_of(tag.len())),
        salt: decode(salt, 0).or_rule("the salt is base64")?,
        tag,
    })
}

pub(super) fn write_argon2(argon2: &Argon2, record: &Record) -> String {
    let (scheme, version) = (argon2.params.scheme(), argon2.version.number());
    let (salt, tag) = (STANDARD.encode(&record.salt), STANDARD.encode(&record.tag));
    format!("${scheme}$v={version}${}${salt}${tag}", argon2.params)
}

pub(super) fn write_scrypt(params: ScryptParams, record: &Record) -> String {
    let (salt, tag) = (STANDARD.encode(&record.salt), STANDARD.encode(&record.tag));
    format!("$scrypt${params}${salt}${tag}")
}

fn parameter(field: &str, name: &str) -> Option<u32> {
    decimal(field.strip_prefix(name)?)
}

fn decode(field: &str, least: usize) -> Option<Vec<u8>> {
    STANDARD
        .decode_strictly(field.as_bytes())
        .filter(|bytes| bytes.len() >= least)
}
