//! Minting access tokens (RFC 9068).

use super::Exchange;
use super::error::TokenError;
use crate::scope::GrantedScopes;
use crate::secret::PlainSecret;
use countersign_jose::{AccessToken, UnixTime};

/// What differs from one access token to the next.
pub(super) struct Mint<'a> {
    pub(super) subject: &'a str,
    pub(super) scopes: &'a GrantedScopes,
    pub(super) token_id: [u8; 16],
    pub(super) issued_at: UnixTime,
}

impl Exchange {
    /// Signs an access token for the authenticated client.
    pub(super) fn mint(&self, mint: &Mint<'_>) -> Result<PlainSecret, TokenError> {
        // RFC 9068 2.2: iss, exp, aud, sub, client_id, iat and jti are required.
        let claims = AccessToken {
            issuer: self.server.issuer().clone(),
            subject: mint.subject.to_owned(),
            audience: self.server.audience().clone().into(),
            client_id: self.client.id.to_string(),
            issued_at: mint.issued_at,
            expires_at: mint
                .issued_at
                .saturating_add(self.server.lifetimes().access_token),
            token_id: base64_simd::URL_SAFE_NO_PAD.encode_to_string(mint.token_id),
            scope: mint.scopes.as_set().clone(),
            confirmation: None,
        };
        Ok(PlainSecret::new(self.server.signer().sign(&claims)?))
    }
}
