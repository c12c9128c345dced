//! Time and randomness as arguments.

use aws_lc_rs::hmac;
use countersign_jose::UnixTime;

/// When a request is decided, and the randomness that it may use.
#[derive(Debug, Clone)]
pub struct Moment {
    /// The time of the decision, in whole seconds.
    pub now: UnixTime,
    /// Fresh random bytes, never used for another request.
    pub seed: Seed,
}

/// 32 random bytes from which one request derives every identifier that it needs.
///
/// Each identifier has a label of its own, so that two never coincide and none tells the other.
///
/// # Security
///
/// The caller fills it from the operating system's generator. A seed used for two requests gives
/// both the same identifiers.
#[derive(Clone)]
pub struct Seed([u8; 32]);

impl Seed {
    /// Takes 32 bytes from a cryptographic source of randomness.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Derives 16 bytes for one purpose: HMAC-SHA-256 of the label, cut to half.
    #[must_use]
    pub fn derive(&self, label: &str) -> [u8; 16] {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.0);
        first_half(&hmac::sign(&key, label.as_bytes()))
    }
}

impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seed(redacted)")
    }
}

/// The first 16 of a tag's 32 bytes.
pub(crate) fn first_half(tag: &hmac::Tag) -> [u8; 16] {
    let mut half = [0; 16];
    for (to, from) in half.iter_mut().zip(tag.as_ref()) {
        *to = *from;
    }
    half
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_seeds_give_different_identifiers() {
        let seed = Seed::from_bytes([7; 32]);
        assert_ne!(seed.derive("grant"), seed.derive("token"));
        assert_ne!(
            seed.derive("grant"),
            Seed::from_bytes([8; 32]).derive("grant")
        );
        assert_eq!(seed.derive("grant"), seed.derive("grant"));
    }

    #[test]
    fn a_seed_does_not_show_its_bytes() {
        assert_eq!(format!("{:?}", Seed::from_bytes([7; 32])), "Seed(redacted)");
    }
}
