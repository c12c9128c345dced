//! Shared secrets, for HS256 only and of a type of their own: a public key cannot become one.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::hmac;

use crate::{Algorithm, KeyError, KeyId, base64};

/// An HS256 secret. Whoever can verify with it can also sign: prefer a [`crate::SigningKey`].
///
/// Parsed when it is made; cloning shares it. `Debug` shows algorithm and key id. It has no key id
/// unless it is given one, since a thumbprint of a secret helps to guess it.
///
/// ```
/// use countersign_jose::{KeyError, SymmetricKey};
///
/// let key = SymmetricKey::new(&[0x5a; 32])?;
/// assert!(key.key_id().is_none());
/// let public = SymmetricKey::new(b"-----BEGIN PUBLIC KEY-----\nMCowBQYDK2Vw...");
/// assert_eq!(public.unwrap_err(), KeyError::SecretLooksLikeKey);
/// # Ok::<(), KeyError>(())
/// ```
#[derive(Clone)]
pub struct SymmetricKey {
    secret: Arc<hmac::Key>,
    key_id: Option<KeyId>,
}

const MIN_LEN: usize = 32;

impl SymmetricKey {
    /// Takes a secret of at least 32 random bytes.
    ///
    /// # Errors
    /// [`KeyError::SecretTooShort`], or [`KeyError::SecretLooksLikeKey`] where the secret is the
    /// text of a PEM, JWK or SSH key: with such a mix-up the "secret" is public.
    ///
    /// ```
    /// # use countersign_jose::{KeyError, SymmetricKey};
    /// assert_eq!(SymmetricKey::new(b"secret").unwrap_err(), KeyError::SecretTooShort);
    /// ```
    pub fn new(secret: &[u8]) -> Result<Self, KeyError> {
        // RFC 7518 3.2: a key of the digest's size or larger.
        if secret.len() < MIN_LEN {
            return Err(KeyError::SecretTooShort);
        }
        // RFC 8725 2.1, 3.1: a public key must not become an HMAC secret.
        if looks_like_key(secret) {
            return Err(KeyError::SecretLooksLikeKey);
        }
        Ok(Self {
            secret: Arc::new(hmac::Key::new(hmac::HMAC_SHA256, secret)),
            key_id: None,
        })
    }

    /// The same secret under a key id.
    ///
    /// ```
    /// # use countersign_jose::{KeyId, SymmetricKey};
    /// let key = SymmetricKey::new(&[0x5a; 32])?.with_key_id(KeyId::parse("1")?);
    /// assert_eq!(key.key_id().map(KeyId::as_str), Some("1"));
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    #[must_use]
    pub fn with_key_id(self, key_id: KeyId) -> Self {
        Self {
            key_id: Some(key_id),
            ..self
        }
    }

    /// The id that tokens name this key by, if it has one.
    ///
    /// ```
    /// # use countersign_jose::SymmetricKey;
    /// assert!(SymmetricKey::new(&[0x5a; 32])?.key_id().is_none());
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    #[must_use]
    pub fn key_id(&self) -> Option<&KeyId> {
        self.key_id.as_ref()
    }

    /// Always [`Algorithm::Hs256`].
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, SymmetricKey};
    /// assert_eq!(SymmetricKey::new(&[0x5a; 32])?.algorithm(), Algorithm::Hs256);
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    #[must_use]
    #[expect(
        clippy::unused_self,
        reason = "HS384 and HS512 will make it depend on the key"
    )]
    pub const fn algorithm(&self) -> Algorithm {
        Algorithm::Hs256
    }

    /// Appends a dot and the MAC over all of `token` so far.
    pub(crate) fn sign(&self, token: &mut String) {
        let tag = hmac::sign(&self.secret, token.as_bytes());
        token.push('.');
        base64::append(tag.as_ref(), token);
    }

    /// Whether `tag` is this key's over `message`, compared in constant time.
    pub(crate) fn verifies(&self, message: &[u8], tag: &[u8]) -> bool {
        hmac::verify(&self.secret, message, tag).is_ok()
    }
}

