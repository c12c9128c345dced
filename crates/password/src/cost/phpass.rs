//! The cost of phpass.

use std::fmt;
use std::time::Duration;

use super::nanoseconds;
use crate::CostError;

/// One round is one MD5 block.
const NANOSECONDS_PER_ROUND: u128 = 110;

/// phpass's cost: the binary logarithm of its rounds, 7 to 30.
///
/// ```
/// use countersign_password::PhpassCost;
///
/// assert_eq!(PhpassCost::new(13)?.log_rounds(), 13);
/// assert!(PhpassCost::new(31).is_err());
/// # Ok::<(), countersign_password::CostError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PhpassCost(u8);

impl PhpassCost {
    /// A cost of 7 to 30.
    ///
    /// # Errors
    ///
    /// [`CostError::Phpass`] outside that range.
    ///
    /// ```
    /// use countersign_password::{CostError, PhpassCost};
    ///
    /// assert_eq!(PhpassCost::new(6), Err(CostError::Phpass { log_rounds: 6 }));
    /// ```
    pub const fn new(log_rounds: u8) -> Result<Self, CostError> {
        match log_rounds {
            7..=30 => Ok(Self(log_rounds)),
            _ => Err(CostError::Phpass { log_rounds }),
        }
    }

    /// The binary logarithm of the number of rounds.
    ///
    /// ```
    /// use countersign_password::PhpassCost;
    ///
    /// assert_eq!(PhpassCost::new(13)?.log_rounds(), 13);
    /// # Ok::<(), countersign_password::CostError>(())
    /// ```
    #[must_use]
    pub const fn log_rounds(self) -> u8 {
        self.0
    }

    pub(super) const fn work(self) -> Duration {
        nanoseconds(NANOSECONDS_PER_ROUND << self.0)
    }
}

impl fmt::Display for PhpassCost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}
