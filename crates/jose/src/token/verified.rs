//! Proof that something was verified.

use std::ops::Deref;

/// Claims whose signature and rules were checked: only a [`crate::Verifier`] makes one.
///
/// A function that takes `&Verified<AccessToken>` cannot be called with claims from anywhere else.
///
/// ```compile_fail
/// let forged = countersign_jose::Verified(());
/// ```
///
/// ```
/// use countersign_jose::*;
///
#[doc = include_str!("../examples/access_token.txt")]
/// fn greet(token: &Verified<AccessToken>) -> String {
///     format!("hello, {}", token.subject)
/// }
///
/// assert_eq!(greet(&verifier.verify(token, now)?), "hello, alice");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified<T>(T);

impl<T> Verified<T> {
    pub(crate) const fn new(claims: T) -> Self {
        Self(claims)
    }

    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Verified<U> {
        Verified(change(self.0))
    }

    /// The claims alone; the proof is given up.
    ///
    /// ```
    #[doc = include_str!("../examples/access_token.txt")]
    /// let claims: AccessToken = verifier.verify(token, now)?.into_inner();
    /// assert_eq!(claims, unsigned);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Verified<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
