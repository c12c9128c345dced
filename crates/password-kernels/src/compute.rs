//! Argon2 on a kernel: the fastest one, or one that is named.

use crate::engine::Engine;
use crate::{Arena, Argon2, Argon2Error, Kernel};

impl Argon2<'_> {
    /// Computes the tag with [`Kernel::detected`], in the arena's memory.
    ///
    /// The length of `tag` is one of the inputs: 4 to 2^32 − 1 bytes. Another length gives another tag.
    ///
    /// # Errors
    ///
    /// [`Argon2Error`] when an input is out of range or memory is not to be had; `tag` is then left
    /// as it was.
    ///
    /// ```
    /// use countersign_password_kernels::{Arena, Argon2, Argon2Error, Variant, Version};
    ///
    /// let inputs = Argon2 {
    ///     variant: Variant::Argon2id,
    ///     version: Version::V0x13,
    ///     memory_kib: 31,
    ///     passes: 1,
    ///     lanes: 4,
    ///     password: b"open sesame",
    ///     salt: b"sixteen byte slt",
    ///     secret: &[],
    ///     associated_data: &[],
    /// };
    /// let refused = inputs.compute(&mut Arena::new(), &mut [0; 32]);
    /// assert_eq!(refused, Err(Argon2Error::Memory { memory_kib: 31, least: 32 }));
    /// ```
    pub fn compute(&self, arena: &mut Arena, tag: &mut [u8]) -> Result<(), Argon2Error> {
        self.compute_on(Kernel::detected(), arena, tag)
    }

    /// Computes the tag with the kernel named, for tests and measurements.
    ///
    /// # Errors
    ///
    /// As [`Self::compute`], and [`Argon2Error::KernelUnavailable`] where the kernel does not run.
    ///
    /// ```
    /// use countersign_password_kernels::{Arena, Argon2, Kernel, Variant, Version};
    ///
    /// let inputs = Argon2 {
    ///     variant: Variant::Argon2id,
    ///     version: Version::V0x13,
    ///     memory_kib: 64,
    ///     passes: 2,
    ///     lanes: 1,
    ///     password: b"open sesame",
    ///     salt: b"sixteen byte slt",
    ///     secret: &[],
    ///     associated_data: &[],
    /// };
    /// let (mut arena, mut fast, mut slow) = (Arena::new(), [0; 32], [0; 32]);
    /// inputs.compute_on(Kernel::detected(), &mut arena, &mut fast)?;
    /// inputs.compute_on(Kernel::Portable, &mut arena, &mut slow)?;
    /// assert_eq!(fast, slow);
    /// # Ok::<(), countersign_password_kernels::Argon2Error>(())
    /// ```
    pub fn compute_on(
        &self,
        kernel: Kernel,
        arena: &mut Arena,
        tag: &mut [u8],
    ) -> Result<(), Argon2Error> {
        let engine = Engine::of(kernel).ok_or(Argon2Error::KernelUnavailable { kernel })?;
        self.compute_in(engine, arena, tag)
    }
}
