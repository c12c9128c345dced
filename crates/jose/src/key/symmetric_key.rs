//! Shared secrets, for HMAC only and of a type of their own: a public key cannot become one.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::{hmac, rand};
use zeroize::Zeroizing;

use super::family::Family;
use super::private_jwk::Secret;
use crate::encoding::base64;
use crate::{Algorithm, Jwk, KeyError, KeyId, PrivateJwk};

/// An HMAC secret. Whoever can verify with it can also sign: prefer a [`crate::SigningKey`].
///
/// Parsed when it is made; cloning shares it; the memory is wiped with the last clone. `Debug`
/// shows algorithm and key id. It has no key id unless it is given one, since a thumbprint of a
/// secret helps to guess it.
///
/// ```
/// use countersign_jose::{Algorithm, KeyError, SymmetricKey};
///
/// let key = SymmetricKey::generate(Algorithm::Hs256)?;
/// assert!(key.key_id().is_none());
/// let public = b"-----BEGIN PUBLIC KEY-----\nMCowBQYDK2Vw...";
/// let confused = SymmetricKey::new(Algorithm::Hs256, public);
/// assert_eq!(confused.unwrap_err(), KeyError::SecretLooksLikeKey);
/// # Ok::<(), KeyError>(())
/// ```
#[derive(Clone)]
pub struct SymmetricKey {
    secret: Arc<SharedSecret>,
    key_id: Option<KeyId>,
}

struct SharedSecret {
    algorithm: Algorithm,
    hmac: hmac::Key,
    /// To write the key again.
    bytes: Zeroizing<Vec<u8>>,
}

impl SymmetricKey {
    /// Takes a secret of random bytes, at least as long as the digest: HS256 32 bytes, HS384 48,
    /// HS512 64.
    ///
    /// # Errors
    /// [`KeyError::SecretTooShort`], or [`KeyError::SecretLooksLikeKey`] where the secret is the
    /// text of a PEM, JWK or SSH key, or a DER one, also in base64, base64url or hex: with such a
    /// mix-up the "secret" is public. What is public in another form is not recognised.
    /// [`KeyError::AlgorithmMismatch`] for an algorithm that is not HMAC.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, KeyError, SymmetricKey};
    /// let short = SymmetricKey::new(Algorithm::Hs512, &[0x5a; 63]);
    /// assert_eq!(short.unwrap_err(), KeyError::SecretTooShort);
    /// ```
    pub fn new(algorithm: Algorithm, secret: &[u8]) -> Result<Self, KeyError> {
        let Family::Hmac(hmac) = algorithm.family() else {
            return Err(KeyError::AlgorithmMismatch);
        };
        // RFC 7518 3.2: a key of the digest's size or larger.
        if secret.len() < hmac.tag_len() {
            return Err(KeyError::SecretTooShort);
        }
        // RFC 8725 2.1, 3.1: a public key must not become an HMAC secret.
        if looks_like_key(secret) {
            return Err(KeyError::SecretLooksLikeKey);
        }
        Ok(Self {
            secret: Arc::new(SharedSecret {
                algorithm,
                hmac: hmac::Key::new(hmac, secret),
                bytes: Zeroizing::new(secret.to_vec()),
            }),
            key_id: None,
        })
    }

    /// Makes a new secret of the digest's length with the library's random source.
    ///
    /// # Errors
    /// [`KeyError::AlgorithmMismatch`] for an algorithm that is not HMAC; [`KeyError::Library`]
    /// where the library fails.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, SymmetricKey};
    /// assert_eq!(SymmetricKey::generate(Algorithm::Hs384)?.algorithm(), Algorithm::Hs384);
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    pub fn generate(algorithm: Algorithm) -> Result<Self, KeyError> {
        let Family::Hmac(hmac) = algorithm.family() else {
            return Err(KeyError::AlgorithmMismatch);
        };
        let mut secret = Zeroizing::new(vec![0; hmac.tag_len()]);
        rand::fill(&mut secret).map_err(|_| KeyError::Library)?;
        Self::new(algorithm, &secret)
    }

