//! Passlib's own strings: PBKDF2, phpass under its second name, and bcrypt of a digest.

use super::row::{Malformed, OrRule, Syntax, fields, split};
use super::{crypt, phc};
use crate::encoding::{PASSLIB, decimal};
use crate::schemes::bcrypt::{Bcrypt, Prehash};
use crate::schemes::{Computation, Record};
use crate::{CostError, Pbkdf2Params, Scheme};

pub(super) const SYNTAXES: &[Syntax] = &[
    Syntax {
        prefix: "$pbkdf2$",
        scheme: Scheme::Pbkdf2Sha1,
        parse: |rest| pbkdf2(Pbkdf2Params::sha1, rest),
    },
    Syntax {
        prefix: "$pbkdf2-sha256$",
        scheme: Scheme::Pbkdf2Sha256,
        parse: |rest| either_pbkdf2(Pbkdf2Params::sha256, rest),
    },
    Syntax {
        prefix: "$pbkdf2-sha512$",
        scheme: Scheme::Pbkdf2Sha512,
        parse: |rest| either_pbkdf2(Pbkdf2Params::sha512, rest),
    },
    Syntax {
        prefix: "$bcrypt-sha256$",
        scheme: Scheme::Bcrypt,
        parse: bcrypt_sha256,
    },
];

type Params = fn(u32) -> Result<Pbkdf2Params, CostError>;

/// One prefix, two grammars: in PHC strings the rounds have a name.
fn either_pbkdf2(params: Params, rest: &str) -> Result<Record, Malformed> {
    if rest.starts_with("i=") {
        phc::pbkdf2(params, rest)
    } else {
        pbkdf2(params, rest)
    }
}

/// `rounds$salt$tag`, in base64 with '.' for '+'.
fn pbkdf2(params: Params, rest: &str) -> Result<Record, Malformed> {
    let [rounds, salt, tag] = fields(rest).or_rule("the fields are rounds, salt and tag")?;
    let rounds = decimal(rounds).or_rule("the rounds are a decimal number")?;
    let params = params(rounds)?;
    let salt = PASSLIB.decode_strictly(salt.as_bytes());
    let tag = PASSLIB.decode_strictly(tag.as_bytes());
    Ok(Record {
        computation: Computation::Pbkdf2(params),
        salt: salt.or_rule("the salt is base64 with '.' for '+'")?,
        tag: tag
            .filter(|tag| tag.len() == params.digest_bytes())
            .or_rule("the tag is base64 with '.' for '+', as long as the digest")?,
    })
}

/// Version 1 is `2a,12$salt$tag` or `2b,12$…`; version 2 is `v=2,t=2b,r=12$salt$tag`.
fn bcrypt_sha256(rest: &str) -> Result<Record, Malformed> {
    let [params, salt, tag] = fields(rest).or_rule("the fields are parameters, salt and tag")?;
    let (prehash, cost) = match params {
        _ if params.starts_with("v=") => {
            let [_, _, cost] = split(params, ',')
                .filter(|[version, variant, _]| (*version, *variant) == ("v=2", "t=2b"))
                .or_rule("the parameters are v=2, t=2b and r, once each, in this order")?;
            (Prehash::Base64HmacSha256, cost.strip_prefix("r="))
        }
        _ => {
            let [_, cost] = split(params, ',')
                .filter(|[variant, _]| matches!(*variant, "2a" | "2b"))
                .or_rule("the parameters are variant and cost")?;
            (Prehash::Base64Sha256, Some(cost))
        }
    };
    let cost = cost
        .and_then(decimal)
        .or_rule("the cost is a decimal number")?;
    let computation = Computation::Bcrypt(Bcrypt {
        cost: crypt::bcrypt_cost(cost)?,
        sign_extended: false,
        prehash,
    });
    crypt::bcrypt_record(computation, salt, tag)
}

pub(super) fn write_pbkdf2(params: Pbkdf2Params, record: &Record) -> String {
    let (scheme, rounds) = (params.scheme(), params.rounds());
    let (salt, tag) = (PASSLIB.encode(&record.salt), PASSLIB.encode(&record.tag));
    format!("${scheme}${rounds}${salt}${tag}")
}
