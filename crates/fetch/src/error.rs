//! Why nothing was fetched.

use thiserror::Error;

use crate::reach::OutOfReach;

/// The most bytes of an answer that are read.
pub(crate) const LARGEST: usize = 256 * 1024;

/// Why a document could not be fetched. No text has the user name or the password of a URL.
///
/// ```
/// use countersign_fetch::FetchError;
///
/// assert_eq!(FetchError::Status(302).to_string(), "the answer has status 302, expected 200");
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The client has not been set up: no request was sent.
    #[error("the HTTP client cannot be set up: {0}")]
    Setup(#[source] reqwest::Error),
    /// What is asked for or answered could be read or changed on the way, so nothing was sent. Holds the host.
    #[error(
        "the URL at `{0}` is not secure: use https (http is for a loopback host only), \
         without user name and password"
    )]
    NotSecure(String),
    /// Every address of the host is out of reach: private, loopback, link-local or otherwise not of the
    /// internet. Holds the host.
    #[error("`{0}` has no address within reach, expected one on the internet")]
    OutOfReach(String),
    /// No answer within five seconds, or none at all.
    #[error("no answer: {0}")]
    NoAnswer(#[source] reqwest::Error),
    /// Another status than 200; redirects are not followed.
    #[error("the answer has status {0}, expected 200")]
    Status(u16),
    /// More than 262,144 bytes.
    #[error("the answer is larger than {LARGEST} bytes")]
    TooLarge,
    /// Not the JSON that it should be.
    #[error("the answer is not the JSON that was expected: {0}")]
    Json(#[from] serde_json::Error),
}

impl From<OutOfReach> for FetchError {
    fn from(refused: OutOfReach) -> Self {
        Self::OutOfReach(refused.host)
    }
}
