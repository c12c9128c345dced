//! Why nothing was computed.

use crate::Kernel;

/// Why a tag was not computed. No message tells anything about the password.
///
/// ```
/// use countersign_password_kernels::Argon2Error;
///
/// let error = Argon2Error::OutOfMemory { kib: 19_456 };
/// assert_eq!(error.to_string(), "no memory for an Argon2 buffer of 19456 KiB");
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Argon2Error {
    /// The number of lanes is outside RFC 9106 section 3.1.
    #[error("{lanes} Argon2 lanes are outside 1 to 16777215")]
    Lanes {
        /// The lanes asked for.
        lanes: u32,
    },
    /// RFC 9106 section 3.1: each lane needs 8 KiB.
    #[error("{memory_kib} KiB of Argon2 memory are too little: the lanes need at least {least}")]
    Memory {
        /// The memory asked for, in KiB.
        memory_kib: u32,
        /// The least memory for these lanes, in KiB.
        least: u32,
    },
    /// RFC 9106 section 3.1: there is at least one pass.
    #[error("Argon2 needs at least one pass")]
    Passes,
    /// The length of the tag is outside RFC 9106 section 3.1.
    #[error("an Argon2 tag of {bytes} bytes is outside 4 to 4294967295")]
    TagLength {
        /// The length asked for, in bytes.
        bytes: usize,
    },
    /// An input is longer than RFC 9106 section 3.1 allows.
    #[error("the {input} of Argon2 is {bytes} bytes long; at most 4294967295 are allowed")]
    InputTooLong {
        /// Which one: password, salt, secret or associated data.
        input: &'static str,
        /// Its length, in bytes.
        bytes: usize,
    },
    /// The operating system gave no memory.
    #[error("no memory for an Argon2 buffer of {kib} KiB")]
    OutOfMemory {
        /// Size of the buffer, in KiB.
        kib: u64,
    },
    /// The kernel that was asked for by name does not run on this machine.
    #[error("this machine has not what the {kernel} kernel needs")]
    KernelUnavailable {
        /// The kernel.
        kernel: Kernel,
    },
}
