//! What a token says before anybody has checked it.

use super::compact::{Compact, MAX_HEADER};
use super::rules::read_claims;
use crate::claim::read::required;
use crate::encoding::json::Raw;
use crate::{Claim, Issuer, Scratch, VerifyError};

/// A claim of a token whose signature was not checked: anybody may have written it.
///
/// It is good for choosing what to check a token with, and for nothing else. There is no `Deref`:
/// who reads it says so.
///
/// ```
/// use countersign_jose::*;
///
#[doc = include_str!("../examples/access_token.txt")]
/// assert_eq!(Unverified::peek_issuer(token)?.untrusted(), &issuer);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Unverified<T>(T);

impl<T> Unverified<T> {
    /// What the token says, true or not.
    ///
    /// ```
    #[doc = include_str!("../examples/access_token.txt")]
    /// let claimed: Unverified<Issuer> = Unverified::peek_issuer(token)?;
    /// assert_eq!(claimed.untrusted().as_str(), "https://id.example.com");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn untrusted(&self) -> &T {
        &self.0
    }
}

impl Unverified<Issuer> {
    /// Which issuer a token says that it is from.
    ///
    /// # Errors
    /// [`VerifyError`] where the token has not the form of one, or says no issuer.
    ///
    /// ```
    /// # use countersign_jose::{Part, Unverified, VerifyError};
    /// let refused = Unverified::peek_issuer("a.b").map(|_| ());
    /// assert_eq!(refused, Err(VerifyError::Malformed(Part::Token)));
    /// ```
    pub fn peek_issuer(token: &str) -> Result<Self, VerifyError> {
        let mut scratch = Scratch::default();
        let compact = Compact::parse(token, MAX_HEADER, &mut scratch)?;
        let [iss] = read_claims(compact.payload, &["iss"])?;
        let issuer = required(iss, Claim::Issuer, Raw::into_text)?;
        let issuer = Issuer::parse(&issuer.into_cow());
        issuer
            .map(Self)
            .map_err(|_| VerifyError::Invalid(Claim::Issuer))
    }
}
