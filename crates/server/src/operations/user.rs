//! Users: add, find, set a password, disable, enable.

use super::error::OperationError;
use crate::clock;
use countersign_issuer::{EmailAddress, Outcome, Store, User, UserCommit, UserId, Username};
use countersign_jose::UnixTime;
use countersign_password::PasswordHash;

/// What is known of a user who is added.
pub(crate) struct NewUser {
    pub(crate) username: Username,
    pub(crate) email: Option<EmailAddress>,
    pub(crate) password: PasswordHash,
    pub(crate) admin: bool,
}

pub(crate) async fn add(
    store: &dyn Store,
    new: NewUser,
    now: UnixTime,
) -> Result<(), OperationError> {
    let name = new.username.clone();
    let user = User {
        id: UserId::from_bytes(clock::random()?),
        username: new.username,
        email: new.email,
        password: new.password.into(),
        admin: new.admin,
        disabled: false,
        epoch: 0,
        created_at: now,
    };
    match store.commit(UserCommit::Add(user).into()).await?.value {
        Outcome::Won => Ok(()),
        Outcome::Lost => Err(is_taken(store, &name).await?),
    }
}

/// Two names may count as one, so it is said which one is there.
async fn is_taken(store: &dyn Store, name: &Username) -> Result<OperationError, OperationError> {
    let known = store.user_named(name).await?;
    let known = known.map_or_else(|| name.clone(), |known| known.username);
    Ok(OperationError::Refused(format!(
        "there is a user named '{}' already",
        shown(&known)
    )))
}

pub(crate) async fn find(store: &dyn Store, name: &Username) -> Result<User, OperationError> {
    let user = store.user_named(name).await?;
    user.ok_or_else(|| no_user(name))
}

/// Signs the user out everywhere too.
pub(crate) async fn set_password(
    store: &dyn Store,
    user: &User,
    hash: PasswordHash,
) -> Result<(), OperationError> {
    change(
        store,
        user,
        UserCommit::SetPassword {
            user: user.id,
            hash,
        },
    )
    .await
}

/// Signs the user out everywhere too.
pub(crate) async fn disable(store: &dyn Store, user: &User) -> Result<(), OperationError> {
    change(store, user, UserCommit::Disable(user.id)).await
}

pub(crate) async fn enable(store: &dyn Store, user: &User) -> Result<(), OperationError> {
    change(store, user, UserCommit::Enable(user.id)).await
}

async fn change(store: &dyn Store, user: &User, commit: UserCommit) -> Result<(), OperationError> {
    match store.commit(commit.into()).await?.value {
        Outcome::Won => Ok(()),
        Outcome::Lost => Err(no_user(&user.username)),
    }
}

fn no_user(name: &Username) -> OperationError {
    OperationError::Refused(format!(
        "there is no user named '{}'; 'countersign user list' shows all",
        shown(name)
    ))
}

/// A name fit for a terminal: an older version took marks of writing direction and the like.
pub(crate) fn shown(name: &Username) -> String {
    name.as_str().escape_debug().to_string()
}
