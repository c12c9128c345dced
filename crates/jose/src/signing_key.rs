//! Private keys, parsed once and bound to one algorithm.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::error::KeyRejected;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256,
    RsaKeyPair,
};
use zeroize::Zeroizing;

use crate::{Algorithm, KeyError, KeyId, SignError, VerifyingKey, base64, pem};

/// A private key that signs with one algorithm.
///
/// Parsed when it is made, never per token; cloning shares it; the memory is wiped with the last
/// clone. `Debug` shows algorithm and key id.
///
/// ```
/// use countersign_jose::{Algorithm, SigningKey};
///
/// let key = SigningKey::generate(Algorithm::Es256)?;
/// let stored = key.to_pkcs8_der()?;
/// let again = SigningKey::from_pkcs8_der(Algorithm::Es256, &stored)?;
/// assert_eq!(again.key_id(), key.key_id());
/// # Ok::<(), countersign_jose::KeyError>(())
/// ```
#[derive(Clone)]
pub struct SigningKey {
    private: Arc<Private>,
    public: VerifyingKey,
}

enum Private {
    Rs256(RsaKeyPair),
    Es256(EcdsaKeyPair),
    EdDsa(Ed25519KeyPair),
}

impl SigningKey {
    /// Makes a new key with the library's random source; RSA keys have 2048 bits.
    ///
    /// # Errors
    /// [`KeyError::AlgorithmMismatch`] for HS256, which is [`crate::SymmetricKey`]'s;
    /// [`KeyError::Library`] where the library fails.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, SigningKey};
    /// assert_eq!(SigningKey::generate(Algorithm::EdDsa)?.algorithm(), Algorithm::EdDsa);
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    pub fn generate(algorithm: Algorithm) -> Result<Self, KeyError> {
        let private = match algorithm {
            Algorithm::Hs256 => return Err(KeyError::AlgorithmMismatch),
            Algorithm::Rs256 => RsaKeyPair::generate(KeySize::Rsa2048).map(Private::Rs256),
            Algorithm::Es256 => {
                EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map(Private::Es256)
            }
            Algorithm::EdDsa => Ed25519KeyPair::generate().map(Private::EdDsa),
        };
        Self::new(private.map_err(|_| KeyError::Library)?)
    }

