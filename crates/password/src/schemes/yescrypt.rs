//! yescrypt.

use yescrypt::{Mode, Params};
use zeroize::Zeroizing;

use super::{Input, Tag};
use crate::memory::check_available;
use crate::{ComputeError, Cost, UpgradeReason, UpgradeReasons, YescryptParams};

#[derive(Clone, Copy)]
pub(crate) struct Yescrypt {
    pub(crate) mode: Mode,
    pub(crate) params: YescryptParams,
}

impl Yescrypt {
    /// The flavour of all its parts, which reads and writes its memory; the one without where there is
    /// too little memory for that, as an old hash may say.
    pub(super) const fn current(params: YescryptParams) -> Self {
        let mode = if params.can_be_shared() {
            Mode::Rw
        } else {
            Mode::Worm
        };
        Self { mode, params }
    }

    /// The other flavours are scrypt's memory access, which graphics cards are faster at.
    pub(super) fn flaws(&self) -> UpgradeReasons {
        UpgradeReasons::default().with(UpgradeReason::WeakVariant, !self.mode.is_rw())
    }

    pub(super) fn compute(&self, input: &Input<'_>) -> Result<Tag, ComputeError> {
        check_available(Cost::Yescrypt(self.params).memory_kib())?;
        let refused = |error: yescrypt::Error| ComputeError::Refused {
            reason: error.to_string(),
        };
        let (n, params) = (1 << self.params.log_n(), self.params);
        let (r, p, t) = (params.r(), params.p(), params.t());
        let params = Params::new_with_all_params(self.mode, n, r, p, t, 0).map_err(refused)?;
        let mut tag = Zeroizing::new(vec![0; input.tag_bytes]);
        yescrypt::yescrypt(input.password, input.salt, &params, &mut tag).map_err(refused)?;
        Ok(tag)
    }
}

#[cfg(test)]
mod tests {
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
                    let params = YescryptParams::with_all(log_n, r, p, t).unwrap();
                    if mode.is_rw() && !params.can_be_shared() {
                        continue;
                    }
                    let input = Input {
                        password: b"secret",
                        salt: b"salt",
                        tag_bytes: 32,
                    };
                    let tag = Yescrypt { mode, params }.compute(&input).unwrap();
                    assert_ne!(*tag, [0; 32]);
                    seen += 1;
                }
            }
        }
        assert_eq!(seen, 114);
    }
}
