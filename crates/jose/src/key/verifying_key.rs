//! Public keys, parsed once and bound to one algorithm.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::rsa::PublicKey as RsaPublicKey;
use rustls_pki_types::CertificateDer;
use webpki::EndEntityCert;

use super::family::{Family, RsaScheme};
use super::public_key::{ED25519_LEN, PublicKey};
use crate::encoding::pem::{self, Block, Kind};
use crate::{Algorithm, Jwk, KeyError, KeyId};

/// A public key that verifies signatures of one algorithm.
///
/// Parsed when it is made, never per token; cloning shares it. `Debug` shows algorithm and key id.
///
/// ```
/// use countersign_jose::{Algorithm, SigningKey, VerifyingKey};
///
/// let key = SigningKey::generate(Algorithm::Es256)?.verifying_key();
/// let copy = VerifyingKey::from_jwk(&key.to_jwk())?;
/// assert_eq!(copy.key_id(), key.key_id());
/// # Ok::<(), countersign_jose::KeyError>(())
/// ```
#[derive(Clone)]
pub struct VerifyingKey {
    key: Arc<PublicKey>,
    key_id: KeyId,
}

/// What to give where a public key is asked for.
const WANTED: &str = "a public key in PEM (PUBLIC KEY, RSA PUBLIC KEY or CERTIFICATE)";

