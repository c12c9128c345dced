//! What a hash costs to compute, and how much of that is allowed.

use std::fmt;

use crate::Scheme;

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
    /// Argon2 of any variant. For new hashes it means Argon2id.
    Argon2(Argon2Params),
    /// bcrypt.
    Bcrypt(BcryptCost),
}

impl Cost {
    /// Memory that one computation needs, in KiB. Add it up to admit only as many as the machine holds.
    ///
    /// ```
    /// use countersign_password::{Argon2Params, Cost};
    ///
    /// assert_eq!(Cost::from(Argon2Params::default()).memory_kib(), 19_456);
    /// ```
    #[must_use]
    pub const fn memory_kib(self) -> u32 {
        match self {
            Self::Argon2(params) => params.memory_kib,
            Self::Bcrypt(_) => 4,
        }
    }

    /// The scheme of a new hash at this cost.
    pub(crate) const fn scheme(self) -> Scheme {
        match self {
            Self::Argon2(_) => Scheme::Argon2id,
            Self::Bcrypt(_) => Scheme::Bcrypt,
        }
    }

    /// How much a guess costs an attacker: first by scheme, then within the scheme.
    pub(crate) fn strength(self) -> Strength {
        match self {
            Self::Bcrypt(cost) => Strength {
                scheme: 0,
                within: cost.0.into(),
            },
            Self::Argon2(params) => Strength {
                scheme: 1,
                within: params.area_time(),
            },
        }
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argon2(params) => params.fmt(f),
            Self::Bcrypt(cost) => cost.fmt(f),
        }
    }
}

impl From<Argon2Params> for Cost {
    fn from(params: Argon2Params) -> Self {
        Self::Argon2(params)
    }
}

impl From<BcryptCost> for Cost {
    fn from(cost: BcryptCost) -> Self {
        Self::Bcrypt(cost)
    }
}

/// Total order of costs. Compared field by field, from the top.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Strength {
    pub(crate) scheme: u8,
    pub(crate) within: u128,
}

/// Argon2's memory, passes and lanes (RFC 9106 section 3.1).
///
/// The default is 19456 KiB, 2 passes, 1 lane: one of OWASP's equivalent choices, and the one that
/// keeps a login flood affordable.
///
/// ```
/// use countersign_password::Argon2Params;
///
/// assert_eq!(Argon2Params::default(), Argon2Params::new(19_456, 2, 1)?);
/// assert!(Argon2Params::new(31, 1, 4).is_err(), "each lane needs 8 KiB");
/// # Ok::<(), countersign_password::CostError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argon2Params {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Argon2Params {
    const MAX_LANES: u32 = (1 << 24) - 1;

    /// Memory in KiB, number of passes over it, and lanes.
    ///
    /// Lanes are computed one after another on the calling thread; they change the result, not the
    /// number of threads.
    ///
    /// # Errors
    ///
    /// [`CostError`] when a number is outside RFC 9106 section 3.1: lanes 1 to 2^24 − 1, memory at
    /// least 8 KiB for each lane, at least one pass.
    ///
    /// ```
    /// use countersign_password::{Argon2Params, CostError};
    ///
    /// assert!(Argon2Params::new(65_536, 3, 4).is_ok());
    /// assert_eq!(Argon2Params::new(65_536, 0, 4), Err(CostError::Argon2Passes));
    /// ```
    pub const fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, CostError> {
        if lanes == 0 || lanes > Self::MAX_LANES {
            return Err(CostError::Argon2Lanes { lanes });
        }
        if memory_kib < 8 * lanes {
            return Err(CostError::Argon2Memory {
                memory_kib,
                least: 8 * lanes,
            });
        }
        if passes == 0 {
            return Err(CostError::Argon2Passes);
        }
        Ok(Self {
            memory_kib,
            passes,
            lanes,
        })
    }

    /// Memory in KiB.
    ///
    /// ```
    /// use countersign_password::Argon2Params;
    ///
    /// assert_eq!(Argon2Params::default().memory_kib(), 19 * 1024);
    /// ```
    #[must_use]
    pub const fn memory_kib(self) -> u32 {
        self.memory_kib
    }

    /// Passes over the memory.
    ///
    /// ```
    /// use countersign_password::Argon2Params;
    ///
    /// assert_eq!(Argon2Params::default().passes(), 2);
    /// ```
    #[must_use]
    pub const fn passes(self) -> u32 {
        self.passes
    }

    /// Lanes.
    ///
    /// ```
    /// use countersign_password::Argon2Params;
    ///
    /// assert_eq!(Argon2Params::default().lanes(), 1);
    /// ```
    #[must_use]
    pub const fn lanes(self) -> u32 {
        self.lanes
    }

    /// KiB written over all passes: what the time of one computation grows with.
    pub(crate) fn work_kib(self) -> u64 {
        u64::from(self.memory_kib) * u64::from(self.passes)
    }

    /// Memory × time: what an attacker with own hardware pays for one guess.
    fn area_time(self) -> u128 {
        u128::from(self.memory_kib) * u128::from(self.work_kib())
    }
}

