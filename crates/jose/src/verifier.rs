//! Verification: token in, proof out.

use serde::de::DeserializeOwned;

use crate::claims::Claims;
use crate::compact::Compact;
use crate::header::Header;
use crate::{
    AccessToken, Audience, Claim, Issuer, KeySet, Part, UnixTime, Verified, VerifyError, base64,
};

/// Verifies the access tokens (RFC 9068) of one issuer for one audience.
///
/// Immutable and shared between threads; [`Self::with_keys`] makes the next one when keys change.
/// What is wrong with a token is looked for in a fixed order: size, shape, header, algorithm, key,
/// type, signature, and only then claims.
///
/// ```
/// use countersign_jose::*;
///
/// let key = SigningKey::generate(Algorithm::Es256)?;
/// let verifier = Verifier::access_tokens(
///     Issuer::parse("https://id.example.com")?,
///     Audience::parse("https://api.example.com")?,
///     KeySet::new([key.verifying_key()])?,
/// );
/// let now = UnixTime::from_seconds(1_700_000_000);
/// assert_eq!(verifier.verify("a.b", now), Err(VerifyError::Malformed(Part::Token)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Verifier {
    issuer: Issuer,
    audience: Audience,
    keys: KeySet,
    leeway: u64,
    longest_life: Option<u64>,
}

const DEFAULT_LEEWAY: u64 = 30;
const MAX_LEEWAY: u64 = 300;

