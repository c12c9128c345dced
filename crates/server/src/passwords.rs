//! The hash pool as the issuer's port.

use countersign_hash_pool::{
    self as hash_pool, Caller, HashPool, HashPoolError, Limit, Overloaded,
};
use countersign_issuer::{
    Admission, Against, Passwords, PasswordsError, PortFuture, UserId, Username,
};
use countersign_password::{Password, Verdict};
use std::net::IpAddr;

/// Checks passwords for one request.
#[derive(Debug)]
pub(crate) struct RequestPasswords<'a> {
    pool: &'a HashPool,
    /// Where the request comes from, if that is known.
    address: Option<IpAddr>,
}

impl<'a> RequestPasswords<'a> {
    pub(crate) const fn new(pool: &'a HashPool, address: Option<IpAddr>) -> Self {
        Self { pool, address }
    }
}

impl Passwords for RequestPasswords<'_> {
    fn admit(&self, name: Option<&Username>) -> Result<Box<dyn Admission>, PasswordsError> {
        let caller = Caller::new(name.map(Username::key), self.address);
        let admission = self.pool.admit(caller).map_err(overloaded)?;
        Ok(Box::new(Admitted(admission)))
    }
}

/// An admission of the pool.
#[derive(Debug)]
struct Admitted(hash_pool::Admission);

impl Admission for Admitted {
    fn check<'a>(
        self: Box<Self>,
        password: Password,
        against: Against,
    ) -> PortFuture<'a, Verdict, PasswordsError> {
        let against = match against {
            Against::Stored(stored) => hash_pool::Against::Stored(stored),
            Against::Nothing { like } => hash_pool::Against::Nothing { like },
            Against::Unreadable { user, like } => {
                log_unreadable(user);
                hash_pool::Against::Nothing { like }
            }
        };
        Box::pin(async move {
            let verdict = self.0.check(password, against).await;
            verdict.map_err(|error| match error {
                HashPoolError::Overloaded(refused) => overloaded(refused),
                other => PasswordsError::Failed(other.to_string()),
            })
        })
    }
}

fn overloaded(refused: Overloaded) -> PasswordsError {
    PasswordsError::Overloaded {
        reason: refused.to_string(),
        one_caller: match refused.limit() {
            Limit::Account | Limit::Address => true,
            Limit::Pool => false,
        },
        retry_after: refused.retry_after(),
    }
}

/// The user hears that the password is wrong; who can set another hears why.
fn log_unreadable(user: UserId) {
    tracing::error!(%user, "a stored password cannot be read; 'countersign user list' shows whose");
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_hash_pool::HashPoolSettings;
    use countersign_password::PasswordContext;
    use std::num::NonZeroU32;
    use std::sync::Arc;

    #[test]
    fn two_spellings_of_a_name_share_one_limit() {
        let mut settings = HashPoolSettings::default();
        settings.per_account = NonZeroU32::new(1);
        let pool = HashPool::start(&settings, Arc::new(PasswordContext::default())).unwrap();
        let passwords = RequestPasswords::new(&pool, None);
        let name = |typed| Username::parse(typed).unwrap();

        let _one = passwords.admit(Some(&name("Ada"))).unwrap();
        let refused = passwords.admit(Some(&name(" ada"))).unwrap_err();
        let is_one_callers = matches!(
            refused,
            PasswordsError::Overloaded {
                one_caller: true,
                ..
            }
        );
        assert!(is_one_callers, "{refused}");
        assert!(passwords.admit(Some(&name("bob"))).is_ok());
    }
}
