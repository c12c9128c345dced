//! The cost of yescrypt.

use std::fmt;
use std::time::Duration;

use yescrypt::Mode;

use super::units::{kib, nanoseconds};
use crate::CostError;

/// For one block of 128 bytes × r, written or mixed: N = 2^12 with r = 32 takes 29.5 ms.
const NANOSECONDS_PER_BLOCK: u128 = 169;

/// yescrypt's N, r, p and t.
///
/// The default is N = 2^12, r = 32, p = 1, t = 0: what libxcrypt makes, 16 MiB.
///
/// ```
/// use countersign_password::YescryptParams;
///
/// assert_eq!(YescryptParams::default(), YescryptParams::new(12, 32)?);
/// assert!(YescryptParams::new(12, 0).is_err());
/// # Ok::<(), countersign_password::CostError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YescryptParams {
    log_n: u8,
    r: u32,
    p: u32,
    t: u32,
    mode: Mode,
}

impl YescryptParams {
    /// The binary logarithm of N and the block size r; p = 1 and t = 0, as recommended.
    ///
    /// # Errors
    ///
    /// [`CostError::Yescrypt`] when `log_n` is outside 2 to 63, or r is 0 or 2^30 or more.
    ///
    /// ```
    /// use countersign_password::YescryptParams;
    ///
    /// assert!(YescryptParams::new(14, 32).is_ok());
    /// assert!(YescryptParams::new(1, 32).is_err());
    /// ```
    pub const fn new(log_n: u8, r: u32) -> Result<Self, CostError> {
        match Self::with_all(log_n, r, 1, 0) {
            Ok(params) if !params.can_be_shared() => Err(CostError::Yescrypt { log_n, r, p: 1 }),
            other => other,
        }
    }

    /// Whether the usual flavour, which gives each of the p computations a part of the memory, has
    /// enough for all.
    pub(crate) const fn can_be_shared(self) -> bool {
        (1 << self.log_n) / (self.p as u64) >= 4
    }

    pub(crate) const fn with_all(log_n: u8, r: u32, p: u32, t: u32) -> Result<Self, CostError> {
        let blocks_fit = r > 0 && p > 0 && (r as u64 * p as u64) < 1 << 30;
        if log_n < 1 || log_n > 63 || !blocks_fit {
            return Err(CostError::Yescrypt { log_n, r, p });
        }
        Ok(Self {
            log_n,
            r,
            p,
            t,
            mode: Mode::Rw,
        })
    }

    /// The same numbers for another flavour, whose hashes are verified only.
    pub(crate) const fn of(self, mode: Mode) -> Self {
        Self { mode, ..self }
    }

    pub(crate) const fn mode(self) -> Mode {
        self.mode
    }

    /// The binary logarithm of N.
    ///
    /// ```
    /// use countersign_password::YescryptParams;
    ///
    /// assert_eq!(YescryptParams::default().log_n(), 12);
    /// ```
    #[must_use]
    pub const fn log_n(self) -> u8 {
        self.log_n
    }

    /// The block size.
    ///
    /// ```
    /// use countersign_password::YescryptParams;
    ///
    /// assert_eq!(YescryptParams::default().r(), 32);
    /// ```
    #[must_use]
    pub const fn r(self) -> u32 {
        self.r
    }

    /// The parallelism. Computed one after another on the calling thread.
    ///
    /// ```
    /// use countersign_password::YescryptParams;
    ///
    /// assert_eq!(YescryptParams::default().p(), 1);
    /// ```
    #[must_use]
    pub const fn p(self) -> u32 {
        self.p
    }

    /// More time at the same memory.
    ///
    /// ```
    /// use countersign_password::YescryptParams;
    ///
    /// assert_eq!(YescryptParams::default().t(), 0);
    /// ```
    #[must_use]
    pub const fn t(self) -> u32 {
        self.t
    }

    /// N × r: the memory, in units of 128 bytes.
    const fn blocks(self) -> u128 {
        (self.r as u128) << self.log_n
    }

    /// Blocks written and mixed. With p above 1 the write-once flavour does this p times; the usual
    /// one does not, and is estimated too high.
    const fn work_blocks(self) -> u128 {
        let thirds = match self.t {
            0 => 4,
            1 => 5,
            t => 3 * (t as u128 + 1),
        };
        (self.blocks() * self.p as u128).saturating_mul(thirds) / 3
    }

    pub(super) const fn memory_kib(self) -> u32 {
        let beside = self.r as u128 * (self.p as u128 + 2);
        let boxes = self.p as u128 * (12 << 10);
        kib((self.blocks() + beside) * 128 + boxes)
    }

    pub(super) const fn work(self) -> Duration {
        let nanos = self.work_blocks().saturating_mul(NANOSECONDS_PER_BLOCK);
        // The memory of the older flavours is mixed by all of Salsa20/8.
        let thirds = if matches!(self.mode, Mode::Rw) { 3 } else { 4 };
        nanoseconds(nanos.saturating_mul(thirds) / 3)
    }

    /// Memory × time. It saturates: what is near the limit is above every ceiling.
    pub(super) const fn strength(self) -> u128 {
        self.blocks().saturating_mul(self.work_blocks())
    }
}

impl Default for YescryptParams {
    fn default() -> Self {
        Self {
            log_n: 12,
            r: 32,
            p: 1,
            t: 0,
            mode: Mode::Rw,
        }
    }
}

impl fmt::Display for YescryptParams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "ln={},r={},p={},t={}",
            self.log_n, self.r, self.p, self.t
        )
    }
}
