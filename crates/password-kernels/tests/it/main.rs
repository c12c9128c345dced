//! The crate's rules, seen through its public interface.
#![cfg(test)]

mod bounds;
mod known_answers;
mod memory;

use countersign_password_kernels::{Argon2, Variant, Version};

/// The smallest computation there is.
const SMALLEST: Argon2<'_> = Argon2 {
    variant: Variant::Argon2id,
    version: Version::V0x13,
    memory_kib: 8,
    passes: 1,
    lanes: 1,
    password: b"open sesame",
    salt: b"sixteen byte slt",
    secret: &[],
    associated_data: &[],
};
