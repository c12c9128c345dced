//! Who the user is. Nothing here knows of OAuth.

mod password;
mod twin;

pub(crate) use password::{SignInError, SignedIn, with_password};
