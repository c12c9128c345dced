//! A user shows a name and a password.

use super::twin::Twin;
use crate::model::{StoredPassword, User, UserCommit, Username};
use crate::moment::Moment;
use crate::ports::{Admission, Against, PasswordsError, PortError, Ports, StoreError};
use countersign_password::{Cost, Password, PasswordHash, Verdict};

/// A user who has just shown their password: proof, made only by this module.
///
/// The user is as they were before the hash was computed, so what is issued has to be guarded by
/// their epoch.
#[derive(Debug)]
pub(crate) struct SignedIn(User);

impl SignedIn {
    pub(crate) const fn user(&self) -> &User {
        &self.0
    }
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SignInError {
    /// Wrong name or password; which of them is not said.
    #[error("the user name or the password is wrong")]
    WrongCredentials,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl From<StoreError> for SignInError {
    fn from(error: StoreError) -> Self {
        Self::Port(error.into())
    }
}

impl From<PasswordsError> for SignInError {
    fn from(error: PasswordsError) -> Self {
        Self::Port(error.into())
    }
}

/// Signs a user in. `name` is absent where what was typed has a form that nobody's name has.
///
/// The same work for everybody: a name that nobody has costs what its twin's password costs, so
/// that among stored hashes of many kinds, unknown names do not stand out.
pub(crate) async fn with_password(
    ports: Ports<'_>,
    moment: &Moment,
    admission: Box<dyn Admission>,
    name: Option<&Username>,
    password: Password,
) -> Result<SignedIn, SignInError> {
    let (user, twin) = match name {
        Some(name) => look_up(ports, moment, name).await?,
        None => (None, None),
    };

    let against = against(user.as_ref(), twin);
    let verdict = admission.check(password, against).await?;

    let Verdict::Match { upgrade, .. } = verdict else {
        return Err(SignInError::WrongCredentials);
    };
    let user = user.filter(|user| !user.disabled);
    let user = user.ok_or(SignInError::WrongCredentials)?;
    if let Some(better) = upgrade {
        store_better_hash(ports, &user, better).await?;
    }
    Ok(SignedIn(user))
}

/// The user of that name, and what the password of the name's twin costs: looked up for known users
/// too, for the time must not tell who is known.
async fn look_up(
    ports: Ports<'_>,
    moment: &Moment,
    name: &Username,
) -> Result<(Option<User>, Option<Cost>), StoreError> {
    let user = ports.store.user_named(name).await?;

    let keys = ports.keys.current();
    let Some(root) = keys.roots().of_twins(moment.now) else {
        return Ok((user, None));
    };
    let twin = Twin::new(root, name);
    let near = ports.store.password_costs_near(twin.near()).await?;
    Ok((user, twin.cost(&near)))
}

fn against(user: Option<&User>, twin: Option<Cost>) -> Against {
    let Some(user) = user else {
        return Against::Nothing { like: twin };
    };
    match &user.password {
        StoredPassword::Hash(hash) if !user.disabled => Against::Stored(hash.clone()),
        // A disabled user costs what they did, so that the time does not tell who was disabled.
        StoredPassword::Hash(hash) => Against::Nothing {
            like: Some(hash.cost()),
        },
        StoredPassword::Absent => Against::Nothing { like: twin },
        StoredPassword::Unreadable => Against::Unreadable {
            user: user.id,
            like: twin,
        },
    }
}

/// Losing is fine: somebody changed the password or upgraded it in the same moment.
async fn store_better_hash(
    ports: Ports<'_>,
    user: &User,
    better: PasswordHash,
) -> Result<(), StoreError> {
    let Some(verified) = user.password.hash() else {
        return Ok(());
    };
    let swap = UserCommit::SwapPasswordHash {
        user: user.id,
        from: verified.clone(),
        to: better,
    };
    let _either = ports.store.commit(swap.into()).await?;
    Ok(())
}
