//! Verification of ID tokens.

use serde::de::DeserializeOwned;

use super::claims::IdToken;
use super::demands::Demands;
use super::expected::Expected;
use super::read::read;
use crate::token::rules::{Authentic, Leeway, Rules, read_extra};
use crate::{Audience, Issuer, KeySet, Scratch, TokenType, UnixTime, Verified, VerifyError};

/// Verifies the ID tokens of one issuer for one client (OpenID Connect Core 1.0 section 3.1.3.7).
///
/// An access token, a logout token and a DPoP proof are refused by their `typ`. Immutable and
/// shared between threads.
///
/// ```
/// use countersign_jose::*;
///
#[doc = include_str!("../examples/id_token.txt")]
/// let verifier = IdTokenVerifier::new(
///     Issuer::parse("https://id.example.com")?,
///     Audience::parse("my-client-id")?,
///     keys,
/// );
/// let user = verifier.verify(token, &Expected::nonce("n-0S6_WzA2Mj"), now)?;
/// assert_eq!(user.subject, "alice");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct IdTokenVerifier {
    rules: Rules,
    demands: Demands,
}

impl IdTokenVerifier {
    /// A verifier for the client that the issuer knows by this id.
    ///
    /// ```
    #[doc = include_str!("../examples/id_token.txt")]
    /// let verifier = IdTokenVerifier::new(issuer, Audience::parse("another-client")?, keys);
    /// assert_eq!(verifier.verify(token, &expected, now), Err(VerifyError::AudienceMismatch));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn new(issuer: Issuer, client: Audience, keys: KeySet) -> Self {
        Self {
            rules: Rules::new(issuer, keys),
            demands: Demands {
                client,
                trusted: Vec::new(),
                contexts: Vec::new(),
                methods: Vec::new(),
            },
        }
    }

    /// How many seconds the clocks of issuer and client may be apart: 30 unless said otherwise,
    /// 300 at most.
    ///
    /// ```
    #[doc = include_str!("../examples/id_token.txt")]
    /// let late = now.saturating_add(300);
    /// assert!(verifier.verify(token, &expected, late).is_ok());
    /// assert_eq!(verifier.leeway(0).verify(token, &expected, late), Err(VerifyError::Expired));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn leeway(mut self, seconds: u64) -> Self {
        self.rules.leeway = Leeway::capped(seconds);
        self
    }

    /// Takes tokens that are for this audience too. Without it, a token for anybody else beside the
    /// client is refused.
    ///
    /// ```
    #[doc = include_str!("../examples/id_token.txt")]
    /// let sister = Audience::parse("sister-client-id")?;
    /// assert!(verifier.trust_audience(sister).verify(token, &expected, now).is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn trust_audience(mut self, audience: Audience) -> Self {
        self.demands.trusted.push(audience);
        self
    }

    /// Demands an authentication context (`acr`); called several times, one of those.
    ///
    /// ```
    #[doc = include_str!("../examples/id_token.txt")]
    /// let phishing_resistant = verifier.clone().accept_context("phr").accept_context("phrh");
    /// assert!(phishing_resistant.verify(token, &expected, now).is_ok());
    /// assert!(verifier.accept_context("phrh").verify(token, &expected, now).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn accept_context(mut self, context: impl Into<String>) -> Self {
        self.demands.contexts.push(context.into());
        self
    }

    /// Demands an authentication method (`amr`); called several times, all of those.
    ///
    /// ```
    #[doc = include_str!("../examples/id_token.txt")]
    /// assert!(verifier.clone().require_method("mfa").verify(token, &expected, now).is_ok());
    /// assert!(verifier.require_method("hwk").verify(token, &expected, now).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn require_method(mut self, method: impl Into<String>) -> Self {
        self.demands.methods.push(method.into());
        self
    }

    /// The same rules with other keys, after a rotation.
    ///
    /// ```
    #[doc = include_str!("../examples/id_token.txt")]
    /// let rotated = verifier.with_keys(KeySet::new([])?);
    /// assert_eq!(rotated.verify(token, &expected, now), Err(VerifyError::UnknownKey));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_keys(&self, keys: KeySet) -> Self {
        Self {
            rules: self.rules.with_keys(keys),
            demands: self.demands.clone(),
        }
    }

    /// Verifies an ID token at the time `now`.
    ///
    /// # Errors
    /// [`VerifyError`] names the first check that failed; claims are not looked at before the
    /// signature is good.
    ///
    /// ```
    #[doc = include_str!("../examples/id_token.txt")]
    /// let token: Verified<IdToken> = verifier.verify(token, &expected, now)?;
    /// assert_eq!(token.subject, "alice");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verify(
        &self,
        token: &str,
        expected: &Expected<'_>,
        now: UnixTime,
    ) -> Result<Verified<IdToken>, VerifyError> {
        let mut scratch = Scratch::default();
        let (token, _) = self.verify_any(token, expected, now, &mut scratch)?;
        Ok(Verified::new(token))
    }

    /// Verifies an ID token and reads further claims, such as `email`, into the caller's own type.
    ///
    /// # Errors
    /// As [`Self::verify`], and [`VerifyError::Invalid`] of
    /// [`Claim::Extra`](crate::Claim::Extra) where the claims do not fit `T`.
    ///
    /// ```
    #[doc = include_str!("../examples/id_token.txt")]
    /// #[derive(serde::Deserialize)]
    /// struct Profile { name: Option<String> }
    ///
    /// let (token, profile) = verifier.verify_with::<Profile>(token, &expected, now)?;
    /// assert_eq!(profile.name.as_deref(), Some("Alice"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verify_with<T: DeserializeOwned>(
        &self,
        token: &str,
        expected: &Expected<'_>,
        now: UnixTime,
    ) -> Result<(Verified<IdToken>, Verified<T>), VerifyError> {
        let mut scratch = Scratch::default();
        let (token, authentic) = self.verify_any(token, expected, now, &mut scratch)?;
        let extra = read_extra(authentic.payload)?;
        Ok((Verified::new(token), Verified::new(extra)))
    }

    fn verify_any<'s>(
        &self,
        token: &str,
        expected: &Expected<'_>,
        now: UnixTime,
        scratch: &'s mut Scratch,
    ) -> Result<(IdToken, Authentic<'s>), VerifyError> {
        let authentic = self
            .rules
            .authenticate(token, TokenType::IdToken, scratch)?;
        let token = read(&authentic, &self.rules, &self.demands, expected, now)?;
        Ok((token, authentic))
    }
}
