//! Time as an argument: whole seconds since 1970, as NumericDate counts them.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// A moment in whole seconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// The crate never reads a clock: the caller says what time it is. The wire form is NumericDate
/// (RFC 7519 section 2).
///
/// ```
/// use countersign_jose::UnixTime;
///
/// let issued = UnixTime::from_seconds(1_700_000_000);
/// assert_eq!(issued.saturating_add(300).seconds(), 1_700_000_300);
/// ```
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct UnixTime(u64);

impl UnixTime {
    /// The moment `seconds` after 1970.
    ///
    /// ```
    /// # use countersign_jose::UnixTime;
    /// assert!(UnixTime::from_seconds(1) > UnixTime::from_seconds(0));
    /// ```
    #[must_use]
    pub const fn from_seconds(seconds: u64) -> Self {
        Self(seconds)
    }

    /// Seconds since 1970.
    ///
    /// ```
    /// # use countersign_jose::UnixTime;
    /// assert_eq!(UnixTime::from_seconds(7).seconds(), 7);
    /// ```
    #[must_use]
    pub const fn seconds(self) -> u64 {
        self.0
    }

    /// The moment `seconds` later; the end of time where that overflows.
    ///
    /// ```
    /// # use countersign_jose::UnixTime;
    /// let end = UnixTime::from_seconds(u64::MAX);
    /// assert_eq!(end.saturating_add(1), end);
    /// ```
    #[must_use]
    pub const fn saturating_add(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// The moment `seconds` earlier; 1970 where that underflows.
    ///
    /// ```
    /// # use countersign_jose::UnixTime;
    /// assert_eq!(UnixTime::from_seconds(5).saturating_sub(9).seconds(), 0);
    /// ```
    #[must_use]
    pub const fn saturating_sub(self, seconds: u64) -> Self {
        Self(self.0.saturating_sub(seconds))
    }
}

/// The clock stands before 1970, so no expiry can be compared with it.
///
/// ```
/// use std::time::{Duration, UNIX_EPOCH};
/// use countersign_jose::{ClockBefore1970, UnixTime};
///
/// let wrong = UNIX_EPOCH - Duration::from_secs(1);
/// assert_eq!(UnixTime::try_from(wrong), Err(ClockBefore1970));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the clock stands before 1970; set it before tokens are signed or verified")]
pub struct ClockBefore1970;

impl TryFrom<SystemTime> for UnixTime {
    type Error = ClockBefore1970;

    fn try_from(time: SystemTime) -> Result<Self, ClockBefore1970> {
        let since = time
            .duration_since(UNIX_EPOCH)
            .map_err(|_| ClockBefore1970)?;
        Ok(Self(since.as_secs()))
    }
}
