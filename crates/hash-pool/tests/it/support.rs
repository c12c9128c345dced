//! A small pool, and one user of it.

use std::num::NonZeroU32;
use std::sync::Arc;

use countersign_hash_pool::{Against, Caller, HashPool, HashPoolSettings};
use countersign_password::{BcryptCost, Password, PasswordContext};

/// One thread, two checks in flight for an account.
pub(crate) fn pool() -> HashPool {
    let mut settings = HashPoolSettings::default();
    settings.threads = NonZeroU32::MIN;
    settings.per_account = NonZeroU32::new(2);
    HashPool::start(&settings, Arc::new(PasswordContext::default())).unwrap()
}

pub(crate) fn password() -> Password {
    Password::parse("correct horse").unwrap()
}

pub(crate) fn nothing() -> Against {
    let like = Some(BcryptCost::new(4).unwrap().into());
    Against::Nothing { like }
}

pub(crate) fn ada() -> Caller {
    Caller::new(Some("ada"), None)
}
