//! Firebase Authentication's scrypt, in the string that Supabase gave it: Firebase itself has none.

use super::row::{Malformed, OrRule, Syntax, fields, split};
use crate::encoding::{STANDARD, decimal};
use crate::schemes::{Computation, Record};
use crate::{Scheme, ScryptParams};

pub(super) const SYNTAXES: &[Syntax] = &[Syntax {
    prefix: "$fbscrypt$",
    scheme: Scheme::Scrypt,
    parse: fbscrypt,
}];

/// `v=1,n=…,r=…,p=1,ss=…,sk=…$salt$tag`: n is log₂ N, ss the project's salt separator, sk its signer key.
///
/// The tag is the signer key under AES-256 in counter mode. What is left of it without that key is the
/// key stream, so nothing else of the signer key is kept.
fn fbscrypt(rest: &str) -> Result<Record, Malformed> {
    let [numbers, salt, tag] = fields(rest).or_rule("the fields are parameters, salt and tag")?;
    let [version, log_n, r, p, separator, signer] =
        split(numbers, ',').or_rule("the parameters are v, n, r, p, ss and sk")?;
    if version != "v=1" {
        return Err(Malformed::Rule("the version is v=1"));
    }
    let number = |field: &str, name| field.strip_prefix(name).and_then(decimal);
    let log_n = number(log_n, "n=").or_rule("the parameter n is log N")?;
    let r = number(r, "r=").or_rule("the parameter r is a decimal number")?;
    let p = number(p, "p=").or_rule("the parameter p is a decimal number")?;
    let log_n = u8::try_from(log_n).unwrap_or(u8::MAX);
    let params = ScryptParams::new(log_n, r, p)?;

    let bytes = |field: &str| STANDARD.decode_padded(field.as_bytes());
    let separator = separator.strip_prefix("ss=").and_then(bytes);
    let signer = signer.strip_prefix("sk=").and_then(bytes);
    let separator = separator.or_rule("the parameter ss is padded base64")?;
    let signer = signer.or_rule("the parameter sk is padded base64")?;
    let salt = bytes(salt).or_rule("the salt is padded base64")?;
    let tag = bytes(tag)
        .filter(|tag| tag.len() == signer.len() && tag.len() >= 32)
        .or_rule("the tag is padded base64, as long as the signer key, of at least 32 bytes")?;
    Ok(Record {
        computation: Computation::FirebaseScrypt(params),
        salt: [salt, separator].concat(),
        tag: tag.iter().zip(signer).map(|(tag, key)| tag ^ key).collect(),
    })
}
