//! Why a stored hash should be replaced.

use std::fmt;
use std::str::FromStr;

/// Which stored hashes are replaced.
///
/// ```
/// use countersign_password::{BcryptCost, PasswordContext, PasswordHash, UpgradeReason, Upgrades};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let exact = PasswordContext::builder()
///     .new_hashes(BcryptCost::new(4)?)
///     .upgrades(Upgrades::Exact)
///     .build()?;
/// let costlier = PasswordHash::parse("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")?;
/// assert!(exact.upgrade_reasons(&costlier).contains(UpgradeReason::OtherCost));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Upgrades {
    /// Those that are weaker than new ones. A replacement costs an attacker at least as much as the hash
    /// that it replaces, unless the policy names that hash's scheme as deprecated.
    #[default]
    Stronger,
    /// Those that differ from new ones in scheme or cost, also where they are stronger, as Passlib does
    /// where rounds are fixed. The way to lower a cost that turned out to be too high.
    Exact,
}

impl FromStr for Upgrades {
    type Err = UnknownUpgrades;

    /// `stronger` or `exact`.
    ///
    /// ```
    /// use countersign_password::Upgrades;
    ///
    /// assert_eq!("exact".parse(), Ok(Upgrades::Exact));
    /// ```
    fn from_str(text: &str) -> Result<Self, UnknownUpgrades> {
        match text {
            "stronger" => Ok(Self::Stronger),
            "exact" => Ok(Self::Exact),
            _ => Err(UnknownUpgrades),
        }
    }
}

/// A text that is no [`Upgrades`].
///
/// ```
/// use countersign_password::Upgrades;
///
/// let refused = "always".parse::<Upgrades>().unwrap_err();
/// assert_eq!(refused.to_string(), "upgrades are stronger or exact");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("upgrades are stronger or exact")]
pub struct UnknownUpgrades;

/// One reason to replace a stored hash.
///
/// ```
/// use countersign_password::{PasswordContext, PasswordHash, UpgradeReason};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let without_version = "$argon2id$m=65536,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$RdescudvJCsgt3ub+b3dWA";
/// let reasons = PasswordContext::default().upgrade_reasons(&PasswordHash::parse(without_version)?);
/// assert_eq!(reasons.iter().collect::<Vec<_>>(), [UpgradeReason::OldVersion]);
/// # Ok(())
/// # }
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UpgradeReason {
    /// The policy makes new hashes with a stronger scheme.
    DeprecatedScheme,
    /// New hashes of the same scheme cost an attacker more.
    WeakerCost,
    /// The policy asks for exactly its own cost, and this hash has another one: see
    /// [`Upgrades::Exact`].
    OtherCost,
    /// Argon2 of version 0x10, which RFC 9106 replaced by 0x13.
    OldVersion,
    /// A weaker variant of the scheme: Argon2i or Argon2d; yescrypt of a write-once flavour; or `$2x$`,
    /// under which different passwords with 8-bit characters can share a hash.
    WeakVariant,
    /// A salt of less than 16 bytes (RFC 9106 section 4).
    ShortSalt,
    /// A tag of less than 16 bytes (RFC 9106 section 4).
    ShortTag,
}

impl UpgradeReason {
    const ALL: [Self; 7] = [
        Self::DeprecatedScheme,
        Self::WeakerCost,
        Self::OtherCost,
        Self::OldVersion,
        Self::WeakVariant,
        Self::ShortSalt,
        Self::ShortTag,
    ];

    const fn bit(self) -> u16 {
        1 << self as u8
    }
}

impl fmt::Display for UpgradeReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::DeprecatedScheme => "deprecated scheme",
            Self::WeakerCost => "weaker cost",
            Self::OtherCost => "other cost",
            Self::OldVersion => "old version",
            Self::WeakVariant => "weak variant",
            Self::ShortSalt => "short salt",
            Self::ShortTag => "short tag",
        })
    }
}

/// The reasons to replace a stored hash, as a small set. `Display` lists them for a log.
///
/// ```
/// use countersign_password::{PasswordContext, PasswordHash, UpgradeReason};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let stored = PasswordHash::parse("$2x$05$6bNw2HLQYeqHYyBfLMsv/OiwqTymGIGzFsA4hOTWebfehXHNprcAS")?;
/// let reasons = PasswordContext::default().upgrade_reasons(&stored);
/// assert!(reasons.contains(UpgradeReason::DeprecatedScheme));
/// assert_eq!(reasons.to_string(), "deprecated scheme, weak variant");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct UpgradeReasons(u16);

impl UpgradeReasons {
    /// Whether the stored hash is as good as a new one.
    ///
    /// ```
    /// use countersign_password::UpgradeReasons;
    ///
    /// assert!(UpgradeReasons::default().is_empty());
    /// ```
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether this is one of the reasons.
    ///
    /// ```
    /// use countersign_password::{PasswordContext, PasswordHash, UpgradeReason};
    ///
    /// let stored = PasswordHash::parse("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")?;
    /// let reasons = PasswordContext::default().upgrade_reasons(&stored);
    /// assert!(reasons.contains(UpgradeReason::DeprecatedScheme));
    /// assert!(!reasons.contains(UpgradeReason::WeakerCost));
    /// # Ok::<(), countersign_password::HashFormatError>(())
    /// ```
    #[must_use]
    pub const fn contains(self, reason: UpgradeReason) -> bool {
        self.0 & reason.bit() != 0
    }

    /// The reasons, in the order of [`UpgradeReason`].
    ///
    /// ```
    /// use countersign_password::{PasswordContext, PasswordHash, UpgradeReason};
    ///
    /// let stored = PasswordHash::parse("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")?;
    /// let reasons = PasswordContext::default().upgrade_reasons(&stored);
    /// assert_eq!(reasons.iter().next(), Some(UpgradeReason::DeprecatedScheme));
    /// # Ok::<(), countersign_password::HashFormatError>(())
    /// ```
    pub fn iter(self) -> impl Iterator<Item = UpgradeReason> {
        UpgradeReason::ALL
            .into_iter()
            .filter(move |reason| self.contains(*reason))
    }

    /// These reasons, and another one where it applies.
    pub(crate) const fn with(self, reason: UpgradeReason, applies: bool) -> Self {
        if applies {
            Self(self.0 | reason.bit())
        } else {
            self
        }
    }
}

impl fmt::Display for UpgradeReasons {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for reason in self.iter() {
            write!(f, "{separator}{reason}")?;
            separator = ", ";
        }
        Ok(())
    }
}

impl fmt::Debug for UpgradeReasons {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
