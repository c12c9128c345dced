//! How long a signing key is in each state.

use crate::UnixTime;

/// How long an issuer's keys live: what [`crate::KeyRing`] derives each key's state from.
///
/// All lengths are seconds. Two of them follow from how tokens are used, and are not to be chosen:
/// a key is published at least one cache lifetime before it signs, so that no verifier meets a
/// token whose key it could not know, and for at least the longest life of a token after it signed
/// last.
///
/// ```
/// use countersign_jose::Timetable;
///
/// const DAY: u64 = 86_400;
/// let timetable = Timetable::new(30 * DAY)
///     .cache_lifetime(3600)
///     .longest_token(900)
///     .clock_skew(30);
/// assert_eq!(timetable.publication_lead(), 3600 + 30);
/// assert_eq!(timetable.retention(), 900 + 30 + 2 * 30);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timetable {
    rotation: u64,
    cache_lifetime: u64,
    longest_token: u64,
    leeway: u64,
    clock_skew: u64,
}

impl Timetable {
    /// A key signs for `rotation` seconds, then the next one does.
    ///
    /// Unless said otherwise key sets are cached for one hour, tokens live for one hour, verifiers
    /// have a leeway of 30 seconds, and the nodes' clocks are 30 seconds apart. Where `rotation`
    /// is shorter than the time that a key must be published before, keys just follow each other
    /// as fast as that allows; where retired keys would fill the ring, rotation waits for one of
    /// them to be removed.
    ///
    /// ```
    /// # use countersign_jose::Timetable;
    /// assert_eq!(Timetable::new(2_592_000).rotation(), 2_592_000);
    /// ```
    #[must_use]
    pub const fn new(rotation: u64) -> Self {
        Self {
            rotation,
            cache_lifetime: 3600,
            longest_token: 3600,
            leeway: 30,
            clock_skew: 30,
        }
    }

    /// For how long verifiers may use a key set without asking again (`max-age` of the JWKS), and
    /// how long a node takes to publish a key that another node has stored.
    ///
    /// ```
    /// # use countersign_jose::Timetable;
    /// assert_eq!(Timetable::new(1).cache_lifetime(600).publication_lead(), 630);
    /// ```
    #[must_use]
    pub const fn cache_lifetime(self, seconds: u64) -> Self {
        Self {
            cache_lifetime: seconds,
            ..self
        }
    }

    /// The longest life of a token that these keys sign.
    ///
    /// ```
    /// # use countersign_jose::Timetable;
    /// assert_eq!(Timetable::new(1).longest_token(300).retention(), 300 + 30 + 60);
    /// ```
    #[must_use]
    pub const fn longest_token(self, seconds: u64) -> Self {
        Self {
            longest_token: seconds,
            ..self
        }
    }

    /// The leeway that verifiers grant after a token has expired.
    ///
    /// ```
    /// # use countersign_jose::Timetable;
    /// assert_eq!(Timetable::new(1).longest_token(300).leeway(0).retention(), 300 + 60);
    /// ```
    #[must_use]
    pub const fn leeway(self, seconds: u64) -> Self {
        Self {
            leeway: seconds,
            ..self
        }
    }

    /// How far the clocks of two nodes of the issuer may be apart.
    ///
    /// ```
    /// # use countersign_jose::Timetable;
    /// assert_eq!(Timetable::new(1).clock_skew(0).publication_lead(), 3600);
    /// ```
    #[must_use]
    pub const fn clock_skew(self, seconds: u64) -> Self {
        Self {
            clock_skew: seconds,
            ..self
        }
    }

    /// How long a key signs.
    ///
    /// ```
    /// # use countersign_jose::Timetable;
    /// assert_eq!(Timetable::new(86_400).rotation(), 86_400);
    /// ```
    #[must_use]
    pub const fn rotation(self) -> u64 {
        self.rotation
    }

    /// How long a key is published before it signs: one cache lifetime, and the clock skew, since
    /// the node whose clock is ahead uses it first.
    ///
    /// ```
    /// # use countersign_jose::Timetable;
    /// assert_eq!(Timetable::new(1).publication_lead(), 3600 + 30);
    /// ```
    #[must_use]
    pub const fn publication_lead(self) -> u64 {
        self.cache_lifetime.saturating_add(self.clock_skew)
    }

    /// How long a key is published after its successor took over: the longest token and its
    /// leeway, and the skew twice, since the last node to stop signing may be behind as far as the
    /// first to remove the key is ahead.
    ///
    /// ```
    /// # use countersign_jose::Timetable;
    /// assert_eq!(Timetable::new(1).retention(), 3600 + 30 + 2 * 30);
    /// ```
    #[must_use]
    pub const fn retention(self) -> u64 {
        self.longest_token
            .saturating_add(self.leeway)
            .saturating_add(self.clock_skew.saturating_mul(2))
    }

    /// What the clock that is the furthest ahead says when another says this.
    pub(crate) const fn furthest_ahead(self, instant: UnixTime) -> UnixTime {
        instant.saturating_add(self.clock_skew)
    }

    /// What the clock that is the furthest behind says when another says this.
    pub(crate) const fn furthest_behind(self, instant: UnixTime) -> UnixTime {
        instant.saturating_sub(self.clock_skew)
    }
}
