//! scrypt (RFC 7914).

use std::error::Error;

use scrypt::Params;
use zeroize::Zeroizing;

use super::{Input, Tag};
use crate::memory::check_available;
use crate::{ComputeError, Cost, ScryptParams};

pub(super) fn compute(params: ScryptParams, input: &Input<'_>) -> Result<Tag, ComputeError> {
    check_available(Cost::Scrypt(params).memory_kib())?;
    let checked = Params::new(params.log_n(), params.r(), params.p()).map_err(refused)?;
    let mut tag = Zeroizing::new(vec![0; input.tag_bytes]);
    scrypt::scrypt(input.password, input.salt, &checked, &mut tag).map_err(refused)?;
    Ok(tag)
}

fn refused<E: Error>(error: E) -> ComputeError {
    ComputeError::Refused {
        reason: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schemes::vectors::{rows, unhex};

    const VECTORS: &str = include_str!("../../tests/vectors/scrypt-rfc7914.txt");

    #[test]
    fn known_answers_of_rfc_7914() {
        let mut seen = 0;
        for [log_n, r, p, password, salt, tag] in rows(VECTORS) {
            let (log_n, r, p) = (log_n.parse(), r.parse(), p.parse());
            let params = ScryptParams::new(log_n.unwrap(), r.unwrap(), p.unwrap()).unwrap();
            let tag = unhex(tag);
            let input = Input {
                password: &unhex(password),
                salt: &unhex(salt),
                tag_bytes: tag.len(),
            };
            assert_eq!(*compute(params, &input).unwrap(), tag);
            seen += 1;
        }
        assert_eq!(seen, 3);
    }
}
