//! A request to the token endpoint.

use super::error::TokenError;
use crate::client_auth::ClientCredentials;
use crate::model::{ClientId, GrantType, Username};
use crate::secret::PlainSecret;
use crate::wire::{Authorization, Form};
use countersign_jose::Scopes;
use countersign_password::Password;

/// A request to the token endpoint, parsed: every value in it has its form checked.
#[derive(Debug)]
pub struct TokenRequest {
    pub(crate) client: ClientCredentials,
    pub(crate) grant: RequestedGrant,
    pub(crate) scopes: Option<Scopes>,
}

/// What the client redeems.
#[derive(Debug)]
pub(crate) enum RequestedGrant {
    /// `username` absent: it has a form that no user's name has.
    Password {
        username: Option<Username>,
        password: Password,
    },
    RefreshToken(PlainSecret),
    ClientCredentials,
}

impl TokenRequest {
    /// Parses the request: media type, form, client credentials, grant.
    ///
    /// `default_client` is who asks when the request names no client: the first-party client of a
    /// server's own pages, which lets a tutorial's `curl` stay as short as in FastAPI.
    ///
    /// # Errors
    ///
    /// RFC 6749 section 5.2: `invalid_request` with what is missing, doubled or malformed,
    /// `unsupported_grant_type`, `invalid_scope`, `invalid_client`.
    pub fn parse(
        authorization: Authorization<'_>,
        content_type: Option<&str>,
        body: &[u8],
        default_client: Option<&ClientId>,
    ) -> Result<Self, TokenError> {
        check_content_type(content_type)?;
        let mut form = Form::parse(body)?;
        let client = ClientCredentials::parse(authorization, &mut form, default_client)?;
        let grant = grant(&mut form)?;
        let scopes = form.take("scope").map(|text| scopes(&text)).transpose()?;
        Ok(Self {
            client,
            grant,
            scopes,
        })
    }
}

/// More than the scopes of any API take.
const SCOPE_LIMIT: usize = 4096;

fn scopes(text: &str) -> Result<Scopes, TokenError> {
    if text.len() > SCOPE_LIMIT {
        return Err(TokenError::MalformedScope);
    }
    Scopes::parse(text).map_err(|_| TokenError::MalformedScope)
}

/// RFC 6749 4: parameters come in the application/x-www-form-urlencoded format.
fn check_content_type(content_type: Option<&str>) -> Result<(), TokenError> {
    let media_type = content_type
        .and_then(|value| value.split(';').next())
        .unwrap_or_default();
    if media_type
        .trim()
        .eq_ignore_ascii_case("application/x-www-form-urlencoded")
    {
        return Ok(());
    }
    Err(TokenError::Malformed(
        "the content type must be application/x-www-form-urlencoded",
    ))
}

fn grant(form: &mut Form) -> Result<RequestedGrant, TokenError> {
    let name = form
        .take("grant_type")
        .ok_or(TokenError::Missing("grant_type"))?;
    let grant_type = name.parse().map_err(|_| TokenError::UnsupportedGrantType)?;
    Ok(match grant_type {
        GrantType::Password => password(form)?,
        GrantType::RefreshToken => {
            let token = form
                .take("refresh_token")
                .ok_or(TokenError::Missing("refresh_token"))?;
            RequestedGrant::RefreshToken(PlainSecret::new(token.to_string()))
        }
        GrantType::ClientCredentials => RequestedGrant::ClientCredentials,
    })
}

/// RFC 6749 4.3.2: both are required.
fn password(form: &mut Form) -> Result<RequestedGrant, TokenError> {
    let username = form
        .take("username")
        .ok_or(TokenError::Missing("username"))?;
    let password = form
        .take("password")
        .ok_or(TokenError::Missing("password"))?;
    Ok(RequestedGrant::Password {
        username: Username::parse(&username).ok(),
        // NIST SP 800-63B-4 3.1.1.2: normalized as it was when it was set.
        password: Password::normalized(password.as_str())?,
    })
}
