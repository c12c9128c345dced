//! Costs that do not exist.

/// A cost that the scheme does not have.
///
/// ```
/// use countersign_password::BcryptCost;
///
/// let refused = BcryptCost::new(3).unwrap_err();
/// assert_eq!(refused.to_string(), "bcrypt cost 3 is outside 4 to 31");
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CostError {
    /// Argon2 with no lane or too many.
    #[error("{lanes} Argon2 lanes are outside 1 to 16777215")]
    Argon2Lanes {
        /// The lanes asked for.
        lanes: u32,
    },
    /// Argon2 with too little memory for its lanes.
    #[error("{memory_kib} KiB of Argon2 memory are too little: the lanes need at least {least}")]
    Argon2Memory {
        /// The memory asked for, in KiB.
        memory_kib: u32,
        /// The least memory for these lanes, in KiB.
        least: u32,
    },
    /// Argon2 without a pass.
    #[error("Argon2 needs at least one pass")]
    Argon2Passes,
    /// scrypt's N is 2 to the power of this.
    #[error("scrypt ln={log_n} is outside 1 to 63")]
    ScryptLogN {
        /// The exponent asked for.
        log_n: u8,
    },
    /// scrypt's r and p are at least 1, and their product is below 2^30 (RFC 7914 section 2).
    #[error("scrypt r={r} and p={p}: each is at least 1, and r × p is below 2^30")]
    ScryptBlocks {
        /// The block size asked for.
        r: u32,
        /// The parallelism asked for.
        p: u32,
    },
    /// yescrypt's numbers do not go together.
    #[error(
        "yescrypt N=2^{log_n}, r={r}, p={p}: N is at most 2^63 and at least 4 p, r and p are at least 1, r × p is below 2^30"
    )]
    Yescrypt {
        /// The exponent of N asked for.
        log_n: u8,
        /// The block size asked for.
        r: u32,
        /// The parallelism asked for.
        p: u32,
    },
    /// PBKDF2 without a round.
    #[error("PBKDF2 needs at least one round")]
    Pbkdf2Rounds,
    /// SHA-crypt rounds that its specification does not have.
    #[error("{rounds} rounds of SHA-crypt are outside 1000 to 999999999")]
    ShaCryptRounds {
        /// The rounds asked for.
        rounds: u32,
    },
    /// A phpass cost that does not exist.
    #[error("phpass cost {log_rounds} is outside 7 to 30")]
    Phpass {
        /// The cost asked for.
        log_rounds: u8,
    },
    /// A bcrypt cost that does not exist.
    #[error("bcrypt cost {log_rounds} is outside 4 to 31")]
    Bcrypt {
        /// The cost asked for.
        log_rounds: u8,
    },
}
