//! Errors of reading hash strings, hashing and verifying.

use crate::{CostAboveCeiling, CostError, Scheme};

/// The longest hash string accepted, in bytes.
pub(crate) const MAX_HASH_BYTES: usize = 1024;

/// Why a string is not a hash that this crate knows.
///
/// ```
/// use countersign_password::PasswordHash;
///
/// let refused = PasswordHash::parse("$2b$+4$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q");
/// assert_eq!(refused.unwrap_err().to_string(), "malformed bcrypt hash: the cost is two digits");
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HashFormatError {
    /// The prefix belongs to no known scheme. Also for an empty string, `!` and `*`.
    #[error(
        "unknown hash scheme; a hash begins with a prefix such as $argon2id$, $2b$, $scrypt$ or $6$"
    )]
    UnknownScheme,
    /// The string is longer than [`PasswordHash::MAX_BYTES`](crate::PasswordHash::MAX_BYTES).
    #[error("the hash is {bytes} bytes long; at most {max} are accepted", max = MAX_HASH_BYTES)]
    TooLong {
        /// Length of the string, in bytes.
        bytes: usize,
    },
    /// The string breaks a rule of its scheme.
    #[error("malformed {scheme} hash: {rule}")]
    Malformed {
        /// The scheme of its prefix.
        scheme: Scheme,
        /// The rule that it breaks.
        rule: &'static str,
    },
    /// The string is well formed, but its scheme does not have this cost.
    #[error("malformed {scheme} hash: {cost}")]
    Cost {
        /// The scheme of its prefix.
        scheme: Scheme,
        /// What is wrong with its cost.
        cost: CostError,
    },
}

/// Why no new hash was made.
///
/// ```
/// use countersign_password::{BcryptCost, HashError, Password, PasswordContext};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let passwords = PasswordContext::builder().new_hashes(BcryptCost::new(4)?).build()?;
/// let refused = passwords.hash(&Password::parse("p".repeat(73))?).unwrap_err();
/// assert!(matches!(refused, HashError::TooLongForBcrypt { bytes: 73 }));
/// # Ok(())
/// # }
/// ```
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// bcrypt would ignore everything after 72 bytes, so a longer password is not hashed with it.
    #[error("the password is {bytes} bytes long; bcrypt takes at most 72")]
    TooLongForBcrypt {
        /// Length of the password, in bytes of UTF-8.
        bytes: usize,
    },
    /// The cost is of a scheme that makes no new hashes. No policy that was built has such a cost.
    #[error("{0} makes no new hashes")]
    SchemeOnlyVerifies(Scheme),
    /// The operating system gave no salt.
    #[error("no random bytes for a salt from the operating system: {reason}")]
    NoEntropy {
        /// What the operating system said.
        reason: String,
    },
    /// The computation could not be done.
    #[error(transparent)]
    Compute(#[from] ComputeError),
}

/// Why a stored hash was not verified. None of these says anything about the password.
///
/// ```
/// use countersign_password::{Password, PasswordContext, PasswordHash, VerifyError};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let hostile = PasswordHash::parse("$argon2id$v=19$m=4294967295,t=1,p=1$c29tZXNhbHQ$c29tZXRhZw")?;
/// let refused = PasswordContext::default().verify(&hostile, &Password::parse("p")?).unwrap_err();
/// assert!(matches!(refused, VerifyError::CostAboveCeiling(_)));
/// # Ok(())
/// # }
/// ```
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The stored text is no hash that this crate knows. Only
    /// [`verify_stored`](crate::PasswordContext::verify_stored) says this.
    #[error(transparent)]
    Format(#[from] HashFormatError),
    /// The policy does not accept hashes of this scheme.
    #[error("{0} hashes are not accepted by the password policy")]
    SchemeNotAccepted(Scheme),
    /// The hash asks for more work than the policy allows. No work was done.
    #[error(transparent)]
    CostAboveCeiling(#[from] CostAboveCeiling),
    /// The computation could not be done.
    #[error(transparent)]
    Compute(#[from] ComputeError),
}

/// Why a hash could not be computed, new or for comparison. This is the machine's fault or ours.
///
/// ```
/// use countersign_password::ComputeError;
///
/// let error = ComputeError::OutOfMemory { kib: 19_456 };
/// assert_eq!(error.to_string(), "no memory for a hash that needs 19456 KiB");
/// ```
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum ComputeError {
    /// The allocator gave no buffer.
    #[error("no memory for a hash that needs {kib} KiB")]
    OutOfMemory {
        /// What it needs, in KiB.
        kib: u64,
    },
    /// The implementation refused parameters that this crate had checked: a defect.
    #[error("the implementation refused checked parameters: {reason}")]
    Refused {
        /// What the implementation said.
        reason: String,
    },
}
