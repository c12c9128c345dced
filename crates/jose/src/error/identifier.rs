//! Why a name in a token was refused.

/// Why an issuer, an audience or a target was refused.
///
/// ```
/// use countersign_jose::{IdentifierError, Issuer};
///
/// assert_eq!(Issuer::parse(""), Err(IdentifierError::Empty));
/// assert_eq!(Issuer::parse("ftp://example.com"), Err(IdentifierError::NotHttpUrl));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdentifierError {
    /// The empty string.
    #[error("the identifier is empty")]
    Empty,
    /// Over 2048 bytes.
    #[error("the identifier is longer than 2048 bytes")]
    TooLong,
    /// A control character, a line separator or a mark of writing direction, which could forge a
    /// log line.
    #[error("the identifier contains a control character")]
    ControlCharacter,
    /// An issuer that is not a URL of a host.
    #[error("an issuer is a URL such as https://id.example.com, without user name or white space")]
    NotHttpUrl,
    /// The target of a request that is not a URL of a host.
    #[error("a target is a URL such as https://api.example.com/items, without user name")]
    NotTargetUri,
    /// An issuer with a query or a fragment.
    #[error("an issuer has no query and no fragment")]
    QueryOrFragment,
}
