//! What is computed: one module for each computation.

pub(crate) mod argon2;
pub(crate) mod bcrypt;
pub(crate) mod digest;
mod firebase;
mod input;
mod md5_crypt;
mod memory;
mod pbkdf2;
pub(crate) mod phpass;
pub(crate) mod primitives;
mod scrypt;
mod sha_crypt;
#[cfg(test)]
mod vectors;
pub(crate) mod yescrypt;

use subtle::ConstantTimeEq;

use self::argon2::Argon2;
use self::bcrypt::Bcrypt;
use self::digest::{Digest, SaltSide};
use self::input::{Input, Tag};
use self::phpass::Phpass;
use crate::schemes::primitives::bcrypt as lanes;
use crate::{
    Arena, BcryptCost, ComputeError, Cost, HashError, Password, Pbkdf2Params, Scheme, ScryptParams,
    ShaCryptParams, UpgradeReason, UpgradeReasons, YescryptParams,
};

/// RFC 9106 section 4: 128 bits suffice for a salt in all applications and for a tag in most.
const GOOD_SALT: usize = 16;
const GOOD_TAG: usize = 16;

/// The content of a hash string, in whatever syntax: what was computed, with which salt, and the result.
#[derive(Clone)]
pub(crate) struct Record {
    pub(crate) computation: Computation,
    pub(crate) salt: Vec<u8>,
    pub(crate) tag: Vec<u8>,
}

/// A computation with its parameters.
#[derive(Clone, Copy)]
pub(crate) enum Computation {
    Argon2(Argon2),
    Bcrypt(Bcrypt),
    Scrypt(ScryptParams),
    FirebaseScrypt(ScryptParams),
    Yescrypt(YescryptParams),
    Pbkdf2(Pbkdf2Params),
    ShaCrypt(ShaCryptParams),
    Phpass(Phpass),
    Md5Crypt,
    Digest(Digest),
}

impl Record {
    /// Hashes a password with a fresh salt.
    pub(crate) fn hash(
        cost: Cost,
        password: &Password,
        arena: &mut Arena,
    ) -> Result<Self, HashError> {
        let mut record = Self::salted(cost, password)?;
        record.tag = record.compute(password, arena)?.to_vec();
        Ok(record)
    }

    /// A record for a new hash of this password, whose tag is still to be computed.
    pub(crate) fn salted(cost: Cost, password: &Password) -> Result<Self, HashError> {
        let mut record = Self::dummy(cost.renewed());
        if record.truncates(password) {
            return Err(HashError::TooLongForBcrypt {
                bytes: password.as_bytes().len(),
            });
        }
        getrandom::fill(&mut record.salt).map_err(|error| HashError::NoEntropy {
            reason: error.to_string(),
        })?;
        Ok(record)
    }

    /// A record that no password is known for, to be verified where there is no stored hash.
    pub(crate) fn dummy(cost: Cost) -> Self {
        let computation = Computation::at(cost);
        let tag_bytes = computation.new_tag_bytes();
        Self {
            computation,
            salt: vec![0; GOOD_SALT],
            tag: vec![0; tag_bytes],
        }
    }

    /// Computes and compares, in constant time with respect to the tags.
    pub(crate) fn matches(
        &self,
        password: &Password,
        arena: &mut Arena,
    ) -> Result<bool, ComputeError> {
        Ok(self.has_tag(&self.compute(password, arena)?))
    }

    fn input<'a>(&'a self, password: &'a Password) -> Input<'a> {
        Input {
            password: password.as_bytes(),
            salt: &self.salt,
            tag_bytes: self.tag.len(),
        }
    }

    fn compute(&self, password: &Password, arena: &mut Arena) -> Result<Tag, ComputeError> {
        let input = self.input(password);
        match &self.computation {
            Computation::Argon2(argon2) => argon2.compute(&input, arena),
            Computation::Bcrypt(bcrypt) => bcrypt.compute(&input),
            Computation::Scrypt(params) => scrypt::compute(*params, &input),
            Computation::FirebaseScrypt(params) => firebase::compute(*params, &input),
            Computation::Yescrypt(params) => yescrypt::compute(*params, &input),
            Computation::Pbkdf2(params) => Ok(pbkdf2::compute(*params, &input)),
            Computation::ShaCrypt(params) => sha_crypt::compute(*params, &input),
            Computation::Phpass(phpass) => Ok(phpass.compute(&input)),
            Computation::Md5Crypt => Ok(md5_crypt::compute(&input)),
            Computation::Digest(digest) => Ok(digest.compute(&input)),
        }
    }

