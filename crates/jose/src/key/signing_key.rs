//! Private keys, parsed once and bound to one algorithm.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::rsa::KeySize;
use zeroize::Zeroizing;

use super::private_key::PrivateKey;
use crate::encoding::pem::{self, Block, Kind};
use crate::{Algorithm, KeyError, KeyId, PrivateJwk, SignError, VerifyingKey};

/// A private key that signs with one algorithm.
///
/// Parsed when it is made, never per token; cloning shares it; the memory is wiped with the last
/// clone. `Debug` shows algorithm and key id. Its key id is the thumbprint of the public part
/// (RFC 7638) unless it is given another, so a PKCS#8 or PEM file needs no id beside it.
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
    private: Arc<PrivateKey>,
    public: VerifyingKey,
}

/// The size of a new RSA key.
///
/// ```
/// use countersign_jose::RsaSize;
///
/// assert_eq!(RsaSize::default(), RsaSize::Bits2048);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RsaSize {
    /// 2048 bits: 112 bits of security, the least that is allowed and the fastest.
    #[default]
    Bits2048,
    /// 3072 bits: 128 bits of security; signing takes about three times as long.
    Bits3072,
    /// 4096 bits; signing takes about seven times as long.
    Bits4096,
}

/// What to give where a private key is asked for.
const WANTED: &str = "a private key in PEM (PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY)";

impl SigningKey {
    /// Makes a new key with the library's random source; RSA keys have 2048 bits.
    ///
    /// # Errors
    /// [`KeyError::AlgorithmMismatch`] for HMAC, which is [`crate::SymmetricKey`]'s;
    /// [`KeyError::Library`] where the library fails.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, SigningKey};
    /// assert_eq!(SigningKey::generate(Algorithm::EdDsa)?.algorithm(), Algorithm::EdDsa);
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    pub fn generate(algorithm: Algorithm) -> Result<Self, KeyError> {
        Self::new(PrivateKey::generate(algorithm, KeySize::Rsa2048)?)
    }

    /// Makes a new RSA key of a size.
    ///
    /// # Errors
    /// [`KeyError::AlgorithmMismatch`] for an algorithm that is not RSA's; [`KeyError::Library`]
    /// where the library fails.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, KeyError, RsaSize, SigningKey};
    /// let key = SigningKey::generate_rsa(Algorithm::Ps256, RsaSize::Bits3072)?;
    /// assert_eq!(key.algorithm(), Algorithm::Ps256);
    /// let other = SigningKey::generate_rsa(Algorithm::Es256, RsaSize::Bits3072);
    /// assert_eq!(other.unwrap_err(), KeyError::AlgorithmMismatch);
    /// # Ok::<(), KeyError>(())
    /// ```
    pub fn generate_rsa(algorithm: Algorithm, size: RsaSize) -> Result<Self, KeyError> {
        if !algorithm.is_rsa() {
            return Err(KeyError::AlgorithmMismatch);
        }
        let size = match size {
            RsaSize::Bits2048 => KeySize::Rsa2048,
            RsaSize::Bits3072 => KeySize::Rsa3072,
            RsaSize::Bits4096 => KeySize::Rsa4096,
        };
        Self::new(PrivateKey::generate(algorithm, size)?)
    }

    /// Reads an unencrypted DER PKCS#8 private key (RFC 5208, RFC 5958).
    ///
    /// # Errors
    /// [`KeyError::Malformed`] for other bytes or a key of another algorithm,
    /// [`KeyError::RsaSize`], [`KeyError::RsaExponent`] and [`KeyError::RsaWeakGenerator`] for
    /// weak RSA keys, [`KeyError::AlgorithmMismatch`] for HMAC.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, KeyError, SigningKey};
    /// let other = SigningKey::generate(Algorithm::EdDsa)?.to_pkcs8_der()?;
    /// let read = SigningKey::from_pkcs8_der(Algorithm::Es256, &other);
    /// assert!(matches!(read, Err(KeyError::Malformed(_))));
    /// # Ok::<(), KeyError>(())
    /// ```
    pub fn from_pkcs8_der(algorithm: Algorithm, der: &[u8]) -> Result<Self, KeyError> {
        Self::new(PrivateKey::from_pkcs8_der(algorithm, der)?)
    }

