//! Drives the issuer's decisions: supplies what each step asks for.

use countersign_hash_pool::{Admission, Against, HashPoolError};
use countersign_issuer::{self as issuer, Step, Store, StoreError, StoredPassword, User};

/// A decision could not be finished; the fault is ours.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum Unfinished {
    /// Storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The password could not be checked.
    #[error(transparent)]
    HashPool(#[from] HashPoolError),
    /// The issuer has a password checked that the hash pool did not admit.
    #[error("a password is to be checked that the hash pool did not admit")]
    NotAdmitted,
    /// The issuer asks for something that this driver does not know.
    #[error("a decision asks for {0}, which is not known here")]
    UnknownStep(String),
}

/// Runs a decision to its end. The admission is for the one password that it may have checked.
pub(crate) async fn drive<Answer>(
    mut step: Step<Answer>,
    store: &dyn Store,
    mut admission: Option<Admission>,
) -> Result<Answer, Unfinished> {
    loop {
        step = match step {
            Step::Done(answer) => return Ok(answer),
            Step::Client(id, next) => next(store.client(&id).await?),
            Step::User(id, next) => next(store.user(id).await?),
            Step::UserNamed(name, next) => {
                let user = store.user_named(&name).await?;
                tell_if_unreadable(user.as_ref());
                next(user)
            }
            Step::PasswordHashesNear(id, next) => next(store.password_hashes_near(id).await?),
            Step::Grant(id, next) => next(store.grant(id).await?),
            Step::CheckPassword(check, next) => {
                let admission = admission.take().ok_or(Unfinished::NotAdmitted)?;
                let against = against(check.against);
                next(admission.check(check.password, against).await?)
            }
            Step::Commit(commit, next) => next(store.commit(commit).await?),
            other => return Err(Unfinished::UnknownStep(format!("{other:?}"))),
        };
    }
}

/// The issuer's word for what a password is compared with, in the pool's.
fn against(against: issuer::Against) -> Against {
    match against {
        issuer::Against::Stored(stored) => Against::Stored(stored),
        issuer::Against::Nothing { like } => Against::Nothing { like },
    }
}

/// The user hears that the password is wrong; who can set another hears why.
fn tell_if_unreadable(user: Option<&User>) {
    if let Some(user) = user.filter(|user| matches!(user.password, StoredPassword::Unreadable)) {
        tracing::error!(user = %user.id, "a stored password cannot be read; 'countersign user list' shows whose");
    }
}
