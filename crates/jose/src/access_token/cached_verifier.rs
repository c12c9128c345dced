//! A verifier that remembers which tokens it has verified.

mod table;

use std::sync::Arc;

use crate::encoding::hash::sha256;
use crate::{AccessToken, KeySet, Scratch, UnixTime, Verified, Verifier, VerifyError};
use table::{Remembered, Table};

/// A [`Verifier`] that remembers the bearer tokens that it has found good, so that the second
/// request with one costs a SHA-256 and not a signature.
///
/// What is remembered is found by the SHA-256 of the whole token, inside one verifier: an answer is
/// never given for another token, issuer or audience. Times are checked again for every request;
/// within the leeway round them the token is verified in full.
/// Refusals are not remembered, nor are tokens whose text is over 4,096 bytes: so the memory is
/// bounded in bytes too. It is shared by clones.
///
/// Its keys never change, and those of its clones neither: [`Self::with_keys`] makes another one, with
/// an empty memory. A clone that is kept elsewhere goes on answering for a withdrawn key, remembered
/// or not. Keep the current one in one place, behind a lock or a watch channel, and let every request
/// ask there.
///
/// It is no list of revoked tokens and must not become one: an ECDSA signature has a twin that
/// verifies too, so one token has two texts. Revocation goes by issuer and token id, looked up for
/// every request, remembered or not.
///
/// ```
/// use countersign_jose::*;
///
#[doc = include_str!("../examples/access_token.txt")]
/// let verifier = CachedVerifier::new(verifier, 10_000)?;
/// let first = verifier.verify(token, now)?;
/// let again = verifier.verify(token, now)?;
/// assert!(std::sync::Arc::ptr_eq(&first, &again));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct CachedVerifier {
    verifier: Verifier,
    keep_for: u64,
    capacity: usize,
    table: Arc<Table>,
}

const KEEP_FOR: u64 = 300;
/// The longest text, in bytes, of a token that is remembered. Usual ones are far shorter, and
/// without it the claims of a million places could be four times as much, whoever signs them.
const MAX_REMEMBERED: usize = 4_096;

impl CachedVerifier {
    /// Remembers up to about `capacity` tokens: rounded up to a power of two of 8 or more, and
    /// capped at 1,048,576. What is asked for again outlives what is not. A common token takes half a kilobyte with its claims; one whose text is
    /// over 4,096 bytes is verified in full every time.
    ///
    /// # Errors
    /// [`SharedSecretsAreNotCached`] where the keys are a shared secret.
    ///
    /// ```
    #[doc = include_str!("../examples/access_token.txt")]
    /// let keys = KeySet::symmetric(SymmetricKey::generate(Algorithm::Hs256)?);
    /// let verifier = Verifier::access_tokens(issuer, audience, keys);
    /// assert!(matches!(CachedVerifier::new(verifier, 100), Err(SharedSecretsAreNotCached)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(verifier: Verifier, capacity: usize) -> Result<Self, SharedSecretsAreNotCached> {
        // A set is public or one shared secret; only public keys are listed.
        if verifier.keys().iter().count() < verifier.keys().len() {
            return Err(SharedSecretsAreNotCached);
        }
        Ok(Self {
            verifier,
            keep_for: KEEP_FOR,
            capacity,
            table: Arc::new(Table::new(capacity)),
        })
    }

    /// For how many seconds a token is remembered at most, before it is verified in full again: 300
    /// unless said otherwise. Starts with nothing remembered.
    ///
    /// ```
    #[doc = include_str!("../examples/access_token.txt")]
    /// let forgetful = CachedVerifier::new(verifier, 100)?.keep_for(10);
    /// let first = forgetful.verify(token, now)?;
    /// let later = forgetful.verify(token, now.saturating_add(10))?;
    /// assert!(!std::sync::Arc::ptr_eq(&first, &later));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn keep_for(self, seconds: u64) -> Self {
        Self {
            keep_for: seconds,
            table: Arc::new(Table::new(self.capacity)),
            ..self
        }
    }

    /// The same rules with other keys and nothing remembered: what a withdrawn key signed stops at
    /// once, wherever this takes the old one's place.
    ///
    /// # Errors
    /// As [`Self::new`].
    ///
    /// ```
    #[doc = include_str!("../examples/access_token.txt")]
    /// let verifier = CachedVerifier::new(verifier, 100)?;
    /// assert!(verifier.verify(token, now).is_ok());
    /// let rotated = verifier.with_keys(KeySet::new([])?)?;
    /// assert_eq!(rotated.verify(token, now), Err(VerifyError::UnknownKey));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_keys(&self, keys: KeySet) -> Result<Self, SharedSecretsAreNotCached> {
        let fresh = Self::new(self.verifier.with_keys(keys), self.capacity)?;
        Ok(fresh.keep_for(self.keep_for))
    }

    /// The verifier behind.
    ///
    /// ```
    #[doc = include_str!("../examples/access_token.txt")]
    /// let cached = CachedVerifier::new(verifier, 100)?;
    /// assert_eq!(cached.verifier().issuer(), &issuer);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// Verifies a bearer token, or remembers that it did and checks the times again.
    ///
    /// # Errors
    /// As [`Verifier::verify`].
    ///
    /// ```
    #[doc = include_str!("../examples/access_token.txt")]
    /// let claims = CachedVerifier::new(verifier, 100)?.verify(token, now)?;
    /// assert_eq!(claims.subject, "alice");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verify(
        &self,
        token: &str,
        now: UnixTime,
    ) -> Result<Arc<Verified<AccessToken>>, VerifyError> {
        // Before the hash, which would cost as much as the text is long.
        if token.len() > MAX_REMEMBERED {
            return self.verifier.verify(token, now).map(Arc::new);
        }
        let digest = sha256(token.as_bytes());
        if let Some(known) = self.table.find(&digest)
            && (known.from..known.until).contains(&now)
        {
            return Ok(known.token);
        }
        let mut scratch = Scratch::default();
        let claims = self.verifier.verify_borrowed(token, now, &mut scratch)?;
        let from = claims.valid_from();
        let until = claims.expires_at.min(now.saturating_add(self.keep_for));
        let token = Arc::new(claims.map(|claims| claims.to_access_token()));
        let known = Remembered {
            token: Arc::clone(&token),
            from,
            until,
        };
        self.table.insert(digest, known);
        Ok(token)
    }
}

/// An HMAC costs little more than the hash of the token: there is nothing to save.
///
/// ```
/// use countersign_jose::SharedSecretsAreNotCached;
///
/// assert!(SharedSecretsAreNotCached.to_string().contains("HMAC"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("tokens under a shared secret are not cached: an HMAC costs no more than the look-up")]
pub struct SharedSecretsAreNotCached;
