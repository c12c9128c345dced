//! What a verified proof says.

use crate::encoding::hash::{same, sha256};
use crate::{Claim, Thumbprint, UnixTime, VerifyError};

/// A proof that a request was made by the holder of a key.
///
/// Verified by [`crate::DpopVerifier`]. It is good for one request: redeem [`Self::single_use`]
/// before the request is answered.
///
/// ```
/// use countersign_jose::*;
///
#[doc = include_str!("../examples/dpop.txt")]
/// let mut seen = std::collections::HashSet::new();
/// let mut is_replay = |proof: &Verified<DpopProof>| !seen.insert(proof.single_use().key);
/// assert!(!is_replay(&proof));
/// assert!(is_replay(&proof));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DpopProof {
    /// The key that made the proof: the value of `cnf.jkt` in tokens that are bound to it.
    pub thumbprint: Thumbprint,
    /// The proof's id (`jti`): 1 to 256 bytes that the client chose.
    pub token_id: String,
    /// When the client says that it was made (`iat`).
    pub issued_at: UnixTime,
    /// `ath`: the SHA-256 of the access token that the proof goes with.
    pub(super) access_token_hash: Option<[u8; 32]>,
    pub(super) refused_from: UnixTime,
}

/// A record that one proof was used, to be kept for as long as the proof could be used again.
///
/// ```
/// use countersign_jose::*;
///
#[doc = include_str!("../examples/dpop.txt")]
/// let record: SingleUse = proof.single_use();
/// let again = DpopVerifier::default().verify(header, &request, record.until);
/// assert_eq!(again, Err(VerifyError::Expired));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct SingleUse {
    /// SHA-256 of the key's thumbprint and the proof's id: as long for every client, and one
    /// client's ids do not collide with another's.
    pub key: [u8; 32],
    /// From when the verifier refuses the proof anyway. Where several nodes verify, keep the record
    /// for as much longer as their clocks may be apart.
    pub until: UnixTime,
}

impl DpopProof {
    /// The record that makes the proof single use (RFC 9449 section 11.1). Store it with one
    /// statement that fails where it is there already.
    ///
    /// ```
    #[doc = include_str!("../examples/dpop.txt")]
    /// let record = proof.single_use();
    /// assert!(record.until > now);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn single_use(&self) -> SingleUse {
        let name = [self.thumbprint.as_bytes(), self.token_id.as_bytes()].concat();
        SingleUse {
            key: sha256(&name),
            until: self.refused_from,
        }
    }

    /// Whether the proof is still good, of the key that a token is bound to, and for this very
    /// token.
    pub(crate) fn check_confirms(
        &self,
        confirmation: Thumbprint,
        token: &str,
        now: UnixTime,
    ) -> Result<(), VerifyError> {
        // RFC 9449 4.3, 11.1: the window of a proof holds whenever it is used, not only when it was
        // verified; behind it, nobody remembers that it was used.
        if now >= self.refused_from {
            return Err(VerifyError::Expired);
        }
        // RFC 9449 4.3, last check: `ath` is the hash of the token that came with the proof.
        let hash = self
            .access_token_hash
            .ok_or(VerifyError::Missing(Claim::AccessTokenHash))?;
        if !same(&hash, &sha256(token.as_bytes())) {
            return Err(VerifyError::Mismatch(Claim::AccessTokenHash));
        }
        // RFC 9449 7.1: and the token is bound to the key of the proof.
        if !same(self.thumbprint.as_bytes(), confirmation.as_bytes()) {
            return Err(VerifyError::Mismatch(Claim::Confirmation));
        }
        Ok(())
    }
}
