//! Root secrets: what every symmetric key of the server is derived from.

use aws_lc_rs::hmac;
use countersign_jose::UnixTime;
use std::fmt;
use zeroize::Zeroizing;

/// A root secret as it is stored.
#[derive(Debug, Clone)]
pub struct RootRecord {
    /// Which: 1, 2, 3 and so on. What is tagged names the number.
    pub number: u32,
    /// The secret.
    pub secret: RootSecret,
    /// From when it tags. Until the next one has begun, and then until its last token has ended, it
    /// verifies.
    pub activates_at: UnixTime,
    /// When it was made.
    pub created_at: UnixTime,
}

/// 32 random bytes from which each purpose has a key of its own.
#[derive(Clone)]
pub struct RootSecret(Zeroizing<[u8; 32]>);

impl RootSecret {
    /// Takes 32 bytes from a cryptographic source of randomness.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key for HMAC-SHA-256 of one purpose: HKDF-SHA-256 with the label as `info`, so that keys
    /// of two labels tell nothing of each other or of the root.
    pub(crate) fn subkey(&self, label: &str) -> hmac::Key {
        // RFC 5869 2.2: extract, with a salt of zeros where there is none.
        let salt = hmac::Key::new(hmac::HMAC_SHA256, &[0; 32]);
        let extracted = hmac::sign(&salt, &*self.0);

        // RFC 5869 2.3: expand; the first block is the 32 bytes that are needed.
        let mut block =
            hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, extracted.as_ref()));
        block.update(label.as_bytes());
        block.update(&[1]);
        hmac::Key::new(hmac::HMAC_SHA256, block.sign().as_ref())
    }
}

impl fmt::Debug for RootSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RootSecret(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};

    #[test]
    fn each_label_and_each_root_has_a_key_of_its_own() {
        let tag = |root: u8, label| {
            let key = RootSecret::from_bytes([root; 32]).subkey(label);
            hmac::sign(&key, b"message").as_ref().to_vec()
        };
        assert_eq!(tag(1, "a"), tag(1, "a"));
        assert_ne!(tag(1, "a"), tag(1, "b"));
        assert_ne!(tag(1, "a"), tag(2, "a"));
    }

    /// Computed with aws-lc's own HKDF too: no salt, info `label`, 32 bytes.
    #[test]
    fn a_subkey_is_what_rfc_5869_says() {
        let key = RootSecret::from_bytes([0x0b; 32]).subkey("label");
        let extracted = Salt::new(HKDF_SHA256, &[]).extract(&[0x0b; 32]);
        let mut expected = [0; 32];
        let info = [b"label".as_slice()];
        let expanded = extracted.expand(&info, HKDF_SHA256).unwrap();
        expanded.fill(&mut expected).unwrap();
        let expected = hmac::Key::new(hmac::HMAC_SHA256, &expected);
        assert_eq!(
            hmac::sign(&key, b"x").as_ref(),
            hmac::sign(&expected, b"x").as_ref()
        );
    }
}
