//! The policy at work.

mod batch;
mod builder;
mod calibrate;
mod dummy;
mod settings;
mod stored;
mod verdict;

pub use batch::{Job, Outcome};
pub use builder::PasswordContextBuilder;
pub use settings::{SettingError, SettingFault};
pub use verdict::Verdict;

use crate::policy::Policy;
use crate::schemes::Record;
use crate::{
    Arena, Ceilings, Cost, HashError, Password, PasswordHash, Scheme, UpgradeReason,
    UpgradeReasons, Upgrades, VerifyError, syntax,
};

/// So much less work than a new hash does not make up for any scheme.
const NOMINAL: u32 = 64;

/// Hashes, verifies and upgrades passwords under one policy.
///
/// The default makes Argon2id hashes, verifies every scheme of the crate, and marks what is weaker for
/// upgrade: what Passlib calls `deprecated="auto"`. It is immutable and can be shared between threads.
///
/// Where some users need another policy, as administrators do, give them a context of their own: it is
/// what Passlib's categories are for.
///
/// Each method that computes has a twin ending in `_with` that reuses an [`Arena`].
///
/// ```
/// use countersign_password::{Password, PasswordContext, Verdict};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let passwords = PasswordContext::default();
/// let password = Password::parse("correct horse battery staple")?;
/// let stored = passwords.hash(&password)?;
/// assert!(stored.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
///
/// let Verdict::Match { reasons, .. } = passwords.verify(&stored, &password)? else { panic!() };
/// assert!(reasons.is_empty());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct PasswordContext {
    pub(crate) policy: Policy,
}

impl PasswordContext {
    /// Hashes a password with a fresh salt from the operating system.
    ///
    /// # Errors
    ///
    /// [`HashError`] when bcrypt makes the new hashes and would cut the password off, or the machine has
    /// no memory or entropy.
    ///
    /// ```
    /// # use countersign_password::{Password, PasswordContext};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let passwords = PasswordContext::default();
    /// let password = Password::parse("open sesame")?;
    /// let (first, second) = (passwords.hash(&password)?, passwords.hash(&password)?);
    /// assert_ne!(first.as_str(), second.as_str(), "each hash has its own salt");
    /// # Ok(())
    /// # }
    /// ```
    pub fn hash(&self, password: &Password) -> Result<PasswordHash, HashError> {
        self.hash_with(&mut Arena::new(), password)
    }

