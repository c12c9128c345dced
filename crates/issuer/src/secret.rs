//! A secret in plain text, which lives once.

use std::fmt;
use zeroize::Zeroizing;

/// A secret that is sent or received: a client secret, a refresh token, an access token.
///
/// It is wiped when dropped, shows nothing in `Debug`, and has no `==`.
#[derive(Clone)]
pub struct PlainSecret(Zeroizing<String>);

impl PlainSecret {
    /// Takes over the text.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// Shows the text: for sending it to its owner, or for computing its digest.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PlainSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlainSecret(redacted)")
    }
}
