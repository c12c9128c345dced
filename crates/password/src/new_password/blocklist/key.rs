//! From a password to the number that stands for it in a filter.

use sha1::{Digest, Sha1};

use crate::password::{is_normalized, normalize};

/// The key of a password.
pub(super) fn of(password: &str) -> u64 {
    let digest = if is_normalized(password) {
        Sha1::digest(password)
    } else {
        Sha1::digest(normalize(password).as_bytes())
    };
    of_digest(&digest.into())
}

/// The key of a password whose SHA-1 is known.
pub(super) fn of_digest(sha1: &[u8; 20]) -> u64 {
    sha1.iter()
        .take(8)
        .fold(0, |key, byte| key << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_the_beginning_of_the_sha_1_of_the_normalized_password() {
        // RFC 3174 section 7.3, test 1: SHA-1 of "abc" begins with A9993E364706816A.
        assert_eq!(of("abc"), 0xa999_3e36_4706_816a);
        assert_eq!(of("caf\u{e9}"), of("cafe\u{301}"));
        assert_ne!(of("abc"), of("Abc"));
    }
}
