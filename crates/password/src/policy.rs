//! The policy of a password context, and what it may not contradict.

mod ceilings;
mod upgrade;

pub use ceilings::{Ceilings, CostAboveCeiling};
pub use upgrade::{UnknownUpgrades, UpgradeReason, UpgradeReasons, Upgrades};

use crate::{Cost, Scheme};

/// How new hashes are made, which stored ones are accepted, and how much work is done at most.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    pub(crate) preferred: Cost,
    pub(crate) accepted: Vec<Scheme>,
    /// `None`: what is weaker than the preferred family.
    pub(crate) deprecated: Option<Vec<Scheme>>,
    pub(crate) least: Vec<Cost>,
    pub(crate) upgrades: Upgrades,
    pub(crate) ceilings: Ceilings,
}

impl Policy {
    pub(crate) fn check(&self) -> Result<(), PolicyError> {
        let scheme = self.preferred.scheme();
        if !scheme.makes_new_hashes() {
            return Err(PolicyError::SchemeOnlyVerifies { scheme });
        }
        if !self.accepted.contains(&scheme) {
            return Err(PolicyError::NewHashesNotAccepted { scheme });
        }
        let deprecated = self.deprecated.as_deref().unwrap_or_default();
        if deprecated.contains(&scheme) {
            return Err(PolicyError::NewHashesDeprecated { scheme });
        }
        let unknown = deprecated
            .iter()
            .find(|scheme| !self.accepted.contains(scheme));
        if let Some(scheme) = unknown {
            return Err(PolicyError::DeprecatedNotAccepted { scheme: *scheme });
        }
        if !self.preferred.can_be_new() {
            return Err(PolicyError::NewHashesTooSmall);
        }
        if self.is_below_least(self.preferred) {
            return Err(PolicyError::NewHashesBelowLeast);
        }
        Ok(self.ceilings.check(self.preferred)?)
    }

    /// Whether the policy wants more of this family of schemes.
    pub(crate) fn is_below_least(&self, cost: Cost) -> bool {
        let strength = cost.strength();
        let mut least = self.least.iter().map(|least| least.strength());
        least.any(|least| least.family == strength.family && strength < least)
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
    /// New hashes would be of a scheme that only verifies what others have stored.
    #[error(
        "new hashes are not made with {scheme}; use argon2id, yescrypt, scrypt, bcrypt, pbkdf2-sha512 or pbkdf2-sha256"
    )]
    SchemeOnlyVerifies {
        /// The scheme of new hashes.
        scheme: Scheme,
    },
    /// New hashes would be of a scheme that is deprecated. So it is also where all are.
    #[error("new hashes are made with {scheme}, which is among the deprecated schemes")]
    NewHashesDeprecated {
        /// The scheme of new hashes.
        scheme: Scheme,
    },
    /// A scheme is deprecated that is not accepted either, so that no hash of it can be upgraded.
    #[error(
        "{scheme} is deprecated but not accepted; accept it, or leave it out of the deprecated schemes"
    )]
    DeprecatedNotAccepted {
        /// The deprecated scheme.
        scheme: Scheme,
    },
    /// New yescrypt hashes would have too little memory for the flavour of today, as some old hash has.
    #[error("new yescrypt hashes need an N of at least 4 times p")]
    NewHashesTooSmall,
    /// New hashes would cost less than the least of stored ones.
    #[error("new hashes cost less than the least cost of stored hashes of their scheme")]
    NewHashesBelowLeast,
    /// New hashes would cost more than the ceilings allow.
    #[error("new hashes cost too much: {0}")]
    NewHashesAboveCeiling(#[from] CostAboveCeiling),
}
