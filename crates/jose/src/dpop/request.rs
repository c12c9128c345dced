//! The request that a proof must be made for.

use std::fmt;

use crate::TargetUri;

/// What the server knows of the request that brought the proof.
///
/// ```
/// use countersign_jose::*;
///
#[doc = include_str!("../examples/dpop.txt")]
/// let target = TargetUri::parse("https://api.example.com/items?page=2")?;
/// let request = DpopRequest::new("GET", &target).nonces(&["n-0S6_WzA2Mj"]);
/// assert!(DpopVerifier::default().verify(header, &request, now).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct DpopRequest<'r> {
    pub(super) method: &'r str,
    pub(super) target: &'r TargetUri,
    /// `None` demands no nonce; none of the list cannot be met.
    pub(super) nonces: Option<&'r [&'r str]>,
}

impl<'r> DpopRequest<'r> {
    /// A request by its method, as HTTP writes it, and its target.
    ///
    /// Take scheme and host of the target from the configuration: behind a proxy the request's own
    /// are not the client's.
    ///
    /// ```
    #[doc = include_str!("../examples/dpop.txt")]
    /// let request = DpopRequest::new("POST", &target);
    /// let refused = DpopVerifier::default().verify(header, &request, now);
    /// assert_eq!(refused, Err(VerifyError::Mismatch(Claim::Method)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn new(method: &'r str, target: &'r TargetUri) -> Self {
        Self {
            method,
            target,
            nonces: None,
        }
    }

    /// Demands one of these nonces (RFC 9449 section 8): the present one and, for a while after a
    /// change, the one before. Where there is none, no proof will do. Answer [`crate::VerifyError::Missing`] or
    /// [`crate::VerifyError::Mismatch`] of [`crate::Claim::Nonce`] with `use_dpop_nonce`.
    ///
    /// ```
    #[doc = include_str!("../examples/dpop.txt")]
    /// let verify = |request| DpopVerifier::default().verify(header, &request, now);
    /// assert!(verify(request.nonces(&["n-1T7_XaB3Nk", "n-0S6_WzA2Mj"])).is_ok());
    /// let refused = verify(request.nonces(&["n-1T7_XaB3Nk"]));
    /// assert_eq!(refused, Err(VerifyError::Mismatch(Claim::Nonce)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn nonces(mut self, nonces: &'r [&'r str]) -> Self {
        self.nonces = Some(nonces);
        self
    }
}

/// Nonces are for the client alone.
impl fmt::Debug for DpopRequest<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("DpopRequest")
            .field("method", &self.method)
            .field("target", &self.target)
            .finish_non_exhaustive()
    }
}
