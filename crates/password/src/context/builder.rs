//! How a policy is put together.

use crate::policy::Policy;
use crate::{Argon2Params, Ceilings, Cost, PasswordContext, PolicyError, Scheme, Upgrades};

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
    policy: Policy,
}

impl PasswordContext {
    /// Starts a policy from the default one.
    ///
    /// ```
    /// use countersign_password::{BcryptCost, PasswordContext};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let passwords = PasswordContext::builder().new_hashes(BcryptCost::new(12)?).build()?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn builder() -> PasswordContextBuilder {
        PasswordContextBuilder::new()
    }
}

impl PasswordContextBuilder {
    fn new() -> Self {
        let policy = Policy {
            preferred: Argon2Params::default().into(),
            accepted: Scheme::ALL.to_vec(),
            deprecated: None,
            least: Vec::new(),
            upgrades: Upgrades::default(),
            ceilings: Ceilings::default(),
        };
        Self { policy }
    }

    /// Makes new hashes at this cost: [`Argon2Params`] for Argon2id, [`BcryptCost`](crate::BcryptCost),
    /// [`ScryptParams`](crate::ScryptParams), [`YescryptParams`](crate::YescryptParams), or
    /// [`Pbkdf2Params`](crate::Pbkdf2Params) with SHA-256 or SHA-512. Stored hashes that are weaker
    /// get a reason to upgrade. Default: Argon2id with 19456 KiB, 2 passes, 1 lane.
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
        self.policy.preferred = cost.into();
        self
    }

    /// Verifies stored hashes of these schemes only. Default: every scheme of the crate, because a weak
    /// stored hash is better replaced at the next login than refused.
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
        self.policy.accepted = schemes.into_iter().collect();
        self
    }

    /// Names the schemes whose stored hashes are replaced, whatever they cost. Default, which Passlib calls
    /// `deprecated="auto"`: every family of schemes that is weaker than that of new hashes. An empty
    /// list deprecates none.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use countersign_password::{PasswordContext, PasswordHash, Scheme};
    ///
    /// let passwords = PasswordContext::builder().deprecate([Scheme::Md5Crypt]).build()?;
    /// let bcrypt = PasswordHash::parse("$2b$12$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q")?;
    /// assert!(passwords.upgrade_reasons(&bcrypt).is_empty());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn deprecate(mut self, schemes: impl IntoIterator<Item = Scheme>) -> Self {
        self.policy.deprecated = Some(schemes.into_iter().collect());
        self
    }

    /// Sets the least cost of stored hashes of other families than new ones, for policies that do not
    /// deprecate these: Passlib's `min_rounds`. What is weaker gets the reason
    /// [`WeakerCost`](crate::UpgradeReason::WeakerCost). Default: none.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use countersign_password::{BcryptCost, PasswordContext, PasswordHash, UpgradeReason};
    ///
    /// let passwords = PasswordContext::builder()
    ///     .deprecate([])
    ///     .at_least([BcryptCost::new(12)?])
    ///     .build()?;
    /// let bcrypt = PasswordHash::parse("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")?;
    /// assert!(passwords.upgrade_reasons(&bcrypt).contains(UpgradeReason::WeakerCost));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn at_least<C: Into<Cost>>(mut self, costs: impl IntoIterator<Item = C>) -> Self {
        self.policy.least = costs.into_iter().map(Into::into).collect();
        self
    }

    /// Says whether a stored hash that costs more than new ones is replaced. Default:
    /// [`Upgrades::Stronger`], so it is not.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use countersign_password::{PasswordContext, Upgrades};
    ///
    /// let passwords = PasswordContext::builder().upgrades(Upgrades::Exact).build()?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub const fn upgrades(mut self, upgrades: Upgrades) -> Self {
        self.policy.upgrades = upgrades;
        self
    }

    /// Sets the highest costs that are computed. Default: [`Ceilings::default`].
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use countersign_password::{Ceilings, PasswordContext};
    ///
    /// let ceilings = Ceilings::default().memory_kib(64 << 10);
    /// let passwords = PasswordContext::builder().ceilings(ceilings).build()?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub const fn ceilings(mut self, ceilings: Ceilings) -> Self {
        self.policy.ceilings = ceilings;
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
    /// let builder = PasswordContext::builder().ceilings(Ceilings::default().memory_kib(1024));
    /// assert!(matches!(builder.build(), Err(PolicyError::NewHashesAboveCeiling(_))));
    /// ```
    pub fn build(self) -> Result<PasswordContext, PolicyError> {
        self.policy.check()?;
        Ok(self.build_unchecked())
    }

    pub(crate) fn build_unchecked(self) -> PasswordContext {
        PasswordContext {
            policy: self.policy,
        }
    }

    pub(crate) fn policy(&mut self) -> &mut Policy {
        &mut self.policy
    }
}
