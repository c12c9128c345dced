//! The cost of scrypt.

use std::fmt;
use std::time::Duration;

use super::units::{kib, nanoseconds};
use crate::CostError;

/// For one block of 128 bytes × r: N = 2^14 takes 27.7 ms, N = 2^17 takes 282 ms.
const NANOSECONDS_PER_BLOCK: u128 = 265;

/// What PBKDF2 takes for 128 bytes at both ends, behind the longest salt that a hash string holds. It counts
/// where N is tiny and r or p is not.
const NANOSECONDS_AT_BOTH_ENDS: u128 = 4_000;

/// scrypt's N, r and p (RFC 7914 section 2).
///
/// The default is N = 2^17, r = 8, p = 1: OWASP's first choice, 128 MiB.
///
/// ```
/// use countersign_password::ScryptParams;
///
/// assert_eq!(ScryptParams::default(), ScryptParams::new(17, 8, 1)?);
/// assert!(ScryptParams::new(17, 8, 0).is_err());
/// # Ok::<(), countersign_password::CostError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScryptParams {
    log_n: u8,
    r: u32,
    p: u32,
}

impl ScryptParams {
    /// The binary logarithm of N, the block size r and the parallelism p.
    ///
    /// The p computations are done one after another on the calling thread.
    ///
    /// # Errors
    ///
    /// [`CostError`] when `log_n` is outside 1 to 63, or r or p is 0, or their product is 2^30 or more.
    ///
    /// ```
    /// use countersign_password::{CostError, ScryptParams};
    ///
    /// assert!(ScryptParams::new(14, 8, 5).is_ok());
    /// assert_eq!(ScryptParams::new(0, 8, 1), Err(CostError::ScryptLogN { log_n: 0 }));
    /// ```
    pub const fn new(log_n: u8, r: u32, p: u32) -> Result<Self, CostError> {
        if log_n == 0 || log_n > 63 {
            return Err(CostError::ScryptLogN { log_n });
        }
        // RFC 7914 section 2: p is at most ((2^32 − 1) × 32) / (128 × r).
        if r == 0 || p == 0 || r as u64 * p as u64 >= 1 << 30 {
            return Err(CostError::ScryptBlocks { r, p });
        }
        Ok(Self { log_n, r, p })
    }

    /// The binary logarithm of N.
    ///
    /// ```
    /// use countersign_password::ScryptParams;
    ///
    /// assert_eq!(ScryptParams::default().log_n(), 17);
    /// ```
    #[must_use]
    pub const fn log_n(self) -> u8 {
        self.log_n
    }

    /// The block size.
    ///
    /// ```
    /// use countersign_password::ScryptParams;
    ///
    /// assert_eq!(ScryptParams::default().r(), 8);
    /// ```
    #[must_use]
    pub const fn r(self) -> u32 {
        self.r
    }

    /// The parallelism.
    ///
    /// ```
    /// use countersign_password::ScryptParams;
    ///
    /// assert_eq!(ScryptParams::default().p(), 1);
    /// ```
    #[must_use]
    pub const fn p(self) -> u32 {
        self.p
    }

    /// N × r: the memory, in units of 128 bytes.
    const fn blocks(self) -> u128 {
        (self.r as u128) << self.log_n
    }

    pub(super) const fn memory_kib(self) -> u32 {
        let beside = self.r as u128 * (self.p as u128 + 2);
        kib((self.blocks() + beside) * 128)
    }

    pub(super) const fn work(self) -> Duration {
        let ends = self.r as u128 * NANOSECONDS_AT_BOTH_ENDS;
        nanoseconds((self.blocks() * NANOSECONDS_PER_BLOCK + ends) * self.p as u128)
    }

    /// Memory × time. It saturates: what is near the limit is above every ceiling.
    pub(super) const fn strength(self) -> u128 {
        let work = self.blocks() * self.p as u128;
        self.blocks().saturating_mul(work)
    }
}

impl Default for ScryptParams {
    fn default() -> Self {
        Self {
            log_n: 17,
            r: 8,
            p: 1,
        }
    }
}

impl fmt::Display for ScryptParams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ln={},r={},p={}", self.log_n, self.r, self.p)
    }
}
