//! What Drupal and WordPress store beside phpass's own strings.

use super::crypt;
use super::row::{Malformed, OrRule, Syntax};
use crate::encoding::CRYPT;
use crate::schemes::bcrypt::Prehash;
use crate::schemes::phpass::Phpass;
use crate::schemes::{Computation, Record};
use crate::{PhpassCost, Scheme};

pub(super) const SYNTAXES: &[Syntax] = &[
    Syntax {
        prefix: "$S$",
        scheme: Scheme::PhpassSha512,
        parse: |rest| drupal(false, rest),
    },
    Syntax {
        prefix: "U$S$",
        scheme: Scheme::PhpassSha512,
        parse: |rest| drupal(true, rest),
    },
    Syntax {
        prefix: "U$P$",
        scheme: Scheme::Phpass,
        parse: |rest| crypt::phpass(true, rest),
    },
    Syntax {
        prefix: "$wp$2y$",
        scheme: Scheme::Bcrypt,
        parse: |rest| crypt::bcrypt_of(Prehash::WordPress, false, rest),
    },
];

/// One character for the rounds, eight of salt, and the first 43 of the tag: 258 bits of SHA-512.
fn drupal(of_md5: bool, rest: &str) -> Result<Record, Malformed> {
    let (log_rounds, salt, tag) = crypt::phpass_fields(rest)?;
    // With one more symbol of no bits it is 33 bytes, of which the last has two bits.
    let tag = Some([tag, b"."].concat()).filter(|tag| tag.len() == 44);
    let tag = tag.and_then(|tag| CRYPT.decode_crypt(&tag));
    Ok(Record {
        computation: Computation::Phpass(Phpass {
            cost: PhpassCost::sha512(log_rounds)?,
            of_md5,
        }),
        salt: salt.to_vec(),
        tag: tag.or_rule("the tag is 43 symbols of crypt(3)'s base64")?,
    })
}
