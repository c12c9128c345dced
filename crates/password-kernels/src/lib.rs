//! The loops of password hashing that need the processor's wide registers.

mod arena;
mod argon2;
mod engine;
mod error;
mod kernel;

pub use arena::Arena;
pub use argon2::{Argon2, Variant, Version};
pub use error::Argon2Error;
pub use kernel::Kernel;