    /// Reads a DER RSAPrivateKey (PKCS#1, RFC 8017 appendix A.1.2).
    ///
    /// # Errors
    /// As [`Self::from_pkcs8_der`]; [`KeyError::AlgorithmMismatch`] where the algorithm is not
    /// RSA's.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, SigningKey};
    /// let key = SigningKey::generate(Algorithm::Rs256)?;
    /// let copy = SigningKey::from_pkcs1_der(Algorithm::Rs256, &key.to_pkcs1_der()?)?;
    /// assert_eq!(copy.key_id(), key.key_id());
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    pub fn from_pkcs1_der(algorithm: Algorithm, der: &[u8]) -> Result<Self, KeyError> {
        Self::new(PrivateKey::from_pkcs1_der(algorithm, der)?)
    }

    /// Reads a DER ECPrivateKey (SEC 1, RFC 5915).
    ///
    /// # Errors
    /// As [`Self::from_pkcs8_der`]; [`KeyError::AlgorithmMismatch`] where the algorithm is not
    /// ECDSA's.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, SigningKey};
    /// let key = SigningKey::generate(Algorithm::Es384)?;
    /// let copy = SigningKey::from_sec1_der(Algorithm::Es384, &key.to_sec1_der()?)?;
    /// assert_eq!(copy.key_id(), key.key_id());
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    pub fn from_sec1_der(algorithm: Algorithm, der: &[u8]) -> Result<Self, KeyError> {
        Self::new(PrivateKey::from_sec1_der(algorithm, der)?)
    }

