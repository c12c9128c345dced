//! Argon2 (RFC 9106) in PHC strings.

use argon2::{Algorithm, Argon2, Params, Version};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::fresh_salt;
use crate::encoding::{STANDARD, decimal};
use crate::{
    Arena, Argon2Params, ComputeError, HashError, HashFormatError, Password, Scheme, UpgradeReason,
    UpgradeReasons,
};

/// RFC 9106 section 3.1.
const MIN_SALT: usize = 8;
const MIN_TAG: usize = 4;

/// RFC 9106 section 4: 128 bits suffice for a salt in all applications and for a tag in most.
const GOOD_SALT: usize = 16;
const GOOD_TAG: usize = 16;

/// RFC 9106 section 4: both recommended options have a tag of 256 bits.
const NEW_TAG: usize = 32;

#[derive(Clone)]
pub(crate) struct Argon2Record {
    algorithm: Algorithm,
    version: Version,
    params: Argon2Params,
    salt: Vec<u8>,
    tag: Vec<u8>,
}

impl Argon2Record {
    pub(super) fn parse(scheme: Scheme, text: &str) -> Result<Self, HashFormatError> {
        let malformed = |rule| HashFormatError::Malformed { scheme, rule };
        let fields: Vec<&str> = text.split('$').collect();
        let (version, params, salt, tag) = match fields[..] {
            ["", _, params, salt, tag] => (Some(Version::V0x10), params, salt, tag),
            ["", _, version, params, salt, tag] => (parse_version(version), params, salt, tag),
            _ => {
                return Err(malformed(
                    "the fields are version, parameters, salt and tag",
                ));
            }
        };
        let version = version.ok_or_else(|| malformed("the version is v=16 or v=19"))?;
        let [memory, passes, lanes] = parse_params(params)
            .ok_or_else(|| malformed("the parameters are m, t and p, once each, in this order"))?;
        let salt = decode(salt, MIN_SALT)
            .ok_or_else(|| malformed("the salt is base64 of at least 8 bytes"))?;
        let tag = decode(tag, MIN_TAG)
            .ok_or_else(|| malformed("the tag is base64 of at least 4 bytes"))?;
        let params = Argon2Params::new(memory, passes, lanes)
            .map_err(|cost| HashFormatError::Cost { scheme, cost })?;
        Ok(Self {
            algorithm: algorithm(scheme),
            version,
            params,
            salt,
            tag,
        })
    }

    pub(super) fn hash(
        params: Argon2Params,
        password: &Password,
        arena: &mut Arena,
    ) -> Result<Self, HashError> {
        let mut record = Self::dummy(params);
        record.salt = fresh_salt()?.to_vec();
        record.tag = record.compute(password, arena)?.to_vec();
        Ok(record)
    }

    pub(super) fn dummy(params: Argon2Params) -> Self {
        Self {
            algorithm: Algorithm::Argon2id,
            version: Version::V0x13,
            params,
            salt: vec![0; GOOD_SALT],
            tag: vec![0; NEW_TAG],
        }
    }

    pub(super) fn matches(
        &self,
        password: &Password,
        arena: &mut Arena,
    ) -> Result<bool, ComputeError> {
        let tag = self.compute(password, arena)?;
        Ok(tag.ct_eq(&self.tag).into())
    }

    pub(super) fn flaws(&self) -> UpgradeReasons {
        UpgradeReasons::default()
            .with(UpgradeReason::OldVersion, self.version != Version::V0x13)
            .with(
                UpgradeReason::WeakVariant,
                self.algorithm != Algorithm::Argon2id,
            )
            .with(UpgradeReason::ShortSalt, self.salt.len() < GOOD_SALT)
            .with(UpgradeReason::ShortTag, self.tag.len() < GOOD_TAG)
    }

    pub(super) const fn scheme(&self) -> Scheme {
        match self.algorithm {
            Algorithm::Argon2id => Scheme::Argon2id,
            Algorithm::Argon2i => Scheme::Argon2i,
            Algorithm::Argon2d => Scheme::Argon2d,
        }
    }