    /// Reads a JWK of type `oct`, which must name its algorithm.
    ///
    /// # Errors
    /// As [`Self::new`]; [`KeyError::AlgorithmMissing`] without `alg`;
    /// [`KeyError::NotForSigning`] where `use` or `key_ops` rules signing or verifying out.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, KeyError, SymmetricKey};
    /// let jwk = serde_json::from_str(r#"{"kty":"oct","alg":"HS256","k":"c2VjcmV0"}"#)?;
    /// assert_eq!(SymmetricKey::from_jwk(&jwk).unwrap_err(), KeyError::SecretTooShort);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn from_jwk(jwk: &PrivateJwk) -> Result<Self, KeyError> {
        Self::from_members(jwk.public.own_algorithm()?, jwk)
    }

    /// Reads a JWK of type `oct` for the algorithm that the caller names; an `alg` in it must
    /// agree.
    ///
    /// # Errors
    /// As [`Self::from_jwk`], and [`KeyError::AlgorithmMismatch`].
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, SymmetricKey};
    /// // RFC 7515 appendix A.1.1
    /// let jwk = serde_json::from_str(
    ///     r#"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}"#,
    /// )?;
    /// let key = SymmetricKey::from_jwk_as(Algorithm::Hs256, &jwk)?;
    /// assert_eq!(key.algorithm(), Algorithm::Hs256);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_jwk_as(algorithm: Algorithm, jwk: &PrivateJwk) -> Result<Self, KeyError> {
        jwk.public.check_algorithm(algorithm)?;
        Self::from_members(algorithm, jwk)
    }

    /// The JWK of type `oct`, with `use` and `alg`, and `kid` where the key has one.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, SymmetricKey};
    /// let jwk = SymmetricKey::generate(Algorithm::Hs256)?.to_jwk();
    /// assert_eq!(SymmetricKey::from_jwk(&jwk)?.algorithm(), Algorithm::Hs256);
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    #[must_use]
    pub fn to_jwk(&self) -> PrivateJwk {
        let mut jwk = PrivateJwk::new(Jwk {
            key_type: "oct".to_owned(),
            purpose: Some("sig".to_owned()),
            algorithm: Some(self.algorithm().name().to_owned()),
            key_id: self.key_id.as_ref().map(|id| id.as_str().to_owned()),
            ..Jwk::default()
        });
        jwk.k = Some(Secret::encode(&self.secret.bytes));
        jwk
    }

    /// The same secret under a key id.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, KeyId, SymmetricKey};
    /// let key = SymmetricKey::generate(Algorithm::Hs256)?.with_key_id(KeyId::parse("1")?);
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
    /// # use countersign_jose::{Algorithm, SymmetricKey};
    /// assert!(SymmetricKey::generate(Algorithm::Hs256)?.key_id().is_none());
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    #[must_use]
    pub fn key_id(&self) -> Option<&KeyId> {
        self.key_id.as_ref()
    }

    /// The one algorithm that the secret is for.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, SymmetricKey};
    /// let key = SymmetricKey::new(Algorithm::Hs256, &[0x5a; 32])?;
    /// assert_eq!(key.algorithm(), Algorithm::Hs256);
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.secret.algorithm
    }

    /// Appends a dot and the MAC over all of `token` so far.
    pub(crate) fn sign(&self, token: &mut String) {
        let tag = hmac::sign(&self.secret.hmac, token.as_bytes());
        token.push('.');
        base64::append(tag.as_ref(), token);
    }

    /// Bytes of every MAC of this key.
    pub(crate) fn signature_len(&self) -> usize {
        self.secret.hmac.algorithm().tag_len()
    }

    /// Whether `tag` is this key's over `message`, compared in constant time.
    pub(crate) fn verifies(&self, message: &[u8], tag: &[u8]) -> bool {
        hmac::verify(&self.secret.hmac, message, tag).is_ok()
    }

    fn from_members(algorithm: Algorithm, jwk: &PrivateJwk) -> Result<Self, KeyError> {
        const MALFORMED: KeyError = KeyError::Malformed("a secret `k` in base64url");
        if !algorithm.is_symmetric() {
            return Err(KeyError::AlgorithmMismatch);
        }
        jwk.check_use(&["sign", "verify"])?;
        jwk.public.check_kind("oct", None)?;
        let text = jwk.k.as_ref().ok_or(MALFORMED)?.as_str();
        let secret = base64::decode(text).map_err(|_| MALFORMED)?;
        let key = Self::new(algorithm, &secret)?;
        match jwk.key_id() {
            Some(key_id) => Ok(key.with_key_id(KeyId::parse(key_id)?)),
            None => Ok(key),
        }
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

/// Whether the bytes are a key in one of the usual forms: PEM, JWK, SSH or DER, or one of these in
/// base64, base64url or hex.
///
/// Random bytes are none of these, save by an accident of one in millions.
fn looks_like_key(secret: &[u8]) -> bool {
    let text = secret.strip_prefix(b"\xef\xbb\xbf").unwrap_or(secret);
    let text = text.trim_ascii();
    let decoded = [from_base64(text), from_hex(text)];
    is_key(secret) || is_key(text) || decoded.iter().flatten().any(|bytes| is_key(bytes))
}

fn is_key(bytes: &[u8]) -> bool {
    const MARKS: [&[u8]; 5] = [
        b"-----BEGIN ",
        b"-----END ",
        b"---- BEGIN ",
        b"\"kty\"",
        b"\"keys\"",
    ];
    const SSH: [&[u8]; 4] = [b"ssh-", b"ecdsa-sha2-", b"sk-ssh-", b"sk-ecdsa-"];
    // RFC 4253 6.6: inside the base64 of an SSH key, the length of that name stands before it.
    let name = bytes.strip_prefix(b"\0\0\0").and_then(|name| name.get(1..));
    let name = name.unwrap_or(bytes);
    MARKS
        .iter()
        .any(|mark| bytes.windows(mark.len()).any(|window| window == *mark))
        || SSH.iter().any(|prefix| name.starts_with(prefix))
        || is_der_key(bytes)
}

/// Base64 or base64url, with or without padding and line ends.
fn from_base64(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let standard = |byte: &u8| match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => *other,
    };
    let text: Zeroizing<Vec<u8>> = Zeroizing::new(text.iter().map(standard).collect());
    base64_simd::forgiving_decode_to_vec(&text)
        .ok()
        .map(Zeroizing::new)
}

