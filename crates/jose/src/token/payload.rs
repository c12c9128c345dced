//! A payload while it is written: on the stack as long as it is small.

use std::io;

use super::compact::MAX_TOKEN;
use crate::SignError;

/// Most payloads fit; longer ones move to the heap.
const INLINE: usize = 1024;

/// JSON bytes, never more than a token may have.
///
/// Made where it is used and filled in place, since a kilobyte is not moved for nothing.
#[expect(
    missing_debug_implementations,
    unnameable_types,
    reason = "that nobody outside can name it seals `TokenClaims::write_json`"
)]
pub struct Payload {
    inline: [u8; INLINE],
    /// How much of `inline` is written; more than it has once the bytes have moved to the heap.
    len: usize,
    spilled: Vec<u8>,
    too_large: bool,
}

impl Payload {
    pub(crate) const fn new() -> Self {
        Self {
            inline: [0; INLINE],
            len: 0,
            spilled: Vec::new(),
            too_large: false,
        }
    }

    /// What went wrong while claims were written into it, as an error of signing.
    pub(crate) fn check_written(&self, written: io::Result<()>) -> Result<(), SignError> {
        let too_large = |error: &io::Error| error.kind() == io::ErrorKind::FileTooLarge;
        if self.too_large || written.as_ref().is_err_and(too_large) {
            return Err(SignError::TooLarge);
        }
        written.map_err(|_| SignError::Claims)
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.inline.get(..self.len).unwrap_or(&self.spilled)
    }

    /// What does not fit moves to the heap, with all before it.
    #[cold]
    fn spill(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some(inline) = self.inline.get(..self.len) {
            self.spilled.extend_from_slice(inline);
            self.len = usize::MAX;
        }
        if self.spilled.len().saturating_add(bytes.len()) > MAX_TOKEN {
            self.too_large = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.spilled.extend_from_slice(bytes);
        Ok(())
    }
}

impl io::Write for Payload {
    #[inline]
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let end = self.len.saturating_add(bytes.len());
        let Some(room) = self.inline.get_mut(self.len..end) else {
            return self.spill(bytes);
        };
        room.copy_from_slice(bytes);
        self.len = end;
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{INLINE, Payload};
    use crate::token::compact::MAX_TOKEN;
    use crate::token::token_type::write_claims;
    use crate::{SignError, TokenClaims, TokenType};
    use serde::Serialize;
    use serde_json::{Value, json};

    #[derive(Serialize)]
    #[serde(transparent)]
    struct Any<T>(T);

    impl<T: Serialize> TokenClaims for Any<T> {
        const TOKEN_TYPE: TokenType = TokenType::IdToken;
        const NAMES: &'static [&'static str] = &[];
    }

    fn written(claims: impl Serialize) -> Result<Vec<u8>, SignError> {
        let mut payload = Payload::new();
        write_claims(&Any(claims), &mut payload)?;
        Ok(payload.as_bytes().to_vec())
    }

    #[test]
    fn payload_is_the_same_on_the_stack_and_on_the_heap() {
        for len in [0, 1, 990, 1000, 1001, 1002, 1003, 1004, 1010, 1024, 5000] {
            let claims: Value = json!({ "a": "x".repeat(len), "b": [1, 2, 3] });
            let expected = claims.to_string().into_bytes();
            assert_eq!(written(&claims), Ok(expected), "{len}");
        }
        let full = json!({ "a": "x".repeat(INLINE.saturating_sub(8)) });
        assert_eq!(written(&full).unwrap().len(), INLINE);
    }

    #[test]
    fn payload_over_the_size_of_a_token_is_refused_while_it_is_written() {
        let claims = json!({ "a": "x".repeat(MAX_TOKEN) });
        assert_eq!(written(&claims), Err(SignError::TooLarge));
    }

    #[test]
    fn payload_that_is_no_object_is_refused() {
        for claims in [json!([1]), json!("{}"), json!(null), json!(7)] {
            assert_eq!(written(&claims), Err(SignError::Claims));
        }
        let names_that_are_no_text = std::collections::BTreeMap::from([((1, 2), 3)]);
        assert_eq!(written(names_that_are_no_text), Err(SignError::Claims));
    }
}
