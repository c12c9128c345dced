//! How much work is allowed.

use std::fmt;

use crate::{BcryptCost, Cost};

/// The highest costs that the policy computes. Whatever a stored string asks, no more than this is done.
///
/// The defaults allow well over RFC 9106's second recommendation and end near two seconds of one core:
/// Argon2 256 MiB of memory and 1 GiB written over all passes, bcrypt 15.
///
/// ```
/// use countersign_password::{Argon2Params, Ceilings};
///
/// let ceilings = Ceilings::default().argon2(64 * 1024, 256 * 1024);
/// assert!(ceilings.check(Argon2Params::new(65_536, 3, 4)?.into()).is_ok());
/// let refused = ceilings.check(Argon2Params::new(65_536, 5, 4)?.into()).unwrap_err();
/// assert_eq!((refused.asked, refused.ceiling), (327_680, 262_144));
/// # Ok::<(), countersign_password::CostError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ceilings {
    argon2_memory_kib: u32,
    argon2_work_kib: u64,
    bcrypt: BcryptCost,
}

impl Ceilings {
    /// Sets Argon2's highest memory, and the highest memory × passes, both in KiB.
    ///
    /// ```
    /// use countersign_password::{Argon2Params, Ceilings};
    ///
    /// let ceilings = Ceilings::default().argon2(1 << 20, 4 << 20);
    /// assert!(ceilings.check(Argon2Params::new(1 << 20, 4, 1)?.into()).is_ok());
    /// # Ok::<(), countersign_password::CostError>(())
    /// ```
    #[must_use]
    pub const fn argon2(mut self, memory_kib: u32, work_kib: u64) -> Self {
        self.argon2_memory_kib = memory_kib;
        self.argon2_work_kib = work_kib;
        self
    }

    /// Sets bcrypt's highest cost.
    ///
    /// ```
    /// use countersign_password::{BcryptCost, Ceilings};
    ///
    /// let ceilings = Ceilings::default().bcrypt(BcryptCost::new(12)?);
    /// assert!(ceilings.check(BcryptCost::new(13)?.into()).is_err());
    /// # Ok::<(), countersign_password::CostError>(())
    /// ```
    #[must_use]
    pub const fn bcrypt(mut self, cost: BcryptCost) -> Self {
        self.bcrypt = cost;
        self
    }

    /// Compares a cost with the ceilings, without any work. Of use when hashes are imported.
    ///
    /// # Errors
    ///
    /// [`CostAboveCeiling`] with the first measure that is too high.
    ///
    /// ```
    /// use countersign_password::{BcryptCost, Ceilings};
    ///
    /// assert!(Ceilings::default().check(BcryptCost::new(31)?.into()).is_err());
    /// # Ok::<(), countersign_password::CostError>(())
    /// ```
    pub fn check(&self, cost: Cost) -> Result<(), CostAboveCeiling> {
        match cost {
            Cost::Argon2(params) => {
                let (asked, ceiling) = (params.memory_kib(), self.argon2_memory_kib);
                CostMeasure::Argon2Memory.check(asked.into(), ceiling.into())?;
                CostMeasure::Argon2Work.check(params.work_kib(), self.argon2_work_kib)
            }
            Cost::Bcrypt(cost) => {
                let (asked, ceiling) = (cost.log_rounds(), self.bcrypt.log_rounds());
                CostMeasure::BcryptCost.check(asked.into(), ceiling.into())
            }
        }
    }
}

impl Default for Ceilings {
    fn default() -> Self {
        Self {
            argon2_memory_kib: 256 << 10,
            argon2_work_kib: 1 << 20,
            bcrypt: BcryptCost::CEILING,
        }
    }
}

/// A hash asks for more than the policy's [`Ceilings`] allow.
///
/// ```
/// use countersign_password::{BcryptCost, Ceilings};
///
/// let refused = Ceilings::default().check(BcryptCost::new(31)?.into()).unwrap_err();
/// assert_eq!(refused.to_string(), "bcrypt cost 31 is above the ceiling of 15");
/// # Ok::<(), countersign_password::CostError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{measure} {asked} is above the ceiling of {ceiling}")]
pub struct CostAboveCeiling {
    /// What was measured.
    pub measure: CostMeasure,
    /// What the hash asks for.
    pub asked: u64,
    /// What the policy allows.
    pub ceiling: u64,
}

/// What a ceiling is about.
///
/// ```
/// use countersign_password::CostMeasure;
///
/// assert_eq!(CostMeasure::Argon2Memory.to_string(), "Argon2 memory in KiB");
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CostMeasure {
    /// Argon2's memory, in KiB.
    Argon2Memory,
    /// Argon2's memory × passes, in KiB.
    Argon2Work,
    /// bcrypt's cost, a binary logarithm.
    BcryptCost,
}

impl CostMeasure {
    const fn check(self, asked: u64, ceiling: u64) -> Result<(), CostAboveCeiling> {
        if asked > ceiling {
            return Err(CostAboveCeiling {
                measure: self,
                asked,
                ceiling,
            });
        }
        Ok(())
    }
}

impl fmt::Display for CostMeasure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Argon2Memory => "Argon2 memory in KiB",
            Self::Argon2Work => "Argon2 memory × passes in KiB",
            Self::BcryptCost => "bcrypt cost",
        })
    }
}