    /// Reads an unencrypted DER PKCS#8 private key (RFC 5208, RFC 5958).
    ///
    /// # Errors
    /// [`KeyError::Malformed`] for other bytes or a key of another algorithm,
    /// [`KeyError::RsaSize`] and [`KeyError::RsaWeakGenerator`] for weak RSA keys,
    /// [`KeyError::AlgorithmMismatch`] for HS256.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, KeyError, SigningKey};
    /// let other = SigningKey::generate(Algorithm::EdDsa)?.to_pkcs8_der()?;
    /// let read = SigningKey::from_pkcs8_der(Algorithm::Es256, &other);
    /// assert!(matches!(read, Err(KeyError::Malformed(_))));
    /// # Ok::<(), KeyError>(())
    /// ```
    pub fn from_pkcs8_der(algorithm: Algorithm, der: &[u8]) -> Result<Self, KeyError> {
        let private = match algorithm {
            Algorithm::Hs256 => return Err(KeyError::AlgorithmMismatch),
            Algorithm::Rs256 => RsaKeyPair::from_pkcs8(der).map(Private::Rs256),
            Algorithm::Es256 => {
                EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der).map(Private::Es256)
            }
            Algorithm::EdDsa => Ed25519KeyPair::from_pkcs8(der).map(Private::EdDsa),
        };
        Self::new(private.map_err(rejection)?)
    }

    /// Reads a PEM `PRIVATE KEY` block (unencrypted PKCS#8).
    ///
    /// # Errors
    /// As [`Self::from_pkcs8_der`].
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, SigningKey};
    /// // RFC 8410 section 10.3
    /// let pem = "-----BEGIN PRIVATE KEY-----
    /// MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
    /// -----END PRIVATE KEY-----";
    /// assert_eq!(SigningKey::from_pem(Algorithm::EdDsa, pem)?.algorithm(), Algorithm::EdDsa);
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    pub fn from_pem(algorithm: Algorithm, text: &str) -> Result<Self, KeyError> {
        let der = pem::decode(
            text,
            "PRIVATE KEY",
            "one PEM block `PRIVATE KEY`, unencrypted",
        )?;
        Self::from_pkcs8_der(algorithm, &der)
    }

    /// The key as DER PKCS#8, unencrypted: seal it before it is stored.
    ///
    /// # Errors
    /// [`KeyError::Library`] where the library fails.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, SigningKey};
    /// assert!(!SigningKey::generate(Algorithm::Es256)?.to_pkcs8_der()?.is_empty());
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    pub fn to_pkcs8_der(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let copy = |der: &[u8]| Zeroizing::new(der.to_vec());
        match &*self.private {
            Private::Rs256(pair) => {
                AsDer::<Pkcs8V1Der<'_>>::as_der(pair).map(|der| copy(der.as_ref()))
            }
            Private::Es256(pair) => pair.to_pkcs8v1().map(|der| copy(der.as_ref())),
            Private::EdDsa(pair) => pair.to_pkcs8v1().map(|der| copy(der.as_ref())),
        }
        .map_err(|_| KeyError::Library)
    }

    /// The same key under another id than its thumbprint.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, KeyId, SigningKey};
    /// let key = SigningKey::generate(Algorithm::Es256)?.with_key_id(KeyId::parse("2026-11")?);
    /// assert_eq!(key.verifying_key().key_id().as_str(), "2026-11");
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    #[must_use]
    pub fn with_key_id(self, key_id: KeyId) -> Self {
        Self {
            public: self.public.with_key_id(key_id),
            ..self
        }
    }

    /// The id that this key's tokens carry; its RFC 7638 thumbprint unless it was given another.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, SigningKey};
    /// let key = SigningKey::generate(Algorithm::Es256)?;
    /// assert_eq!(key.key_id().as_str(), key.verifying_key().thumbprint());
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    #[must_use]
    pub fn key_id(&self) -> &KeyId {
        self.public.key_id()
    }

    /// The one algorithm that the key signs with.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, SigningKey};
    /// assert_eq!(SigningKey::generate(Algorithm::Es256)?.algorithm(), Algorithm::Es256);
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.public.algorithm()
    }

    /// The public half, under the same id.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, SigningKey};
    /// let key = SigningKey::generate(Algorithm::Es256)?;
    /// assert_eq!(key.verifying_key().key_id(), key.key_id());
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    #[must_use]
    pub fn verifying_key(&self) -> VerifyingKey {
        self.public.clone()
    }

    /// Appends a dot and the signature over all of `token` so far.
    pub(crate) fn sign(&self, token: &mut String) -> Result<(), SignError> {
        let message = token.as_bytes();
        let random = SystemRandom::new();
        let append = |signature: &[u8], token: &mut String| {
            token.push('.');
            base64::append(signature, token);
        };
        match &*self.private {
            Private::Rs256(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .map(|()| append(&signature, token))
            }
            Private::Es256(pair) => pair
                .sign(&random, message)
                .map(|signature| append(signature.as_ref(), token)),
            Private::EdDsa(pair) => pair
                .try_sign(message)
                .map(|signature| append(signature.as_ref(), token)),
        }
        .map_err(|_| SignError::Library)
    }

    fn new(private: Private) -> Result<Self, KeyError> {
        let public = match &private {
            Private::Rs256(pair) => VerifyingKey::from_rsa(
                pair.public_key()
                    .modulus()
                    .big_endian_without_leading_zero(),
                pair.public_key()
                    .exponent()
                    .big_endian_without_leading_zero(),
            )?,
            Private::Es256(pair) => {
                let point = pair
                    .public_key()
                    .as_ref()
                    .first_chunk()
                    .ok_or(KeyError::Library)?;
                VerifyingKey::from_p256_point(point)?
            }
            Private::EdDsa(pair) => {
                let raw = pair
                    .public_key()
                    .as_ref()
                    .first_chunk()
                    .ok_or(KeyError::Library)?;
                VerifyingKey::from_ed25519(raw)?
            }
        };
        let private = Arc::new(private);
        Ok(Self { private, public })
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("SigningKey")
            .field("algorithm", &self.algorithm())
            .field("key_id", self.key_id())
            .finish_non_exhaustive()
    }
}

fn rejection(rejected: KeyRejected) -> KeyError {
    match rejected.description_() {
        "TooSmall" | "TooLarge" => KeyError::RsaSize,
        _ => KeyError::Malformed("an unencrypted PKCS#8 private key of this algorithm"),
    }
}
