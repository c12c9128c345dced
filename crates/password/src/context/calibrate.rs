//! Choosing a cost for a machine.

use std::hint::black_box;
use std::time::Duration;

use crate::schemes::Record;
use crate::{
    Arena, Argon2Params, BcryptCost, Ceilings, ComputeError, Cost, CostError, Password,
    PasswordContext, Pbkdf2Params, Scheme, ScryptParams, YescryptParams,
};

/// OWASP's equivalent choices for Argon2id: KiB of memory, and the passes that it needs at least.
const ARGON2_MINIMA: [(u32, u32); 5] = [
    (47_104, 1),
    (19_456, 2),
    (12_288, 3),
    (9_216, 4),
    (7_168, 5),
];

/// OWASP's equivalent choices for scrypt with r = 8: ln, and the p that it needs at least.
const SCRYPT_MINIMA: [(u8, u32); 5] = [(17, 1), (16, 2), (15, 3), (14, 5), (13, 10)];

impl PasswordContext {
    /// The highest cost that this machine computes in the target time: of the scheme of new hashes, with
    /// the policy's memory and lanes where the scheme has them.
    ///
    /// It measures one computation at a time and doubles the work until it takes longer than the target,
    /// then narrows it down to about a thirtieth. That takes some ten to twenty times the target, so run it
    /// once, on an idle machine, and store the result. `now` is a clock: the time since any fixed moment.
    ///
    /// The cost is never below OWASP's minimum, however slow the machine (Argon2id 19 MiB and 2 passes, or
    /// an equivalent; bcrypt 10; scrypt 2^17, 8, 1, or an equivalent; PBKDF2 600,000 rounds of SHA-256 or
    /// 220,000 of SHA-512), nor below libxcrypt's default for yescrypt. It is never above the policy's
    /// ceilings, and not below what the policy wants at least: the cost of new hashes instead.
    ///
    /// # Errors
    ///
    /// [`ComputeError`] when the machine has no memory for it.
    ///
    /// ```no_run
    /// use std::time::{Duration, Instant};
    /// use countersign_password::PasswordContext;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let start = Instant::now();
    /// let cost = PasswordContext::default().calibrate(Duration::from_millis(100), || start.elapsed())?;
    /// let passwords = PasswordContext::builder().new_hashes(cost).build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn calibrate(
        &self,
        target: Duration,
        mut now: impl FnMut() -> Duration,
    ) -> Result<Cost, ComputeError> {
        let mut arena = Arena::new();
        let password = Password::sample();
        let preferred = self.policy.preferred;
        let best = highest_in_time(preferred, self.policy.ceilings, |cost| {
            let begin = now();
            black_box(Record::dummy(cost).matches(&password, &mut arena)?);
            Ok(now().saturating_sub(begin) <= target)
        })?;
        // What the policy was built with is not below its own least.
        let is_enough = !self.policy.is_below_least(best);
        Ok(if is_enough { best } else { preferred })
    }
}

/// The highest step that fits, as far as the ceilings allow; the lowest, if none does.
fn highest_in_time(
    preferred: Cost,
    ceilings: Ceilings,
    mut fits: impl FnMut(Cost) -> Result<bool, ComputeError>,
) -> Result<Cost, ComputeError> {
    let allowed = |step: u32| step_at(preferred, step).filter(|cost| ceilings.check(*cost).is_ok());
    let Some(mut best) = allowed(0) else {
        return Ok(preferred);
    };
    if !fits(best)? {
        return Ok(best);
    }
    let (mut fitting, mut too_long) = (0_u32, 1_u32);
    while let Some(cost) = allowed(too_long)
        && fits(cost)?
    {
        (best, fitting) = (cost, too_long);
        too_long = too_long.saturating_mul(2);
    }
    while too_long - fitting > 1 + fitting / 32 {
        let middle = fitting + (too_long - fitting) / 2;
        match allowed(middle) {
            Some(cost) if fits(cost)? => (best, fitting) = (cost, middle),
            _ => too_long = middle,
        }
    }
    Ok(best)
}

/// The costs of one scheme in order: step 0 is the safe minimum.
fn step_at(preferred: Cost, step: u32) -> Option<Cost> {
    let cost: Result<Cost, CostError> = match preferred {
        Cost::Argon2(params) => argon2_step(params, step)?.map(Cost::from),
        Cost::Bcrypt(_) => {
            BcryptCost::new(u8::try_from(step.checked_add(10)?).ok()?).map(Cost::from)
        }
        Cost::Scrypt(params) => scrypt_step(params, step)?.map(Cost::from),
        Cost::Yescrypt(params) => {
            let log_n = u8::try_from(step.checked_add(12)?).ok()?;
            YescryptParams::new(log_n, params.r().max(32)).map(Cost::from)
        }
        Cost::Pbkdf2(params) if params.scheme() == Scheme::Pbkdf2Sha512 => {
            let rounds = step.checked_mul(10_000)?.checked_add(220_000)?;
            Pbkdf2Params::sha512(rounds).map(Cost::from)
        }
        Cost::Pbkdf2(_) => {
            let rounds = step.checked_mul(20_000)?.checked_add(600_000)?;
            Pbkdf2Params::sha256(rounds).map(Cost::from)
        }
        Cost::ShaCrypt(_) | Cost::Phpass(_) | Cost::Md5Crypt | Cost::Digest(_) => return None,
    };
    cost.ok()
}

