//! The cost of phpass.

use std::fmt;
use std::time::Duration;

use super::units::nanoseconds;
use crate::CostError;

/// One round is one MD5 block, or one of SHA-512.
const NANOSECONDS_PER_MD5: u128 = 146;
const NANOSECONDS_PER_SHA512: u128 = 440;

/// phpass's cost: the binary logarithm of its rounds, 7 to 30, of MD5 or SHA-512.
///
/// ```
/// use countersign_password::PhpassCost;
///
/// assert_eq!(PhpassCost::md5(13)?.log_rounds(), 13);
/// assert!(PhpassCost::md5(31).is_err());
/// # Ok::<(), countersign_password::CostError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PhpassCost {
    sha512: bool,
    log_rounds: u8,
}

impl PhpassCost {
    /// Rounds of MD5: phpass itself.
    ///
    /// # Errors
    ///
    /// [`CostError::Phpass`] outside that range.
    ///
    /// ```
    /// use countersign_password::{CostError, PhpassCost};
    ///
    /// assert_eq!(PhpassCost::md5(6), Err(CostError::Phpass { log_rounds: 6 }));
    /// ```
    pub const fn md5(log_rounds: u8) -> Result<Self, CostError> {
        Self::new(false, log_rounds)
    }

    /// Rounds of SHA-512: Drupal's.
    ///
    /// # Errors
    ///
    /// [`CostError::Phpass`] outside 7 to 30.
    ///
    /// ```
    /// use countersign_password::{Cost, PhpassCost};
    ///
    /// let (drupal, phpass) = (PhpassCost::sha512(15)?, PhpassCost::md5(15)?);
    /// assert!(Cost::from(drupal).work() > Cost::from(phpass).work());
    /// # Ok::<(), countersign_password::CostError>(())
    /// ```
    pub const fn sha512(log_rounds: u8) -> Result<Self, CostError> {
        Self::new(true, log_rounds)
    }

    const fn new(sha512: bool, log_rounds: u8) -> Result<Self, CostError> {
        match log_rounds {
            7..=30 => Ok(Self { sha512, log_rounds }),
            _ => Err(CostError::Phpass { log_rounds }),
        }
    }

    /// The binary logarithm of the number of rounds.
    ///
    /// ```
    /// use countersign_password::PhpassCost;
    ///
    /// assert_eq!(PhpassCost::md5(13)?.log_rounds(), 13);
    /// # Ok::<(), countersign_password::CostError>(())
    /// ```
    #[must_use]
    pub const fn log_rounds(self) -> u8 {
        self.log_rounds
    }

    /// Whether the rounds are of SHA-512.
    pub(crate) const fn is_sha512(self) -> bool {
        self.sha512
    }

    /// In rounds of MD5.
    pub(super) const fn strength(self) -> u128 {
        let per_round = if self.sha512 { 3 } else { 1 };
        per_round << self.log_rounds
    }

    pub(super) const fn work(self) -> Duration {
        let per_round = if self.sha512 {
            NANOSECONDS_PER_SHA512
        } else {
            NANOSECONDS_PER_MD5
        };
        nanoseconds(per_round << self.log_rounds)
    }
}

impl fmt::Display for PhpassCost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.log_rounds)
    }
}
