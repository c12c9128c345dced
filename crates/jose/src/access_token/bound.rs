//! Proof that the caller holds the key that a token is bound to.

use std::ops::Deref;

use crate::{Thumbprint, Verified};

/// A token together with the key that its bearer has proved to hold.
///
/// Only [`crate::Verifier::verify_bound`] makes one.
///
/// ```
/// use countersign_jose::*;
///
#[doc = include_str!("../examples/dpop.txt")]
/// fn pay(token: &Verified<Bound<AccessToken>>) -> String {
///     format!("{} pays with the key {}", token.subject, token.thumbprint())
/// }
///
/// assert!(pay(&verifier.verify_bound(token, &proof, now)?).starts_with("alice pays"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound<T> {
    token: T,
    thumbprint: Thumbprint,
}

impl<T> Bound<T> {
    pub(crate) const fn new(token: T, thumbprint: Thumbprint) -> Self {
        Self { token, thumbprint }
    }

    /// The key.
    ///
    /// ```
    #[doc = include_str!("../examples/dpop.txt")]
    /// let claims = verifier.verify_bound(token, &proof, now)?;
    /// assert_eq!(claims.thumbprint(), Thumbprint::of(&key.verifying_key()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn thumbprint(&self) -> Thumbprint {
        self.thumbprint
    }
}

impl<T> Deref for Bound<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.token
    }
}

/// A bound token can do what any verified token can.
impl<T> From<Verified<Bound<T>>> for Verified<T> {
    fn from(bound: Verified<Bound<T>>) -> Self {
        bound.map(|bound| bound.token)
    }
}
