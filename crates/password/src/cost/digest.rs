//! What salted digests cost: next to nothing.

use std::fmt;
use std::time::Duration;

use super::units::nanoseconds;

/// One block of a hash function, at most.
const NANOSECONDS_PER_ROUND: u128 = 400;

/// A hash function, and how often it is applied. Fixed by the format, so there is nothing to choose.
///
/// ```
/// use countersign_password::{Cost, HashFunction, PasswordHash};
///
/// let stored = PasswordHash::parse("{SSHA}0c0blFTXXNuAMHECS4uxrj3ZieMoWImr")?;
/// let Cost::Digest(params) = stored.cost() else { panic!() };
/// assert_eq!((params.function(), params.rounds()), (HashFunction::Sha1, 1));
/// # Ok::<(), countersign_password::HashFormatError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DigestParams {
    function: HashFunction,
    rounds: u32,
}

impl DigestParams {
    pub(crate) const fn once(function: HashFunction) -> Self {
        Self::repeated(function, 1)
    }

    pub(crate) const fn repeated(function: HashFunction, rounds: u32) -> Self {
        Self { function, rounds }
    }

    /// The hash function.
    ///
    /// ```
    /// use countersign_password::{Cost, HashFunction, PasswordHash};
    ///
    /// let stored = PasswordHash::parse("md5$seasalt$3f86d0d3d465b7b458c231bf3555c0e3")?;
    /// let Cost::Digest(params) = stored.cost() else { panic!() };
    /// assert_eq!(params.function(), HashFunction::Md5);
    /// # Ok::<(), countersign_password::HashFormatError>(())
    /// ```
    #[must_use]
    pub const fn function(self) -> HashFunction {
        self.function
    }

    /// How often it is applied: once, but by Spring's `{sha256}`.
    ///
    /// ```
    /// use countersign_password::{Cost, PasswordHash};
    ///
    /// let stored = PasswordHash::parse(&format!("{{sha256}}{}", "97cde380".repeat(10)))?;
    /// let Cost::Digest(params) = stored.cost() else { panic!() };
    /// assert_eq!(params.rounds(), 1024);
    /// # Ok::<(), countersign_password::HashFormatError>(())
    /// ```
    #[must_use]
    pub const fn rounds(self) -> u32 {
        self.rounds
    }

    pub(super) const fn work(self) -> Duration {
        nanoseconds(NANOSECONDS_PER_ROUND * self.rounds as u128)
    }
}

impl fmt::Display for DigestParams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},rounds={}", self.function, self.rounds)
    }
}

/// A hash function of stored digests. None of them is made for passwords.
///
/// ```
/// use countersign_password::HashFunction;
///
/// assert_eq!(HashFunction::Sha1.to_string(), "sha1");
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HashFunction {
    /// MD4, RFC 1320.
    Md4,
    /// MD5, RFC 1321.
    Md5,
    /// SHA-1, RFC 3174.
    Sha1,
    /// SHA-256, RFC 6234.
    Sha256,
    /// SHA-384, RFC 6234.
    Sha384,
    /// SHA-512, RFC 6234.
    Sha512,
}

impl HashFunction {
    /// Length of a digest.
    pub(crate) const fn bytes(self) -> usize {
        match self {
            Self::Md4 | Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }
}

impl fmt::Display for HashFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Md4 => "md4",
            Self::Md5 => "md5",
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
        })
    }
}
