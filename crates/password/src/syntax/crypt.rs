//! Modular crypt strings, as crypt(3) takes them.

use super::row::{Malformed, OrRule, Syntax, fields};
use crate::encoding::{BCRYPT, CRYPT, decimal};
use crate::schemes::bcrypt::{Bcrypt, Prehash};
use crate::schemes::phpass::Phpass;
use crate::schemes::{Computation, Record};
use crate::{
    BcryptCost, CostError, PhpassCost, Scheme, ScryptParams, ShaCryptParams, YescryptParams,
};

mod numbers;
mod shuffle;

pub(super) const SYNTAXES: &[Syntax] = &[
    Syntax {
        prefix: "$2a$",
        scheme: Scheme::Bcrypt,
        parse: |rest| bcrypt(false, rest),
    },
    Syntax {
        prefix: "$2b$",
        scheme: Scheme::Bcrypt,
        parse: |rest| bcrypt(false, rest),
    },
    Syntax {
        prefix: "$2x$",
        scheme: Scheme::Bcrypt,
        parse: |rest| bcrypt(true, rest),
    },
    Syntax {
        prefix: "$2y$",
        scheme: Scheme::Bcrypt,
        parse: |rest| bcrypt(false, rest),
    },
    Syntax {
        prefix: "$y$",
        scheme: Scheme::Yescrypt,
        parse: yescrypt,
    },
    Syntax {
        prefix: "$7$",
        scheme: Scheme::Scrypt,
        parse: scrypt,
    },
    Syntax {
        prefix: "$6$",
        scheme: Scheme::Sha512Crypt,
        parse: |rest| sha_crypt(ShaCryptParams::sha512, &shuffle::SHA512, rest),
    },
    Syntax {
        prefix: "$5$",
        scheme: Scheme::Sha256Crypt,
        parse: |rest| sha_crypt(ShaCryptParams::sha256, &shuffle::SHA256, rest),
    },
    Syntax {
        prefix: "$1$",
        scheme: Scheme::Md5Crypt,
        parse: md5_crypt,
    },
    Syntax {
        prefix: "$P$",
        scheme: Scheme::Phpass,
        parse: |rest| phpass(false, rest),
    },
    Syntax {
        prefix: "$H$",
        scheme: Scheme::Phpass,
        parse: |rest| phpass(false, rest),
    },
];

const BCRYPT_SALT_SYMBOLS: usize = 22;
const BCRYPT_TAG_SYMBOLS: usize = 31;

/// `12$` with 22 characters of salt and 31 of tag.
fn bcrypt(sign_extended: bool, rest: &str) -> Result<Record, Malformed> {
    bcrypt_of(Prehash::None, sign_extended, rest)
}

/// A whole bcrypt string behind another prefix.
pub(super) fn whole_bcrypt(prehash: Prehash, text: &str) -> Result<Record, Malformed> {
    let rest = ["$2a$", "$2b$", "$2y$"]
        .iter()
        .find_map(|prefix| text.strip_prefix(prefix))
        .or_rule("it is a bcrypt string of the variant 2a, 2b or 2y")?;
    bcrypt_of(prehash, false, rest)
}

pub(super) fn bcrypt_of(
    prehash: Prehash,
    sign_extended: bool,
    rest: &str,
) -> Result<Record, Malformed> {
    let [cost, body] = fields(rest).or_rule("it is variant, cost, salt and tag")?;
    let cost = Some(cost)
        .filter(|cost| cost.len() == 2 && cost.bytes().all(|byte| byte.is_ascii_digit()))
        .and_then(|cost| cost.parse().ok())
        .or_rule("the cost is two digits")?;
    let cost = bcrypt_cost(cost)?;
    let (salt, tag) = body
        .split_at_checked(BCRYPT_SALT_SYMBOLS)
        .or_rule("it has 60 characters")?;
    let computation = Computation::Bcrypt(Bcrypt {
        cost,
        sign_extended,
        prehash,
    });
    bcrypt_record(computation, salt, tag)
}

pub(super) fn bcrypt_cost(log_rounds: u32) -> Result<BcryptCost, CostError> {
    BcryptCost::new(u8::try_from(log_rounds).unwrap_or(u8::MAX))
}

/// Padding bits may be set: some implementations wrote them, and none reads them.
pub(super) fn bcrypt_record(
    computation: Computation,
    salt: &str,
    tag: &str,
) -> Result<Record, Malformed> {
    if salt.len() != BCRYPT_SALT_SYMBOLS || tag.len() != BCRYPT_TAG_SYMBOLS {
        return Err(Malformed::Rule("the salt has 22 characters and the tag 31"));
    }
    let decode = |text: &str| Some(BCRYPT.decode(text.as_bytes())?.bytes);
    Ok(Record {
        computation,
        salt: decode(salt).or_rule("the salt is base64")?,
        tag: decode(tag).or_rule("the tag is base64")?,
    })
}

/// `params$salt$tag`, where the parameters are numbers of varying length.
fn yescrypt(rest: &str) -> Result<Record, Malformed> {
    let [params, salt, tag] = fields(rest).or_rule("the fields are parameters, salt and tag")?;
    let params = numbers::yescrypt(params).or_rule(
        "the parameters are flavour, N, r, and where they differ from the usual p and t",
    )?;
    let mode = params.mode;
    let params = YescryptParams::with_all(params.log_n, params.r, params.p, params.t)?.of(mode);
    if mode.is_rw() && !params.can_be_shared() {
        return Err(Malformed::Rule("N is at least four times p"));
    }
    if mode.is_classic() && params.t() != 0 {
        return Err(Malformed::Rule("t is of the other flavours"));
    }
    let salt = CRYPT.decode_crypt(salt.as_bytes());
    Ok(Record {
        computation: Computation::Yescrypt(params),
        salt: salt
            .filter(|salt| salt.len() <= 64)
            .or_rule("the salt is crypt(3)'s base64 of at most 64 bytes")?,
        tag: tag_of(32, tag).or_rule("the tag is crypt(3)'s base64 of 32 bytes")?,
    })
}

