//! The keys that a verifier may use.

use std::collections::HashMap;

use crate::{Algorithm, Jwk, JwkSet, KeyError, KeyId, SymmetricKey, VerifyError, VerifyingKey};

/// Usable keys of one issuer: either public keys, or one shared secret, never both.
///
/// ```
/// use countersign_jose::{Algorithm, KeySet, SigningKey};
///
/// let old = SigningKey::generate(Algorithm::Es256)?;
/// let new = SigningKey::generate(Algorithm::EdDsa)?;
/// let keys = KeySet::new([old.verifying_key(), new.verifying_key()])?;
/// let published = serde_json::to_string(&keys.to_jwks())?;
/// assert_eq!(KeySet::from_jwks(&serde_json::from_str(&published)?)?.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct KeySet {
    keys: Keys,
    skipped: Vec<SkippedKey>,
}

#[derive(Clone, Debug)]
enum Keys {
    Public(Vec<VerifyingKey>),
    Symmetric(SymmetricKey),
}

/// A key of a published set that cannot be used, and why.
///
/// ```
/// use countersign_jose::{KeyError, KeySet};
///
/// let wire = serde_json::from_str(r#"{"keys":[{"kty":"oct","k":"c2VjcmV0","kid":"shared"}]}"#)?;
/// let keys = KeySet::from_jwks(&wire)?;
/// assert_eq!(keys.skipped()[0].key_id.as_ref().map(|id| id.as_str()), Some("shared"));
/// assert_eq!(keys.skipped()[0].reason, KeyError::PrivateMembers);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SkippedKey {
    /// The key's id, where it has one that can be shown.
    pub key_id: Option<KeyId>,
    /// Why the key cannot be used.
    pub reason: KeyError,
}

impl KeySet {
    /// The most keys in one set: more are an attack or a mistake, and each costs time to parse.
    ///
    /// ```
    /// # use countersign_jose::KeySet;
    /// assert_eq!(KeySet::MAX_KEYS, 64);
    /// ```
    pub const MAX_KEYS: usize = 64;

    /// A set of public keys. Empty is allowed: then no token verifies.
    ///
    /// # Errors
    /// [`KeyError::DuplicateKeyId`] where two keys share an id, [`KeyError::TooManyKeys`] over 64.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, KeyError, KeySet, SigningKey};
    /// let key = SigningKey::generate(Algorithm::Es256)?.verifying_key();
    /// assert_eq!(KeySet::new([key.clone(), key]).unwrap_err(), KeyError::DuplicateKeyId);
    /// # Ok::<(), KeyError>(())
    /// ```
    pub fn new(keys: impl IntoIterator<Item = VerifyingKey>) -> Result<Self, KeyError> {
        let keys: Vec<_> = keys
            .into_iter()
            .take(Self::MAX_KEYS.saturating_add(1))
            .collect();
        if keys.len() > Self::MAX_KEYS {
            return Err(KeyError::TooManyKeys);
        }
        if count_ids(&keys).values().any(|&count| count > 1) {
            return Err(KeyError::DuplicateKeyId);
        }
        Ok(Self::of_distinct(keys))
    }

    /// The usable keys of a published set. The others are skipped and reported: an unknown kind of
    /// key must not lock out the tokens of the known ones.
    ///
    /// Keys that share an id are all skipped, since a token's `kid` would not say which it means.
    ///
    /// # Errors
    /// [`KeyError::TooManyKeys`] over 64 keys.
    ///
    /// ```
    /// # use countersign_jose::{JwkSet, KeySet};
    /// assert!(KeySet::from_jwks(&JwkSet::default())?.is_empty());
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    pub fn from_jwks(wire: &JwkSet) -> Result<Self, KeyError> {
        Self::read(wire, VerifyingKey::from_jwk)
    }

    /// As [`Self::from_jwks`], for issuers whose RSA keys do not name their algorithm.
    ///
    /// # Errors
    /// [`KeyError::TooManyKeys`] over 64 keys.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, JwkSet, KeySet};
    /// assert!(KeySet::from_jwks_with(&JwkSet::default(), Algorithm::Rs256)?.is_empty());
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    pub fn from_jwks_with(wire: &JwkSet, rsa_default: Algorithm) -> Result<Self, KeyError> {
        Self::read(wire, |jwk| match VerifyingKey::from_jwk(jwk) {
            Err(KeyError::AlgorithmMissing) if jwk.key_type == "RSA" => {
                VerifyingKey::from_jwk_as(rsa_default, jwk)
            }
            read => read,
        })
    }

    /// A set of one shared secret.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, KeySet, SymmetricKey};
    /// let keys = KeySet::symmetric(SymmetricKey::new(Algorithm::Hs256, &[0x5a; 32])?);
    /// assert!(keys.to_jwks().keys.is_empty());
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    #[must_use]
    pub fn symmetric(key: SymmetricKey) -> Self {
        Self {
            keys: Keys::Symmetric(key),
            skipped: Vec::new(),
        }
    }

    /// The set to publish; a shared secret is never in it.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, KeySet, SigningKey};
    /// let keys = KeySet::new([SigningKey::generate(Algorithm::Es256)?.verifying_key()])?;
    /// assert_eq!(keys.to_jwks().keys.len(), 1);
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    #[must_use]
    pub fn to_jwks(&self) -> JwkSet {
        JwkSet {
            keys: self.iter().map(VerifyingKey::to_jwk).collect(),
        }
    }

