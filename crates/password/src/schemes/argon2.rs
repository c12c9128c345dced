//! Argon2 (RFC 9106).

use countersign_password_kernels::{self as kernels, Argon2Error, Variant, Version};
use zeroize::Zeroizing;

use super::input::{Input, Tag};
use crate::{Arena, Argon2Params, ComputeError, UpgradeReason, UpgradeReasons};

#[derive(Clone, Copy)]
pub(crate) struct Argon2 {
    pub(crate) version: Version,
    pub(crate) params: Argon2Params,
}

impl Argon2 {
    /// Version 0x13.
    pub(super) const fn current(params: Argon2Params) -> Self {
        Self {
            version: Version::V0x13,
            params,
        }
    }

    pub(super) fn flaws(&self) -> UpgradeReasons {
        UpgradeReasons::default()
            .with(UpgradeReason::OldVersion, self.version != Version::V0x13)
            .with(
                UpgradeReason::WeakVariant,
                self.params.variant() != Variant::Argon2id,
            )
    }

    pub(super) fn compute(
        &self,
        input: &Input<'_>,
        arena: &mut Arena,
    ) -> Result<Tag, ComputeError> {
        let inputs = kernels::Argon2 {
            variant: self.params.variant(),
            version: self.version,
            memory_kib: self.params.memory_kib(),
            passes: self.params.passes(),
            lanes: self.params.lanes(),
            password: input.password,
            salt: input.salt,
            secret: &[],
            associated_data: &[],
        };
        let mut tag = Zeroizing::new(vec![0; input.tag_bytes]);
        inputs.compute(arena, &mut tag)?;
        Ok(tag)
    }
}

impl From<Argon2Error> for ComputeError {
    fn from(error: Argon2Error) -> Self {
        match error {
            Argon2Error::OutOfMemory { kib } => Self::OutOfMemory { kib },
            refused => Self::Refused {
                reason: refused.to_string(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use argon2::{Algorithm, Params};

    use super::*;

    #[test]
    fn answers_equal_the_argon2_crate() {
        let mut arena = Arena::new();
        let mut seen = 0;
        for variant in [Variant::Argon2d, Variant::Argon2i, Variant::Argon2id] {
            for version in [Version::V0x10, Version::V0x13] {
                for (memory, passes, lanes) in
                    [(8, 1, 1), (9, 2, 1), (100, 3, 2), (67, 1, 4), (256, 2, 3)]
                {
                    let params = Argon2Params::new(memory, passes, lanes)
                        .unwrap()
                        .of(variant);
                    let argon2 = Argon2 { version, params };
                    for tag_bytes in [4, 16, 63, 64, 65, 128] {
                        let input = Input {
                            password: b"correct horse",
                            salt: &[7; 64][..8 + tag_bytes % 40],
                            tag_bytes,
                        };
                        let ours = argon2.compute(&input, &mut arena).unwrap();
                        assert_eq!(*ours, theirs(argon2, &input));
                        seen += 1;
                    }
                }
            }
        }
        assert_eq!(seen, 180);
    }

    fn theirs(argon2: Argon2, input: &Input<'_>) -> Vec<u8> {
        let params = argon2.params;
        let mut tag = vec![0; input.tag_bytes];
        let algorithm = match params.variant() {
            Variant::Argon2d => Algorithm::Argon2d,
            Variant::Argon2i => Algorithm::Argon2i,
            Variant::Argon2id => Algorithm::Argon2id,
        };
        let version = argon2::Version::try_from(argon2.version.number()).unwrap();
        let params =
            Params::new(params.memory_kib(), params.passes(), params.lanes(), None).unwrap();
        argon2::Argon2::new(algorithm, version, params)
            .hash_password_into(input.password, input.salt, &mut tag)
            .unwrap();
        tag
    }
}
