//! The cost of bcrypt.

use std::fmt;
use std::time::Duration;

use super::units::nanoseconds;
use crate::CostError;

/// Cost 10 takes 63.6 ms.
const NANOSECONDS_PER_ROUND: u128 = 62_100;

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

    pub(super) const fn work(self) -> Duration {
        nanoseconds(NANOSECONDS_PER_ROUND << self.0)
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
