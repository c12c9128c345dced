//! Several issuers, each of which speaks for itself alone.

use std::collections::HashMap;

use crate::{AccessToken, Issuer, UnixTime, Unverified, Verified, Verifier, VerifyError};

/// The verifiers of several issuers: a token is verified with the keys of the issuer that it names,
/// and with no other's.
///
/// Two issuers may use the same key id; a key of one never makes a token of the other
/// (mix-up, RFC 8725 section 2.8). The claims say which issuer it was.
///
/// ```
/// use countersign_jose::*;
///
#[doc = include_str!("../examples/access_token.txt")]
/// let partner = Issuer::parse("https://partner.example.com")?;
/// let partners = Verifier::access_tokens(partner, audience, KeySet::new([])?);
/// let issuers = TrustedIssuers::new([verifier, partners])?;
/// assert_eq!(issuers.verify(token, now)?.issuer, issuer);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct TrustedIssuers(HashMap<Issuer, Verifier>);

impl TrustedIssuers {
    /// Trusts the issuers of these verifiers.
    ///
    /// # Errors
    /// [`IssuerTrustedTwice`] where two verifiers have the same issuer.
    ///
    /// ```
    #[doc = include_str!("../examples/access_token.txt")]
    /// let refused = TrustedIssuers::new([verifier.clone(), verifier]);
    /// assert!(matches!(refused, Err(IssuerTrustedTwice)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(verifiers: impl IntoIterator<Item = Verifier>) -> Result<Self, IssuerTrustedTwice> {
        let mut issuers = HashMap::new();
        for verifier in verifiers {
            let issuer = verifier.issuer().clone();
            if issuers.insert(issuer, verifier).is_some() {
                return Err(IssuerTrustedTwice);
            }
        }
        Ok(Self(issuers))
    }

    /// The verifier of the issuer that a token names, to verify the token with.
    ///
    /// Nothing is verified yet: the verifier checks the issuer again, under the signature.
    ///
    /// # Errors
    /// [`VerifyError::IssuerMismatch`] where the issuer is not trusted, and as
    /// [`Unverified::peek_issuer`].
    ///
    /// ```
    #[doc = include_str!("../examples/access_token.txt")]
    /// let issuers = TrustedIssuers::new([verifier])?;
    /// let mut scratch = Scratch::default();
    /// let claims = issuers.verifier_for(token)?.verify_borrowed(token, now, &mut scratch)?;
    /// assert_eq!(claims.subject, "alice");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verifier_for(&self, token: &str) -> Result<&Verifier, VerifyError> {
        let issuer = Unverified::peek_issuer(token)?;
        self.0
            .get(issuer.untrusted())
            .ok_or(VerifyError::IssuerMismatch)
    }

    /// Verifies a bearer token with the verifier of the issuer that it names.
    ///
    /// # Errors
    /// As [`Self::verifier_for`] and [`Verifier::verify`].
    ///
    /// ```
    #[doc = include_str!("../examples/access_token.txt")]
    /// let claims: Verified<AccessToken> = TrustedIssuers::new([verifier])?.verify(token, now)?;
    /// assert_eq!((&*claims.subject, &claims.issuer), ("alice", &issuer));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verify(&self, token: &str, now: UnixTime) -> Result<Verified<AccessToken>, VerifyError> {
        self.verifier_for(token)?.verify(token, now)
    }
}

/// Two verifiers of one issuer: it would not be clear which one a token is for.
///
/// ```
/// use countersign_jose::IssuerTrustedTwice;
///
/// assert_eq!(IssuerTrustedTwice.to_string(), "two verifiers have the same issuer");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("two verifiers have the same issuer")]
pub struct IssuerTrustedTwice;
