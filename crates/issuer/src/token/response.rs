//! What the token endpoint answers (RFC 6749 section 5.1).

use crate::context::Context;
use crate::mint::{AccessTokenParts, GrantedScopes, MintError, access_token};
use crate::secret::PlainSecret;
use countersign_jose::Scopes;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// A successful answer of the token endpoint. `Debug` shows no token.
#[derive(Debug)]
pub struct TokenResponse {
    /// The access token, a JWT (RFC 9068).
    pub access_token: PlainSecret,
    /// How long it lives, in seconds.
    pub expires_in: u64,
    /// Present if the client may refresh.
    pub refresh_token: Option<PlainSecret>,
    /// What the token carries, said even where it is what was asked for.
    pub scope: Scopes,
}

impl TokenResponse {
    /// An access token that is issued now, and the refresh token beside it.
    pub(super) fn issued_now(
        cx: &Context<'_>,
        subject: &str,
        scopes: &GrantedScopes,
        refresh_token: Option<PlainSecret>,
    ) -> Result<Self, MintError> {
        let parts = AccessTokenParts {
            subject,
            scopes,
            token_id: cx.moment.seed.derive("access token"),
            issued_at: cx.now(),
        };
        Ok(Self {
            access_token: access_token(cx, &parts)?,
            expires_in: cx.lifetimes().access_token,
            refresh_token,
            scope: scopes.as_set().clone(),
        })
    }
}

impl Serialize for TokenResponse {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut response = serializer.serialize_struct("TokenResponse", 5)?;
        response.serialize_field("access_token", self.access_token.expose())?;
        response.serialize_field("token_type", "Bearer")?;
        response.serialize_field("expires_in", &self.expires_in)?;
        if let Some(refresh_token) = &self.refresh_token {
            response.serialize_field("refresh_token", refresh_token.expose())?;
        }
        response.serialize_field("scope", &self.scope.to_string())?;
        response.end()
    }
}