impl fmt::Debug for SymmetricKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("SymmetricKey")
            .field("algorithm", &self.algorithm())
            .field("key_id", &self.key_id)
            .finish_non_exhaustive()
    }
}

/// Whether the bytes are a key in one of the usual forms: PEM, JWK, SSH, DER, or DER in base64.
///
/// Random bytes are none of these, save by an accident of one in millions.
fn looks_like_key(secret: &[u8]) -> bool {
    const MARKS: [&[u8]; 4] = [b"-----BEGIN ", b"---- BEGIN ", b"\"kty\"", b"\"keys\""];
    const SSH: [&[u8]; 4] = [b"ssh-", b"ecdsa-sha2-", b"sk-ssh-", b"sk-ecdsa-"];
    let text = secret
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(secret)
        .trim_ascii_start();
    MARKS
        .iter()
        .any(|mark| secret.windows(mark.len()).any(|window| window == *mark))
        || SSH.iter().any(|prefix| text.starts_with(prefix))
        || is_der_key(secret)
        || base64_simd::forgiving_decode_to_vec(text).is_ok_and(|der| is_der_key(&der))
}

/// Whether the bytes are from end to end one DER SEQUENCE that begins as keys do: with another
/// SEQUENCE or with an INTEGER.
fn is_der_key(bytes: &[u8]) -> bool {
    const SHORTEST: usize = 44;
    let (len, body) = match bytes {
        [0x30, 0x82, high, low, body @ ..] => (u16::from_be_bytes([*high, *low]), body),
        [0x30, 0x81, len, body @ ..] | [0x30, len, body @ ..] => (u16::from(*len), body),
        _ => return false,
    };
    bytes.len() >= SHORTEST
        && body.len() == usize::from(len)
        && matches!(body.first(), Some(0x30 | 0x02))
}

#[cfg(test)]
mod tests {
    use super::SymmetricKey;
    use crate::KeyError::SecretLooksLikeKey;
    use crate::{Algorithm, SigningKey, base64};

    #[test]
    fn key_material_is_not_taken_for_a_secret() {
        let key = SigningKey::generate(Algorithm::Rs256).unwrap();
        let spki = key.verifying_key().to_spki_der().unwrap();
        let pkcs8 = key.to_pkcs8_der().unwrap();
        let jwk = serde_json::to_vec(&key.verifying_key().to_jwk()).unwrap();
        let armour = base64_simd::STANDARD.encode_to_string(&spki);
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{armour}\n-----END PUBLIC KEY-----\n");
        let texts: [&[u8]; 10] = [
            &spki,
            &pkcs8,
            &jwk,
            pem.as_bytes(),
            armour.as_bytes(),
            &[b"\xef\xbb\xbf", pem.as_bytes()].concat(),
            &[b" \r\n\t", pem.as_bytes()].concat(),
            &[b"Bag Attributes\n", pem.as_bytes()].concat(),
            b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB someone@example.com",
            b"{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"\"}]}",
        ];
        for text in texts {
            assert_eq!(
                SymmetricKey::new(text).unwrap_err(),
                SecretLooksLikeKey,
                "{text:?}"
            );
        }
        let short = SigningKey::generate(Algorithm::EdDsa)
            .unwrap()
            .verifying_key();
        let refused = SymmetricKey::new(&short.to_spki_der().unwrap());
        assert_eq!(refused.unwrap_err(), SecretLooksLikeKey);
    }

    #[test]
    fn random_bytes_and_their_text_are_secrets() {
        let mut secret = [0x30, 0x1e, 0x30].repeat(11);
        secret.truncate(32);
        assert!(SymmetricKey::new(&secret).is_ok());
        assert!(SymmetricKey::new(&[b'{'; 32]).is_ok());
        assert!(SymmetricKey::new(base64::encode(&[0x5a; 32]).as_bytes()).is_ok());
    }
}
