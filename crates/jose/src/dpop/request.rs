//! The request that a proof must be made for.

use super::TargetUri;

/// What the server knows of the request that brought the proof.
///
/// ```
/// use countersign_jose::{DpopRequest, TargetUri};
///
/// let target = TargetUri::parse("https://api.example.com/items?page=2")?;
/// let request = DpopRequest::new("GET", &target).nonces(&["n-0S6_WzA2Mj"]);
/// # let _ = request;
/// # Ok::<(), countersign_jose::IdentifierError>(())
/// ```
#[derive(Clone, Copy, Debug)]
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
    /// # use countersign_jose::{DpopRequest, TargetUri};
    /// let target = TargetUri::parse("https://id.example.com/token")?;
    /// let request = DpopRequest::new("POST", &target);
    /// # let _ = request;
    /// # Ok::<(), countersign_jose::IdentifierError>(())
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
    /// # use countersign_jose::DpopRequest;
    /// fn fresh<'r>(request: DpopRequest<'r>, nonces: &'r [&'r str]) -> DpopRequest<'r> {
    ///     request.nonces(nonces)
    /// }
    /// ```
    #[must_use]
    pub const fn nonces(mut self, nonces: &'r [&'r str]) -> Self {
        self.nonces = Some(nonces);
        self
    }
}
