//! The cost of Argon2.

use std::fmt;
use std::time::Duration;

use countersign_password_kernels::Variant;

use super::units::nanoseconds;
use crate::{CostError, Scheme};

/// One block at 19 MiB, from memory: 473 ns; beyond the caches somewhat more.
const NANOSECONDS_PER_KIB: u128 = 500;

/// Each lane starts with two blocks that BLAKE2b makes.
const NANOSECONDS_PER_LANE: u128 = 20_000;

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
    variant: Variant,
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
            variant: Variant::Argon2id,
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
    const fn work_kib(self) -> u64 {
        self.memory_kib as u64 * self.passes as u64
    }

    /// The same numbers for another variant, whose hashes are verified only.
    pub(crate) const fn of(self, variant: Variant) -> Self {
        Self { variant, ..self }
    }

    pub(crate) const fn variant(self) -> Variant {
        self.variant
    }

    pub(crate) const fn scheme(self) -> Scheme {
        match self.variant {
            Variant::Argon2id => Scheme::Argon2id,
            Variant::Argon2i => Scheme::Argon2i,
            Variant::Argon2d => Scheme::Argon2d,
        }
    }

    /// Blocks that are computed only to say which blocks are mixed: 128 references come from two.
    const fn address_kib(self) -> u64 {
        let segments = match self.variant {
            Variant::Argon2d => 0,
            Variant::Argon2id => 2 * self.lanes as u64,
            Variant::Argon2i => 4 * self.lanes as u64 * self.passes as u64,
        };
        let references = self.memory_kib as u64 / (4 * self.lanes as u64);
        segments.saturating_mul(2 * references.div_ceil(128))
    }

    pub(super) const fn work(self) -> Duration {
        let kib = self.work_kib() as u128 + self.address_kib() as u128;
        nanoseconds(kib * NANOSECONDS_PER_KIB + self.lanes as u128 * NANOSECONDS_PER_LANE)
    }

    /// Memory × time: what an attacker with own hardware pays for one guess.
    pub(super) const fn strength(self) -> u128 {
        self.memory_kib as u128 * self.work_kib() as u128
    }
}

impl Default for Argon2Params {
    fn default() -> Self {
        Self {
            memory_kib: 19_456,
            passes: 2,
            lanes: 1,
            variant: Variant::Argon2id,
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
