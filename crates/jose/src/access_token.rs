//! The claims of an access token (RFC 9068).

use serde::Serialize;

use crate::{Audiences, Claim, Issuer, Scopes, SignError, UnixTime};

/// The claims of an RFC 9068 access token.
///
/// Made by an issuer to be signed; read back only through a [`crate::Verifier`].
///
/// ```
/// use countersign_jose::*;
///
/// let token = AccessToken {
///     issuer: Issuer::parse("https://id.example.com")?,
///     subject: "alice".into(),
///     audience: Audience::parse("https://api.example.com")?.into(),
///     client_id: "shop".into(),
///     issued_at: UnixTime::from_seconds(1_700_000_000),
///     expires_at: UnixTime::from_seconds(1_700_000_300),
///     token_id: "8f2c".into(),
///     scope: Scopes::default(),
/// };
/// assert_eq!(serde_json::to_value(&token)?["client_id"], "shop");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AccessToken {
    /// Who issued the token (`iss`).
    #[serde(rename = "iss")]
    pub issuer: Issuer,
    /// On whose behalf it was issued (`sub`): a user, or the client itself. Never empty.
    #[serde(rename = "sub")]
    pub subject: String,
    /// Which protected APIs may take it (`aud`).
    #[serde(rename = "aud")]
    pub audience: Audiences,
    /// The client that asked for it (`client_id`). Never empty.
    pub client_id: String,
    /// When it was issued (`iat`).
    #[serde(rename = "iat")]
    pub issued_at: UnixTime,
    /// From when it is refused (`exp`).
    #[serde(rename = "exp")]
    pub expires_at: UnixTime,
    /// Its unique id (`jti`): revocation and replay go by this. Never empty.
    #[serde(rename = "jti")]
    pub token_id: String,
    /// What it allows (`scope`); left out of the token where it is empty.
    #[serde(skip_serializing_if = "Scopes::is_empty")]
    pub scope: Scopes,
}

impl AccessToken {
    /// What a verifier would refuse is not signed in the first place.
    pub(crate) fn check(&self) -> Result<(), SignError> {
        let texts = [
            (&self.subject, Claim::Subject),
            (&self.client_id, Claim::ClientId),
            (&self.token_id, Claim::TokenId),
        ];
        if let Some((_, claim)) = texts.iter().find(|(text, _)| text.is_empty()) {
            return Err(SignError::Empty(*claim));
        }
        if self.expires_at <= self.issued_at {
            return Err(SignError::Lifetime);
        }
        Ok(())
    }
}
