//! The Authorization header of a client.

use super::form::decode;
use base64_simd::STANDARD;
use zeroize::Zeroizing;

/// The values of the request's Authorization headers, as they came.
#[derive(Clone, Copy)]
pub struct Authorization<'a>(&'a [&'a [u8]]);

/// Identifier and secret, decoded.
pub(crate) struct BasicPair {
    pub(crate) id: Zeroizing<String>,
    pub(crate) secret: Zeroizing<String>,
}

/// Why the header holds no pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BasicError {
    /// There is more than one header.
    Repeated,
    /// It is of another scheme, or broken.
    NotBasic,
}

impl<'a> Authorization<'a> {
    /// Takes every Authorization header of the request; none is fine.
    #[must_use]
    pub const fn new(values: &'a [&'a [u8]]) -> Self {
        Self(values)
    }

    /// The client's credentials, if there are any.
    ///
    /// RFC 6749 2.3.1: identifier and secret are form-encoded, then joined as for HTTP Basic.
    pub(crate) fn basic(self) -> Result<Option<BasicPair>, BasicError> {
        match self.0 {
            [] => Ok(None),
            [value] => pair(value).ok_or(BasicError::NotBasic).map(Some),
            _ => Err(BasicError::Repeated),
        }
    }
}

impl std::fmt::Debug for Authorization<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Authorization({} values, redacted)", self.0.len())
    }
}

/// RFC 7617 2: the word `Basic` in any case, a space, and base64 of `id:secret`.
fn pair(value: &[u8]) -> Option<BasicPair> {
    let (scheme, encoded) = value.split_at_checked(6)?;
    if !scheme.eq_ignore_ascii_case(b"basic ") {
        return None;
    }
    let bytes = Zeroizing::new(STANDARD.decode_to_vec(encoded.trim_ascii()).ok()?);
    let (id, secret) = std::str::from_utf8(&bytes).ok()?.split_once(':')?;
    Some(BasicPair {
        id: decode(id.as_bytes())?,
        secret: decode(secret.as_bytes())?,
    })
}