    /// What bcrypt computes the tag from, if bcrypt computes it: the cost and the input.
    pub(crate) fn bcrypt(&self, password: &Password) -> Option<(BcryptCost, lanes::Input)> {
        let Computation::Bcrypt(bcrypt) = self.computation else {
            return None;
        };
        let input = bcrypt.lane_input(&self.input(password)).ok()?;
        Some((bcrypt.cost, input))
    }

    /// Compares in constant time.
    pub(crate) fn has_tag(&self, tag: &[u8]) -> bool {
        tag.ct_eq(&self.tag).into()
    }

    /// Whether the scheme looks at the first part of this password only.
    pub(crate) fn truncates(&self, password: &Password) -> bool {
        match &self.computation {
            Computation::Bcrypt(bcrypt) => bcrypt.truncates(password.as_bytes()),
            _ => false,
        }
    }

    /// What is wrong with the record itself, whatever the policy asks for.
    pub(crate) fn flaws(&self) -> UpgradeReasons {
        let free_lengths = match &self.computation {
            Computation::Argon2(_)
            | Computation::Scrypt(_)
            | Computation::FirebaseScrypt(_)
            | Computation::Yescrypt(_)
            | Computation::Pbkdf2(_) => true,
            Computation::Bcrypt(_)
            | Computation::ShaCrypt(_)
            | Computation::Phpass(_)
            | Computation::Md5Crypt
            | Computation::Digest(_) => false,
        };
        self.computation
            .flaws()
            .with(
                UpgradeReason::ShortSalt,
                free_lengths && self.salt.len() < GOOD_SALT,
            )
            .with(
                UpgradeReason::ShortTag,
                free_lengths && self.tag.len() < GOOD_TAG,
            )
    }

    pub(crate) const fn scheme(&self) -> Scheme {
        self.computation.cost().scheme()
    }

    pub(crate) const fn cost(&self) -> Cost {
        self.computation.cost()
    }
}

impl Computation {
    /// The computation of a new hash at this cost.
    const fn at(cost: Cost) -> Self {
        match cost {
            Cost::Argon2(params) => Self::Argon2(Argon2::current(params)),
            Cost::Bcrypt(cost) => Self::Bcrypt(Bcrypt::current(cost)),
            Cost::Scrypt(params) => Self::Scrypt(params),
            Cost::Yescrypt(params) => Self::Yescrypt(params),
            Cost::Pbkdf2(params) => Self::Pbkdf2(params),
            Cost::ShaCrypt(params) => Self::ShaCrypt(params),
            Cost::Phpass(cost) => Self::Phpass(Phpass {
                cost,
                of_md5: false,
            }),
            Cost::Md5Crypt => Self::Md5Crypt,
            Cost::Digest(params) => Self::Digest(Digest {
                params,
                salt: SaltSide::After,
            }),
        }
    }

    const fn cost(&self) -> Cost {
        match self {
            Self::Argon2(argon2) => Cost::Argon2(argon2.params),
            Self::Bcrypt(bcrypt) => Cost::Bcrypt(bcrypt.cost),
            Self::Scrypt(params) | Self::FirebaseScrypt(params) => Cost::Scrypt(*params),
            Self::Yescrypt(params) => Cost::Yescrypt(*params),
            Self::Pbkdf2(params) => Cost::Pbkdf2(*params),
            Self::ShaCrypt(params) => Cost::ShaCrypt(*params),
            Self::Phpass(phpass) => Cost::Phpass(phpass.cost),
            Self::Md5Crypt => Cost::Md5Crypt,
            Self::Digest(digest) => Cost::Digest(digest.params),
        }
    }

    fn flaws(&self) -> UpgradeReasons {
        match self {
            Self::Argon2(argon2) => argon2.flaws(),
            Self::Bcrypt(bcrypt) => bcrypt.flaws(),
            Self::Yescrypt(params) => yescrypt::flaws(*params),
            Self::Scrypt(_)
            | Self::FirebaseScrypt(_)
            | Self::Pbkdf2(_)
            | Self::ShaCrypt(_)
            | Self::Phpass(_)
            | Self::Md5Crypt
            | Self::Digest(_) => UpgradeReasons::default(),
        }
    }

    /// Length of the tag of a new hash. Where it can be chosen it is 256 bits (RFC 9106 section 4),
    /// or one block of PBKDF2.
    const fn new_tag_bytes(&self) -> usize {
        match self {
            Self::Argon2(_) | Self::Scrypt(_) | Self::Yescrypt(_) => 32,
            Self::Pbkdf2(params) => params.tag_bytes(),
            Self::Bcrypt(_) => bcrypt::TAG_BYTES,
            Self::FirebaseScrypt(_)
            | Self::ShaCrypt(_)
            | Self::Phpass(_)
            | Self::Md5Crypt
            | Self::Digest(_) => 0,
        }
    }
}
