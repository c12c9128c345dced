//! Memory for the decoded parts of one token, used again for the next.

use std::fmt;

/// Memory that a verification borrows, so that it need not allocate: keep one per thread.
///
/// It grows to the longest token that it has seen, 16 kB at most, and shows nothing of a token.
///
/// ```
/// use countersign_jose::*;
///
#[doc = include_str!("../examples/access_token.txt")]
/// let mut scratch = Scratch::default();
/// for token in [token, token] {
///     let claims = verifier.verify_borrowed(token, now, &mut scratch)?;
///     assert_eq!(claims.subject, "alice");
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
pub struct Scratch(Vec<u8>);

impl Scratch {
    /// Room for `len` bytes.
    pub(crate) fn room(&mut self, len: usize) -> &mut [u8] {
        if self.0.len() < len {
            self.0.resize(len, 0);
        }
        &mut self.0
    }
}

impl fmt::Debug for Scratch {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Scratch").finish_non_exhaustive()
    }
}
