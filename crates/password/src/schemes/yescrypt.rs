//! yescrypt.

use yescrypt::Params;
use zeroize::Zeroizing;

use super::input::{Input, Tag};
use super::memory::check_available;
use crate::{ComputeError, Cost, UpgradeReason, UpgradeReasons, YescryptParams};

/// The older flavours have scrypt's memory access, which graphics cards are faster at.
pub(super) fn flaws(params: YescryptParams) -> UpgradeReasons {
    UpgradeReasons::default().with(UpgradeReason::WeakVariant, !params.mode().is_rw())
}

pub(super) fn compute(params: YescryptParams, input: &Input<'_>) -> Result<Tag, ComputeError> {
    check_available(Cost::Yescrypt(params).memory_kib())?;
    let refused = |error: yescrypt::Error| ComputeError::Refused {
        reason: error.to_string(),
    };
    let (n, mode) = (1 << params.log_n(), params.mode());
    let (r, p, t) = (params.r(), params.p(), params.t());
    let params = Params::new_with_all_params(mode, n, r, p, t, 0).map_err(refused)?;
    let mut tag = Zeroizing::new(vec![0; input.tag_bytes]);
    yescrypt::yescrypt(input.password, input.salt, &params, &mut tag).map_err(refused)?;
    Ok(tag)
}

#[cfg(test)]
mod tests {
    use yescrypt::Mode;

    use super::*;

    #[test]
    fn the_smallest_parameters_of_every_flavour_are_computed() {
        let mut seen = 0;
        for mode in [Mode::Classic, Mode::Worm, Mode::Rw] {
            for log_n in 1..=7 {
                for (r, p, t) in [
                    (1, 1, 0),
                    (1, 2, 1),
                    (2, 3, 2),
                    (3, 1, 3),
                    (8, 5, 0),
                    (33, 1, 1),
                ] {
                    let params = YescryptParams::with_all(log_n, r, p, t).unwrap().of(mode);
                    if mode.is_rw() && !params.can_be_shared() {
                        continue;
                    }
                    let input = Input {
                        password: b"secret",
                        salt: b"salt",
                        tag_bytes: 32,
                    };
                    let tag = compute(params, &input).unwrap();
                    assert_ne!(*tag, [0; 32]);
                    seen += 1;
                }
            }
        }
        assert_eq!(seen, 114);
    }
}