impl VerifyingKey {
    /// Reads a public JWK. Its `alg` names the algorithm, or else its curve does.
    ///
    /// Without `kid`, the key id is the RFC 7638 thumbprint.
    ///
    /// # Errors
    /// [`KeyError`] says why the key cannot be used: unknown type, algorithm or curve, a point off
    /// the curve, a weak modulus, private members, or metadata that rules verification out.
    /// An RSA key without `alg` is refused, since it fits several: see [`Self::from_jwk_as`].
    ///
    /// ```
    /// use countersign_jose::{Algorithm, Jwk, VerifyingKey};
    ///
    /// // RFC 8037 appendix A.2
    /// let jwk: Jwk = serde_json::from_str(
    ///     r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
    /// )?;
    /// let key = VerifyingKey::from_jwk(&jwk)?;
    /// assert_eq!(key.algorithm(), Algorithm::EdDsa);
    /// assert_eq!(key.key_id().as_str(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, KeyError> {
        jwk.check_verifies()?;
        Self::from_members(jwk.own_algorithm()?, jwk)
    }

    /// Reads a public JWK for the algorithm that the caller names; an `alg` in it must agree.
    ///
    /// # Errors
    /// As [`Self::from_jwk`], and [`KeyError::AlgorithmMismatch`].
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, KeyError, SigningKey, VerifyingKey};
    /// let jwk = SigningKey::generate(Algorithm::Es256)?.verifying_key().to_jwk();
    /// let wrong = VerifyingKey::from_jwk_as(Algorithm::EdDsa, &jwk);
    /// assert_eq!(wrong.unwrap_err(), KeyError::AlgorithmMismatch);
    /// # Ok::<(), KeyError>(())
    /// ```
    pub fn from_jwk_as(algorithm: Algorithm, jwk: &Jwk) -> Result<Self, KeyError> {
        jwk.check_verifies()?;
        jwk.check_algorithm(algorithm)?;
        Self::from_members(algorithm, jwk)
    }

    /// Reads one PEM block: `PUBLIC KEY` (SubjectPublicKeyInfo), `RSA PUBLIC KEY` (PKCS#1) or
    /// `CERTIFICATE`; the key id is the thumbprint.
    ///
    /// # Errors
    /// As [`Self::from_spki_der`] and [`Self::from_certificate_der`], and
    /// [`KeyError::SeveralBlocks`] or [`KeyError::WrongForm`], which says what was given instead:
    /// a private key is refused here, since it does not belong where public ones are configured.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, VerifyingKey};
    /// // RFC 8410 section 10.1
    /// let pem = "-----BEGIN PUBLIC KEY-----
    /// MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
    /// -----END PUBLIC KEY-----";
    /// assert_eq!(VerifyingKey::from_pem(Algorithm::EdDsa, pem)?.algorithm(), Algorithm::EdDsa);
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    pub fn from_pem(algorithm: Algorithm, text: &str) -> Result<Self, KeyError> {
        let block = Block::parse(text, WANTED)?;
        match block.kind {
            Kind::Spki => Self::from_spki_der(algorithm, &block.der),
            Kind::Pkcs1Public => Self::from_pkcs1_der(algorithm, &block.der),
            Kind::Certificate => Self::from_certificate_der(algorithm, &block.der),
            _ => Err(block.refuse(WANTED)),
        }
    }

    /// Reads a DER SubjectPublicKeyInfo (RFC 5280 section 4.1); the key id is the thumbprint.
    ///
    /// Only the one encoding is taken that the key itself would be written in: named curve,
    /// uncompressed point, no trailing bytes.
    ///
    /// # Errors
    /// [`KeyError::Malformed`] for other bytes or a key of another algorithm,
    /// [`KeyError::RsaSize`], [`KeyError::RsaExponent`] and [`KeyError::RsaWeakGenerator`] for
    /// weak RSA keys, [`KeyError::AlgorithmMismatch`] for HMAC, which has no public key.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, KeyError, VerifyingKey};
    /// let read = VerifyingKey::from_spki_der(Algorithm::Es256, &[0x30, 0x00]);
    /// assert!(matches!(read, Err(KeyError::Malformed(_))));
    /// ```
    pub fn from_spki_der(algorithm: Algorithm, der: &[u8]) -> Result<Self, KeyError> {
        const MALFORMED: KeyError =
            KeyError::Malformed("a canonical SubjectPublicKeyInfo of this algorithm");
        // Each encoding ends with the raw key. The key that is made of it is written again, so that
        // all that stands before has to be right too.
        let tail = |len: usize| {
            let (_, raw) = der.split_at_checked(der.len().checked_sub(len)?)?;
            Some(raw)
        };
        let key = match algorithm.family() {
            Family::Hmac(_) => return Err(KeyError::AlgorithmMismatch),
            Family::Rsa(scheme) => rsa_key(algorithm, scheme, der, MALFORMED)?,
            Family::Ec(curve) => {
                PublicKey::from_point(curve, tail(curve.point()).ok_or(MALFORMED)?)?
            }
            Family::Ed25519 => PublicKey::from_ed25519(tail(ED25519_LEN).ok_or(MALFORMED)?)?,
            #[cfg(feature = "ml-dsa")]
            Family::MlDsa(lattice) => {
                let raw = tail(lattice.signing.public_key_len()).ok_or(MALFORMED)?;
                PublicKey::from_ml_dsa(algorithm, lattice, raw)?
            }
        };
        if key.to_spki_der()? == der {
            Ok(Self::new(key))
        } else {
            Err(MALFORMED)
        }
    }

    /// Reads a DER RSAPublicKey (PKCS#1, RFC 8017 appendix A.1.1).
    ///
    /// # Errors
    /// As [`Self::from_spki_der`]; [`KeyError::AlgorithmMismatch`] where the algorithm is not
    /// RSA's.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, SigningKey, VerifyingKey};
    /// let key = SigningKey::generate(Algorithm::Rs256)?.verifying_key();
    /// let copy = VerifyingKey::from_pkcs1_der(Algorithm::Rs256, &key.to_pkcs1_der()?)?;
    /// assert_eq!(copy.key_id(), key.key_id());
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    pub fn from_pkcs1_der(algorithm: Algorithm, der: &[u8]) -> Result<Self, KeyError> {
        const MALFORMED: KeyError = KeyError::Malformed("a DER RSAPublicKey (PKCS#1)");
        let Family::Rsa(scheme) = algorithm.family() else {
            return Err(KeyError::AlgorithmMismatch);
        };
        let key = Self::new(rsa_key(algorithm, scheme, der, MALFORMED)?);
        if key.to_pkcs1_der()? == der {
            Ok(key)
        } else {
            Err(MALFORMED)
        }
    }

    /// Takes the public key out of a DER X.509 certificate, version 3 (RFC 5280).
    ///
    /// Nothing else in the certificate is looked at: its signature, its names and its dates say
    /// nothing here. Whoever configures the certificate trusts its key.
    ///
    /// # Errors
    /// [`KeyError::Malformed`] where it is no certificate, and as [`Self::from_spki_der`].
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, KeyError, VerifyingKey};
    /// let read = VerifyingKey::from_certificate_der(Algorithm::Es256, b"not a certificate");
    /// assert!(matches!(read, Err(KeyError::Malformed(_))));
    /// ```
    pub fn from_certificate_der(algorithm: Algorithm, der: &[u8]) -> Result<Self, KeyError> {
        let der = CertificateDer::from(der);
        let certificate = EndEntityCert::try_from(&der)
            .map_err(|_| KeyError::Malformed("an X.509 certificate of version 3"))?;
        Self::from_spki_der(algorithm, &certificate.subject_public_key_info())
    }

    /// The public JWK, with `use`, `alg` and `kid`.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, SigningKey};
    /// let key = SigningKey::generate(Algorithm::EdDsa)?.verifying_key();
    /// assert_eq!(key.to_jwk().key_id(), Some(key.key_id().as_str()));
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    #[must_use]
    pub fn to_jwk(&self) -> Jwk {
        let mut jwk = self.key.material.to_jwk();
        jwk.purpose = Some("sig".to_owned());
        jwk.algorithm = Some(self.algorithm().name().to_owned());
        jwk.key_id = Some(self.key_id.as_str().to_owned());
        jwk
    }

    /// The DER SubjectPublicKeyInfo of the key.
    ///
    /// # Errors
    /// [`KeyError::Library`] where the cryptographic library fails.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, SigningKey, VerifyingKey};
    /// let key = SigningKey::generate(Algorithm::Es256)?.verifying_key();
    /// let copy = VerifyingKey::from_spki_der(Algorithm::Es256, &key.to_spki_der()?)?;
    /// assert_eq!(copy.thumbprint(), key.thumbprint());
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    pub fn to_spki_der(&self) -> Result<Vec<u8>, KeyError> {
        self.key.to_spki_der()
    }

    /// An RSA key as DER RSAPublicKey (PKCS#1), for old software; prefer [`Self::to_spki_der`].
    ///
    /// # Errors
    /// [`KeyError::AlgorithmMismatch`] for a key that is not RSA's; [`KeyError::Library`] where
    /// the cryptographic library fails.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, KeyError, SigningKey};
    /// let key = SigningKey::generate(Algorithm::Es256)?.verifying_key();
    /// assert_eq!(key.to_pkcs1_der().unwrap_err(), KeyError::AlgorithmMismatch);
    /// # Ok::<(), KeyError>(())
    /// ```
    pub fn to_pkcs1_der(&self) -> Result<Vec<u8>, KeyError> {
        if !self.algorithm().is_rsa() {
            return Err(KeyError::AlgorithmMismatch);
        }
        let key = RsaPublicKey::from_der(&self.to_spki_der()?).map_err(|_| KeyError::Library)?;
        Ok(key.as_ref().to_vec())
    }

    /// The key as one PEM block `PUBLIC KEY` (SubjectPublicKeyInfo).
    ///
    /// # Errors
    /// [`KeyError::Library`] where the cryptographic library fails.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, SigningKey, VerifyingKey};
    /// let key = SigningKey::generate(Algorithm::EdDsa)?.verifying_key();
    /// let copy = VerifyingKey::from_pem(Algorithm::EdDsa, &key.to_pem()?)?;
    /// assert_eq!(copy.key_id(), key.key_id());
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    pub fn to_pem(&self) -> Result<String, KeyError> {
        Ok(std::mem::take(&mut *pem::encode(
            "PUBLIC KEY",
            &self.to_spki_der()?,
        )))
    }

    /// An RSA key as one PEM block `RSA PUBLIC KEY` (PKCS#1), for old software; prefer
    /// [`Self::to_pem`].
    ///
    /// # Errors
    /// As [`Self::to_pkcs1_der`].
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, SigningKey, VerifyingKey};
    /// let key = SigningKey::generate(Algorithm::Ps256)?.verifying_key();
    /// let copy = VerifyingKey::from_pem(Algorithm::Ps256, &key.to_pkcs1_pem()?)?;
    /// assert_eq!(copy.key_id(), key.key_id());
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    pub fn to_pkcs1_pem(&self) -> Result<String, KeyError> {
        Ok(std::mem::take(&mut *pem::encode(
            "RSA PUBLIC KEY",
            &self.to_pkcs1_der()?,
        )))
    }

    /// The same key under another id.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, KeyId, SigningKey};
    /// let key = SigningKey::generate(Algorithm::Es256)?.verifying_key();
    /// assert_eq!(key.with_key_id(KeyId::parse("1")?).key_id().as_str(), "1");
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    #[must_use]
    pub fn with_key_id(self, key_id: KeyId) -> Self {
        Self { key_id, ..self }
    }

    /// The id that tokens name this key by.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, SigningKey};
    /// let key = SigningKey::generate(Algorithm::Es256)?.verifying_key();
    /// assert_eq!(key.key_id().as_str(), key.thumbprint());
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    #[must_use]
    pub fn key_id(&self) -> &KeyId {
        &self.key_id
    }

    /// The one algorithm that the key is for.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, SigningKey};
    /// let key = SigningKey::generate(Algorithm::Es256)?.verifying_key();
    /// assert_eq!(key.algorithm(), Algorithm::Es256);
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.key.algorithm
    }

    /// The RFC 7638 thumbprint: SHA-256, base64url.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, SigningKey};
    /// let key = SigningKey::generate(Algorithm::Es256)?.verifying_key();
    /// assert_eq!(key.thumbprint().len(), 43);
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    #[must_use]
    pub fn thumbprint(&self) -> String {
        self.key.material.thumbprint()
    }

    /// The members of the key alone, as they stand in the header of a DPoP proof.
    pub(crate) fn to_bare_jwk(&self) -> Jwk {
        self.key.material.to_jwk()
    }

    /// Whether `signature` is this key's over `message`.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.key.verifies(message, signature)
    }

    pub(crate) fn new(key: PublicKey) -> Self {
        let key_id = KeyId::of_thumbprint(key.material.thumbprint());
        let key = Arc::new(key);
        Self { key, key_id }
    }

    fn from_members(algorithm: Algorithm, jwk: &Jwk) -> Result<Self, KeyError> {
        let key = Self::new(PublicKey::from_members(algorithm, jwk)?);
        match jwk.key_id() {
            Some(key_id) => Ok(key.with_key_id(KeyId::parse(key_id)?)),
            None => Ok(key),
        }
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("VerifyingKey")
            .field("algorithm", &self.algorithm())
            .field("key_id", &self.key_id)
            .finish_non_exhaustive()
    }
}

/// Reads PKCS#1 or SubjectPublicKeyInfo: the caller compares with what the key is written as.
fn rsa_key(
    algorithm: Algorithm,
    scheme: &'static RsaScheme,
    der: &[u8],
    malformed: KeyError,
) -> Result<PublicKey, KeyError> {
    let key = RsaPublicKey::from_der(der).map_err(|_| malformed)?;
    PublicKey::from_rsa(
        algorithm,
        scheme,
        key.modulus().big_endian_without_leading_zero(),
        key.exponent().big_endian_without_leading_zero(),
    )
}
