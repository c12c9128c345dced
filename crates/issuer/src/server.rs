//! The authorization server: one method for each endpoint.

use crate::moment::Moment;
use crate::policy::{Lifetimes, Policy};
use crate::ports::Ports;
use crate::token::{self, TokenError, TokenRequest, TokenResponse};
use countersign_jose::{Audience, Issuer};

/// An authorization server under one issuer URL: names and lifetimes, and no state.
#[derive(Debug, Clone)]
pub struct AuthorizationServer {
    policy: Policy,
}

impl AuthorizationServer {
    /// A server that works by that policy.
    #[must_use]
    pub const fn new(policy: Policy) -> Self {
        Self { policy }
    }

    /// Decides a request to the token endpoint (RFC 6749 section 3.2).
    ///
    /// # Errors
    ///
    /// [`TokenError`], which says what the response has to say ([`Refusal`](crate::Refusal)).
    pub async fn token(
        &self,
        ports: Ports<'_>,
        request: TokenRequest,
        moment: Moment,
    ) -> Result<TokenResponse, TokenError> {
        token::token(&self.policy, ports, request, moment).await
    }

    /// The issuer that tokens name.
    #[must_use]
    pub const fn issuer(&self) -> &Issuer {
        &self.policy.issuer
    }

    /// Whom tokens are for.
    #[must_use]
    pub const fn audience(&self) -> &Audience {
        &self.policy.audience
    }

    /// How long things live.
    #[must_use]
    pub const fn lifetimes(&self) -> &Lifetimes {
        &self.policy.lifetimes
    }
}
