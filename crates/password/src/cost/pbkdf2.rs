//! The cost of PBKDF2.

use std::fmt;
use std::time::Duration;

use super::units::nanoseconds;
use crate::{CostError, Scheme};

/// What one round costs an attacker, in a unit of which OWASP's equivalent choices have the same number:
/// 1,400,000 rounds of SHA-1, 600,000 of SHA-256, 220,000 of SHA-512.
const SHA1_STRENGTH: u64 = 33;
const SHA256_STRENGTH: u64 = 77;
const SHA512_STRENGTH: u64 = 210;

/// PBKDF2's hash function and rounds (RFC 8018 section 5.2).
///
/// The default is SHA-256 with 600,000 rounds: OWASP's choice.
///
/// ```
/// use countersign_password::{Pbkdf2Params, Scheme};
///
/// assert_eq!(Pbkdf2Params::default(), Pbkdf2Params::sha256(600_000)?);
/// assert_eq!(Pbkdf2Params::sha512(220_000)?.scheme(), Scheme::Pbkdf2Sha512);
/// # Ok::<(), countersign_password::CostError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pbkdf2Params {
    digest: Digest,
    rounds: u32,
    /// Blocks of the derived key, each of which takes all the rounds.
    blocks: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Digest {
    Sha1,
    Sha256,
    Sha512,
}

impl Pbkdf2Params {
    /// HMAC-SHA-1, for stored hashes alone: new ones are not made with it.
    ///
    /// # Errors
    ///
    /// [`CostError::Pbkdf2Rounds`] without a round.
    ///
    /// ```
    /// use countersign_password::{Pbkdf2Params, Scheme};
    ///
    /// assert_eq!(Pbkdf2Params::sha1(131_000)?.scheme(), Scheme::Pbkdf2Sha1);
    /// # Ok::<(), countersign_password::CostError>(())
    /// ```
    pub const fn sha1(rounds: u32) -> Result<Self, CostError> {
        Self::new(Digest::Sha1, rounds)
    }

    /// HMAC-SHA-256.
    ///
    /// # Errors
    ///
    /// [`CostError::Pbkdf2Rounds`] without a round.
    ///
    /// ```
    /// use countersign_password::{CostError, Pbkdf2Params};
    ///
    /// assert_eq!(Pbkdf2Params::sha256(0), Err(CostError::Pbkdf2Rounds));
    /// ```
    pub const fn sha256(rounds: u32) -> Result<Self, CostError> {
        Self::new(Digest::Sha256, rounds)
    }

    /// HMAC-SHA-512.
    ///
    /// # Errors
    ///
    /// [`CostError::Pbkdf2Rounds`] without a round.
    ///
    /// ```
    /// use countersign_password::Pbkdf2Params;
    ///
    /// assert_eq!(Pbkdf2Params::sha512(220_000)?.rounds(), 220_000);
    /// # Ok::<(), countersign_password::CostError>(())
    /// ```
    pub const fn sha512(rounds: u32) -> Result<Self, CostError> {
        Self::new(Digest::Sha512, rounds)
    }

    const fn new(digest: Digest, rounds: u32) -> Result<Self, CostError> {
        if rounds == 0 {
            return Err(CostError::Pbkdf2Rounds);
        }
        let blocks = 1;
        Ok(Self {
            digest,
            rounds,
            blocks,
        })
    }

    /// The cost of deriving this many bytes instead of one block.
    pub(crate) fn for_tag_of(self, bytes: usize) -> Self {
        let blocks = bytes.div_ceil(self.digest_bytes());
        Self {
            blocks: u32::try_from(blocks).unwrap_or(u32::MAX),
            ..self
        }
    }

    /// One block; and where it is SHA-1, as many rounds of SHA-256 as cost an attacker the same.
    pub(super) fn renewed(self) -> Self {
        let (digest, rounds) = match self.digest {
            Digest::Sha1 => {
                let rounds = u64::from(self.rounds) * SHA1_STRENGTH / SHA256_STRENGTH + 1;
                (Digest::Sha256, u32::try_from(rounds).unwrap_or(self.rounds))
            }
            digest => (digest, self.rounds),
        };
        let blocks = 1;
        Self {
            digest,
            rounds,
            blocks,
        }
    }

    /// The scheme, which names the hash function.
    ///
    /// ```
    /// use countersign_password::{Pbkdf2Params, Scheme};
    ///
    /// assert_eq!(Pbkdf2Params::default().scheme(), Scheme::Pbkdf2Sha256);
    /// ```
    #[must_use]
    pub const fn scheme(self) -> Scheme {
        match self.digest {
            Digest::Sha1 => Scheme::Pbkdf2Sha1,
            Digest::Sha256 => Scheme::Pbkdf2Sha256,
            Digest::Sha512 => Scheme::Pbkdf2Sha512,
        }
    }

    /// The rounds, for each block of the derived key.
    ///
    /// ```
    /// use countersign_password::Pbkdf2Params;
    ///
    /// assert_eq!(Pbkdf2Params::default().rounds(), 600_000);
    /// ```
    #[must_use]
    pub const fn rounds(self) -> u32 {
        self.rounds
    }

    /// Bytes of one block of the derived key.
    pub(crate) const fn digest_bytes(self) -> usize {
        match self.digest {
            Digest::Sha1 => 20,
            Digest::Sha256 => 32,
            Digest::Sha512 => 64,
        }
    }

    /// Bytes of the derived key whose blocks the cost counts.
    pub(crate) const fn tag_bytes(self) -> usize {
        self.digest_bytes() * self.blocks as usize
    }

    /// 600,000 rounds take 84 ms with SHA-256, 210,000 take 115 ms with SHA-512.
    pub(super) const fn work(self) -> Duration {
        let per_round = match self.digest {
            Digest::Sha1 | Digest::Sha256 => 140,
            Digest::Sha512 => 548,
        };
        nanoseconds(self.rounds as u128 * self.blocks as u128 * per_round)
    }

    /// An attacker computes one block only.
    pub(super) const fn strength(self) -> u128 {
        let per_round = match self.digest {
            Digest::Sha1 => SHA1_STRENGTH,
            Digest::Sha256 => SHA256_STRENGTH,
            Digest::Sha512 => SHA512_STRENGTH,
        };
        self.rounds as u128 * per_round as u128
    }
}

impl Default for Pbkdf2Params {
    fn default() -> Self {
        Self {
            digest: Digest::Sha256,
            rounds: 600_000,
            blocks: 1,
        }
    }
}

impl fmt::Display for Pbkdf2Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rounds={}", self.rounds)
    }
}
