//! Minting access tokens (RFC 9068).

use super::scopes::GrantedScopes;
use crate::context::Context;
use crate::error::{ErrorCode, Refusal};
use crate::secret::PlainSecret;
use base64_simd::URL_SAFE_NO_PAD;
use countersign_jose::{AccessToken, SignError, UnixTime};

/// What differs from one access token to the next of a client.
pub(crate) struct AccessTokenParts<'a> {
    pub(crate) subject: &'a str,
    pub(crate) scopes: &'a GrantedScopes,
    pub(crate) token_id: [u8; 16],
    pub(crate) issued_at: UnixTime,
}

/// A token could not be minted; the fault is the server's.
#[derive(Debug, thiserror::Error)]
pub enum MintError {
    /// No key signs: the one that did was removed, and the next is being made.
    #[error("there is no key that signs access tokens")]
    NoSigningKey,
    /// There is no root secret.
    #[error("there is no root secret that tags refresh tokens")]
    NoRootSecret,
    /// The token could not be signed.
    #[error("a token could not be signed: {0}")]
    Sign(#[from] SignError),
}

/// When to come back for a key that is being made, in seconds.
const COME_BACK: u64 = 1;

impl Refusal for MintError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::NoSigningKey => ErrorCode::TemporarilyUnavailable,
            Self::NoRootSecret | Self::Sign(_) => ErrorCode::ServerError,
        }
    }

    fn status(&self) -> u16 {
        match self {
            Self::NoSigningKey => 503,
            Self::NoRootSecret | Self::Sign(_) => 500,
        }
    }

    fn retry_after(&self) -> Option<u64> {
        matches!(self, Self::NoSigningKey).then_some(COME_BACK)
    }

    fn error_description(&self) -> String {
        let text = match self {
            Self::NoSigningKey => "the server is making the key that signs; try again",
            Self::NoRootSecret | Self::Sign(_) => "the server could not answer; its log says why",
        };
        text.to_owned()
    }
}

/// Checks that some key signs at the moment. Asked before anything is stored: a refresh token that was
/// redeemed without an answer counts as stolen when it is brought again.
pub(crate) fn check_can_sign(cx: &Context<'_>) -> Result<(), MintError> {
    let keys = cx.keys();
    let signer = keys.access_token_signer(cx.now());
    signer.map(|_| ()).ok_or(MintError::NoSigningKey)
}

/// Signs an access token for the authenticated client.
pub(crate) fn access_token(
    cx: &Context<'_>,
    parts: &AccessTokenParts<'_>,
) -> Result<PlainSecret, MintError> {
    let keys = cx.keys();
    let signer = keys.access_token_signer(cx.now());
    let signer = signer.ok_or(MintError::NoSigningKey)?;

    // RFC 9068 2.2: iss, exp, aud, sub, client_id, iat and jti are required.
    let lifetime = cx.lifetimes().access_token;
    let claims = AccessToken {
        issuer: cx.policy.issuer.clone(),
        subject: parts.subject.to_owned(),
        audience: cx.policy.audience.clone().into(),
        client_id: cx.client.id.to_string(),
        issued_at: parts.issued_at,
        expires_at: parts.issued_at.saturating_add(lifetime),
        token_id: URL_SAFE_NO_PAD.encode_to_string(parts.token_id),
        scope: parts.scopes.as_set().clone(),
        confirmation: None,
    };
    Ok(PlainSecret::new(signer.sign(&claims)?))
}
