//! SHA-crypt (Ulrich Drepper, "Unix crypt using SHA-256 and SHA-512").

use sha_crypt::Params;
use zeroize::Zeroizing;

use super::input::{Input, Tag};
use crate::{ComputeError, Scheme, ShaCryptParams};

pub(super) fn compute(params: ShaCryptParams, input: &Input<'_>) -> Result<Tag, ComputeError> {
    let checked = Params::new(params.rounds()).map_err(|error| ComputeError::Refused {
        reason: error.to_string(),
    })?;
    let tag = match params.scheme() {
        Scheme::Sha256Crypt => {
            sha_crypt::sha256_crypt(input.password, input.salt, checked).to_vec()
        }
        _ => sha_crypt::sha512_crypt(input.password, input.salt, checked).to_vec(),
    };
    Ok(Zeroizing::new(tag))
}
