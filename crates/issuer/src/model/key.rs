//! Signing keys as they are stored.

use countersign_jose::{Algorithm, KeyError, KeyId, SigningKey, UnixTime};
use std::fmt;
use zeroize::Zeroizing;

/// A signing key as it is stored: what [`countersign_jose::RingKey`] needs, and when it was made.
#[derive(Debug, Clone)]
pub struct KeyRecord {
    /// Published in the key set and in each token's header.
    pub key_id: KeyId,
    /// The name of the one algorithm that the key is for. A newer version may have stored one that is
    /// not known here.
    pub algorithm: String,
    /// The private key.
    pub envelope: KeyEnvelope,
    /// From when it signs.
    pub activates_at: UnixTime,
    /// Since when it is not to be trusted.
    pub revoked_at: Option<UnixTime>,
    /// When it was made.
    pub created_at: UnixTime,
}

impl KeyRecord {
    /// The record of a new key.
    ///
    /// # Errors
    ///
    /// The key cannot be written as PKCS#8.
    pub fn new(
        key: &SigningKey,
        created_at: UnixTime,
        activates_at: UnixTime,
    ) -> Result<Self, KeyError> {
        Ok(Self {
            key_id: key.key_id().clone(),
            algorithm: key.algorithm().name().to_owned(),
            envelope: KeyEnvelope::plain(&key.to_pkcs8_der()?),
            activates_at,
            revoked_at: None,
            created_at,
        })
    }

    /// The key itself.
    ///
    /// # Errors
    ///
    /// The envelope is of a form that is not known here, or what it holds is no key of that
    /// algorithm.
    pub fn open(&self) -> Result<SigningKey, UnusableKey> {
        let algorithm = self
            .known_algorithm()
            .ok_or(UnusableKey::UnknownAlgorithm)?;
        let key = SigningKey::from_pkcs8_der(algorithm, self.envelope.pkcs8()?)?;
        Ok(key.with_key_id(self.key_id.clone()))
    }

    /// The algorithm, if it is known here.
    #[must_use]
    pub fn known_algorithm(&self) -> Option<Algorithm> {
        self.algorithm.parse().ok()
    }
}

/// A private key as bytes: one byte that says in which form, then the key in that form.
///
/// There is one form today, 0: PKCS#8 in clear. A form in which the key is sealed gets a number of
/// its own, so that both can stand in one database.
#[derive(Clone)]
pub struct KeyEnvelope(Zeroizing<Vec<u8>>);

/// PKCS#8 (RFC 5208) in clear.
const PLAIN: u8 = 0;

impl KeyEnvelope {
    /// Wraps a key in PKCS#8 without sealing it.
    #[must_use]
    pub fn plain(pkcs8: &[u8]) -> Self {
        let mut bytes = Zeroizing::new(Vec::with_capacity(pkcs8.len().saturating_add(1)));
        bytes.push(PLAIN);
        bytes.extend_from_slice(pkcs8);
        Self(bytes)
    }

    /// Takes what was stored; it is read when the key is needed.
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    fn pkcs8(&self) -> Result<&[u8], UnusableKey> {
        match self.0.split_first() {
            Some((&PLAIN, pkcs8)) => Ok(pkcs8),
            Some((&form, _)) => Err(UnusableKey::UnknownForm(form)),
            None => Err(UnusableKey::Empty),
        }
    }
}

impl fmt::Debug for KeyEnvelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyEnvelope(redacted)")
    }
}

/// Why a stored key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum UnusableKey {
    /// A newer version of this program stored it.
    #[error("it is for an algorithm that this program does not know")]
    UnknownAlgorithm,
    /// Nothing is stored where the key should be.
    #[error("the envelope is empty")]
    Empty,
    /// A newer version of this program wrote it.
    #[error("the envelope has form {0}, and this program knows form {PLAIN} only")]
    UnknownForm(u8),
    /// The bytes are no key of that algorithm.
    #[error(transparent)]
    Key(#[from] KeyError),
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);

    fn record() -> KeyRecord {
        KeyRecord::new(&SigningKey::generate(Algorithm::Es256).unwrap(), NOW, NOW).unwrap()
    }

    #[test]
    fn a_record_opens_to_the_key_that_was_stored() {
        let key = SigningKey::generate(Algorithm::Es256).unwrap();
        let stored = KeyRecord::new(&key, NOW, NOW).unwrap();
        let read = KeyRecord {
            envelope: KeyEnvelope::from_bytes(stored.envelope.as_bytes().to_vec()),
            ..stored
        };
        let opened = read.open().unwrap();
        assert_eq!(opened.key_id(), key.key_id());
        assert_eq!(
            opened.verifying_key().thumbprint(),
            key.verifying_key().thumbprint()
        );
    }

    #[test]
    fn an_envelope_of_another_form_is_named_and_not_guessed() {
        for (bytes, text) in [
            (vec![], "empty"),
            (vec![7, 1, 2], "form 7"),
            (vec![0, 1], "key"),
        ] {
            let mut record = record();
            record.envelope = KeyEnvelope::from_bytes(bytes);
            let error = record.open().unwrap_err().to_string();
            assert!(error.contains(text), "{error}");
        }
    }

    #[test]
    fn a_record_does_not_show_its_key() {
        assert!(format!("{:?}", record()).contains("KeyEnvelope(redacted)"));
    }
}