impl Verifier {
    /// A verifier of RFC 9068 access tokens. None of the three can be left out.
    ///
    /// ```
    /// # use countersign_jose::*;
    /// let verifier = Verifier::access_tokens(
    ///     Issuer::parse("https://id.example.com")?,
    ///     Audience::parse("https://api.example.com")?,
    ///     KeySet::symmetric(SymmetricKey::new(&[0x5a; 32])?),
    /// );
    /// assert_eq!(verifier.keys().len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn access_tokens(issuer: Issuer, audience: Audience, keys: KeySet) -> Self {
        Self {
            issuer,
            audience,
            keys,
            leeway: DEFAULT_LEEWAY,
            longest_life: None,
        }
    }

    /// How many seconds the clocks of issuer and verifier may be apart: 30 unless said otherwise,
    /// 300 at most.
    ///
    /// ```
    /// # use countersign_jose::Verifier;
    /// fn strict(verifier: Verifier) -> Verifier {
    ///     verifier.leeway(0)
    /// }
    /// ```
    #[must_use]
    pub fn leeway(self, seconds: u64) -> Self {
        Self {
            leeway: seconds.min(MAX_LEEWAY),
            ..self
        }
    }

    /// Refuses tokens that live longer than this many seconds between `iat` and `exp`.
    ///
    /// ```
    /// # use countersign_jose::Verifier;
    /// fn short_lived_only(verifier: Verifier) -> Verifier {
    ///     verifier.longest_life(3600)
    /// }
    /// ```
    #[must_use]
    pub fn longest_life(self, seconds: u64) -> Self {
        Self {
            longest_life: Some(seconds),
            ..self
        }
    }

    /// The same rules with other keys, after a rotation.
    ///
    /// ```
    /// # use countersign_jose::{KeySet, Verifier};
    /// fn rotated(verifier: &Verifier, fetched: KeySet) -> Verifier {
    ///     verifier.with_keys(fetched)
    /// }
    /// ```
    #[must_use]
    pub fn with_keys(&self, keys: KeySet) -> Self {
        Self {
            issuer: self.issuer.clone(),
            audience: self.audience.clone(),
            keys,
            leeway: self.leeway,
            longest_life: self.longest_life,
        }
    }

    /// Whose tokens are accepted.
    ///
    /// ```
    /// # use countersign_jose::Verifier;
    /// # fn show(verifier: &Verifier) {
    /// println!("{}", verifier.issuer());
    /// # }
    /// ```
    #[must_use]
    pub const fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// For whom tokens must be.
    ///
    /// ```
    /// # use countersign_jose::Verifier;
    /// # fn show(verifier: &Verifier) {
    /// println!("{}", verifier.audience());
    /// # }
    /// ```
    #[must_use]
    pub const fn audience(&self) -> &Audience {
        &self.audience
    }

    /// The keys in use.
    ///
    /// ```
    /// # use countersign_jose::Verifier;
    /// # fn ready(verifier: &Verifier) -> bool {
    /// !verifier.keys().is_empty()
    /// # }
    /// ```
    #[must_use]
    pub const fn keys(&self) -> &KeySet {
        &self.keys
    }

    /// Verifies a token at the time `now`.
    ///
    /// # Errors
    /// [`VerifyError`] names the first check that failed; claims are not looked at before the
    /// signature is good.
    ///
    /// ```
    /// # use countersign_jose::*;
    /// # fn check(verifier: &Verifier, token: &str, now: UnixTime) -> Result<(), VerifyError> {
    /// let claims: Verified<AccessToken> = verifier.verify(token, now)?;
    /// println!("{} may {}", claims.subject, claims.scope);
    /// # Ok(())
    /// # }
    /// ```
    pub fn verify(&self, token: &str, now: UnixTime) -> Result<Verified<AccessToken>, VerifyError> {
        let payload = self.verify_signature(token)?;
        self.check_claims(&payload, now)
    }

    /// Verifies a token and reads further claims of it into the caller's own type.
    ///
    /// # Errors
    /// As [`Self::verify`], and [`VerifyError::Invalid`] of [`Claim::Extra`] where the claims do
    /// not fit `T`.
    ///
    /// ```
    /// # use countersign_jose::*;
    /// # fn check(verifier: &Verifier, token: &str, now: UnixTime) -> Result<(), VerifyError> {
    /// #[derive(serde::Deserialize)]
    /// struct Tenant { tenant: u32 }
    ///
    /// let (claims, extra) = verifier.verify_with::<Tenant>(token, now)?;
    /// println!("{} of tenant {}", claims.subject, extra.tenant);
    /// # Ok(())
    /// # }
    /// ```
    pub fn verify_with<T: DeserializeOwned>(
        &self,
        token: &str,
        now: UnixTime,
    ) -> Result<(Verified<AccessToken>, T), VerifyError> {
        let payload = self.verify_signature(token)?;
        let claims = self.check_claims(&payload, now)?;
        let extra =
            serde_json::from_slice(&payload).map_err(|_| VerifyError::Invalid(Claim::Extra))?;
        Ok((claims, extra))
    }

    /// Everything before the claims; gives the payload that was signed.
    fn verify_signature(&self, token: &str) -> Result<Vec<u8>, VerifyError> {
        let compact = Compact::parse(token)?;
        let malformed = |part| move |_| VerifyError::Malformed(part);
        let json = base64::decode(compact.header).map_err(malformed(Part::Header))?;
        let header = Header::parse(&json)?;
        let key = self
            .keys
            .select(header.key_id.as_deref(), header.algorithm)?;
        header.check_access_token()?;
        let signature = base64::decode(compact.signature).map_err(malformed(Part::Signature))?;
        if !key.verifies(compact.signed.as_bytes(), &signature) {
            return Err(VerifyError::BadSignature);
        }
        base64::decode(compact.payload).map_err(malformed(Part::Payload))
    }

    fn check_claims(
        &self,
        payload: &[u8],
        now: UnixTime,
    ) -> Result<Verified<AccessToken>, VerifyError> {
        let claims = Claims::parse(payload)?;
        // RFC 9068 4: the issuer exactly, and this API among the audiences.
        if claims.token.issuer != self.issuer {
            return Err(VerifyError::IssuerMismatch);
        }
        if !claims.token.audience.contains(&self.audience) {
            return Err(VerifyError::AudienceMismatch);
        }
        self.check_times(&claims, now)?;
        Ok(Verified::new(claims.token))
    }

    fn check_times(&self, claims: &Claims, now: UnixTime) -> Result<(), VerifyError> {
        let AccessToken {
            issued_at,
            expires_at,
            ..
        } = claims.token;
        // RFC 7519 4.1.4: refused on or after `exp`.
        if now >= expires_at.saturating_add(self.leeway) {
            return Err(VerifyError::Expired);
        }
        // RFC 7519 4.1.5: refused before `nbf`. A token issued in the future is no better.
        let latest = now.saturating_add(self.leeway);
        if claims.not_before.is_some_and(|time| time > latest) || issued_at > latest {
            return Err(VerifyError::NotYetValid);
        }
        match self.longest_life {
            Some(life) if expires_at > issued_at.saturating_add(life) => {
                Err(VerifyError::Invalid(Claim::ExpiresAt))
            }
            _ => Ok(()),
        }
    }
}