/// N, five characters each for r and p, the salt as it is, and the tag.
fn scrypt(rest: &str) -> Result<Record, Malformed> {
    let [settings, tag] = fields(rest).or_rule("it is settings and tag")?;
    let (params, salt) = numbers::scrypt(settings)
        .or_rule("the parameters are one character for N, five for r and five for p")?;
    Ok(Record {
        computation: Computation::Scrypt(ScryptParams::new(params.log_n, params.r, params.p)?),
        // Each block that the computation starts from reads the salt again.
        salt: salt_of(..=64, salt).or_rule("the salt is at most 64 printable characters")?,
        tag: tag_of(32, tag).or_rule("the tag is crypt(3)'s base64 of 32 bytes")?,
    })
}

/// `salt$tag`, or `rounds=…$salt$tag`.
///
/// The specification clamps rounds to its bounds when it makes a hash, and writes the clamped number.
/// So a number outside them is in no hash that was ever made: refused, as libxcrypt and Passlib do.
fn sha_crypt(
    params: fn(u32) -> Result<ShaCryptParams, CostError>,
    shuffle: &[u8],
    rest: &str,
) -> Result<Record, Malformed> {
    let (rounds, rest) = match rest.strip_prefix("rounds=") {
        Some(explicit) => {
            let (rounds, rest) = explicit
                .split_once('$')
                .or_rule("the fields are rounds, salt and tag")?;
            let rounds = decimal(rounds).or_rule("the rounds are a decimal number")?;
            (rounds, rest)
        }
        None => (ShaCryptParams::DEFAULT_ROUNDS, rest),
    };
    let [salt, tag] = fields(rest).or_rule("the fields are rounds, salt and tag")?;
    let tag = tag_of(shuffle.len(), tag);
    Ok(Record {
        computation: Computation::ShaCrypt(params(rounds)?),
        salt: salt_of(..=16, salt).or_rule("the salt has at most 16 characters")?,
        tag: tag
            .map(|tag| shuffle::undo(shuffle, &tag))
            .or_rule("the tag is crypt(3)'s base64 of the digest")?,
    })
}

/// `salt$tag`.
fn md5_crypt(rest: &str) -> Result<Record, Malformed> {
    let [salt, tag] = fields(rest).or_rule("the fields are salt and tag")?;
    let tag = tag_of(shuffle::MD5.len(), tag);
    Ok(Record {
        computation: Computation::Md5Crypt,
        salt: salt_of(..=8, salt).or_rule("the salt has at most 8 characters")?,
        tag: tag
            .map(|tag| shuffle::undo(&shuffle::MD5, &tag))
            .or_rule("the tag is crypt(3)'s base64 of 16 bytes")?,
    })
}

/// One character for the rounds, eight of salt and 22 of tag.
pub(super) fn phpass(of_md5: bool, rest: &str) -> Result<Record, Malformed> {
    let (log_rounds, salt, tag) = phpass_fields(rest)?;
    let cost = PhpassCost::md5(log_rounds)?;
    let tag = CRYPT.decode_crypt(tag).filter(|tag| tag.len() == 16);
    Ok(Record {
        computation: Computation::Phpass(Phpass { cost, of_md5 }),
        salt: salt.to_vec(),
        tag: tag.or_rule("the tag is crypt(3)'s base64 of 16 bytes")?,
    })
}

/// The logarithm of the rounds, the salt, and what follows.
pub(super) fn phpass_fields(rest: &str) -> Result<(u8, &[u8], &[u8]), Malformed> {
    let [rounds, body @ ..] = rest.as_bytes() else {
        return Err(Malformed::Rule("it is cost, salt and tag"));
    };
    let log_rounds = CRYPT.value(*rounds).or_rule("the cost is one symbol")?;
    let (salt, tag) = body
        .split_at_checked(8)
        .or_rule("the salt has 8 characters")?;
    if !salt.iter().all(|symbol| CRYPT.value(*symbol).is_some()) {
        return Err(Malformed::Rule("the salt is of crypt(3)'s base64 symbols"));
    }
    Ok((log_rounds, salt, tag))
}

pub(super) fn write_bcrypt(bcrypt: Bcrypt, record: &Record) -> String {
    let (salt, tag) = (BCRYPT.encode(&record.salt), BCRYPT.encode(&record.tag));
    format!("$2b${}${salt}{tag}", bcrypt.cost)
}

pub(super) fn write_yescrypt(params: YescryptParams, record: &Record) -> String {
    let params = numbers::write_yescrypt(params);
    let salt = CRYPT.encode_crypt(&record.salt);
    let tag = CRYPT.encode_crypt(&record.tag);
    format!("$y${params}${salt}${tag}")
}

/// A salt that is used as it is written. libxcrypt refuses the same characters, which would break the
/// lines of a password file.
fn salt_of(lengths: std::ops::RangeToInclusive<usize>, text: &str) -> Option<Vec<u8>> {
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"!*:;\\".contains(&byte);
    let fits = lengths.contains(&text.len()) && text.bytes().all(plain);
    fits.then(|| text.as_bytes().to_vec())
}

fn tag_of(bytes: usize, text: &str) -> Option<Vec<u8>> {
    CRYPT
        .decode_crypt(text.as_bytes())
        .filter(|tag| tag.len() == bytes)
}
