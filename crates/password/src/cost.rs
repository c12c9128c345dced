//! What a hash costs to compute.

mod argon2;
mod bcrypt;
mod digest;
mod error;
mod pbkdf2;
mod phpass;
mod scrypt;
mod sha_crypt;
mod text;
mod units;
mod yescrypt;

use std::fmt;
use std::time::Duration;

pub use argon2::Argon2Params;
pub use bcrypt::BcryptCost;
pub use digest::{DigestParams, HashFunction};
pub use error::CostError;
pub use pbkdf2::Pbkdf2Params;
pub use phpass::PhpassCost;
pub use scrypt::ScryptParams;
pub use sha_crypt::ShaCryptParams;
pub use text::CostTextError;
pub(crate) use text::named;
pub use yescrypt::YescryptParams;

use ::yescrypt::Mode;
use countersign_password_kernels::Variant;

use self::units::nanoseconds;
use crate::{Password, Scheme};

/// The cost written in a hash, or asked for new hashes. Known before any work is done.
///
/// ```
/// use countersign_password::{Cost, PasswordHash};
///
/// let stored = PasswordHash::parse("$2b$12$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q")?;
/// assert!(matches!(stored.cost(), Cost::Bcrypt(cost) if cost.log_rounds() == 12));
/// assert_eq!(stored.cost().memory_kib(), 4);
/// # Ok::<(), countersign_password::HashFormatError>(())
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    /// Argon2. New hashes are made of its variant Argon2id.
    Argon2(Argon2Params),
    /// bcrypt, with or without a digest of the password before it. For new hashes it means without.
    Bcrypt(BcryptCost),
    /// scrypt.
    Scrypt(ScryptParams),
    /// yescrypt.
    Yescrypt(YescryptParams),
    /// PBKDF2 with SHA-1, SHA-256 or SHA-512. New hashes are not made with SHA-1.
    Pbkdf2(Pbkdf2Params),
    /// SHA-256-crypt or SHA-512-crypt. Verified only.
    ShaCrypt(ShaCryptParams),
    /// phpass. Verified only.
    Phpass(PhpassCost),
    /// MD5-crypt, whose cost is fixed. Verified only.
    Md5Crypt,
    /// A hash function over password and salt. Verified only.
    Digest(DigestParams),
}

impl Cost {
    /// Memory that one computation needs, in KiB. Add it up to admit only as many as the machine holds.
    ///
    /// ```
    /// use countersign_password::{Argon2Params, Cost, ScryptParams};
    ///
    /// assert_eq!(Cost::from(Argon2Params::default()).memory_kib(), 19_456);
    /// assert_eq!(Cost::from(ScryptParams::default()).memory_kib(), 131_075);
    /// ```
    #[must_use]
    pub const fn memory_kib(self) -> u32 {
        match self {
            Self::Argon2(params) => params.memory_kib(),
            Self::Scrypt(params) => params.memory_kib(),
            Self::Yescrypt(params) => params.memory_kib(),
            Self::Bcrypt(_) => 4,
            Self::Pbkdf2(_)
            | Self::ShaCrypt(_)
            | Self::Phpass(_)
            | Self::Md5Crypt
            | Self::Digest(_) => 1,
        }
    }

    /// The time that one computation takes on one core of the reference machine, an Intel Ice Lake at
    /// 2.8 GHz with AVX-512 and SHA extensions. Comparable across schemes: a pool that knows how
    /// much slower or faster its own machine is turns it into time to wait.
    ///
    /// It is an estimate from measurements, for passwords as people type them; see
    /// [`work_for`](Self::work_for).
    ///
    /// ```
    /// use countersign_password::{BcryptCost, Cost, Pbkdf2Params};
    ///
    /// let (bcrypt, pbkdf2) = (Cost::from(BcryptCost::new(12)?), Cost::from(Pbkdf2Params::default()));
    /// assert_eq!(bcrypt.work().as_millis(), 254);
    /// assert_eq!(pbkdf2.work().as_millis(), 84);
    /// # Ok::<(), countersign_password::CostError>(())
    /// ```
    #[must_use]
    pub const fn work(self) -> Duration {
        match self {
            Self::Argon2(params) => params.work(),
            Self::Bcrypt(cost) => cost.work(),
            Self::Scrypt(params) => params.work(),
            Self::Yescrypt(params) => params.work(),
            Self::Pbkdf2(params) => params.work(),
            Self::ShaCrypt(params) => params.work(),
            Self::Phpass(cost) => cost.work(),
            Self::Md5Crypt => Duration::from_micros(270),
            Self::Digest(params) => params.work(),
        }
    }