    /// [`hash`](Self::hash) with memory that is reused.
    ///
    /// # Errors
    ///
    /// As [`hash`](Self::hash).
    ///
    /// ```
    /// # use countersign_password::{Arena, Password, PasswordContext};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let passwords = PasswordContext::default();
    /// let mut arena = Arena::new();
    /// let stored = passwords.hash_with(&mut arena, &Password::parse("open sesame")?)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn hash_with(
        &self,
        arena: &mut Arena,
        password: &Password,
    ) -> Result<PasswordHash, HashError> {
        Record::hash(self.policy.preferred, password, arena).and_then(PasswordHash::from_record)
    }

    /// Verifies a password and says the reasons to upgrade, without computing a new hash.
    ///
    /// The time depends on the stored hash's cost and not on where the tags differ.
    ///
    /// # Errors
    ///
    /// [`VerifyError`] when the stored hash is not accepted or costs too much, before any work; or when
    /// the machine has no memory.
    ///
    /// ```
    /// # use countersign_password::{Password, PasswordContext, PasswordHash, Verdict};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let passwords = PasswordContext::default();
    /// let stored = PasswordHash::parse("$2b$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e")?;
    /// let verdict = passwords.verify(&stored, &Password::parse("U*U*U")?)?;
    /// assert!(matches!(verdict, Verdict::Mismatch));
    /// # Ok(())
    /// # }
    /// ```
    pub fn verify(
        &self,
        stored: &PasswordHash,
        password: &Password,
    ) -> Result<Verdict, VerifyError> {
        self.verify_with(&mut Arena::new(), stored, password)
    }

    /// [`verify`](Self::verify) with memory that is reused.
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify).
    ///
    /// ```
    /// # use countersign_password::{Arena, Password, PasswordContext, Verdict};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let passwords = PasswordContext::default();
    /// let mut arena = Arena::new();
    /// let password = Password::parse("open sesame")?;
    /// let stored = passwords.hash_with(&mut arena, &password)?;
    /// let verdict = passwords.verify_with(&mut arena, &stored, &password)?;
    /// assert!(matches!(verdict, Verdict::Match { upgrade: None, truncated: false, .. }));
    /// # Ok(())
    /// # }
    /// ```
    pub fn verify_with(
        &self,
        arena: &mut Arena,
        stored: &PasswordHash,
        password: &Password,
    ) -> Result<Verdict, VerifyError> {
        self.admit(stored, password)?;
        let matches = stored.record().matches(password, arena)?;
        Ok(self.verdict(stored, password, matches))
    }

    /// Verifies a password and, where there are reasons to upgrade, makes the better hash.
    ///
    /// The new hash costs at least as much as the stored one, unless the policy wants it otherwise
    /// ([`Upgrades::Exact`], or a scheme that it names as deprecated). A match that bcrypt truncated is not
    /// upgraded. The upgrade is best effort: if it cannot be made, the match stands, `upgrade` is `None`
    /// and the reasons remain.
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify).
    ///
    /// ```
    /// # use countersign_password::{Password, PasswordContext, PasswordHash, Scheme, Verdict};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let passwords = PasswordContext::default();
    /// let stored = PasswordHash::parse("$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")?;
    /// match passwords.verify_and_upgrade(&stored, &Password::parse("U*U")?)? {
    ///     Verdict::Match { upgrade: Some(better), .. } => assert_eq!(better.scheme(), Scheme::Argon2id),
    ///     verdict => panic!("{verdict:?}"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn verify_and_upgrade(
        &self,
        stored: &PasswordHash,
        password: &Password,
    ) -> Result<Verdict, VerifyError> {
        self.verify_and_upgrade_with(&mut Arena::new(), stored, password)
    }

    /// [`verify_and_upgrade`](Self::verify_and_upgrade) with memory that is reused.
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify).
    ///
    /// ```
    /// # use countersign_password::{Arena, Password, PasswordContext, Verdict};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let passwords = PasswordContext::default();
    /// let mut arena = Arena::new();
    /// let password = Password::parse("open sesame")?;
    /// let stored = passwords.hash_with(&mut arena, &password)?;
    /// let verdict = passwords.verify_and_upgrade_with(&mut arena, &stored, &password)?;
    /// assert!(matches!(verdict, Verdict::Match { upgrade: None, .. }), "it is new already");
    /// # Ok(())
    /// # }
    /// ```
    pub fn verify_and_upgrade_with(
        &self,
        arena: &mut Arena,
        stored: &PasswordHash,
        password: &Password,
    ) -> Result<Verdict, VerifyError> {
        let verdict = self.verify_with(arena, stored, password)?;
        Ok(self.upgrade(verdict, arena, stored, password))
    }

    /// What a new hash costs under this policy.
    ///
    /// ```
    /// use countersign_password::PasswordContext;
    ///
    /// assert_eq!(PasswordContext::default().new_hashes().memory_kib(), 19_456);
    /// ```
    #[must_use]
    pub const fn new_hashes(&self) -> Cost {
        self.policy.preferred
    }

    /// The highest costs that this policy computes.
    ///
    /// ```
    /// use countersign_password::PasswordContext;
    ///
    /// let passwords = PasswordContext::default();
    /// assert!(passwords.ceilings().check(passwords.new_hashes()).is_ok());
    /// ```
    #[must_use]
    pub const fn ceilings(&self) -> &Ceilings {
        &self.policy.ceilings
    }

    /// The scheme of a hash string, if this policy accepts it. Looks at the prefix only:
    /// [`PasswordHash::parse`] says whether the rest is well formed.
    ///
    /// ```
    /// use countersign_password::{PasswordContext, Scheme};
    ///
    /// let passwords = PasswordContext::default();
    /// assert_eq!(passwords.identify("$2y$10$…"), Some(Scheme::Bcrypt));
    /// assert_eq!(passwords.identify("plain text"), None);
    /// ```
    #[must_use]
    pub fn identify(&self, text: &str) -> Option<Scheme> {
        syntax::scheme(text).filter(|scheme| self.policy.accepted.contains(scheme))
    }

    /// Why a stored hash should be replaced, from its scheme, cost and form. No password, no work.
    ///
    /// A hash that costs an attacker more than new ones is left alone, unless it has a flaw of its own or
    /// the policy asks for [`Upgrades::Exact`]. Argon2, scrypt and yescrypt costs are compared by
    /// memory × time: what an attacker pays in hardware and time.
    ///
    /// ```
    /// use countersign_password::{PasswordContext, PasswordHash, UpgradeReason};
    ///
    /// let stored = PasswordHash::parse("$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")?;
    /// let reasons = PasswordContext::default().upgrade_reasons(&stored);
    /// assert!(reasons.contains(UpgradeReason::DeprecatedScheme));
    /// # Ok::<(), countersign_password::HashFormatError>(())
    /// ```
    #[must_use]
    pub fn upgrade_reasons(&self, stored: &PasswordHash) -> UpgradeReasons {
        self.reasons_of_cost(stored.cost(), stored.record().flaws())
    }

    fn reasons_of_cost(&self, cost: Cost, flaws: UpgradeReasons) -> UpgradeReasons {
        let (old, new) = (cost.strength(), self.policy.preferred.strength());
        let is_weaker = old.family == new.family && old.within < new.within;
        let is_of_the_scheme = cost.scheme() == self.policy.preferred.scheme();
        let is_exact = self.policy.upgrades == Upgrades::Exact;
        let is_deprecated = match &self.policy.deprecated {
            Some(deprecated) => deprecated.contains(&cost.scheme()),
            None if is_exact => !is_of_the_scheme,
            None => old.family < new.family,
        };
        let differs = is_of_the_scheme && cost != self.policy.preferred;
        flaws
            .with(UpgradeReason::DeprecatedScheme, is_deprecated)
            .with(
                UpgradeReason::WeakerCost,
                is_weaker || self.is_nominal(cost) || self.policy.is_below_least(cost),
            )
            .with(UpgradeReason::OtherCost, is_exact && differs)
    }

    /// Whether the scheme is better than that of new hashes by its name alone: Argon2id with 8 KiB is no
    /// reason to keep a hash where new ones are bcrypt.
    fn is_nominal(&self, cost: Cost) -> bool {
        let new = self.policy.preferred;
        cost.strength().family > new.strength().family
            && cost.work().saturating_mul(NOMINAL) < new.work()
    }

    /// Whether the policy lets this hash be computed for this password.
    pub(crate) fn admit(
        &self,
        stored: &PasswordHash,
        password: &Password,
    ) -> Result<(), VerifyError> {
        self.admit_cost(stored.cost(), password)
    }

    fn admit_cost(&self, cost: Cost, password: &Password) -> Result<(), VerifyError> {
        if !self.policy.accepted.contains(&cost.scheme()) {
            return Err(VerifyError::SchemeNotAccepted(cost.scheme()));
        }
        Ok(self.policy.ceilings.check_for(cost, password)?)
    }

    /// What it costs to verify against nothing, so that it looks like verifying a stored hash of the
    /// cost `like`: that cost, or the one of new hashes where there is none or this policy refuses it,
    /// by scheme or by ceiling. To be given to [`dummy_verify_at`](Self::dummy_verify_at).
    ///
    /// ```
    /// use countersign_password::{BcryptCost, Cost, Password, PasswordContext, Scheme};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let (bcrypt, password) = (Cost::from(BcryptCost::new(12)?), Password::parse("open sesame")?);
    /// let passwords = PasswordContext::default();
    /// assert_eq!(passwords.dummy_cost(Some(bcrypt), &password), bcrypt);
    /// let passwords = PasswordContext::builder().accept([Scheme::Argon2id]).build()?;
    /// assert_eq!(passwords.dummy_cost(Some(bcrypt), &password), passwords.new_hashes());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn dummy_cost(&self, like: Option<Cost>, password: &Password) -> Cost {
        like.filter(|cost| self.admit_cost(*cost, password).is_ok())
            .unwrap_or(self.policy.preferred)
    }

    /// What a comparison found, with what the policy says to it.
    pub(crate) fn verdict(
        &self,
        stored: &PasswordHash,
        password: &Password,
        matches: bool,
    ) -> Verdict {
        if !matches {
            return Verdict::Mismatch;
        }
        Verdict::Match {
            upgrade: None,
            reasons: self.upgrade_reasons(stored),
            truncated: stored.record().truncates(password),
        }
    }

    /// Adds the better hash to a match that has reasons for one.
    pub(crate) fn upgrade(
        &self,
        mut verdict: Verdict,
        arena: &mut Arena,
        stored: &PasswordHash,
        password: &Password,
    ) -> Verdict {
        if let Verdict::Match {
            upgrade,
            reasons,
            truncated: false,
        } = &mut verdict
            && !reasons.is_empty()
        {
            let cost = self.upgrade_cost(stored);
            *upgrade = Record::hash(cost, password, arena)
                .and_then(PasswordHash::from_record)
                .ok();
        }
        verdict
    }

    /// The cost of the better hash: as strong as the stored one or the least that the policy wants of
    /// its family, where the policy keeps hashes of that cost; else that of new hashes.
    fn upgrade_cost(&self, stored: &PasswordHash) -> Cost {
        let (old, new) = (stored.cost().renewed(), self.policy.preferred);
        let deprecated = self.policy.deprecated.as_deref().unwrap_or_default();
        let may_be_lower = self.policy.upgrades == Upgrades::Exact
            || self.is_nominal(old)
            || deprecated.contains(&stored.scheme());
        let is_stronger = |cost: &Cost| {
            let (cost, old, new) = (cost.strength(), old.strength(), new.strength());
            cost > new && cost.family == old.family && cost >= old
        };
        let least = self.policy.least.iter().map(|least| least.renewed());
        let mut stronger = [old].into_iter().chain(least).filter(is_stronger);
        let kept = stronger.find(|cost| self.keeps_new(*cost));
        kept.filter(|_| !may_be_lower).unwrap_or(new)
    }

    /// Whether a new hash of that cost would be accepted, and left alone.
    fn keeps_new(&self, cost: Cost) -> bool {
        cost.can_be_new()
            && self.policy.accepted.contains(&cost.scheme())
            && self.policy.ceilings.check(cost).is_ok()
            && self
                .reasons_of_cost(cost, UpgradeReasons::default())
                .is_empty()
    }
}

impl Default for PasswordContext {
    fn default() -> Self {
        Self::builder().build_unchecked()
    }
}
