//! The kernels by name.

use std::fmt;

/// Instructions that Argon2 is computed with. The tag is the same with each.
///
/// ```
/// use countersign_password_kernels::Kernel;
///
/// assert!(Kernel::available().any(|kernel| kernel == Kernel::detected()));
/// assert!(Kernel::Portable.is_available());
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kernel {
    /// Plain Rust, for every processor.
    Portable,
    /// AVX2 of x86-64.
    Avx2,
    /// AVX-512F of x86-64.
    Avx512,
    /// NEON of AArch64.
    Neon,
}

impl fmt::Display for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Portable => "portable",
            Self::Avx2 => "AVX2",
            Self::Avx512 => "AVX-512",
            Self::Neon => "NEON",
        })
    }
}
