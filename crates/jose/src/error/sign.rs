//! Why a token was not signed.

use super::verify::Claim;

/// Why a token could not be signed. No variant carries claims or key bytes.
///
/// ```
/// # use countersign_jose::*;
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let signer = Signer::access_tokens(SigningKey::generate(Algorithm::Es256)?);
/// let token = AccessToken {
///     issuer: Issuer::parse("https://id.example.com")?,
///     subject: String::new(),
///     audience: Audience::parse("https://api.example.com")?.into(),
///     client_id: "shop".into(),
///     issued_at: UnixTime::from_seconds(1_700_000_000),
///     expires_at: UnixTime::from_seconds(1_700_000_300),
///     token_id: "1".into(),
///     scope: Scopes::default(),
///     confirmation: None,
/// };
/// assert_eq!(signer.sign(&token), Err(SignError::Empty(Claim::Subject)));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// A required claim is the empty string.
    #[error("the claim {} is empty", .0.name())]
    Empty(Claim),
    /// The token would be expired when it is issued.
    #[error("the token must expire after it is issued")]
    Lifetime,
    /// Claims of another type of token than the signer's.
    #[error("the claims are of another type of token than the signer's")]
    TokenType,
    /// The claims cannot be written as one JSON object of unique names.
    #[error("the claims must serialize to a JSON object without repeated names")]
    Claims,
    /// The extra claims are not a JSON object, or use a name of the token's own claims.
    #[error("the extra claims must be an object without registered or repeated names")]
    ExtraClaims,
    /// The token would be over the size that a verifier takes.
    #[error("the token would be over 16384 bytes: carry less in it")]
    TooLarge,
    /// The cryptographic library failed: not the caller's fault.
    #[error("the cryptographic library failed to sign")]
    Library,
}
