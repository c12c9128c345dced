//! The Authorization header of a client.

use super::form::decode;
use crate::client_auth::ClientCredentials;
use crate::model::ClientId;
use crate::secret::PlainSecret;
use crate::token::TokenError;
use base64_simd::STANDARD;
use zeroize::Zeroizing;

/// The values of the request's Authorization headers, as they came.
#[derive(Clone, Copy)]
pub struct Authorization<'a>(&'a [&'a [u8]]);

impl<'a> Authorization<'a> {
    /// Takes every Authorization header of the request; none is fine.
    #[must_use]
    pub const fn new(values: &'a [&'a [u8]]) -> Self {
        Self(values)
    }

    /// The client's credentials, if there are any.
    ///
    /// RFC 6749 2.3.1: identifier and secret are form-encoded, then joined as for HTTP Basic.
    pub(super) fn credentials(self) -> Result<Option<ClientCredentials>, TokenError> {
        let value = match self.0 {
            [] => return Ok(None),
            [value] => value,
            _ => {
                return Err(TokenError::Malformed(
                    "there is more than one Authorization header",
                ));
            }
        };
        let malformed = || TokenError::ClientNotAuthenticated;
        let pair = basic_pair(value).ok_or_else(malformed)?;
        let (id, secret) = pair.split_once(':').ok_or_else(malformed)?;
        let id = decode(id.as_bytes()).ok_or_else(malformed)?;
        let secret = decode(secret.as_bytes()).ok_or_else(malformed)?;
        Ok(Some(ClientCredentials {
            id: ClientId::parse(&id).map_err(|_| malformed())?,
            // RFC 6749 2.3.1: the secret MAY be omitted if it is the empty string.
            secret: (!secret.is_empty()).then(|| PlainSecret::new(secret.to_string())),
        }))
    }
}

impl std::fmt::Debug for Authorization<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Authorization({} values, redacted)", self.0.len())
    }
}

/// RFC 7617 2: the word `Basic` in any case, a space, and base64 of `id:secret`.
fn basic_pair(value: &[u8]) -> Option<Zeroizing<String>> {
    let (scheme, encoded) = value.split_at_checked(6)?;
    if !scheme.eq_ignore_ascii_case(b"basic ") {
        return None;
    }
    let bytes = Zeroizing::new(STANDARD.decode_to_vec(encoded.trim_ascii()).ok()?);
    std::str::from_utf8(&bytes)
        .ok()
        .map(|pair| Zeroizing::new(pair.to_owned()))
}
