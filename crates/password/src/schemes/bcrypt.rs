//! bcrypt, of the password or of a digest of it.

use std::iter;

use hmac::{Hmac, KeyInit, Mac};
use sha2::digest::Output;
use sha2::{Digest, Sha256, Sha384};
use zeroize::Zeroizing;

use super::input::{Input, Tag};
use super::primitives::bcrypt as lanes;
use crate::encoding::{BCRYPT, STANDARD, pad, write_hexadecimal};
use crate::{BcryptCost, ComputeError, UpgradeReason, UpgradeReasons};

/// bcrypt's key: eighteen words of four bytes.
const KEY_BYTES: usize = 72;

/// bcrypt computes 24 bytes; its hash strings have always left out the last one.
pub(super) const TAG_BYTES: usize = 23;

#[derive(Clone, Copy)]
pub(crate) struct Bcrypt {
    pub(crate) cost: BcryptCost,
    /// `$2x$`: made by the implementation that extended the sign of each byte.
    pub(crate) sign_extended: bool,
    pub(crate) prehash: Prehash,
}

/// What the password becomes before bcrypt takes its first 72 bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Prehash {
    /// It stays what it is.
    None,
    /// Base64 of its SHA-256, with padding: Passlib's `$bcrypt-sha256$` of version 1.
    Base64Sha256,
    /// Base64 of its HMAC-SHA-256 under the salt as written: version 2.
    Base64HmacSha256,
    /// Hexadecimal of its SHA-256: Django's `bcrypt_sha256$`.
    HexSha256,
    /// Base64 of the HMAC-SHA-384 of the password without white space at its ends, under a key that
    /// everybody knows: WordPress 6.8.
    WordPress,
}

impl Bcrypt {
    /// `$2b$`, of the password itself.
    pub(super) const fn current(cost: BcryptCost) -> Self {
        Self {
            cost,
            sign_extended: false,
            prehash: Prehash::None,
        }
    }

    /// Whether bcrypt ignores the end of this password.
    pub(super) fn truncates(self, password: &[u8]) -> bool {
        self.prehash == Prehash::None && password.len() > KEY_BYTES
    }

    pub(super) fn flaws(self) -> UpgradeReasons {
        UpgradeReasons::default().with(UpgradeReason::WeakVariant, self.sign_extended)
    }

    pub(super) fn compute(self, input: &Input<'_>) -> Result<Tag, ComputeError> {
        let tag = lanes::tag(self.cost.log_rounds(), &self.lane_input(input)?);
        Ok(Zeroizing::new(tag.to_vec()))
    }

    /// What one lane computes the tag from.
    pub(super) fn lane_input(self, input: &Input<'_>) -> Result<lanes::Input, ComputeError> {
        let salt = input.salt.try_into().map_err(|_| ComputeError::Refused {
            reason: "a bcrypt salt has 16 bytes".to_owned(),
        })?;
        let text = self.prehash.apply(input)?;
        let key = key(&text, self.sign_extended);
        Ok(lanes::Input { salt, key })
    }
}

impl Prehash {
    fn apply(self, input: &Input<'_>) -> Result<Zeroizing<Vec<u8>>, ComputeError> {
        let password = input.password;
        let text = match self {
            Self::None => return Ok(Zeroizing::new(password.to_vec())),
            Self::Base64Sha256 => base64(&Sha256::digest(password)),
            Self::Base64HmacSha256 => {
                let salt = BCRYPT.encode(input.salt);
                base64(&hmac::<Hmac<Sha256>>(salt.as_bytes(), password)?)
            }
            Self::HexSha256 => write_hexadecimal(&Sha256::digest(password)),
            Self::WordPress => base64(&hmac::<Hmac<Sha384>>(b"wp-sha384", php_trim(password))?),
        };
        Ok(Zeroizing::new(text.into_bytes()))
    }
}

fn base64(digest: &[u8]) -> String {
    pad(STANDARD.encode(digest))
}

fn hmac<M: Mac + KeyInit>(key: &[u8], message: &[u8]) -> Result<Output<M>, ComputeError> {
    let mac = M::new_from_slice(key).map_err(|error| ComputeError::Refused {
        reason: error.to_string(),
    })?;
    Ok(mac.chain_update(message).finalize().into_bytes())
}

/// Takes off what PHP's `trim` does.
fn php_trim(mut text: &[u8]) -> &[u8] {
    let is_space = |byte: u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\0' | 0x0b);
    while let [first, rest @ ..] = text
        && is_space(*first)
    {
        text = rest;
    }
    while let [rest @ .., last] = text
        && is_space(*last)
    {
        text = rest;
    }
    text
}

/// The password and its closing NUL, repeated to the length of the key.
///
/// Under `$2x$` a byte of 0x80 or more overwrites the three before it in its word with ones.
fn key(password: &[u8], sign_extended: bool) -> Zeroizing<[u8; KEY_BYTES]> {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    let text = password.iter().chain(iter::once(&0)).cycle();
    for (slot, byte) in key.iter_mut().zip(text) {
        *slot = *byte;
    }
    if sign_extended {
        let (words, _) = key.as_chunks_mut::<4>();
        words.iter_mut().for_each(extend_signs);
    }
    key
}

fn extend_signs(word: &mut [u8; 4]) {
    for index in 1..4 {
        if word[index] >= 0x80 {
            word[..index].fill(0xff);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schemes::vectors::{rows, unhex};
    use crate::{Arena, Password, syntax};

    const CRYPT_BLOWFISH: &str = include_str!("../../tests/vectors/bcrypt-crypt-blowfish.txt");

    fn matches(hash: &str, password: &[u8]) -> bool {
        let password = Password::from_bytes(password);
        syntax::parse(hash)
            .unwrap()
            .matches(&password, &mut Arena::new())
            .unwrap()
    }

    #[test]
    fn known_answers_of_crypt_blowfish_with_any_bytes() {
        let mut seen = 0;
        for [hash, password] in rows(CRYPT_BLOWFISH) {
            assert!(matches(hash, &unhex(password)), "{hash}");
            seen += 1;
        }
        assert_eq!(seen, 26);
    }

    #[test]
    fn sign_extension_is_of_2x_alone() {
        let right = "$2y$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq";
        assert!(matches(right, b"\xa3"));
        assert!(!matches(&right.replace("$2y", "$2x"), b"\xa3"));
    }

    #[test]
    fn the_key_is_the_password_with_its_nul_repeated() {
        let repeated = key(b"ab", false);
        assert_eq!(repeated[..7], *b"ab\0ab\0a");
        let whole = key(&[b'x'; 72], false);
        assert_eq!(*whole, [b'x'; 72]);
        let extended = key(b"a\xa3bc", true);
        assert_eq!(
            extended[..8],
            *b"\xff\xa3bc\xff\xff\xa3b",
            "words a-a3-b-c and 0-a-a3-b"
        );
    }

    #[test]
    fn answers_equal_the_bcrypt_crate() {
        for length in (1..=80_u8).step_by(7) {
            let bytes: Vec<u8> = (1..=length)
                .map(|index| index.wrapping_mul(37) | 1)
                .collect();
            let salt = [length; 16];
            let theirs = ::bcrypt::hash_with_salt(&bytes, 4, salt).unwrap();
            let theirs = syntax::parse(&theirs.to_string()).unwrap();
            let input = Input {
                password: &bytes,
                salt: &salt,
                tag_bytes: TAG_BYTES,
            };
            let ours = Bcrypt::current(BcryptCost::new(4).unwrap()).compute(&input);
            assert_eq!(*ours.unwrap(), theirs.tag);
        }
    }
}
