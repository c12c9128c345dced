//! The numbers that make a public key, as JWK members.

use aws_lc_rs::digest;
use zeroize::Zeroizing;

use super::family::Curve;
use crate::encoding::base64;
use crate::{Algorithm, Jwk, KeyError};

/// The members that make the key, base64url (RFC 7518 section 6, RFC 8037 section 2, RFC 9964
/// section 3).
pub(crate) enum Material {
    Ec {
        curve: &'static Curve,
        x: String,
        y: String,
    },
    Rsa {
        n: String,
        e: String,
    },
    Ed25519 {
        x: String,
    },
    #[cfg(feature = "ml-dsa")]
    MlDsa {
        algorithm: Algorithm,
        public: String,
    },
}

impl Material {
    /// The JWK of these members alone.
    pub(crate) fn to_jwk(&self) -> Jwk {
        let mut jwk = Jwk::default();
        let (key_type, curve) = match self {
            Self::Ec { curve, x, y } => {
                (jwk.x, jwk.y) = (Some(x.clone()), Some(y.clone()));
                ("EC", Some(curve.name))
            }
            Self::Rsa { n, e } => {
                (jwk.n, jwk.e) = (Some(n.clone()), Some(e.clone()));
                ("RSA", None)
            }
            Self::Ed25519 { x } => {
                jwk.x = Some(x.clone());
                ("OKP", Some("Ed25519"))
            }
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa { algorithm, public } => {
                jwk.public = Some(public.clone());
                jwk.algorithm = Some(algorithm.name().to_owned());
                ("AKP", None)
            }
        };
        key_type.clone_into(&mut jwk.key_type);
        jwk.curve = curve.map(str::to_owned);
        jwk
    }

    // RFC 7638 3.2, RFC 8037 2, RFC 9964 6: the required members, sorted, without white space.
    pub(crate) fn thumbprint(&self) -> String {
        let members = match self {
            Self::Ec { curve, x, y } => {
                let curve = curve.name;
                format!(r#"{{"crv":"{curve}","kty":"EC","x":"{x}","y":"{y}"}}"#)
            }
            Self::Rsa { n, e } => format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#),
            Self::Ed25519 { x } => format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#),
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa { algorithm, public } => {
                format!(r#"{{"alg":"{algorithm}","kty":"AKP","pub":"{public}"}}"#)
            }
        };
        base64::encode(digest::digest(&digest::SHA256, members.as_bytes()).as_ref())
    }
}

impl Jwk {
    /// The algorithm that `alg` names, or else the one that fits the curve.
    pub(crate) fn own_algorithm(&self) -> Result<Algorithm, KeyError> {
        if let Some(name) = self.algorithm.as_deref() {
            return name.parse();
        }
        let curve = self.curve.as_deref().unwrap_or_default();
        match self.key_type.as_str() {
            "EC" => Curve::named(curve)
                .map(|curve| curve.algorithm)
                .ok_or(KeyError::UnsupportedCurve),
            "OKP" if curve == "Ed25519" => Ok(Algorithm::EdDsa),
            "OKP" => Err(KeyError::UnsupportedCurve),
            // RFC 9964 3: `alg` is required.
            "RSA" | "AKP" | "oct" => Err(KeyError::AlgorithmMissing),
            _ => Err(KeyError::UnsupportedKeyType),
        }
    }

    /// Whether an `alg`, where there is one, is the algorithm that the caller named.
    pub(crate) fn check_algorithm(&self, algorithm: Algorithm) -> Result<(), KeyError> {
        match self.algorithm.as_deref() {
            Some(name) if name.parse::<Algorithm>()? != algorithm => {
                Err(KeyError::AlgorithmMismatch)
            }
            #[cfg(feature = "ml-dsa")]
            // RFC 9964 3: `alg` is required, since nothing else names the parameter set.
            None if self.key_type == "AKP" => Err(KeyError::AlgorithmMissing),
            _ => Ok(()),
        }
    }

    /// Whether key type and curve, or the absence of one, are those of the algorithm that the key is
    /// for.
    pub(crate) fn check_kind(&self, key_type: &str, curve: Option<&str>) -> Result<(), KeyError> {
        if !matches!(self.key_type.as_str(), "EC" | "RSA" | "OKP" | "AKP" | "oct") {
            return Err(KeyError::UnsupportedKeyType);
        }
        if self.key_type != key_type {
            return Err(KeyError::AlgorithmMismatch);
        }
        if self.curve.as_deref() != curve {
            return Err(KeyError::UnsupportedCurve);
        }
        Ok(())
    }

    pub(crate) fn modulus(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        integer(self.n.as_deref())
    }

    pub(crate) fn exponent(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        integer(self.e.as_deref())
    }

    /// The uncompressed point of SEC 1: 0x04, x, y.
    pub(crate) fn point(&self, curve: &Curve) -> Result<Vec<u8>, KeyError> {
        // RFC 7518 6.2.1.2: the length of a coordinate is the curve's, leading zeros included.
        const MALFORMED: KeyError = KeyError::Malformed("coordinates of the curve's length");
        let mut point = vec![0x04];
        point.extend_from_slice(&fixed(self.x.as_deref(), curve.coordinate).ok_or(MALFORMED)?);
        point.extend_from_slice(&fixed(self.y.as_deref(), curve.coordinate).ok_or(MALFORMED)?);
        Ok(point)
    }
}

/// A big-endian number (Base64urlUInt, RFC 7518 section 2): as few bytes as it takes.
pub(crate) fn integer(member: Option<&str>) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    // The base64url length of a modulus of 8192 bits.
    const MAX_TEXT: usize = 1366;
    const MALFORMED: KeyError = KeyError::Malformed("RSA numbers in base64url, no leading zeros");
    let text = member.ok_or(MALFORMED)?;
    if text.len() > MAX_TEXT {
        return Err(KeyError::RsaSize);
    }
    let bytes = base64::decode(text).map_err(|_| MALFORMED)?;
    if bytes.first() == Some(&0) {
        return Err(MALFORMED);
    }
    Ok(bytes)
}

/// Bytes of a length that is known.
pub(crate) fn fixed(member: Option<&str>, len: usize) -> Option<Zeroizing<Vec<u8>>> {
    let text = member.filter(|text| text.len() == base64::encoded_len(len))?;
    base64::decode(text).ok()
}
