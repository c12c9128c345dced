//! The compact serialization (RFC 7515 section 7.1): size and shape, before anything is decoded.

use crate::{Part, VerifyError, base64};

/// The largest token, in bytes. ML-DSA signatures fit with room for claims.
pub(crate) const MAX_TOKEN: usize = 16_384;
const MAX_HEADER: usize = 4_096;

/// The three parts of a token: canonical base64url each, none empty.
pub(crate) struct Compact<'t> {
    pub(crate) header: &'t str,
    pub(crate) payload: &'t str,
    pub(crate) signature: &'t str,
    /// What the signature covers: header, dot, payload.
    pub(crate) signed: &'t str,
}

impl<'t> Compact<'t> {
    pub(crate) fn parse(token: &'t str) -> Result<Self, VerifyError> {
        if token.len() > MAX_TOKEN {
            return Err(VerifyError::TooLarge);
        }
        match token.bytes().filter(|&byte| byte == b'.').count() {
            2 => {}
            // RFC 7516 9: five parts are an encrypted token.
            4 => return Err(VerifyError::Encrypted),
            _ => return Err(VerifyError::Malformed(Part::Token)),
        }
        let malformed = VerifyError::Malformed(Part::Token);
        let (signed, signature) = token.rsplit_once('.').ok_or(malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(malformed)?;
        if header.len() > MAX_HEADER {
            return Err(VerifyError::TooLarge);
        }
        check_part(header, Part::Header)?;
        check_part(payload, Part::Payload)?;
        check_part(signature, Part::Signature)?;
        Ok(Self {
            header,
            payload,
            signature,
            signed,
        })
    }
}

fn check_part(text: &str, part: Part) -> Result<(), VerifyError> {
    if text.is_empty() || base64::check(text).is_err() {
        return Err(VerifyError::Malformed(part));
    }
    Ok(())
}