/// The policy's memory with more and more passes. Too little memory is raised to the default.
fn argon2_step(params: Argon2Params, step: u32) -> Option<Result<Argon2Params, CostError>> {
    let is_enough = |(memory, _): &&(u32, u32)| *memory <= params.memory_kib();
    let (memory, least) = match ARGON2_MINIMA.iter().find(is_enough) {
        Some((_, least)) => (params.memory_kib(), *least),
        None => (19_456, 2),
    };
    let passes = least.checked_add(step)?;
    Some(Argon2Params::new(memory, passes, params.lanes()))
}

/// The policy's p with more and more memory. A block size below 8 is raised to 8.
fn scrypt_step(params: ScryptParams, step: u32) -> Option<Result<ScryptParams, CostError>> {
    let is_enough = |(_, p): &&(u8, u32)| *p <= params.p();
    let (least, _) = SCRYPT_MINIMA.iter().rfind(is_enough)?;
    let log_n = u8::try_from(step.checked_add((*least).into())?).ok()?;
    Some(ScryptParams::new(log_n, params.r().max(8), params.p()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What fits when the time is proportional to the estimate.
    fn within(preferred: Cost, target: Duration) -> (Cost, u32) {
        let mut measured = 0;
        let best = highest_in_time(preferred, Ceilings::default(), |cost| {
            measured += 1;
            Ok(cost.work() <= target)
        });
        (best.unwrap(), measured)
    }

    fn every_scheme() -> [Cost; 6] {
        [
            Argon2Params::default().into(),
            BcryptCost::default().into(),
            ScryptParams::default().into(),
            YescryptParams::default().into(),
            Pbkdf2Params::sha256(1).unwrap().into(),
            Pbkdf2Params::sha512(1).unwrap().into(),
        ]
    }

    #[test]
    fn the_result_is_close_below_the_target() {
        let target = Duration::from_secs(2);
        for preferred in every_scheme() {
            let (best, measured) = within(preferred, target);
            let is_of_memory = matches!(best, Cost::Scrypt(_) | Cost::Yescrypt(_));
            let close = match best {
                Cost::Bcrypt(_) => target / 2,
                _ => target * 9 / 10,
            };
            assert!(best.work() <= target, "{best:?}");
            assert!(is_of_memory || best.work() >= close, "{best:?}");
            assert!(measured <= 16, "{measured} for {best:?}");
        }
    }

    #[test]
    fn the_result_is_never_below_the_safe_minimum() {
        let minima = [
            Argon2Params::new(19_456, 2, 1).unwrap().into(),
            BcryptCost::new(10).unwrap().into(),
            ScryptParams::new(17, 8, 1).unwrap().into(),
            YescryptParams::new(12, 32).unwrap().into(),
            Pbkdf2Params::sha256(600_000).unwrap().into(),
            Pbkdf2Params::sha512(220_000).unwrap().into(),
        ];
        for (preferred, least) in every_scheme().into_iter().zip(minima) {
            assert_eq!(within(preferred, Duration::ZERO), (least, 1));
        }
    }

    #[test]
    fn the_policy_s_memory_and_lanes_are_kept_where_they_are_safe() {
        for ((memory, lanes), expected) in [
            ((65_536, 4), (65_536, 1, 4)),
            ((12_288, 1), (12_288, 3, 1)),
            ((7_168, 2), (7_168, 5, 2)),
            ((7_167, 1), (19_456, 2, 1)),
        ] {
            let preferred = Argon2Params::new(memory, 1, lanes).unwrap().into();
            let (memory, passes, lanes) = expected;
            let least = Argon2Params::new(memory, passes, lanes).unwrap().into();
            assert_eq!(within(preferred, Duration::ZERO).0, least);
        }
        let scrypt = ScryptParams::new(4, 1, 5).unwrap().into();
        let least = ScryptParams::new(14, 8, 5).unwrap().into();
        assert_eq!(within(scrypt, Duration::ZERO).0, least);
    }

    #[test]
    fn the_result_is_never_above_the_ceilings() {
        for preferred in every_scheme() {
            let (best, _) = within(preferred, Duration::MAX);
            assert_eq!(Ceilings::default().check(best), Ok(()), "{best:?}");
        }
    }
}
