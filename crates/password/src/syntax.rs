//! How hashes are written: one module for each family of syntaxes, one row for each prefix.

mod crypt;
mod digest;
mod django;
mod firebase;
mod ldap;
mod passlib;
mod phc;
mod php;
mod row;
mod spring;
mod werkzeug;

use self::row::Syntax;
use crate::schemes::{Computation, Record};
use crate::{HashFormatError, Scheme};

/// No prefix of a row begins another row's.
const FAMILIES: &[&[Syntax]] = &[
    phc::SYNTAXES,
    crypt::SYNTAXES,
    passlib::SYNTAXES,
    django::SYNTAXES,
    werkzeug::SYNTAXES,
    spring::SYNTAXES,
    ldap::SYNTAXES,
    php::SYNTAXES,
    firebase::SYNTAXES,
];

/// RFC 2307 section 5.3: `{crypt}`, in capitals or not, before what crypt(3) made.
const CRYPT_WRAPPERS: &[&str] = &["{CRYPT}", "{crypt}"];

/// The scheme whose prefix the string has. Says nothing about the rest of the string.
pub(crate) fn scheme(text: &str) -> Option<Scheme> {
    find(text).map(|(syntax, _)| syntax.scheme)
}

pub(crate) fn parse(text: &str) -> Result<Record, HashFormatError> {
    let (syntax, rest) = find(text).ok_or(HashFormatError::UnknownScheme)?;
    (syntax.parse)(rest).map_err(|malformed| malformed.of(syntax.scheme))
}

/// The string of a new hash: of the syntaxes that its computation has, the most widely read one.
/// `None` for a computation that makes no new hashes.
pub(crate) fn write(record: &Record) -> Option<String> {
    match &record.computation {
        Computation::Argon2(argon2) => Some(phc::write_argon2(argon2, record)),
        Computation::Scrypt(params) => Some(phc::write_scrypt(*params, record)),
        Computation::Pbkdf2(params) => Some(passlib::write_pbkdf2(*params, record)),
        Computation::Bcrypt(bcrypt) => Some(crypt::write_bcrypt(*bcrypt, record)),
        Computation::Yescrypt(params) => Some(crypt::write_yescrypt(*params, record)),
        Computation::FirebaseScrypt(_)
        | Computation::ShaCrypt(_)
        | Computation::Phpass(_)
        | Computation::Md5Crypt
        | Computation::Digest(_) => None,
    }
}

fn find(text: &str) -> Option<(&'static Syntax, &str)> {
    let wrapped = CRYPT_WRAPPERS
        .iter()
        .find_map(|wrapper| text.strip_prefix(wrapper));
    match wrapped {
        Some(inner) => strip(crypt::SYNTAXES.iter(), inner),
        None => strip(FAMILIES.iter().copied().flatten(), text),
    }
}

fn strip(
    mut syntaxes: impl Iterator<Item = &'static Syntax>,
    text: &str,
) -> Option<(&'static Syntax, &str)> {
    syntaxes.find_map(|syntax| Some((syntax, text.strip_prefix(syntax.prefix)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_prefix_begins_another() {
        let prefixes: Vec<&str> = FAMILIES
            .iter()
            .copied()
            .flatten()
            .map(|syntax| syntax.prefix)
            .chain(CRYPT_WRAPPERS.iter().copied())
            .collect();
        for (index, prefix) in prefixes.iter().enumerate() {
            for (other_index, other) in prefixes.iter().enumerate() {
                assert!(
                    index == other_index || !other.starts_with(prefix),
                    "{prefix} {other}"
                );
            }
        }
        assert!(prefixes.len() > 15);
    }

    #[test]
    fn every_scheme_has_a_prefix() {
        for scheme in Scheme::ALL {
            let rows = FAMILIES.iter().copied().flatten();
            assert!(
                rows.clone().any(|syntax| syntax.scheme == *scheme),
                "{scheme}"
            );
        }
    }
}
