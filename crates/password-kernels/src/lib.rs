//! The loops of password hashing that need the processor's wide registers.
//!
//! ```
//! use countersign_password_kernels::{Arena, Argon2, Variant, Version};
//!
//! let inputs = Argon2 {
//!     variant: Variant::Argon2id,
//!     version: Version::V0x13,
//!     memory_kib: 19_456,
//!     passes: 2,
//!     lanes: 1,
//!     password: b"open sesame",
//!     salt: b"sixteen byte slt",
//!     secret: &[],
//!     associated_data: &[],
//! };
//! let mut arena = Arena::new();
//! let mut tag = [0; 32];
//! inputs.compute(&mut arena, &mut tag)?;
//! assert_ne!(tag, [0; 32]);
//! # Ok::<(), countersign_password_kernels::Argon2Error>(())
//! ```
//!
//! # Unsafe code
//!
//! This is the one crate of Countersign that has any: calls of intrinsics and of the operating
//! system, in the modules `argon2::vector`, `argon2::prefetch`, `arena::mapped` and `arena::wipe`.
//! What keeps it sound:
//!
//! - A register type can be made only with a value that says that its instructions were detected.
//! - Registers are loaded from and stored to arrays, by value; no pointer is
//!   computed.
//! - The three blocks that a step works on are borrowed at once, checked to be different and in range.
//! - The algorithm is written once, over traits of registers. Tests run it over registers of every
//!   width in plain Rust as well, on every machine, and compare each kernel that the machine has with
//!   another implementation on a grid of parameters.
//! - [`Kernel::detected`] takes a kernel only after it has computed one small tag as plain Rust does.
//!
//! Under Miri only the portable kernel is available and memory comes from the allocator, so that
//! `cargo miri test` checks all that it can.

mod arena;
mod argon2;
mod compute;
mod detected;
mod engine;
mod error;
mod kernel;

pub use arena::Arena;
pub use argon2::{Argon2, Variant, Version};
pub use error::Argon2Error;
pub use kernel::Kernel;
