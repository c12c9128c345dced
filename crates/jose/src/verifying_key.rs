//! Public keys, parsed once and bound to one algorithm.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{PublicKey as RsaPublicKey, PublicKeyComponents};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
};

use crate::material::{COORDINATE, Material};
use crate::{Algorithm, Jwk, KeyError, KeyId, base64, pem, rsa};

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

struct PublicKey {
    parsed: ParsedPublicKey,
    material: Material,
}

impl VerifyingKey {
    /// Reads a public JWK. Its `alg` names the algorithm, or else its curve does.
    ///
    /// Without `kid`, the key id is the RFC 7638 thumbprint.
    ///
    /// # Errors
    /// [`KeyError`] says why the key cannot be used: unknown type, algorithm or curve, a point off
    /// the curve, a weak modulus, private members, or metadata that rules verification out.
    /// An RSA key without `alg` is refused: see [`Self::from_jwk_as`].
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
        jwk.check_purpose()?;
        let algorithm = match (jwk.algorithm.as_deref(), jwk.key_type.as_str()) {
            (Some(name), _) => name.parse()?,
            (None, "EC") => Algorithm::Es256,
            (None, "OKP") => Algorithm::EdDsa,
            (None, "RSA") => return Err(KeyError::AlgorithmMissing),
            (None, _) => return Err(KeyError::UnsupportedKeyType),
        };
        Self::from_members(algorithm, jwk)
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
        jwk.check_purpose()?;
        match jwk.algorithm.as_deref() {
            Some(name) if name.parse::<Algorithm>()? != algorithm => {
                Err(KeyError::AlgorithmMismatch)
            }
            _ => Self::from_members(algorithm, jwk),
        }
    }

    /// Reads a PEM `PUBLIC KEY` block (SubjectPublicKeyInfo); the key id is the thumbprint.
    ///
    /// # Errors
    /// As [`Self::from_spki_der`].
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
        let der = pem::decode(text, "PUBLIC KEY", "one PEM block `PUBLIC KEY`")?;
        Self::from_spki_der(algorithm, &der)
    }

    /// Reads a DER SubjectPublicKeyInfo (RFC 5280 section 4.1); the key id is the thumbprint.
    ///
    /// Only the one encoding is taken that the key itself would be written in: named curve,
    /// uncompressed point, no trailing bytes.
    ///
    /// # Errors
    /// [`KeyError::Malformed`] for other bytes or a key of another algorithm,
    /// [`KeyError::RsaSize`] and [`KeyError::RsaWeakGenerator`] for weak RSA keys,
    /// [`KeyError::AlgorithmMismatch`] for HS256, which has no public key.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, KeyError, VerifyingKey};
    /// let read = VerifyingKey::from_spki_der(Algorithm::Es256, &[0x30, 0x00]);
    /// assert!(matches!(read, Err(KeyError::Malformed(_))));
    /// ```
    pub fn from_spki_der(algorithm: Algorithm, der: &[u8]) -> Result<Self, KeyError> {
        let malformed = KeyError::Malformed("a canonical SubjectPublicKeyInfo of this algorithm");
        let key = match algorithm {
            Algorithm::Hs256 => return Err(KeyError::AlgorithmMismatch),
            Algorithm::Rs256 => {
                let key = RsaPublicKey::from_der(der).map_err(|_| malformed)?;
                Self::from_rsa(
                    key.modulus().big_endian_without_leading_zero(),
                    key.exponent().big_endian_without_leading_zero(),
                )?
            }
            Algorithm::Es256 => {
                let parsed = parse(&ECDSA_P256_SHA256_FIXED, der).map_err(|_| malformed)?;
                let der = parsed.as_der().map_err(|_| KeyError::Library)?;
                Self::from_p256_point(der.as_ref().last_chunk::<65>().ok_or(malformed)?)?
            }
            Algorithm::EdDsa => {
                let raw = der.last_chunk::<COORDINATE>().ok_or(malformed)?;
                Self::from_ed25519(raw).map_err(|_| malformed)?
            }
        };
        if key.to_spki_der()? == der {
            Ok(key)
        } else {
            Err(malformed)
        }
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
        let der = self.key.parsed.as_der().map_err(|_| KeyError::Library)?;
        Ok(der.as_ref().to_vec())
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
        self.key.material.algorithm()
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

    /// Whether `signature` is this key's over `message`.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.key.parsed.verify_sig(message, signature).is_ok()
    }

    /// From the uncompressed point of SEC 1: 0x04, x, y.
    pub(crate) fn from_p256_point(point: &[u8; 65]) -> Result<Self, KeyError> {
        let malformed = KeyError::Malformed("a point on P-256");
        let [0x04, coordinates @ ..] = point else {
            return Err(malformed);
        };
        let (x, y) = coordinates.split_at(COORDINATE);
        let (x, y) = (base64::encode(x), base64::encode(y));
        let parsed = parse(&ECDSA_P256_SHA256_FIXED, point).map_err(|_| malformed)?;
        Ok(Self::new(parsed, Material::P256 { x, y }))
    }

    /// From modulus and exponent, big-endian without leading zeros.
    pub(crate) fn from_rsa(modulus: &[u8], exponent: &[u8]) -> Result<Self, KeyError> {
        let malformed = KeyError::Malformed("an RSA modulus and a sound exponent");
        rsa::check_modulus(modulus)?;
        let (n, e) = (base64::encode(modulus), base64::encode(exponent));
        // Assembling checks nothing; reading back what was assembled checks modulus and exponent.
        let assembled = PublicKeyComponents {
            n: modulus,
            e: exponent,
        }
        .to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256)
        .map_err(|_| malformed)?;
        let parsed =
            parse(&RSA_PKCS1_2048_8192_SHA256, assembled.as_ref()).map_err(|_| malformed)?;
        Ok(Self::new(parsed, Material::Rsa { n, e }))
    }

    /// From the 32 bytes of RFC 8032.
    pub(crate) fn from_ed25519(raw: &[u8; COORDINATE]) -> Result<Self, KeyError> {
        let parsed = parse(&ED25519, raw)
            .map_err(|_| KeyError::Malformed("an Ed25519 public key of 32 bytes"))?;
        let x = base64::encode(raw);
        Ok(Self::new(parsed, Material::Ed25519 { x }))
    }

    fn from_members(algorithm: Algorithm, jwk: &Jwk) -> Result<Self, KeyError> {
        let key = match algorithm {
            Algorithm::Hs256 => return Err(KeyError::AlgorithmMismatch),
            Algorithm::Rs256 => {
                jwk.check_kind("RSA", None)?;
                Self::from_rsa(&jwk.modulus()?, &jwk.exponent()?)?
            }
            Algorithm::Es256 => {
                jwk.check_kind("EC", Some("P-256"))?;
                Self::from_p256_point(&jwk.point()?)?
            }
            Algorithm::EdDsa => {
                jwk.check_kind("OKP", Some("Ed25519"))?;
                Self::from_ed25519(&jwk.x()?)?
            }
        };
        match jwk.key_id() {
            Some(key_id) => Ok(key.with_key_id(KeyId::parse(key_id)?)),
            None => Ok(key),
        }
    }

    fn new(parsed: ParsedPublicKey, material: Material) -> Self {
        let key_id = KeyId::of_thumbprint(material.thumbprint());
        let key = Arc::new(PublicKey { parsed, material });
        Self { key, key_id }
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

fn parse(
    algorithm: &'static dyn aws_lc_rs::signature::VerificationAlgorithm,
    bytes: &[u8],
) -> Result<ParsedPublicKey, aws_lc_rs::error::KeyRejected> {
    ParsedPublicKey::new(algorithm, bytes)
}
