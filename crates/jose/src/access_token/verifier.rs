//! Verification of access tokens: token in, proof out.

use serde::de::DeserializeOwned;

use crate::token::rules::{Leeway, Rules, read_extra};
use crate::{
    AccessToken, AccessTokenRef, Audience, Bound, Claim, DpopProof, Issuer, KeySet, Scratch,
    TokenType, UnixTime, Verified, VerifyError,
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
///
/// | to get | call |
/// | --- | --- |
/// | the claims of RFC 9068 | [`Self::verify`] |
/// | those, without allocation | [`Self::verify_borrowed`] |
/// | a type of your own | [`Self::verify_as`] |
/// | both | [`Self::verify_with`] |
/// | the claims of a token that is bound to a key | [`Self::verify_bound`] |
#[derive(Clone, Debug)]
pub struct Verifier {
    rules: Rules,
    audience: Audience,
}

impl Verifier {
    /// A verifier of RFC 9068 access tokens. None of the three can be left out.
    ///
    /// ```
    /// # use countersign_jose::*;
    /// let verifier = Verifier::access_tokens(
    ///     Issuer::parse("https://id.example.com")?,
    ///     Audience::parse("https://api.example.com")?,
    ///     KeySet::symmetric(SymmetricKey::new(Algorithm::Hs256, &[0x5a; 32])?),
    /// );
    /// assert_eq!(verifier.keys().len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn access_tokens(issuer: Issuer, audience: Audience, keys: KeySet) -> Self {
        Self {
            rules: Rules::new(issuer, keys),
            audience,
        }
    }

    /// How many seconds the clocks of issuer and verifier may be apart: 30 unless said otherwise,
    /// 300 at most.
    ///
    /// ```
    #[doc = include_str!("../examples/access_token.txt")]
    /// let late = unsigned.expires_at;
    /// assert!(verifier.verify(token, late).is_ok());
    /// assert_eq!(verifier.leeway(0).verify(token, late), Err(VerifyError::Expired));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn leeway(mut self, seconds: u64) -> Self {
        self.rules.leeway = Leeway::capped(seconds);
        self
    }

    /// Refuses tokens that live longer than this many seconds between `iat` and `exp`.
    ///
    /// ```
    #[doc = include_str!("../examples/access_token.txt")]
    /// assert!(verifier.clone().longest_life(300).verify(token, now).is_ok());
    /// assert!(verifier.longest_life(60).verify(token, now).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn longest_life(mut self, seconds: u64) -> Self {
        self.rules.longest_life = Some(seconds);
        self
    }

    /// The same rules with other keys, after a rotation.
    ///
    /// ```
    #[doc = include_str!("../examples/access_token.txt")]
    /// let rotated = verifier.with_keys(KeySet::new([])?);
    /// assert_eq!(rotated.verify(token, now), Err(VerifyError::UnknownKey));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_keys(&self, keys: KeySet) -> Self {
        Self {
            rules: self.rules.with_keys(keys),
            audience: self.audience.clone(),
        }
    }

    /// Whose tokens are accepted.
    ///
    /// ```
    #[doc = include_str!("../examples/access_token.txt")]
    /// assert_eq!(verifier.issuer().as_str(), "https://id.example.com");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn issuer(&self) -> &Issuer {
        &self.rules.issuer
    }

    /// For whom tokens must be.
    ///
    /// ```
    #[doc = include_str!("../examples/access_token.txt")]
    /// assert_eq!(verifier.audience().as_str(), "https://api.example.com");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn audience(&self) -> &Audience {
        &self.audience
    }

    /// The keys in use.
    ///
    /// ```
    #[doc = include_str!("../examples/access_token.txt")]
    /// assert_eq!(verifier.keys().len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn keys(&self) -> &KeySet {
        &self.rules.keys
    }

    /// Verifies a bearer token at the time `now`.
    ///
    /// # Errors
    /// [`VerifyError`] names the first check that failed; claims are not looked at before the
    /// signature is good. A token that is bound to a key is [`VerifyError::ProofRequired`]: whoever
    /// found it must not use it.
    ///
    /// ```
    #[doc = include_str!("../examples/access_token.txt")]
    /// let claims: Verified<AccessToken> = verifier.verify(token, now)?;
    /// assert_eq!(claims.subject, "alice");
    /// assert!(claims.scope.contains("items:write"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verify(&self, token: &str, now: UnixTime) -> Result<Verified<AccessToken>, VerifyError> {
        let mut scratch = Scratch::default();
        let claims = self.verify_borrowed(token, now, &mut scratch)?;
        Ok(claims.map(|claims| claims.to_access_token()))
    }

    /// Verifies a bearer token without allocation, once `scratch` is warm.
    ///
    /// (The cryptographic library's own memory is not counted. A claim or a name written with JSON
    /// escapes costs an allocation, and so do more than 32 claims that are not registered.)
    ///
    /// # Errors
    /// As [`Self::verify`].
    ///
    /// ```
    #[doc = include_str!("../examples/access_token.txt")]
    /// let mut scratch = Scratch::default();
    /// let claims = verifier.verify_borrowed(token, now, &mut scratch)?;
    /// assert!(claims.scope.contains("items:write"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verify_borrowed<'s>(
        &'s self,
        token: &str,
        now: UnixTime,
        scratch: &'s mut Scratch,
    ) -> Result<Verified<AccessTokenRef<'s>>, VerifyError> {
        let (claims, _) = self.verify_bearer(token, now, scratch)?;
        Ok(Verified::new(claims))
    }

    /// Verifies a bearer token and reads its claims into a type of the caller's own.
    ///
    /// Every rule of [`Self::verify`] is checked first; `T` need not repeat one.
    ///
    /// # Errors
    /// As [`Self::verify`], and [`VerifyError::Invalid`] of [`Claim::Extra`] where the claims do
    /// not fit `T`.
    ///
    /// ```
    #[doc = include_str!("../examples/access_token.txt")]
    /// #[derive(serde::Serialize, serde::Deserialize)]
    /// struct Tenant { tenant: u32 }
    ///
    /// let token = signer.sign_with(&unsigned, &Tenant { tenant: 7 })?;
    /// let claims = verifier.verify_as::<Tenant>(&token, now)?;
    /// assert_eq!(claims.tenant, 7);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verify_as<T: DeserializeOwned>(
        &self,
        token: &str,
        now: UnixTime,
    ) -> Result<Verified<T>, VerifyError> {
        let mut scratch = Scratch::default();
        let (_, payload) = self.verify_bearer(token, now, &mut scratch)?;
        read_extra(payload).map(Verified::new)
    }

    /// Verifies a bearer token and reads further claims of it into the caller's own type.
    ///
    /// # Errors
    /// As [`Self::verify_as`].
    ///
    /// ```
    #[doc = include_str!("../examples/access_token.txt")]
    /// #[derive(serde::Serialize, serde::Deserialize)]
    /// struct Tenant { tenant: u32 }
    ///
    /// let token = signer.sign_with(&unsigned, &Tenant { tenant: 7 })?;
    /// let (claims, extra) = verifier.verify_with::<Tenant>(&token, now)?;
    /// assert_eq!((&*claims.subject, extra.tenant), ("alice", 7));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verify_with<T: DeserializeOwned>(
        &self,
        token: &str,
        now: UnixTime,
    ) -> Result<(Verified<AccessToken>, Verified<T>), VerifyError> {
        let mut scratch = Scratch::default();
        let (claims, payload) = self.verify_bearer(token, now, &mut scratch)?;
        let extra = read_extra(payload)?;
        Ok((
            Verified::new(claims.to_access_token()),
            Verified::new(extra),
        ))
    }

    /// Verifies a token that is bound to a key, together with the proof that came with it.
    ///
    /// # Errors
    /// As [`Self::verify`]; [`VerifyError::Expired`] also where the proof has passed its window
    /// since it was verified, [`VerifyError::Missing`] where the token is not bound or the proof not
    /// for a token, [`VerifyError::Mismatch`] where the proof is of another key
    /// ([`Claim::Confirmation`]) or for another token ([`Claim::AccessTokenHash`]).
    ///
    /// ```
    #[doc = include_str!("../examples/dpop.txt")]
    /// let claims: Verified<Bound<AccessToken>> = verifier.verify_bound(token, &proof, now)?;
    /// assert_eq!((&*claims.subject, claims.thumbprint()), ("alice", proof.thumbprint));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verify_bound(
        &self,
        token: &str,
        proof: &Verified<DpopProof>,
        now: UnixTime,
    ) -> Result<Verified<Bound<AccessToken>>, VerifyError> {
        let mut scratch = Scratch::default();
        let (claims, _) = self.verify_any(token, now, &mut scratch)?;
        let missing = VerifyError::Missing(Claim::Confirmation);
        proof.check_confirms(claims.confirmation.ok_or(missing)?, token, now)?;
        let bound = Bound::new(claims.to_access_token(), proof.thumbprint);
        Ok(Verified::new(bound))
    }

    #[inline]
    fn verify_bearer<'s>(
        &'s self,
        token: &str,
        now: UnixTime,
        scratch: &'s mut Scratch,
    ) -> Result<(AccessTokenRef<'s>, &'s [u8]), VerifyError> {
        let verified = self.verify_any(token, now, scratch)?;
        // RFC 9449 7.2: a bound token is not a bearer token.
        if verified.0.confirmation.is_some() {
            return Err(VerifyError::ProofRequired);
        }
        Ok(verified)
    }

    /// The claims and the payload that they stand in, bound to a key or not.
    #[inline]
    fn verify_any<'s>(
        &'s self,
        token: &str,
        now: UnixTime,
        scratch: &'s mut Scratch,
    ) -> Result<(AccessTokenRef<'s>, &'s [u8]), VerifyError> {
        let authentic = self
            .rules
            .authenticate(token, TokenType::AccessToken, scratch)?;
        let payload = authentic.payload;
        let claims = AccessTokenRef::read(payload, &self.rules, &self.audience, now)?;
        Ok((claims, payload))
    }
}
