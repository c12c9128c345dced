//! The header of a token: what it says about itself, none of it trusted.

use crate::encoding::json::{Raw, Text, read_object};
use crate::{Algorithm, Part, TokenType, VerifyError};

/// The header members that verification looks at.
///
/// `jku`, `x5u`, `x5c` and `x5t` are not among them, and `jwk` is for DPoP proofs alone: a token
/// does not choose its own key. Any `cty` is refused, and none is written: it says what the payload
/// is where that is no set of claims, as a nested token (RFC 7519 section 5.2).
pub(crate) struct Header<'h> {
    pub(crate) algorithm: Algorithm,
    pub(crate) key_id: Option<Text<'h>>,
    token_type: Option<Text<'h>>,
    pub(crate) jwk: Option<Raw<'h>>,
}

const NAMES: [&str; 9] = [
    "alg", "typ", "kid", "jwk", "cty", "crit", "b64", "zip", "enc",
];

impl<'h> Header<'h> {
    pub(crate) fn parse(json: &'h [u8]) -> Result<Self, VerifyError> {
        let malformed = VerifyError::Malformed(Part::Header);
        let [algorithm, token_type, key_id, jwk, content, extensions @ ..] =
            read_object(json, &NAMES).map_err(|_| malformed)?;
        // RFC 7515 4.1.11: an extension that is not understood makes the token invalid, and none
        // is understood. RFC 7797: `b64` changes what is signed. RFC 7516: `zip` and `enc` are of
        // encrypted tokens.
        if extensions.iter().any(Option::is_some) {
            return Err(VerifyError::UnsupportedHeader);
        }
        // RFC 7519 5.2: `cty` announces a nested token.
        if content.is_some() {
            return Err(VerifyError::Nested);
        }
        let text =
            |value: Option<Raw<'h>>| value.map(Raw::into_text).transpose().map_err(|_| malformed);
        // RFC 7515 4.1.1: `alg` must be present.
        let name = text(algorithm)?.ok_or(malformed)?;
        let (key_id, token_type) = (text(key_id)?, text(token_type)?);
        let algorithm = name.into_cow().parse();
        Ok(Self {
            algorithm: algorithm.map_err(|_| VerifyError::AlgorithmNotAllowed)?,
            key_id,
            token_type,
            jwk,
        })
    }

    pub(crate) fn check_type(&self, expected: TokenType) -> Result<(), VerifyError> {
        let accepted = match self.token_type.map(Text::into_cow) {
            Some(said) => is_media_type(&said, expected.name()),
            // OpenID Connect Core 2: an ID token need not say what it is. All others must.
            None => expected == TokenType::IdToken,
        };
        if accepted {
            Ok(())
        } else {
            Err(VerifyError::WrongType)
        }
    }
}

/// RFC 7515 4.1.9: with or without `application/`, in any letter case.
fn is_media_type(said: &str, name: &str) -> bool {
    const PREFIX: &str = "application/";
    let short = match said.split_at_checked(PREFIX.len()) {
        Some((prefix, rest)) if prefix.eq_ignore_ascii_case(PREFIX) => rest,
        _ => said,
    };
    short.eq_ignore_ascii_case(name)
}
