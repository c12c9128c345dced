//! The one place that reads the clock and the system's randomness.

use countersign_issuer::{Moment, Seed};
use countersign_jose::{ClockBefore1970, UnixTime};
use std::time::SystemTime;

/// Neither the time nor randomness can be had: nothing can be decided.
#[derive(Debug, thiserror::Error)]
pub enum MomentError {
    /// The clock is far off.
    #[error(transparent)]
    Clock(#[from] ClockBefore1970),
    /// The operating system gives no random bytes.
    #[error("the operating system gives no random bytes: {0}")]
    Entropy(#[from] getrandom::Error),
}

/// What time it is.
pub(crate) fn now() -> Result<UnixTime, ClockBefore1970> {
    #[expect(clippy::disallowed_methods, reason = "this is where the clock is read")]
    let now = SystemTime::now();
    UnixTime::try_from(now)
}

/// Time and fresh randomness for one decision.
pub(crate) fn moment() -> Result<Moment, MomentError> {
    Ok(Moment {
        now: now()?,
        seed: Seed::from_bytes(random()?),
    })
}

/// Random bytes from the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}