impl Default for Argon2Params {
    fn default() -> Self {
        Self {
            memory_kib: 19_456,
            passes: 2,
            lanes: 1,
        }
    }
}

impl fmt::Display for Argon2Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "m={},t={},p={}",
            self.memory_kib, self.passes, self.lanes
        )
    }
}

/// bcrypt's cost: the binary logarithm of its rounds, 4 to 31. Each step doubles the time.
///
/// The default is 12.
///
/// ```
/// use countersign_password::BcryptCost;
///
/// assert_eq!(BcryptCost::default().log_rounds(), 12);
/// assert!(BcryptCost::new(32).is_err());
/// # Ok::<(), countersign_password::CostError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BcryptCost(u8);

impl BcryptCost {
    /// The default ceiling: about two seconds of one core.
    pub(crate) const CEILING: Self = Self(15);

    /// A cost of 4 to 31.
    ///
    /// # Errors
    ///
    /// [`CostError::Bcrypt`] outside that range.
    ///
    /// ```
    /// use countersign_password::{BcryptCost, CostError};
    ///
    /// assert!(BcryptCost::new(12).is_ok());
    /// assert_eq!(BcryptCost::new(3), Err(CostError::Bcrypt { log_rounds: 3 }));
    /// ```
    pub const fn new(log_rounds: u8) -> Result<Self, CostError> {
        match log_rounds {
            4..=31 => Ok(Self(log_rounds)),
            _ => Err(CostError::Bcrypt { log_rounds }),
        }
    }

    /// The binary logarithm of the number of rounds.
    ///
    /// ```
    /// use countersign_password::BcryptCost;
    ///
    /// assert_eq!(1_u32 << BcryptCost::default().log_rounds(), 4096);
    /// ```
    #[must_use]
    pub const fn log_rounds(self) -> u8 {
        self.0
    }
}

impl Default for BcryptCost {
    fn default() -> Self {
        Self(12)
    }
}

impl fmt::Display for BcryptCost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

/// A cost that the scheme does not have.
///
/// ```
/// use countersign_password::BcryptCost;
///
/// let refused = BcryptCost::new(3).unwrap_err();
/// assert_eq!(refused.to_string(), "bcrypt cost 3 is outside 4 to 31");
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CostError {
    /// Argon2 with no lane or too many.
    #[error("{lanes} Argon2 lanes are outside 1 to 16777215")]
    Argon2Lanes {
        /// The lanes asked for.
        lanes: u32,
    },
    /// Argon2 with too little memory for its lanes.
    #[error("{memory_kib} KiB of Argon2 memory are too little: the lanes need at least {least}")]
    Argon2Memory {
        /// The memory asked for, in KiB.
        memory_kib: u32,
        /// The least memory for these lanes, in KiB.
        least: u32,
    },
    /// Argon2 without a pass.
    #[error("Argon2 needs at least one pass")]
    Argon2Passes,
    /// A bcrypt cost that does not exist.
    #[error("bcrypt cost {log_rounds} is outside 4 to 31")]
    Bcrypt {
        /// The cost asked for.
        log_rounds: u8,
    },
}
