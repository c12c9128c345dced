//! The header of a token: what it says about itself, none of it trusted.

use std::borrow::Cow;

use crate::json::{Value, read_object};
use crate::{Algorithm, Part, VerifyError};

/// The header members that verification looks at.
///
/// `jwk`, `jku`, `x5u`, `x5c` and `x5t` are not among them: a token does not choose its own key.
pub(crate) struct Header<'h> {
    pub(crate) algorithm: Algorithm,
    pub(crate) key_id: Option<Cow<'h, str>>,
    pub(crate) token_type: Option<Cow<'h, str>>,
}

const NAMES: [&str; 8] = ["alg", "kid", "typ", "crit", "b64", "zip", "enc", "cty"];

impl<'h> Header<'h> {
    pub(crate) fn parse(json: &'h [u8]) -> Result<Self, VerifyError> {
        let malformed = VerifyError::Malformed(Part::Header);
        let [algorithm, key_id, token_type, extensions @ ..] =
            read_object(json, &NAMES).map_err(|_| malformed)?;
        // RFC 7515 4.1.11: an extension that is not understood makes the token invalid, and none
        // is understood. RFC 7797: `b64` changes what is signed. RFC 7516: `zip` and `enc` are of
        // encrypted tokens. RFC 7519 5.2: `cty` announces a nested token.
        if extensions.iter().any(Option::is_some) {
            return Err(VerifyError::UnsupportedHeader);
        }
        let text = |value: Option<Value<'h>>| {
            value
                .map(Value::into_text)
                .transpose()
                .map_err(|_| malformed)
        };
        // RFC 7515 4.1.1: `alg` must be present.
        let name = text(algorithm)?.ok_or(malformed)?;
        let (key_id, token_type) = (text(key_id)?, text(token_type)?);
        Ok(Self {
            algorithm: name.parse().map_err(|_| VerifyError::AlgorithmNotAllowed)?,
            key_id,
            token_type,
        })
    }

    /// RFC 9068 4: an access token says so, with or without the `application/` of RFC 7515 4.1.9.
    pub(crate) fn check_access_token(&self) -> Result<(), VerifyError> {
        const ACCEPTED: [&str; 2] = ["at+jwt", "application/at+jwt"];
        let token_type = self.token_type.as_deref().unwrap_or_default();
        if ACCEPTED
            .iter()
            .any(|accepted| token_type.eq_ignore_ascii_case(accepted))
        {
            Ok(())
        } else {
            Err(VerifyError::WrongType)
        }
    }
}