fn from_hex(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    base16ct::mixed::decode_vec(text).ok().map(Zeroizing::new)
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
    use crate::Algorithm::Hs256;
    use crate::KeyError::SecretLooksLikeKey;
    use crate::encoding::base64;
    use crate::{Algorithm, SigningKey};

    #[test]
    fn key_material_is_not_taken_for_a_secret() {
        let key = SigningKey::generate(Algorithm::Rs256).unwrap();
        let spki = key.verifying_key().to_spki_der().unwrap();
        let pkcs8 = key.to_pkcs8_der().unwrap();
        let jwk = serde_json::to_vec(&key.verifying_key().to_jwk()).unwrap();
        let armour = base64_simd::STANDARD.encode_to_string(&spki);
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{armour}\n-----END PUBLIC KEY-----\n");
        let texts: [&[u8]; 12] = [
            &spki,
            &pkcs8,
            &jwk,
            pem.as_bytes(),
            armour.as_bytes(),
            &[b"\xef\xbb\xbf", pem.as_bytes()].concat(),
            &[b"\xef\xbb\xbf", armour.as_bytes()].concat(),
            b"\xef\xbb\xbf ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB someone@example.com",
            &[b" \r\n\t", pem.as_bytes()].concat(),
            &[b"Bag Attributes\n", pem.as_bytes()].concat(),
            b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB someone@example.com",
            b"{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"\"}]}",
        ];
        for text in texts {
            assert_eq!(
                SymmetricKey::new(Hs256, text).unwrap_err(),
                SecretLooksLikeKey,
                "{text:?}"
            );
        }
        let short = SigningKey::generate(Algorithm::EdDsa)
            .unwrap()
            .verifying_key();
        let refused = SymmetricKey::new(Hs256, &short.to_spki_der().unwrap());
        assert_eq!(refused.unwrap_err(), SecretLooksLikeKey);
    }

    #[test]
    fn text_of_key_material_in_another_coat_is_not_taken_for_a_secret() {
        let key = SigningKey::generate(Algorithm::Es256).unwrap();
        let pem = key.verifying_key().to_pem().unwrap();
        let (_, body) = pem.split_once('\n').unwrap();
        let spki = key.verifying_key().to_spki_der().unwrap();
        let hex = format!("{spki:02x?}").replace([',', ' ', '[', ']'], "");
        let jwk = serde_json::to_vec(&key.verifying_key().to_jwk()).unwrap();
        for text in [
            body.to_owned(),
            base64::encode(&spki),
            base64::encode(&key.to_pkcs8_der().unwrap()),
            hex.to_uppercase(),
            format!(" {hex}\n"),
            base64::encode(pem.as_bytes()),
            base64::encode(&jwk),
            base64_simd::STANDARD.encode_to_string(&jwk),
            base64_simd::STANDARD
                .encode_to_string([b"\0\0\0\x0bssh-ed25519", &[7; 36][..]].concat()),
        ] {
            let refused = SymmetricKey::new(Hs256, text.as_bytes());
            assert_eq!(refused.unwrap_err(), SecretLooksLikeKey, "{text:?}");
        }
    }

    #[test]
    fn random_bytes_and_their_text_are_secrets() {
        let mut secret = [0x30, 0x1e, 0x30].repeat(11);
        secret.truncate(32);
        assert!(SymmetricKey::new(Hs256, &secret).is_ok());
        assert!(SymmetricKey::new(Hs256, &[b'{'; 32]).is_ok());
        assert!(SymmetricKey::new(Hs256, base64::encode(&[0x5a; 32]).as_bytes()).is_ok());
        assert!(SymmetricKey::new(Hs256, &b"3f".repeat(32)).is_ok());
        assert!(SymmetricKey::new(Hs256, &[0; 32]).is_ok());
    }
}
