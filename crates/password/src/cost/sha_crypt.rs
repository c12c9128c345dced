//! The cost of SHA-crypt.

use std::fmt;
use std::time::Duration;

use super::units::nanoseconds;
use crate::{CostError, Scheme};

/// The rounds of SHA-256-crypt or SHA-512-crypt: 5,000 where the string does not say.
///
/// ```
/// use countersign_password::{Scheme, ShaCryptParams};
///
/// let params = ShaCryptParams::sha512(656_000)?;
/// assert_eq!((params.scheme(), params.rounds()), (Scheme::Sha512Crypt, 656_000));
/// # Ok::<(), countersign_password::CostError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShaCryptParams {
    wide: bool,
    rounds: u32,
}

impl ShaCryptParams {
    /// The rounds of a string that names none.
    pub(crate) const DEFAULT_ROUNDS: u32 = 5_000;

    /// SHA-256-crypt.
    ///
    /// # Errors
    ///
    /// [`CostError::ShaCryptRounds`] outside 1,000 to 999,999,999.
    ///
    /// ```
    /// use countersign_password::ShaCryptParams;
    ///
    /// assert!(ShaCryptParams::sha256(999).is_err());
    /// ```
    pub const fn sha256(rounds: u32) -> Result<Self, CostError> {
        Self::new(false, rounds)
    }

    /// SHA-512-crypt.
    ///
    /// # Errors
    ///
    /// [`CostError::ShaCryptRounds`] outside 1,000 to 999,999,999.
    ///
    /// ```
    /// use countersign_password::ShaCryptParams;
    ///
    /// assert!(ShaCryptParams::sha512(1_000_000_000).is_err());
    /// ```
    pub const fn sha512(rounds: u32) -> Result<Self, CostError> {
        Self::new(true, rounds)
    }

    const fn new(wide: bool, rounds: u32) -> Result<Self, CostError> {
        match rounds {
            1_000..=999_999_999 => Ok(Self { wide, rounds }),
            _ => Err(CostError::ShaCryptRounds { rounds }),
        }
    }

    /// The scheme, which names the hash function.
    ///
    /// ```
    /// use countersign_password::{Scheme, ShaCryptParams};
    ///
    /// assert_eq!(ShaCryptParams::sha256(5_000)?.scheme(), Scheme::Sha256Crypt);
    /// # Ok::<(), countersign_password::CostError>(())
    /// ```
    #[must_use]
    pub const fn scheme(self) -> Scheme {
        if self.wide {
            Scheme::Sha512Crypt
        } else {
            Scheme::Sha256Crypt
        }
    }

    /// The rounds.
    ///
    /// ```
    /// use countersign_password::ShaCryptParams;
    ///
    /// assert_eq!(ShaCryptParams::sha256(5_000)?.rounds(), 5_000);
    /// # Ok::<(), countersign_password::CostError>(())
    /// ```
    #[must_use]
    pub const fn rounds(self) -> u32 {
        self.rounds
    }

    /// 5,000 rounds take 2.58 ms with SHA-512 and 0.62 ms with SHA-256.
    pub(super) const fn work(self) -> Duration {
        let per_round = if self.wide { 516 } else { 124 };
        nanoseconds(self.rounds as u128 * per_round)
    }

    /// Graphics cards do about twice as many rounds of SHA-256.
    pub(super) const fn strength(self) -> u128 {
        let per_round = if self.wide { 2 } else { 1 };
        self.rounds as u128 * per_round
    }
}

impl fmt::Display for ShaCryptParams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rounds={}", self.rounds)
    }
}
