//! PBKDF2 (RFC 8018 section 5.2).

use zeroize::Zeroizing;

use super::input::{Input, Tag};
use super::primitives::pbkdf2::{Sha1, Sha256, Sha512, pbkdf2};
use crate::{Pbkdf2Params, Scheme};

pub(super) fn compute(params: Pbkdf2Params, input: &Input<'_>) -> Tag {
    let derive = match params.scheme() {
        Scheme::Pbkdf2Sha1 => pbkdf2::<Sha1>,
        Scheme::Pbkdf2Sha512 => pbkdf2::<Sha512>,
        _ => pbkdf2::<Sha256>,
    };
    let mut tag = Zeroizing::new(vec![0; input.tag_bytes]);
    derive(input.password, input.salt, params.rounds(), &mut tag);
    tag
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CostError;
    use crate::schemes::vectors::{rows, unhex};

    const VECTORS: &str = include_str!("../../tests/vectors/pbkdf2.txt");

    #[test]
    fn known_answers_of_the_standards() {
        let mut seen = 0;
        for [digest, rounds, password, salt, tag] in rows(VECTORS) {
            let params: fn(u32) -> Result<Pbkdf2Params, CostError> = match digest {
                "sha1" => Pbkdf2Params::sha1,
                "sha256" => Pbkdf2Params::sha256,
                _ => Pbkdf2Params::sha512,
            };
            let tag = unhex(tag);
            let input = Input {
                password: &unhex(password),
                salt: &unhex(salt),
                tag_bytes: tag.len(),
            };
            assert_eq!(
                *compute(params(rounds.parse().unwrap()).unwrap(), &input),
                tag
            );
            seen += 1;
        }
        assert_eq!(seen, 26);
    }
}