    pub(super) const fn params(&self) -> Argon2Params {
        self.params
    }

    pub(super) fn encode(&self) -> String {
        let (scheme, version, params) = (self.scheme(), u32::from(self.version), self.params);
        let (salt, tag) = (STANDARD.encode(&self.salt), STANDARD.encode(&self.tag));
        format!("${scheme}$v={version}${params}${salt}${tag}")
    }

    /// The tag of this password under the record's parameters and salt, as long as the record's own.
    fn compute(
        &self,
        password: &Password,
        arena: &mut Arena,
    ) -> Result<Zeroizing<Vec<u8>>, ComputeError> {
        let refused = |error: argon2::Error| ComputeError::Refused {
            reason: error.to_string(),
        };
        let (memory, passes, lanes) = (
            self.params.memory_kib(),
            self.params.passes(),
            self.params.lanes(),
        );
        let params = Params::new(memory, passes, lanes, Some(self.tag.len())).map_err(refused)?;
        let blocks = arena.lend(params.block_count())?;
        let mut tag = Zeroizing::new(vec![0; self.tag.len()]);
        Argon2::new(self.algorithm, self.version, params)
            .hash_password_into_with_memory(password.as_bytes(), &self.salt, &mut tag, blocks)
            .map_err(refused)?;
        Ok(tag)
    }
}

const fn algorithm(scheme: Scheme) -> Algorithm {
    match scheme {
        Scheme::Argon2i => Algorithm::Argon2i,
        Scheme::Argon2d => Algorithm::Argon2d,
        _ => Algorithm::Argon2id,
    }
}

fn parse_version(field: &str) -> Option<Version> {
    Version::try_from(decimal(field.strip_prefix("v=")?)?).ok()
}

/// `m=…,t=…,p=…`, and nothing else.
fn parse_params(field: &str) -> Option<[u32; 3]> {
    let parts: Vec<&str> = field.split(',').collect();
    let [memory, passes, lanes] = parts[..] else {
        return None;
    };
    Some([
        decimal(memory.strip_prefix("m=")?)?,
        decimal(passes.strip_prefix("t=")?)?,
        decimal(lanes.strip_prefix("p=")?)?,
    ])
}

fn decode(field: &str, least: usize) -> Option<Vec<u8>> {
    STANDARD
        .decode_strictly(field.as_bytes())
        .filter(|bytes| bytes.len() >= least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_equal_the_argon2_crate_and_survive_encoding() {
        let mut arena = Arena::new();
        let password = Password::parse("correct horse").unwrap();
        let mut seen = 0;
        for algorithm in [Algorithm::Argon2d, Algorithm::Argon2i, Algorithm::Argon2id] {
            for version in [Version::V0x10, Version::V0x13] {
                for (memory, passes, lanes) in
                    [(8, 1, 1), (9, 2, 1), (100, 3, 2), (67, 1, 4), (256, 2, 3)]
                {
                    for tag in [4, 16, 63, 64, 65, 128] {
                        let params = Argon2Params::new(memory, passes, lanes).unwrap();
                        let salt = vec![7; 8 + tag % 40];
                        let mut record = Argon2Record {
                            algorithm,
                            version,
                            params,
                            salt,
                            tag: vec![0; tag],
                        };
                        record.tag = record.compute(&password, &mut arena).unwrap().to_vec();
                        assert_eq!(record.tag, theirs(&record, &password));

                        let text = record.encode();
                        let parsed = Argon2Record::parse(record.scheme(), &text).unwrap();
                        assert!(parsed.matches(&password, &mut arena).unwrap(), "{text}");
                        seen += 1;
                    }
                }
            }
        }
        assert_eq!(seen, 180);
    }

    fn theirs(record: &Argon2Record, password: &Password) -> Vec<u8> {
        let params = record.params;
        let params =
            Params::new(params.memory_kib(), params.passes(), params.lanes(), None).unwrap();
        let mut tag = vec![0; record.tag.len()];
        Argon2::new(record.algorithm, record.version, params)
            .hash_password_into(password.as_bytes(), &record.salt, &mut tag)
            .unwrap();
        tag
    }
}
