//! How much work is allowed.

use std::time::Duration;

use crate::{Cost, Password};

/// The highest costs that the policy computes. Whatever a stored string asks, no more than this is done.
///
/// The same two numbers hold for every scheme: memory, and time on the reference machine (see
/// [`Cost::work`]). The defaults are 256 MiB, and 2.5 seconds: bcrypt 15, 9 million rounds of
/// PBKDF2-SHA-256, four times RFC 9106's second recommendation in memory.
///
/// ```
/// use std::time::Duration;
/// use countersign_password::{Argon2Params, BcryptCost, Ceilings};
///
/// let ceilings = Ceilings::default().memory_kib(64 * 1024).work(Duration::from_millis(300));
/// assert!(ceilings.check(Argon2Params::new(65_536, 3, 4)?.into()).is_ok());
/// assert!(ceilings.check(Argon2Params::new(65_537, 3, 4)?.into()).is_err());
/// assert!(ceilings.check(BcryptCost::new(13)?.into()).is_err());
/// # Ok::<(), countersign_password::CostError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ceilings {
    memory_kib: u32,
    work: Duration,
}

impl Ceilings {
    /// Sets the highest memory of one computation, in KiB.
    ///
    /// ```
    /// use countersign_password::{Ceilings, ScryptParams};
    ///
    /// let ceilings = Ceilings::default().memory_kib(512 << 10);
    /// assert!(ceilings.check(ScryptParams::new(18, 8, 1)?.into()).is_ok());
    /// # Ok::<(), countersign_password::CostError>(())
    /// ```
    #[must_use]
    pub const fn memory_kib(mut self, memory_kib: u32) -> Self {
        self.memory_kib = memory_kib;
        self
    }

    /// Sets the longest time of one computation, on the reference machine.
    ///
    /// ```
    /// use std::time::Duration;
    /// use countersign_password::{BcryptCost, Ceilings};
    ///
    /// let ceilings = Ceilings::default().work(Duration::from_millis(300));
    /// assert!(ceilings.check(BcryptCost::new(12)?.into()).is_ok());
    /// assert!(ceilings.check(BcryptCost::new(13)?.into()).is_err());
    /// # Ok::<(), countersign_password::CostError>(())
    /// ```
    #[must_use]
    pub const fn work(mut self, work: Duration) -> Self {
        self.work = work;
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
    pub const fn check(&self, cost: Cost) -> Result<(), CostAboveCeiling> {
        if cost.memory_kib() > self.memory_kib {
            return Err(CostAboveCeiling::Memory {
                asked_kib: cost.memory_kib(),
                ceiling_kib: self.memory_kib,
            });
        }
        self.check_work(cost.work())
    }

    /// [`check`](Self::check) for one password: a long one makes some schemes dearer
    /// ([`Cost::work_for`]). Every verification does this first.
    ///
    /// # Errors
    ///
    /// As [`check`](Self::check).
    ///
    /// ```
    /// use countersign_password::{Ceilings, Password, PhpassCost};
    ///
    /// let (ceilings, dear) = (Ceilings::default(), PhpassCost::md5(23)?.into());
    /// assert!(ceilings.check_for(dear, &Password::parse("open sesame")?).is_ok());
    /// assert!(ceilings.check_for(dear, &Password::parse("p".repeat(1024))?).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check_for(&self, cost: Cost, password: &Password) -> Result<(), CostAboveCeiling> {
        self.check(cost)?;
        self.check_work(cost.work_for(password))
    }

    const fn check_work(&self, asked: Duration) -> Result<(), CostAboveCeiling> {
        let ceiling = self.work;
        if asked.as_nanos() > ceiling.as_nanos() {
            return Err(CostAboveCeiling::Work { asked, ceiling });
        }
        Ok(())
    }
}

impl Default for Ceilings {
    fn default() -> Self {
        Self {
            memory_kib: 256 << 10,
            work: Duration::from_millis(2_500),
        }
    }
}

/// A hash asks for more than the policy's [`Ceilings`] allow.
///
/// ```
/// use countersign_password::{BcryptCost, Ceilings};
///
/// let refused = Ceilings::default().check(BcryptCost::new(16)?.into()).unwrap_err();
/// assert_eq!(refused.to_string(), "the hash asks for 4.07 s of work; the ceiling is 2.50 s");
/// # Ok::<(), countersign_password::CostError>(())
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CostAboveCeiling {
    /// Too much memory.
    #[error("the hash asks for {asked_kib} KiB of memory; the ceiling is {ceiling_kib} KiB")]
    Memory {
        /// What the hash asks for. It saturates.
        asked_kib: u32,
        /// What the policy allows.
        ceiling_kib: u32,
    },
    /// Too much time, on the reference machine of [`Cost::work`].
    #[error("the hash asks for {:.2} s of work; the ceiling is {:.2} s", asked.as_secs_f64(), ceiling.as_secs_f64())]
    Work {
        /// What the hash asks for. It saturates.
        asked: Duration,
        /// What the policy allows.
        ceiling: Duration,
    },
}
