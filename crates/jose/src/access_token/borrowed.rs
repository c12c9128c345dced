//! An access token that borrows from the memory it was decoded into.

use std::borrow::Cow;

use crate::claim::read::{AudienceClaim, check_issuer, optional, required, text, time};
use crate::encoding::json::{Raw, WrongType, read_object};
use crate::token::rules::{Rules, Times, read_claims};
use crate::{AccessToken, Audience, Claim, Issuer, ScopesRef, Thumbprint, UnixTime, VerifyError};

/// The claims of an RFC 9068 access token, borrowed: what [`crate::Verifier::verify_borrowed`]
/// gives.
///
/// A text that is written without JSON escapes is borrowed from the token; one with escapes costs
/// an allocation.
///
/// ```
/// use countersign_jose::*;
///
#[doc = include_str!("../examples/access_token.txt")]
/// let mut scratch = Scratch::default();
/// let claims: Verified<AccessTokenRef<'_>> = verifier.verify_borrowed(token, now, &mut scratch)?;
/// assert!(claims.scope.contains("items:write"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AccessTokenRef<'t> {
    /// Who issued the token (`iss`): the verifier's own issuer.
    pub issuer: &'t Issuer,
    /// On whose behalf it was issued (`sub`). Never empty.
    pub subject: Cow<'t, str>,
    /// The client that asked for it (`client_id`). Never empty.
    pub client_id: Cow<'t, str>,
    /// When it was issued (`iat`).
    pub issued_at: UnixTime,
    /// From when it is refused (`exp`).
    pub expires_at: UnixTime,
    /// Its unique id (`jti`): revocation and replay go by this. Never empty.
    pub token_id: Cow<'t, str>,
    /// What it allows (`scope`).
    pub scope: ScopesRef<'t>,
    /// The key whose owner alone may use it (`cnf.jkt`).
    pub confirmation: Option<Thumbprint>,
    audience: AudienceClaim<'t>,
    /// The one of them that the verifier demands.
    own_audience: &'t Audience,
    not_before: Option<UnixTime>,
}

impl<'t> AccessTokenRef<'t> {
    /// Whether it is for exactly this audience too.
    ///
    /// ```
    #[doc = include_str!("../examples/access_token.txt")]
    /// let mut scratch = Scratch::default();
    /// let claims = verifier.verify_borrowed(token, now, &mut scratch)?;
    /// assert!(claims.is_for(&audience));
    /// assert!(!claims.is_for(&Audience::parse("https://other.example.com")?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_for(&self, audience: &Audience) -> bool {
        self.audience.contains(audience)
    }

    /// The claims in memory of their own.
    ///
    /// ```
    #[doc = include_str!("../examples/access_token.txt")]
    /// let mut scratch = Scratch::default();
    /// let claims = verifier.verify_borrowed(token, now, &mut scratch)?;
    /// assert_eq!(claims.to_access_token(), unsigned);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_access_token(&self) -> AccessToken {
        AccessToken {
            issuer: self.issuer.clone(),
            subject: self.subject.to_string(),
            audience: self.audience.to_audiences(self.own_audience),
            client_id: self.client_id.to_string(),
            issued_at: self.issued_at,
            expires_at: self.expires_at,
            token_id: self.token_id.to_string(),
            scope: self.scope.to_scopes(),
            confirmation: self.confirmation,
        }
    }

    /// The later one of `iat` and `nbf`.
    pub(crate) fn valid_from(&self) -> UnixTime {
        self.not_before.unwrap_or_default().max(self.issued_at)
    }

    const fn times(&self) -> Times {
        Times {
            issued_at: self.issued_at,
            expires_at: self.expires_at,
            not_before: self.not_before,
        }
    }

    /// Reads and checks the claims of a payload that the issuer signed.
    #[inline]
    pub(crate) fn read(
        payload: &'t [u8],
        rules: &'t Rules,
        own_audience: &'t Audience,
        now: UnixTime,
    ) -> Result<Self, VerifyError> {
        let [iss, sub, aud, exp, nbf, iat, jti, client_id, scope, cnf] =
            read_claims(payload, &super::claims::REGISTERED)?;
        // RFC 9068 2.2: iss, exp, aud, sub, client_id, iat and jti are required.
        check_issuer(iss, &rules.issuer)?;
        let token = Self {
            issuer: &rules.issuer,
            subject: required(sub, Claim::Subject, text)?.into_cow(),
            audience: required(aud, Claim::Audience, |aud| {
                AudienceClaim::read(aud, own_audience)
            })?,
            client_id: required(client_id, Claim::ClientId, text)?.into_cow(),
            issued_at: required(iat, Claim::IssuedAt, time)?,
            expires_at: required(exp, Claim::ExpiresAt, time)?,
            token_id: required(jti, Claim::TokenId, text)?.into_cow(),
            scope: optional(scope, Claim::Scope, scopes)?.unwrap_or_default(),
            confirmation: optional(cnf, Claim::Confirmation, confirmation)?,
            not_before: optional(nbf, Claim::NotBefore, time)?,
            own_audience,
        };
        // RFC 9068 4: this API among the audiences.
        if !token.audience.contains(own_audience) {
            return Err(VerifyError::AudienceMismatch);
        }
        rules.check_times(token.times(), now)?;
        Ok(token)
    }
}

fn scopes(value: Raw<'_>) -> Result<ScopesRef<'_>, WrongType> {
    ScopesRef::parse(value.into_text()?.into_cow()).map_err(|_| WrongType)
}

// RFC 9449 6.1: `jkt`. The other registered ways to confirm (RFC 7800 3, RFC 8705 3.1) are not
// checked here, so not passed over, alone or beside it.
fn confirmation(value: Raw<'_>) -> Result<Thumbprint, WrongType> {
    const NAMES: [&str; 6] = ["jkt", "jwk", "jwe", "kid", "jku", "x5t#S256"];
    let members = value.as_object().ok_or(WrongType)?;
    let [jkt, others @ ..] = read_object(members.as_bytes(), &NAMES).map_err(|_| WrongType)?;
    if others.iter().any(Option::is_some) {
        return Err(WrongType);
    }
    let jkt = jkt.ok_or(WrongType)?.into_text()?;
    Thumbprint::parse(&jkt.into_cow()).map_err(|_| WrongType)
}
