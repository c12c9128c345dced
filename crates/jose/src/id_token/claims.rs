//! The claims of an ID token.

use crate::{Audiences, Issuer, UnixTime};

/// The claims of an ID token. Read only through an [`IdTokenVerifier`](crate::IdTokenVerifier).
///
/// The user is named by issuer and subject together, and by nothing else.
///
/// ```
/// use countersign_jose::*;
///
#[doc = include_str!("../examples/id_token.txt")]
/// let user: Verified<IdToken> = verifier.verify(token, &expected, now)?;
/// let account = (user.issuer.as_str(), user.subject.as_str());
/// assert_eq!(account, ("https://id.example.com", "alice"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IdToken {
    /// Who issued the token (`iss`).
    pub issuer: Issuer,
    /// Who signed in (`sub`): 1 to 255 bytes, unique within the issuer and never reused.
    pub subject: String,
    /// The clients that it is for (`aud`), this one among them.
    pub audience: Audiences,
    /// When it was issued (`iat`).
    pub issued_at: UnixTime,
    /// From when it is refused (`exp`).
    pub expires_at: UnixTime,
    /// When the user signed in (`auth_time`).
    pub authenticated_at: Option<UnixTime>,
    /// How strongly (`acr`), in the issuer's words.
    pub context: Option<String>,
    /// By what means (`amr`), such as `pwd` or `otp` (RFC 8176).
    pub methods: Vec<String>,
}
