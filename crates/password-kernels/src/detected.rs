//! The choice among the kernels.

use std::sync::OnceLock;

use crate::argon2::block::Block;
use crate::engine::Engine;
use crate::{Argon2, Kernel, Variant, Version};

impl Kernel {
    /// From the fastest.
    const ALL: [Self; 4] = [Self::Avx512, Self::Avx2, Self::Neon, Self::Portable];

    /// The fastest kernel that runs on this machine, found once.
    ///
    /// A kernel is taken only if it computes one small tag as the portable one does: a processor, an
    /// emulator or a compiler that is at fault then costs speed, and not every stored hash.
    ///
    /// ```
    /// use countersign_password_kernels::Kernel;
    ///
    /// println!("Argon2 is computed with {}", Kernel::detected());
    /// ```
    #[must_use]
    pub fn detected() -> Self {
        static DETECTED: OnceLock<Kernel> = OnceLock::new();
        *DETECTED.get_or_init(|| {
            let sound = Self::available().find(|kernel| Engine::of(*kernel).is_some_and(is_sound));
            sound.unwrap_or(Self::Portable)
        })
    }

    /// The kernels that run on this machine, from the fastest.
    ///
    /// ```
    /// use countersign_password_kernels::Kernel;
    ///
    /// assert_eq!(Kernel::available().last(), Some(Kernel::Portable));
    /// ```
    pub fn available() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|kernel| kernel.is_available())
    }

    /// Whether this machine has the instructions.
    ///
    /// ```
    /// use countersign_password_kernels::Kernel;
    ///
    /// assert!(!(Kernel::Avx2.is_available() && Kernel::Neon.is_available()));
    /// ```
    #[must_use]
    pub fn is_available(self) -> bool {
        Engine::of(self).is_some()
    }
}

/// Whether the engine computes a small tag as the portable one does: both kinds of reference, blocks
/// replaced and added to.
fn is_sound(engine: Engine) -> bool {
    let tag = small_tag(engine);
    tag.is_some() && tag == small_tag(Engine::Portable)
}

fn small_tag(engine: Engine) -> Option<[u8; 32]> {
    let inputs = Argon2 {
        variant: Variant::Argon2id,
        version: Version::V0x13,
        memory_kib: 8,
        passes: 2,
        lanes: 1,
        password: b"not a secret",
        salt: b"not a salt",
        secret: &[],
        associated_data: &[],
    };
    let plan = inputs.plan().ok()?;
    let (mut blocks, mut tag) = ([Block::ZERO; 8], [0; 32]);
    inputs.compute_over(engine, &plan, &mut blocks, &mut tag);
    Some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kernel_that_computes_something_else_is_not_sound() {
        assert!(!is_sound(Engine::Faulty));
        assert!(Kernel::available().all(|kernel| is_sound(Engine::of(kernel).unwrap())));
    }

    #[test]
    fn the_fastest_that_is_available_is_detected() {
        assert_eq!(Kernel::available().next(), Some(Kernel::detected()));
    }
}
