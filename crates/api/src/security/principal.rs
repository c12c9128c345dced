//! Whoever a verified request acts as.

use std::sync::Arc;

use countersign_jose::{AccessToken, Scopes, Verified};
use thiserror::Error;

/// Whoever a verified request acts as. Built only from a token that has been verified.
///
/// ```
/// use std::sync::Arc;
///
/// use countersign_api::{Principal, WrongPrincipal};
/// use countersign_jose::{AccessToken, Verified};
///
/// struct Subject(String);
///
/// impl Principal for Subject {
///     fn from_token(token: Arc<Verified<AccessToken>>) -> Result<Self, WrongPrincipal> {
///         Ok(Self(token.subject.clone()))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no principal",
    note = "use `User`, `Client` or `Arc<Verified<AccessToken>>`, or implement `Principal` for your type"
)]
pub trait Principal: Sized {
    /// Reads the token, which is shared by all requests that bring it.
    ///
    /// # Errors
    ///
    /// [`WrongPrincipal`] when the token is good and acts for another kind: 403.
    fn from_token(token: Arc<Verified<AccessToken>>) -> Result<Self, WrongPrincipal>;
}

/// The token is good, and acts for a client where a user is needed, or the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the token acts for another kind of principal")]
pub struct WrongPrincipal;

/// A person, through a client.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct User {
    /// The issuer's stable id of the person (`sub`), never reused.
    pub subject: String,
    /// The client that they use.
    pub client_id: String,
    /// What the token allows.
    pub scopes: Scopes,
}

/// A client that acts for itself (client credentials).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Client {
    /// Its id.
    pub client_id: String,
    /// What the token allows.
    pub scopes: Scopes,
}

// RFC 9068 2.2 and 5: where no person is involved, `sub` names the client. Such a token must not pass for
// a person's, whose id could be the same text.
fn acts_for_itself(token: &AccessToken) -> bool {
    token.subject == token.client_id
}

impl Principal for User {
    fn from_token(token: Arc<Verified<AccessToken>>) -> Result<Self, WrongPrincipal> {
        if acts_for_itself(&token) {
            return Err(WrongPrincipal);
        }
        Ok(Self {
            subject: token.subject.clone(),
            client_id: token.client_id.clone(),
            scopes: token.scope.clone(),
        })
    }
}

impl Principal for Client {
    fn from_token(token: Arc<Verified<AccessToken>>) -> Result<Self, WrongPrincipal> {
        if !acts_for_itself(&token) {
            return Err(WrongPrincipal);
        }
        Ok(Self {
            client_id: token.client_id.clone(),
            scopes: token.scope.clone(),
        })
    }
}

/// Everything that the token says, for either kind, and nothing copied.
impl Principal for Arc<Verified<AccessToken>> {
    fn from_token(token: Self) -> Result<Self, WrongPrincipal> {
        Ok(token)
    }
}

/// Everything that the token says, for either kind, as a copy.
impl Principal for Verified<AccessToken> {
    fn from_token(token: Arc<Self>) -> Result<Self, WrongPrincipal> {
        Ok(Arc::unwrap_or_clone(token))
    }
}