    /// Reads one PEM block: `PRIVATE KEY` (PKCS#8), `RSA PRIVATE KEY` (PKCS#1) or
    /// `EC PRIVATE KEY` (SEC 1), unencrypted.
    ///
    /// # Errors
    /// As [`Self::from_pkcs8_der`], and [`KeyError::Encrypted`], [`KeyError::SeveralBlocks`] or
    /// [`KeyError::WrongForm`], which says what was given instead.
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
        let block = Block::parse(text, WANTED)?;
        match block.kind {
            Kind::Pkcs8 => Self::from_pkcs8_der(algorithm, &block.der),
            Kind::Pkcs1Private => Self::from_pkcs1_der(algorithm, &block.der),
            Kind::Sec1 => Self::from_sec1_der(algorithm, &block.der),
            _ => Err(block.refuse(WANTED)),
        }
    }

    /// Reads a private JWK. Its `alg` names the algorithm, or else its curve does; without `kid`,
    /// the key id is the thumbprint.
    ///
    /// # Errors
    /// As [`VerifyingKey::from_jwk`]; [`KeyError::NotForSigning`] where `use` or `key_ops` rules
    /// signing out; [`KeyError::PrivateMismatch`] where the private part does not belong to the
    /// public one.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, SigningKey};
    /// // RFC 8037 appendix A.1
    /// let jwk = serde_json::from_str(
    ///     r#"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    ///         "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
    /// )?;
    /// assert_eq!(SigningKey::from_jwk(&jwk)?.algorithm(), Algorithm::EdDsa);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_jwk(jwk: &PrivateJwk) -> Result<Self, KeyError> {
        Self::from_members(jwk.public.own_algorithm()?, jwk)
    }

    /// Reads a private JWK for the algorithm that the caller names; an `alg` in it must agree.
    ///
    /// # Errors
    /// As [`Self::from_jwk`], and [`KeyError::AlgorithmMismatch`].
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, KeyError, SigningKey};
    /// let jwk = SigningKey::generate(Algorithm::Rs256)?.to_jwk()?;
    /// let wrong = SigningKey::from_jwk_as(Algorithm::Ps256, &jwk);
    /// assert_eq!(wrong.unwrap_err(), KeyError::AlgorithmMismatch);
    /// # Ok::<(), KeyError>(())
    /// ```
    pub fn from_jwk_as(algorithm: Algorithm, jwk: &PrivateJwk) -> Result<Self, KeyError> {
        jwk.public.check_algorithm(algorithm)?;
        Self::from_members(algorithm, jwk)
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
        self.private.to_pkcs8_der()
    }

    /// An RSA key as DER RSAPrivateKey, for old software; prefer [`Self::to_pkcs8_der`].
    ///
    /// # Errors
    /// [`KeyError::AlgorithmMismatch`] for a key that is not RSA's; [`KeyError::Library`] where
    /// the library fails.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, KeyError, SigningKey};
    /// let key = SigningKey::generate(Algorithm::Es256)?;
    /// assert_eq!(key.to_pkcs1_der().unwrap_err(), KeyError::AlgorithmMismatch);
    /// # Ok::<(), KeyError>(())
    /// ```
    pub fn to_pkcs1_der(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        self.private.to_pkcs1_der()
    }

    /// An ECDSA key as DER ECPrivateKey, for old software; prefer [`Self::to_pkcs8_der`].
    ///
    /// # Errors
    /// [`KeyError::AlgorithmMismatch`] for a key that is not ECDSA's; [`KeyError::Library`] where
    /// the library fails.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, KeyError, SigningKey};
    /// let key = SigningKey::generate(Algorithm::EdDsa)?;
    /// assert_eq!(key.to_sec1_der().unwrap_err(), KeyError::AlgorithmMismatch);
    /// # Ok::<(), KeyError>(())
    /// ```
    pub fn to_sec1_der(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        self.private.to_sec1_der()
    }

    /// The key as one PEM block `PRIVATE KEY` (PKCS#8), unencrypted.
    ///
    /// # Errors
    /// [`KeyError::Library`] where the library fails.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, SigningKey};
    /// let key = SigningKey::generate(Algorithm::Es256)?;
    /// let copy = SigningKey::from_pem(Algorithm::Es256, &key.to_pem()?)?;
    /// assert_eq!(copy.key_id(), key.key_id());
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    pub fn to_pem(&self) -> Result<Zeroizing<String>, KeyError> {
        Ok(pem::encode("PRIVATE KEY", &self.to_pkcs8_der()?))
    }

    /// An RSA key as one PEM block `RSA PRIVATE KEY` (PKCS#1), for old software; prefer
    /// [`Self::to_pem`].
    ///
    /// # Errors
    /// As [`Self::to_pkcs1_der`].
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, SigningKey};
    /// let key = SigningKey::generate(Algorithm::Rs256)?;
    /// let copy = SigningKey::from_pem(Algorithm::Rs256, &key.to_pkcs1_pem()?)?;
    /// assert_eq!(copy.key_id(), key.key_id());
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    pub fn to_pkcs1_pem(&self) -> Result<Zeroizing<String>, KeyError> {
        Ok(pem::encode("RSA PRIVATE KEY", &self.to_pkcs1_der()?))
    }

    /// An ECDSA key as one PEM block `EC PRIVATE KEY` (SEC 1), for old software; prefer
    /// [`Self::to_pem`].
    ///
    /// # Errors
    /// As [`Self::to_sec1_der`].
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, SigningKey};
    /// let key = SigningKey::generate(Algorithm::Es256)?;
    /// let copy = SigningKey::from_pem(Algorithm::Es256, &key.to_sec1_pem()?)?;
    /// assert_eq!(copy.key_id(), key.key_id());
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    pub fn to_sec1_pem(&self) -> Result<Zeroizing<String>, KeyError> {
        Ok(pem::encode("EC PRIVATE KEY", &self.to_sec1_der()?))
    }

    /// The private JWK, with `use`, `alg` and `kid`.
    ///
    /// # Errors
    /// [`KeyError::Library`] where the library fails.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, SigningKey};
    /// let key = SigningKey::generate(Algorithm::Rs256)?;
    /// let copy = SigningKey::from_jwk(&key.to_jwk()?)?;
    /// assert_eq!(copy.key_id(), key.key_id());
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    pub fn to_jwk(&self) -> Result<PrivateJwk, KeyError> {
        let mut jwk = PrivateJwk::new(self.public.to_jwk());
        self.private.write_members(&mut jwk)?;
        Ok(jwk)
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
    /// let key = SigningKey::generate(Algorithm::Rs256)?;
    /// assert_eq!(key.algorithm(), Algorithm::Rs256);
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.public.algorithm()
    }

    /// The public part, to verify with and to publish.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, KeySet, SigningKey};
    /// let key = SigningKey::generate(Algorithm::Es256)?;
    /// assert_eq!(KeySet::new([key.verifying_key()])?.len(), 1);
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    #[must_use]
    pub fn verifying_key(&self) -> VerifyingKey {
        self.public.clone()
    }

    /// Appends a dot and the signature over all of `token` so far.
    pub(crate) fn sign(&self, token: &mut String) -> Result<(), SignError> {
        self.private.sign(token)
    }

    /// Bytes of every signature of this key.
    pub(crate) fn signature_len(&self) -> usize {
        self.private.signature_len()
    }

    fn from_members(algorithm: Algorithm, jwk: &PrivateJwk) -> Result<Self, KeyError> {
        jwk.check_use(&["sign"])?;
        let key = Self::new(PrivateKey::from_members(algorithm, jwk)?)?;
        match jwk.key_id() {
            Some(key_id) => Ok(key.with_key_id(KeyId::parse(key_id)?)),
            None => Ok(key),
        }
    }

    fn new(private: PrivateKey) -> Result<Self, KeyError> {
        let public = VerifyingKey::new(private.public_key()?);
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
