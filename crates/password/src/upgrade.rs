//! Why a stored hash should be replaced.

use std::fmt;

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
    /// Argon2 of version 0x10, which RFC 9106 replaced by 0x13.
    OldVersion,
    /// A weaker variant of the scheme: Argon2i or Argon2d, or `$2x$`, under which different passwords
    /// with 8-bit characters can share a hash.
    WeakVariant,
    /// A salt of less than 16 bytes (RFC 9106 section 4).
    ShortSalt,
    /// A tag of less than 16 bytes (RFC 9106 section 4).
    ShortTag,
}

impl UpgradeReason {
    const ALL: [Self; 6] = [
        Self::DeprecatedScheme,
        Self::WeakerCost,
        Self::OldVersion,
        Self::WeakVariant,
        Self::ShortSalt,
        Self::ShortTag,
    ];

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl fmt::Display for UpgradeReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::DeprecatedScheme => "deprecated scheme",
            Self::WeakerCost => "weaker cost",
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
pub struct UpgradeReasons(u8);

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
