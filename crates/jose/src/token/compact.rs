//! The compact serialization (RFC 7515 section 7.1): size and shape, before anything is looked into.

use crate::encoding::base64;
use crate::{Part, Scratch, VerifyError};

/// The largest token, in bytes. ML-DSA signatures fit with room for claims.
pub(crate) const MAX_TOKEN: usize = 16_384;
/// The longest header, in characters of base64url.
pub(crate) const MAX_HEADER: usize = 4_096;
/// That of a proof, which carries a key: one of ML-DSA-87 makes it 4,700.
pub(crate) const MAX_PROOF_HEADER: usize = 8_192;

/// The three parts of a token, each decoded from the one base64url text of its bytes, none empty.
pub(crate) struct Compact<'t, 's> {
    pub(crate) header: &'s [u8],
    pub(crate) payload: &'s [u8],
    pub(crate) signature: &'s [u8],
    /// What the signature covers: header, dot, payload.
    pub(crate) signed: &'t [u8],
}

impl<'t, 's> Compact<'t, 's> {
    pub(crate) fn parse(
        token: &'t str,
        max_header: usize,
        scratch: &'s mut Scratch,
    ) -> Result<Self, VerifyError> {
        if token.len() > MAX_TOKEN {
            return Err(VerifyError::TooLarge);
        }
        // No part of base64url holds a dot or a brace, so every other form ends up here.
        Self::decode(token, max_header, scratch)
            .map_err(|fault| check_form(token).err().unwrap_or(fault))
    }

    /// Takes the first dot and the last one.
    #[inline]
    fn decode(
        token: &'t str,
        max_header: usize,
        scratch: &'s mut Scratch,
    ) -> Result<Self, VerifyError> {
        let malformed = VerifyError::Malformed(Part::Token);
        let (signed, signature) = token.rsplit_once('.').ok_or(malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(malformed)?;
        if header.len() > max_header {
            return Err(VerifyError::TooLarge);
        }
        let room = scratch.room(token.len());
        let (header, room) = decode(header, Part::Header, room)?;
        let (payload, room) = decode(payload, Part::Payload, room)?;
        let (signature, _) = decode(signature, Part::Signature, room)?;
        Ok(Self {
            header,
            payload,
            signature,
            signed: signed.as_bytes(),
        })
    }
}

/// What a text is that is not a compact token, where that can be told.
fn check_form(token: &str) -> Result<(), VerifyError> {
    // RFC 7515 7.2: the JSON serializations are objects.
    if token.trim_start().starts_with('{') {
        return Err(VerifyError::JsonSerialization);
    }
    let parts: [&str; 3] = match token.bytes().filter(|&byte| byte == b'.').count() {
        2 => {
            let mut parts = token.split('.');
            std::array::from_fn(|_| parts.next().unwrap_or_default())
        }
        // RFC 7516 9: five parts are an encrypted token.
        4 => return Err(VerifyError::Encrypted),
        _ => return Err(VerifyError::Malformed(Part::Token)),
    };
    // RFC 7515 F: the payload is left out and comes another way.
    match parts {
        [header, "", signature] if !header.is_empty() && !signature.is_empty() => {
            Err(VerifyError::Detached)
        }
        _ => Ok(()),
    }
}

/// Decodes into the front of `room`; gives the bytes and the rest of the room.
fn decode<'s>(
    text: &str,
    part: Part,
    room: &'s mut [u8],
) -> Result<(&'s [u8], &'s mut [u8]), VerifyError> {
    let malformed = VerifyError::Malformed(part);
    if text.is_empty() {
        return Err(malformed);
    }
    let (front, rest) = room.split_at_mut_checked(text.len()).ok_or(malformed)?;
    let bytes = base64::decode_into(text, front).map_err(|_| malformed)?;
    Ok((bytes, rest))
}