    /// The public keys, in the order given.
    ///
    /// ```
    /// # use countersign_jose::KeySet;
    /// assert_eq!(KeySet::new([])?.iter().count(), 0);
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = &VerifyingKey> {
        match &self.keys {
            Keys::Public(keys) => keys.as_slice(),
            Keys::Symmetric(_) => &[],
        }
        .iter()
    }

    /// The keys of the published set that cannot be used, and why.
    ///
    /// ```
    /// # use countersign_jose::KeySet;
    /// assert!(KeySet::new([])?.skipped().is_empty());
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    #[must_use]
    pub fn skipped(&self) -> &[SkippedKey] {
        &self.skipped
    }

    /// How many keys can be used.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, KeySet, SymmetricKey};
    /// assert_eq!(KeySet::symmetric(SymmetricKey::new(Algorithm::Hs256, &[0x5a; 32])?).len(), 1);
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.keys {
            Keys::Public(keys) => keys.len(),
            Keys::Symmetric(_) => 1,
        }
    }

    /// Whether no key can be used.
    ///
    /// ```
    /// # use countersign_jose::KeySet;
    /// assert!(KeySet::new([])?.is_empty());
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A set of few keys whose ids are known to differ.
    pub(crate) const fn of_distinct(keys: Vec<VerifyingKey>) -> Self {
        Self {
            keys: Keys::Public(keys),
            skipped: Vec::new(),
        }
    }

    /// The key that a header means: the one of that id, or without id the only one that fits.
    pub(crate) fn select(
        &self,
        key_id: Option<&str>,
        algorithm: Algorithm,
    ) -> Result<SelectedKey<'_>, VerifyError> {
        let key = match &self.keys {
            Keys::Public(keys) => SelectedKey::Public(choose(keys, key_id, algorithm)?),
            Keys::Symmetric(key) => {
                if key_id.is_some() && key_id != key.key_id().map(KeyId::as_str) {
                    return Err(VerifyError::UnknownKey);
                }
                SelectedKey::Symmetric(key)
            }
        };
        // RFC 8725 3.1: the key decides the algorithm, the header only agrees.
        if key.algorithm() == algorithm {
            Ok(key)
        } else {
            Err(VerifyError::AlgorithmMismatch)
        }
    }

    fn read(
        wire: &JwkSet,
        read: impl Fn(&Jwk) -> Result<VerifyingKey, KeyError>,
    ) -> Result<Self, KeyError> {
        if wire.keys.len() > Self::MAX_KEYS {
            return Err(KeyError::TooManyKeys);
        }
        let mut skipped = Vec::new();
        let mut keys = Vec::new();
        for jwk in &wire.keys {
            match read(jwk) {
                Ok(key) => keys.push(key),
                Err(reason) => {
                    let key_id = jwk.key_id().and_then(|id| KeyId::parse(id).ok());
                    skipped.push(SkippedKey { key_id, reason });
                }
            }
        }
        let counts = count_ids(&keys);
        let is_unique = |key: &VerifyingKey| counts.get(key.key_id().as_str()) == Some(&1);
        let (unique, repeated): (Vec<_>, Vec<_>) = keys.iter().cloned().partition(is_unique);
        skipped.extend(repeated.iter().map(|key| SkippedKey {
            key_id: Some(key.key_id().clone()),
            reason: KeyError::DuplicateKeyId,
        }));
        let keys = Keys::Public(unique);
        Ok(Self { keys, skipped })
    }
}

impl TryFrom<&JwkSet> for KeySet {
    type Error = KeyError;

    fn try_from(wire: &JwkSet) -> Result<Self, KeyError> {
        Self::from_jwks(wire)
    }
}

/// A key chosen for one token.
pub(crate) enum SelectedKey<'k> {
    Public(&'k VerifyingKey),
    Symmetric(&'k SymmetricKey),
}

impl SelectedKey<'_> {
    fn algorithm(&self) -> Algorithm {
        match self {
            Self::Public(key) => key.algorithm(),
            Self::Symmetric(key) => key.algorithm(),
        }
    }

    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Public(key) => key.verifies(message, signature),
            Self::Symmetric(key) => key.verifies(message, signature),
        }
    }
}

fn choose<'k>(
    keys: &'k [VerifyingKey],
    key_id: Option<&str>,
    algorithm: Algorithm,
) -> Result<&'k VerifyingKey, VerifyError> {
    if let Some(key_id) = key_id {
        let named = keys.iter().find(|key| key.key_id().as_str() == key_id);
        return named.ok_or(VerifyError::UnknownKey);
    }
    let mut fitting = keys.iter().filter(|key| key.algorithm() == algorithm);
    let only = fitting.next().ok_or(VerifyError::UnknownKey)?;
    match fitting.next() {
        None => Ok(only),
        Some(_) => Err(VerifyError::AmbiguousKey),
    }
}

/// How many keys have each id.
fn count_ids(keys: &[VerifyingKey]) -> HashMap<&str, usize> {
    let mut counts = HashMap::new();
    for key in keys {
        let count: &mut usize = counts.entry(key.key_id().as_str()).or_default();
        *count = count.saturating_add(1);
    }
    counts
}
