//! bcrypt in modular crypt strings: `$2b$12$` with 22 characters of salt and 31 of tag.

use std::iter;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::fresh_salt;
use crate::encoding::BCRYPT;
use crate::{
    BcryptCost, HashError, HashFormatError, Password, Scheme, UpgradeReason, UpgradeReasons,
};

/// bcrypt's key: eighteen words of four bytes.
const KEY_BYTES: usize = 72;
const SALT_SYMBOLS: usize = 22;
const TAG_SYMBOLS: usize = 31;

#[derive(Clone)]
pub(crate) struct BcryptRecord {
    /// `$2x$`: made by the implementation that extended the sign of each byte.
    sign_extended: bool,
    cost: BcryptCost,
    salt: [u8; 16],
    tag: [u8; 23],
}

impl BcryptRecord {
    pub(super) fn parse(text: &str) -> Result<Self, HashFormatError> {
        let malformed = |rule| HashFormatError::Malformed {
            scheme: Scheme::Bcrypt,
            rule,
        };
        let [b'$', b'2', variant, b'$', tens, ones, b'$', body @ ..] = text.as_bytes() else {
            return Err(malformed("it is variant, cost, salt and tag"));
        };
        if body.len() != SALT_SYMBOLS + TAG_SYMBOLS {
            return Err(malformed("it has 60 characters"));
        }
        let cost = parse_cost(*tens, *ones)?;
        let (salt, tag) = body.split_at(SALT_SYMBOLS);
        let salt = decode(salt).ok_or_else(|| malformed("the salt is base64"))?;
        let tag = decode(tag).ok_or_else(|| malformed("the tag is base64"))?;
        Ok(Self {
            sign_extended: *variant == b'x',
            cost,
            salt,
            tag,
        })
    }

    pub(super) fn hash(cost: BcryptCost, password: &Password) -> Result<Self, HashError> {
        if truncates(password) {
            return Err(HashError::TooLongForBcrypt {
                bytes: password.as_bytes().len(),
            });
        }
        let mut record = Self::dummy(cost);
        record.salt = fresh_salt()?;
        record.tag = *record.compute(password);
        Ok(record)
    }

    pub(super) const fn dummy(cost: BcryptCost) -> Self {
        Self {
            sign_extended: false,
            cost,
            salt: [0; 16],
            tag: [0; 23],
        }
    }

    pub(super) fn matches(&self, password: &Password) -> bool {
        self.compute(password).ct_eq(&self.tag).into()
    }

    pub(super) fn flaws(&self) -> UpgradeReasons {
        UpgradeReasons::default().with(UpgradeReason::WeakVariant, self.sign_extended)
    }

    pub(super) const fn cost(&self) -> BcryptCost {
        self.cost
    }

    pub(super) fn encode(&self) -> String {
        let variant = if self.sign_extended { 'x' } else { 'b' };
        let (salt, tag) = (BCRYPT.encode(&self.salt), BCRYPT.encode(&self.tag));
        format!("$2{variant}${}${salt}{tag}", self.cost)
    }

    fn compute(&self, password: &Password) -> Zeroizing<[u8; 23]> {
        let key = key(password, self.sign_extended);
        let log_rounds = self.cost.log_rounds().into();
        let [tag @ .., _] = bcrypt::bcrypt(log_rounds, self.salt, &*key);
        Zeroizing::new(tag)
    }
}

/// Whether bcrypt ignores the end of this password.
pub(super) fn truncates(password: &Password) -> bool {
    password.as_bytes().len() > KEY_BYTES
}

/// The password and its closing NUL, repeated to the length of the key.
///
/// Under `$2x$` a byte of 0x80 or more overwrites the three before it in its word with ones.
fn key(password: &Password, sign_extended: bool) -> Zeroizing<[u8; KEY_BYTES]> {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    let text = password.as_bytes().iter().chain(iter::once(&0)).cycle();
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

/// Two digits, 04 to 31.
fn parse_cost(tens: u8, ones: u8) -> Result<BcryptCost, HashFormatError> {
    let scheme = Scheme::Bcrypt;
    if !tens.is_ascii_digit() || !ones.is_ascii_digit() {
        return Err(HashFormatError::Malformed {
            scheme,
            rule: "the cost is two digits",
        });
    }
    BcryptCost::new((tens - b'0') * 10 + (ones - b'0'))
        .map_err(|cost| HashFormatError::Cost { scheme, cost })
}

/// Padding bits may be set: some implementations wrote them, and none reads them.
fn decode<const N: usize>(symbols: &[u8]) -> Option<[u8; N]> {
    BCRYPT.decode(symbols)?.bytes.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CRYPT_BLOWFISH: &str = include_str!("../../tests/vectors/bcrypt-crypt-blowfish.txt");

    fn unhex(text: &str) -> Vec<u8> {
        let byte = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
        (0..text.len()).step_by(2).map(byte).collect()
    }

    fn matches(hash: &str, password: &[u8]) -> bool {
        BcryptRecord::parse(hash)
            .unwrap()
            .matches(&Password::from_bytes(password))
    }

    #[test]
    fn known_answers_of_crypt_blowfish_with_any_bytes() {
        let mut seen = 0;
        for line in CRYPT_BLOWFISH.lines().filter(|line| !line.starts_with('#')) {
            let (hash, password) = line.split_once(' ').unwrap();
            assert!(matches(hash, &unhex(password)), "{line}");
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
        let repeated = key(&Password::from_bytes(b"ab"), false);
        assert_eq!(repeated[..7], *b"ab\0ab\0a");
        let whole = key(&Password::from_bytes(&[b'x'; 72]), false);
        assert_eq!(*whole, [b'x'; 72]);
        let extended = key(&Password::from_bytes(b"a\xa3bc"), true);
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
            let theirs = bcrypt::hash_with_salt(&bytes, 4, salt).unwrap().to_string();
            let mut ours = BcryptRecord::dummy(BcryptCost::new(4).unwrap());
            ours.salt = salt;
            ours.tag = *ours.compute(&Password::from_bytes(&bytes));
            assert_eq!(ours.encode(), theirs);
        }
    }
}
