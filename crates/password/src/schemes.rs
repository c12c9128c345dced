//! What the schemes have in common: parse cheaply, then compute.

mod argon2;
mod bcrypt;

use argon2::Argon2Record;
use bcrypt::BcryptRecord;

use crate::{
    Arena, ComputeError, Cost, HashError, HashFormatError, Password, Scheme, UpgradeReasons,
};

/// The content of a hash string, of any scheme.
#[derive(Clone)]
pub(crate) enum Record {
    Argon2(Argon2Record),
    Bcrypt(BcryptRecord),
}

impl Record {
    pub(crate) fn parse(scheme: Scheme, text: &str) -> Result<Self, HashFormatError> {
        match scheme {
            Scheme::Argon2id | Scheme::Argon2i | Scheme::Argon2d => {
                Argon2Record::parse(scheme, text).map(Self::Argon2)
            }
            Scheme::Bcrypt => BcryptRecord::parse(text).map(Self::Bcrypt),
        }
    }

    /// Hashes a password with a fresh salt.
    pub(crate) fn hash(
        cost: Cost,
        password: &Password,
        arena: &mut Arena,
    ) -> Result<Self, HashError> {
        match cost {
            Cost::Argon2(params) => Argon2Record::hash(params, password, arena).map(Self::Argon2),
            Cost::Bcrypt(cost) => BcryptRecord::hash(cost, password).map(Self::Bcrypt),
        }
    }

    /// A record that no password is known for, to be verified where there is no stored hash.
    pub(crate) fn dummy(cost: Cost) -> Self {
        match cost {
            Cost::Argon2(params) => Self::Argon2(Argon2Record::dummy(params)),
            Cost::Bcrypt(cost) => Self::Bcrypt(BcryptRecord::dummy(cost)),
        }
    }

    /// Computes and compares, in constant time with respect to the tags.
    pub(crate) fn matches(
        &self,
        password: &Password,
        arena: &mut Arena,
    ) -> Result<bool, ComputeError> {
        match self {
            Self::Argon2(record) => record.matches(password, arena),
            Self::Bcrypt(record) => Ok(record.matches(password)),
        }
    }

    /// Whether the scheme looks at the first part of this password only.
    pub(crate) fn truncates(&self, password: &Password) -> bool {
        match self {
            Self::Argon2(_) => false,
            Self::Bcrypt(_) => bcrypt::truncates(password),
        }
    }

    /// What is wrong with the record itself, whatever the policy asks for.
    pub(crate) fn flaws(&self) -> UpgradeReasons {
        match self {
            Self::Argon2(record) => record.flaws(),
            Self::Bcrypt(record) => record.flaws(),
        }
    }

    pub(crate) const fn scheme(&self) -> Scheme {
        match self {
            Self::Argon2(record) => record.scheme(),
            Self::Bcrypt(_) => Scheme::Bcrypt,
        }
    }

    pub(crate) const fn cost(&self) -> Cost {
        match self {
            Self::Argon2(record) => Cost::Argon2(record.params()),
            Self::Bcrypt(record) => Cost::Bcrypt(record.cost()),
        }
    }

    pub(crate) fn encode(&self) -> String {
        match self {
            Self::Argon2(record) => record.encode(),
            Self::Bcrypt(record) => record.encode(),
        }
    }
}

/// A salt of 16 bytes from the operating system (RFC 9106 section 4).
fn fresh_salt() -> Result<[u8; 16], HashError> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|error| HashError::NoEntropy {
        reason: error.to_string(),
    })?;
    Ok(salt)
}
