//! Werkzeug's strings, which Flask applications store: method with its costs, salt, tag.

use super::django;
use super::row::{Malformed, OrRule, Syntax, fields, split};
use crate::encoding::{decimal, hexadecimal};
use crate::schemes::{Computation, Record};
use crate::{CostError, Pbkdf2Params, Scheme};

pub(super) const SYNTAXES: &[Syntax] = &[
    Syntax {
        prefix: "scrypt:",
        scheme: Scheme::Scrypt,
        parse: scrypt,
    },
    Syntax {
        prefix: "pbkdf2:sha512:",
        scheme: Scheme::Pbkdf2Sha512,
        parse: |rest| pbkdf2(Pbkdf2Params::sha512, rest),
    },
    Syntax {
        prefix: "pbkdf2:sha256:",
        scheme: Scheme::Pbkdf2Sha256,
        parse: |rest| pbkdf2(Pbkdf2Params::sha256, rest),
    },
    Syntax {
        prefix: "pbkdf2:sha1:",
        scheme: Scheme::Pbkdf2Sha1,
        parse: |rest| pbkdf2(Pbkdf2Params::sha1, rest),
    },
];

/// `N:r:p$salt$tag`, where N is the number itself and the tag is hexadecimal of 64 bytes.
fn scrypt(rest: &str) -> Result<Record, Malformed> {
    let [costs, text, tag] = fields(rest).or_rule("the fields are costs, salt and tag")?;
    let params = django::scrypt_params(split(costs, ':').or_rule("the costs are N, r and p")?)?;
    let tag = hexadecimal(tag).filter(|tag| tag.len() == 64);
    Ok(Record {
        computation: Computation::Scrypt(params),
        salt: salt(text)?,
        tag: tag.or_rule("the tag is lower-case hexadecimal of 64 bytes")?,
    })
}

/// `rounds$salt$tag`, the tag in hexadecimal, as long as the digest.
fn pbkdf2(
    params: fn(u32) -> Result<Pbkdf2Params, CostError>,
    rest: &str,
) -> Result<Record, Malformed> {
    let [rounds, text, tag] = fields(rest).or_rule("the fields are rounds, salt and tag")?;
    let rounds = decimal(rounds).or_rule("the rounds are a decimal number")?;
    let params = params(rounds)?;
    let tag = hexadecimal(tag).filter(|tag| tag.len() == params.digest_bytes());
    Ok(Record {
        computation: Computation::Pbkdf2(params),
        salt: salt(text)?,
        tag: tag.or_rule("the tag is lower-case hexadecimal, as long as the digest")?,
    })
}

fn salt(text: &str) -> Result<Vec<u8>, Malformed> {
    django::salt_of(1, text).or_rule("the salt has at least one character, all printable")
}
