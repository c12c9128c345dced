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
    /// The flavour of all its parts, which reads and writes its memory.
    pub(super) const fn current(params: YescryptParams) -> Self {
        Self {
            mode: Mode::Rw,
            params,
        }
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