    /// [`work`](Self::work) for this password. SHA-crypt and phpass read it again in each round: 1,024 bytes
    /// take them 7 to 14 times as long. Ceilings are compared with this.
    ///
    /// ```
    /// use countersign_password::{Cost, Password, ShaCryptParams};
    ///
    /// let cost = Cost::from(ShaCryptParams::sha512(656_000)?);
    /// let long = Password::parse("p".repeat(1024))?;
    /// assert!(cost.work_for(&long) > 8 * cost.work());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn work_for(self, password: &Password) -> Duration {
        // Bytes that take as long as a round without them.
        let round = match self {
            Self::ShaCrypt(params) if params.scheme() == Scheme::Sha512Crypt => 128,
            Self::Phpass(cost) if cost.is_sha512() => 192,
            Self::ShaCrypt(_) | Self::Phpass(_) => 80,
            _ => return self.work(),
        };
        let bytes = password.as_bytes().len() as u128;
        nanoseconds(self.work().as_nanos() * (round + bytes) / round)
    }

    /// The scheme of the hashes that cost this.
    ///
    /// ```
    /// use countersign_password::{Cost, Pbkdf2Params, Scheme};
    ///
    /// assert_eq!(Cost::from(Pbkdf2Params::default()).scheme(), Scheme::Pbkdf2Sha256);
    /// ```
    #[must_use]
    pub const fn scheme(self) -> Scheme {
        match self {
            Self::Argon2(params) => params.scheme(),
            Self::Bcrypt(_) => Scheme::Bcrypt,
            Self::Scrypt(_) => Scheme::Scrypt,
            Self::Yescrypt(_) => Scheme::Yescrypt,
            Self::Pbkdf2(params) => params.scheme(),
            Self::ShaCrypt(params) => params.scheme(),
            Self::Phpass(cost) if cost.is_sha512() => Scheme::PhpassSha512,
            Self::Phpass(_) => Scheme::Phpass,
            Self::Md5Crypt => Scheme::Md5Crypt,
            Self::Digest(_) => Scheme::Digest,
        }
    }

    /// Whether new hashes can be made of this cost.
    pub(crate) const fn can_be_new(self) -> bool {
        match self {
            Self::Yescrypt(params) if !params.can_be_shared() => false,
            other => other.scheme().makes_new_hashes(),
        }
    }

    /// The cost of a new hash that is as strong.
    pub(crate) fn renewed(self) -> Self {
        match self {
            Self::Argon2(params) => Self::Argon2(params.of(Variant::Argon2id)),
            Self::Yescrypt(params) => Self::Yescrypt(params.of(Mode::Rw)),
            Self::Pbkdf2(params) => Self::Pbkdf2(params.renewed()),
            other => other,
        }
    }

    /// How much a guess costs an attacker: first by family, then within the family.
    pub(crate) const fn strength(self) -> Strength {
        let (family, within) = match self {
            Self::Digest(params) => (0, params.rounds() as u128),
            Self::Md5Crypt => (0, u128::MAX),
            Self::Phpass(cost) => (1, cost.strength()),
            Self::ShaCrypt(params) => (2, params.strength()),
            Self::Pbkdf2(params) => (3, params.strength()),
            Self::Bcrypt(cost) => (4, cost.log_rounds() as u128),
            Self::Scrypt(params) => (5, params.strength()),
            Self::Yescrypt(params) => (6, params.strength()),
            Self::Argon2(params) => (7, params.strength()),
        };
        Strength { family, within }
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argon2(params) => params.fmt(f),
            Self::Bcrypt(cost) => cost.fmt(f),
            Self::Scrypt(params) => params.fmt(f),
            Self::Yescrypt(params) => params.fmt(f),
            Self::Pbkdf2(params) => params.fmt(f),
            Self::ShaCrypt(params) => params.fmt(f),
            Self::Phpass(cost) => cost.fmt(f),
            Self::Md5Crypt => f.pad("rounds=1000"),
            Self::Digest(params) => params.fmt(f),
        }
    }
}

macro_rules! from_params {
    ($($params:ident => $variant:ident),*) => {$(
        impl From<$params> for Cost {
            fn from(params: $params) -> Self {
                Self::$variant(params)
            }
        }
    )*};
}

from_params!(
    Argon2Params => Argon2,
    BcryptCost => Bcrypt,
    ScryptParams => Scrypt,
    YescryptParams => Yescrypt,
    Pbkdf2Params => Pbkdf2,
    ShaCryptParams => ShaCrypt,
    PhpassCost => Phpass,
    DigestParams => Digest
);

/// Total order of costs. Compared field by field, from the top.
///
/// Families in order: those that make an attacker pay for memory, most memory per unit of time first;
/// then bcrypt, whose tables keep graphics cards slow; then what is only repeated.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Strength {
    pub(crate) family: u8,
    pub(crate) within: u128,
}
