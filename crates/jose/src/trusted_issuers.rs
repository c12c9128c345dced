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
/// # fn start(ours: Verifier, partners: Verifier, token: &str, now: UnixTime)
/// # -> Result<(), Box<dyn std::error::Error>> {
/// let issuers = TrustedIssuers::new([ours, partners])?;
/// let token = issuers.verify(token, now)?;
/// println!("{} of {}", token.subject, token.issuer);
/// # Ok(())
/// # }
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
    /// # use countersign_jose::{IssuerTrustedTwice, TrustedIssuers, Verifier};
    /// fn twice(verifier: Verifier) {
    ///     let refused = TrustedIssuers::new([verifier.clone(), verifier]);
    ///     assert!(matches!(refused, Err(IssuerTrustedTwice)));
    /// }
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
    /// # use countersign_jose::*;
    /// # fn check(issuers: &TrustedIssuers, token: &str, now: UnixTime) -> Result<(), VerifyError> {
    /// let mut scratch = Scratch::default();
    /// let verifier = issuers.verifier_for(token)?;
    /// let claims = verifier.verify_borrowed(token, now, &mut scratch)?;
    /// println!("{}", claims.subject);
    /// # Ok(())
    /// # }
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
    /// # use countersign_jose::*;
    /// # fn check(issuers: &TrustedIssuers, token: &str, now: UnixTime) -> Result<(), VerifyError> {
    /// let claims: Verified<AccessToken> = issuers.verify(token, now)?;
    /// println!("{} of {}", claims.subject, claims.issuer);
    /// # Ok(())
    /// # }
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
