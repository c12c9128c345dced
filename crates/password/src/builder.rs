//! The policy of a password context.

use crate::{Argon2Params, Ceilings, Cost, CostAboveCeiling, PasswordContext, Scheme};

/// Collects the policy of a [`PasswordContext`]: how new hashes are made, which stored ones are
/// accepted, and how much work is done at most.
///
/// ```
/// use countersign_password::{Argon2Params, PasswordContext, Scheme};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let passwords = PasswordContext::builder()
///     .new_hashes(Argon2Params::new(65_536, 3, 4)?)
///     .accept([Scheme::Argon2id, Scheme::Bcrypt])
///     .build()?;
/// assert_eq!(passwords.identify("$argon2i$..."), None);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct PasswordContextBuilder {
    accepted: Vec<Scheme>,
    preferred: Cost,
    ceilings: Ceilings,
}

impl PasswordContextBuilder {
    pub(crate) fn new() -> Self {
        Self {
            accepted: Scheme::ALL.to_vec(),
            preferred: Argon2Params::default().into(),
            ceilings: Ceilings::default(),
        }
    }

    /// Makes new hashes at this cost: [`Argon2Params`] for Argon2id,
    /// [`BcryptCost`](crate::BcryptCost) for bcrypt. Stored hashes that are weaker get a reason to
    /// upgrade. Default: Argon2id with 19456 KiB, 2 passes, 1 lane.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use countersign_password::{BcryptCost, Password, PasswordContext};
    ///
    /// let passwords = PasswordContext::builder().new_hashes(BcryptCost::new(5)?).build()?;
    /// let stored = passwords.hash(&Password::parse("open sesame")?)?;
    /// assert!(stored.as_str().starts_with("$2b$05$"));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn new_hashes(mut self, cost: impl Into<Cost>) -> Self {
        self.preferred = cost.into();
        self
    }

    /// Verifies stored hashes of these schemes only. Default: every scheme of the crate.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use countersign_password::{PasswordContext, Scheme};
    ///
    /// let passwords = PasswordContext::builder().accept([Scheme::Argon2id]).build()?;
    /// assert_eq!(passwords.identify("$2b$12$…"), None);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn accept(mut self, schemes: impl IntoIterator<Item = Scheme>) -> Self {
        self.accepted = schemes.into_iter().collect();
        self
    }

    /// Sets the highest costs that are computed. Default: [`Ceilings::default`].
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use countersign_password::{BcryptCost, Ceilings, PasswordContext};
    ///
    /// let ceilings = Ceilings::default().bcrypt(BcryptCost::new(12)?);
    /// let passwords = PasswordContext::builder().ceilings(ceilings).build()?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub const fn ceilings(mut self, ceilings: Ceilings) -> Self {
        self.ceilings = ceilings;
        self
    }

    /// Checks the policy as a whole.
    ///
    /// # Errors
    ///
    /// [`PolicyError`] if hashes made under this policy could not be verified under it.
    ///
    /// ```
    /// use countersign_password::{Ceilings, PasswordContext, PolicyError};
    ///
    /// let builder = PasswordContext::builder().ceilings(Ceilings::default().argon2(1024, 1024));
    /// assert!(matches!(builder.build(), Err(PolicyError::NewHashesAboveCeiling(_))));
    /// ```
    pub fn build(self) -> Result<PasswordContext, PolicyError> {
        let scheme = self.preferred.scheme();
        if !self.accepted.contains(&scheme) {
            return Err(PolicyError::NewHashesNotAccepted { scheme });
        }
        self.ceilings.check(self.preferred)?;
        Ok(self.build_unchecked())
    }

    pub(crate) fn build_unchecked(self) -> PasswordContext {
        PasswordContext {
            accepted: self.accepted,
            preferred: self.preferred,
            ceilings: self.ceilings,
        }
    }
}

/// A policy that contradicts itself.
///
/// ```
/// use countersign_password::{PasswordContext, PolicyError, Scheme};
///
/// let refused = PasswordContext::builder().accept([Scheme::Bcrypt]).build().unwrap_err();
/// assert!(matches!(refused, PolicyError::NewHashesNotAccepted { scheme: Scheme::Argon2id }));
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// New hashes would be of a scheme that is not accepted.
    #[error("new hashes are made with {scheme}, which is not among the accepted schemes")]
    NewHashesNotAccepted {
        /// The scheme of new hashes.
        scheme: Scheme,
    },
    /// New hashes would cost more than the ceilings allow.
    #[error("new hashes cost too much: {0}")]
    NewHashesAboveCeiling(#[from] CostAboveCeiling),
}
