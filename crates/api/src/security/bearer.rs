//! The guard: an argument that only a request with a good token has.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use axum::extract::{FromRef, FromRequestParts, OptionalFromRequestParts};
use countersign_jose::Scopes;
use http::request::Parts;

use super::challenge::Challenge;
use super::credential::{self, Credential};
use super::principal::{Principal, User, WrongPrincipal};
use crate::describe::{DescribeArgument, Description, describe_problem};
use crate::openapi::{ResponseEntry, ResponseStatus};
use crate::problem::Problem;
use crate::scopes::ScopeSet;
use crate::verifier::{OAuth2, Refusal, Verifier};

/// The caller, with a verified access token that carries the scopes `S`.
///
/// It enforces and documents: a handler that takes it cannot run without a good token, and the document
/// says so with the same scopes. The token is checked before the body is read.
///
/// | request | answer |
/// | --- | --- |
/// | no bearer token | 401 `Bearer realm="…"` |
/// | empty, malformed, doubled, expired, forged, or for another API | 401 `error="invalid_token"`, always with the same text |
/// | a scope is missing | 403 `error="insufficient_scope"` with `scope="…"` |
/// | a client's own token where a [`User`] is needed, or the reverse | 403 |
/// | the issuer's keys are out of reach for too long | 503 |
///
/// `Option<Bearer<…>>` is `None` only if there is no Authorization header: a bad token is refused there as
/// well. Source: RFC 6750 sections 2.1 and 3.
///
/// ```
/// use countersign_api::{Bearer, Json, User, scopes};
///
/// scopes! {
///     /// Read your own profile.
///     ProfileRead = "profile:read";
/// }
///
/// async fn read_me(user: Bearer<User, ProfileRead>) -> Json<String> {
///     Json(user.into_inner().subject)
/// }
/// ```
pub struct Bearer<P = User, S = ()> {
    principal: P,
    scopes: PhantomData<fn() -> S>,
}

impl<P, S> Bearer<P, S> {
    /// The principal alone.
    pub fn into_inner(self) -> P {
        self.principal
    }
}

impl<P, S> Deref for Bearer<P, S> {
    type Target = P;

    fn deref(&self) -> &P {
        &self.principal
    }
}

impl<P: fmt::Debug, S> fmt::Debug for Bearer<P, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Bearer").field(&self.principal).finish()
    }
}

impl<P, S, St> FromRequestParts<St> for Bearer<P, S>
where
    P: Principal,
    S: ScopeSet,
    St: Send + Sync,
    Verifier: FromRef<St>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &St) -> Result<Self, Problem> {
        let verifier = Verifier::from_ref(state);
        let token = token(parts, &verifier)?;
        authenticate(&verifier, token).await
    }
}

impl<P, S, St> OptionalFromRequestParts<St> for Bearer<P, S>
where
    P: Principal,
    S: ScopeSet,
    St: Send + Sync,
    Verifier: FromRef<St>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &St) -> Result<Option<Self>, Problem> {
        if credential::read(&parts.headers) == Credential::Absent {
            return Ok(None);
        }
        let bearer = <Self as FromRequestParts<St>>::from_request_parts(parts, state).await?;
        Ok(Some(bearer))
    }
}

impl<P, S: ScopeSet> DescribeArgument for Bearer<P, S> {
    fn describe_argument(to: &mut Description<'_>) {
        let scopes = S::scopes();
        if let Some(oauth2) = to.settings::<OAuth2>() {
            let names = scopes.iter().map(|scope| scope.name);
            to.require(oauth2.scheme_name(), oauth2.to_openapi(scopes), names);
        }
        for (status, text) in [(401, "Not authenticated"), (403, "Not enough permissions")] {
            let entry = ResponseEntry::new(text).header(
                "www-authenticate",
                "What is missing, as RFC 6750 section 3 writes it",
            );
            describe_problem(to, ResponseStatus::Code(status), entry);
        }
    }
}

fn token<'p>(parts: &'p Parts, verifier: &Verifier) -> Result<&'p str, Problem> {
    let challenge = || Challenge {
        realm: verifier.realm(),
    };
    match credential::read(&parts.headers) {
        Credential::Token(token) => Ok(token),
        Credential::Malformed => Err(challenge().invalid_token()),
        Credential::Absent | Credential::OtherScheme => Err(challenge().not_authenticated()),
    }
}

async fn authenticate<P, S>(verifier: &Verifier, token: &str) -> Result<Bearer<P, S>, Problem>
where
    P: Principal,
    S: ScopeSet,
{
    let refused = |refusal: Refusal| match refusal {
        Refusal::Token(reason) => {
            tracing::debug!(reason = reason.code(), "token refused");
            Challenge {
                realm: verifier.realm(),
            }
            .invalid_token()
        }
        Refusal::KeysOutOfReach => Problem::unavailable("The issuer's keys are out of reach", 30),
    };
    let token = verifier.verify(token).await.map_err(refused)?;
    if !carries::<S>(&token.scope) {
        let names: Vec<&str> = S::scopes().iter().map(|scope| scope.name).collect();
        return Err(Challenge {
            realm: verifier.realm(),
        }
        .insufficient_scope(&names.join(" ")));
    }
    match P::from_token(token) {
        Ok(principal) => Ok(Bearer {
            principal,
            scopes: PhantomData,
        }),
        Err(WrongPrincipal) => Err(Problem::forbidden(
            "The token acts for a client where a user is needed, or the reverse",
        )),
    }
}

fn carries<S: ScopeSet>(granted: &Scopes) -> bool {
    S::scopes().iter().all(|scope| granted.contains(scope.name))
}
