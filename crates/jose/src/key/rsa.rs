//! What an RSA public key must be before it verifies anything.

use crate::KeyError;

const MIN_BITS: usize = 2048;
const MAX_BITS: usize = 8192;

/// Checks a modulus: big-endian bytes without leading zeros.
pub(crate) fn check_modulus(modulus: &[u8]) -> Result<(), KeyError> {
    // RFC 7518 3.3: 2048 bits or more. The upper bound keeps verification cheap.
    if !(MIN_BITS..=MAX_BITS).contains(&bits(modulus)) {
        return Err(KeyError::RsaSize);
    }
    let rests: Vec<_> = rests(modulus).collect();
    // The factors of a modulus are primes of its half length; with a small one it is damaged, or
    // made up.
    if rests.iter().any(|&(_, rest)| rest == 0) {
        return Err(KeyError::Malformed("an RSA modulus without small factors"));
    }
    if has_roca_fingerprint(&rests) {
        return Err(KeyError::RsaWeakGenerator);
    }
    Ok(())
}

/// Checks a public exponent: big-endian bytes without leading zeros.
pub(crate) fn check_exponent(exponent: &[u8]) -> Result<(), KeyError> {
    // RFC 8017 3.1: odd, and 3 at least. The upper bound keeps verification cheap; the
    // cryptographic library has it too.
    let number = exponent.iter().try_fold(0_u64, |number, &byte| {
        Some(number.checked_mul(256)?.saturating_add(u64::from(byte)))
    });
    match number {
        Some(number) if number >= 3 && number % 2 == 1 && number < 1 << 33 => Ok(()),
        _ => Err(KeyError::RsaExponent),
    }
}

fn bits(modulus: &[u8]) -> usize {
    let zeros = modulus.first().map_or(0, |first| first.leading_zeros());
    modulus
        .len()
        .saturating_mul(8)
        .saturating_sub(zeros as usize)
}

/// The odd primes up to 167.
const PRIMES: [u64; 38] = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
    101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/// CVE-2017-15361: the broken generator makes moduli that are powers of 65537 modulo every small
/// prime. A sound modulus is one by accident less than once in a hundred million.
fn has_roca_fingerprint(rests: &[(u64, u64)]) -> bool {
    rests
        .iter()
        .all(|&(prime, rest)| is_power_of_65537(rest, prime))
}

/// Each small prime, and what is left of the modulus when it is divided by that.
fn rests(modulus: &[u8]) -> impl Iterator<Item = (u64, u64)> {
    // The product of four of them fits into 32 bits: the long division is made for all at once.
    PRIMES.chunks(4).flat_map(move |few| {
        let rest = remainder(modulus, few.iter().product());
        few.iter()
            .map(move |&prime| (prime, rest.checked_rem(prime).unwrap_or(0)))
    })
}

/// The remainder of a division by a number of 32 bits, word by word.
fn remainder(modulus: &[u8], divisor: u64) -> u64 {
    let append = |high: u64, byte: &u8| high << 8 | u64::from(*byte);
    modulus.rchunks(4).rev().fold(0, |rest, word| {
        word.iter()
            .fold(rest, append)
            .checked_rem(divisor)
            .unwrap_or(0)
    })
}

fn is_power_of_65537(number: u64, prime: u64) -> bool {
    let next = |power: &u64| power.wrapping_mul(65_537).checked_rem(prime);
    let order = usize::try_from(prime).unwrap_or(usize::MAX);
    std::iter::successors(Some(1), next)
        .take(order)
        .any(|power| power == number)
}

#[cfg(test)]
mod tests {
    use super::{check_exponent, check_modulus, remainder};
    use crate::KeyError;

    /// 65537 to the power of `exponent`, big-endian: the fingerprint in its purest form.
    fn power_of_65537(exponent: usize) -> Vec<u8> {
        let mut digits = vec![1_u8];
        for _ in 0..exponent {
            let mut carry = 0_u64;
            digits.extend([0; 3]);
            for digit in &mut digits {
                carry = carry.wrapping_add(u64::from(*digit).wrapping_mul(65_537));
                *digit = u8::try_from(carry & 0xff).unwrap();
                carry >>= 8;
            }
        }
        digits
            .into_iter()
            .rev()
            .skip_while(|&digit| digit == 0)
            .collect()
    }

    #[test]
    fn roca_modulus_is_refused() {
        let modulus = power_of_65537(130);
        assert_eq!(check_modulus(&modulus), Err(KeyError::RsaWeakGenerator));
    }

    #[test]
    fn modulus_beside_a_roca_one_is_accepted() {
        let mut modulus = power_of_65537(130);
        *modulus.last_mut().unwrap() ^= 0b1100;
        assert_eq!(check_modulus(&modulus), Ok(()));
    }

    #[test]
    fn modulus_with_a_small_factor_is_refused() {
        // 2^2048 - 1 is divisible by 3, and 2^2048 - 5 by no prime up to 167.
        let mut modulus = [0xff; 256];
        let refused = check_modulus(&modulus);
        assert!(
            matches!(refused, Err(KeyError::Malformed(_))),
            "{refused:?}"
        );
        modulus[255] = 0xfb;
        assert_eq!(check_modulus(&modulus), Ok(()));
    }

    #[test]
    fn remainder_is_that_of_the_number() {
        for (number, len) in [
            (0_u64, 1),
            (1, 1),
            (0x0102_0304_0506_0708, 8),
            (0x01_0203_0405, 5),
        ] {
            let bytes = &number.to_be_bytes()[8 - len..];
            for divisor in [3, 167, 157 * 163 * 167, 0xffff_ffff] {
                assert_eq!(
                    remainder(bytes, divisor),
                    number % divisor,
                    "{number} {divisor}"
                );
            }
        }
    }

    #[test]
    fn exponent_is_odd_and_neither_one_nor_huge() {
        for sound in [&[3][..], &[17], &[1, 0, 1], &[1, 0xff, 0xff, 0xff, 0xff]] {
            assert_eq!(check_exponent(sound), Ok(()), "{sound:?}");
        }
        for weak in [
            &[][..],
            &[0],
            &[1],
            &[2],
            &[1, 0, 0],
            &[2, 0, 0, 0, 1],
            &[0xff; 9],
        ] {
            assert_eq!(check_exponent(weak), Err(KeyError::RsaExponent), "{weak:?}");
        }
    }

    #[test]
    fn size_is_counted_in_bits() {
        let modulus = |first: u8, len: usize| {
            let mut bytes = vec![0xb7; len];
            bytes[0] = first;
            // Without small factors at each length.
            bytes[len - 1] = 0xe9;
            bytes
        };
        assert_eq!(check_modulus(&modulus(0x7f, 256)), Err(KeyError::RsaSize));
        assert_eq!(check_modulus(&modulus(0x80, 256)), Ok(()));
        assert_eq!(check_modulus(&modulus(0xff, 1024)), Ok(()));
        assert_eq!(check_modulus(&modulus(0x01, 1025)), Err(KeyError::RsaSize));
        assert_eq!(check_modulus(&[]), Err(KeyError::RsaSize));
    }
}
