//! The variants and versions of Argon2.

/// What decides which block is mixed into another (RFC 9106 section 3.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// The content of memory: the most costly to attack, but it leaks through the cache.
    Argon2d = 0,
    /// Nothing secret.
    Argon2i = 1,
    /// Nothing secret for the first half of the first pass, then the content of memory.
    Argon2id = 2,
}

/// The version of Argon2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// Version 1.0, `v=16`: a later pass replaces blocks.
    V0x10 = 0x10,
    /// Version 1.3, `v=19`, the one of RFC 9106: a later pass adds to blocks.
    V0x13 = 0x13,
}

impl Version {
    /// The version that a hash string calls `v=16` or `v=19`.
    ///
    /// ```
    /// use countersign_password_kernels::Version;
    ///
    /// assert_eq!(Version::from_number(19), Some(Version::V0x13));
    /// assert_eq!(Version::from_number(17), None);
    /// ```
    #[must_use]
    pub const fn from_number(number: u32) -> Option<Self> {
        match number {
            0x10 => Some(Self::V0x10),
            0x13 => Some(Self::V0x13),
            _ => None,
        }
    }

    /// The number in a hash string: 16 or 19.
    ///
    /// ```
    /// use countersign_password_kernels::Version;
    ///
    /// assert_eq!(Version::V0x13.number(), 19);
    /// ```
    #[must_use]
    pub const fn number(self) -> u32 {
        self as u32
    }
}
