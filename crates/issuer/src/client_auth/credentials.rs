//! How a client names and proves itself: in the Authorization header or in the form.

use super::error::ClientAuthError;
use crate::model::ClientId;
use crate::secret::PlainSecret;
use crate::wire::{Authorization, BasicError, Form};

/// How the client named and proved itself, as parsed from the request.
#[derive(Debug)]
pub(crate) struct ClientCredentials {
    pub(crate) id: ClientId,
    pub(crate) secret: Option<PlainSecret>,
}

impl ClientCredentials {
    /// Takes the credentials out of a request. `default` is who asks when the request names no
    /// client.
    pub(crate) fn parse(
        authorization: Authorization<'_>,
        form: &mut Form,
        default: Option<&ClientId>,
    ) -> Result<Self, ClientAuthError> {
        let named = form.take("client_id");
        let secret = form.take("client_secret");
        let secret = secret.map(|text| PlainSecret::new(text.to_string()));

        if let Some(credentials) = in_header(authorization)? {
            // RFC 6749 2.3: the client MUST NOT use more than one authentication method.
            if secret.is_some() {
                let problem = "the client authenticates in two ways at once";
                return Err(ClientAuthError::Malformed(problem));
            }
            // RFC 6749 3.2.1: client_id may identify the client; it has to be the same one.
            if named.is_some_and(|id| id.as_str() != credentials.id.as_str()) {
                let problem = "client_id names another client than the header";
                return Err(ClientAuthError::Malformed(problem));
            }
            return Ok(credentials);
        }

        let id = match (named, default) {
            (Some(id), _) => parse_id(&id)?,
            (None, Some(default)) if secret.is_none() => default.clone(),
            (None, _) => return Err(ClientAuthError::NotNamed),
        };
        Ok(Self { id, secret })
    }
}

fn in_header(
    authorization: Authorization<'_>,
) -> Result<Option<ClientCredentials>, ClientAuthError> {
    let Some(pair) = authorization.basic()? else {
        return Ok(None);
    };
    Ok(Some(ClientCredentials {
        id: parse_id(&pair.id)?,
        // RFC 6749 2.3.1: the secret MAY be omitted if it is the empty string.
        secret: (!pair.secret.is_empty()).then(|| PlainSecret::new(pair.secret.to_string())),
    }))
}

/// An identifier that no client has is an unknown client.
fn parse_id(text: &str) -> Result<ClientId, ClientAuthError> {
    ClientId::parse(text).map_err(|_| ClientAuthError::NotAuthenticated)
}

impl From<BasicError> for ClientAuthError {
    fn from(error: BasicError) -> Self {
        match error {
            BasicError::Repeated => Self::Malformed("there is more than one Authorization header"),
            BasicError::NotBasic => Self::NotAuthenticated,
        }
    }
}
