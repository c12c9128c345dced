//! A public key in memory: parsed for its algorithm, and its members for writing it.

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::PublicKeyComponents;
use aws_lc_rs::signature::{ED25519, ParsedPublicKey, VerificationAlgorithm};
use curve25519_dalek::edwards::CompressedEdwardsY;

use super::family::{Curve, Family, RsaScheme};
use super::material::{Material, fixed};
use super::rsa;
use crate::encoding::base64;
use crate::{Algorithm, Jwk, KeyError};

/// Bytes of an Ed25519 key, public or private.
pub(crate) const ED25519_LEN: usize = 32;

pub(crate) struct PublicKey {
    pub(crate) algorithm: Algorithm,
    pub(crate) material: Material,
    parsed: ParsedPublicKey,
}

impl PublicKey {
    /// From the members of a JWK.
    pub(crate) fn from_members(algorithm: Algorithm, jwk: &Jwk) -> Result<Self, KeyError> {
        match algorithm.family() {
            Family::Hmac(_) => Err(KeyError::AlgorithmMismatch),
            Family::Rsa(scheme) => {
                jwk.check_kind("RSA", None)?;
                Self::from_rsa(algorithm, scheme, &jwk.modulus()?, &jwk.exponent()?)
            }
            Family::Ec(curve) => {
                jwk.check_kind("EC", Some(curve.name))?;
                Self::from_point(curve, &jwk.point(curve)?)
            }
            Family::Ed25519 => {
                jwk.check_kind("OKP", Some("Ed25519"))?;
                // RFC 8037 2: `x` is the whole public key.
                Self::from_ed25519(&fixed(jwk.x.as_deref(), ED25519_LEN).unwrap_or_default())
            }
            #[cfg(feature = "ml-dsa")]
            Family::MlDsa(lattice) => {
                jwk.check_kind("AKP", None)?;
                let len = lattice.signing.public_key_len();
                let raw = fixed(jwk.public.as_deref(), len).unwrap_or_default();
                Self::from_ml_dsa(algorithm, lattice, &raw)
            }
        }
    }

    /// From modulus and exponent, big-endian without leading zeros.
    pub(crate) fn from_rsa(
        algorithm: Algorithm,
        scheme: &'static RsaScheme,
        modulus: &[u8],
        exponent: &[u8],
    ) -> Result<Self, KeyError> {
        const MALFORMED: KeyError = KeyError::Malformed("an odd RSA modulus and its exponent");
        rsa::check_modulus(modulus)?;
        rsa::check_exponent(exponent)?;
        let (n, e) = (base64::encode(modulus), base64::encode(exponent));
        // Assembling checks nothing; reading back what was assembled checks modulus and exponent.
        let assembled = PublicKeyComponents {
            n: modulus,
            e: exponent,
        }
        .to_parsed_public_key(scheme.verifying)
        .map_err(|_| MALFORMED)?;
        let parsed = parse(scheme.verifying, assembled.as_ref()).ok_or(MALFORMED)?;
        Ok(Self {
            algorithm,
            material: Material::Rsa { n, e },
            parsed,
        })
    }

    /// From the uncompressed point of SEC 1: 0x04, x, y.
    pub(crate) fn from_point(curve: &'static Curve, point: &[u8]) -> Result<Self, KeyError> {
        const MALFORMED: KeyError = KeyError::Malformed("an uncompressed point on the curve");
        let (x, y) = match point.split_first() {
            Some((0x04, xy)) if point.len() == curve.point() => xy
                .split_at_checked(curve.coordinate)
                .ok_or(KeyError::Library)?,
            _ => return Err(MALFORMED),
        };
        Ok(Self {
            algorithm: curve.algorithm,
            material: Material::Ec {
                curve,
                x: base64::encode(x),
                y: base64::encode(y),
            },
            parsed: parse(curve.verifying, point).ok_or(MALFORMED)?,
        })
    }

    /// From the 32 bytes of RFC 8032.
    pub(crate) fn from_ed25519(raw: &[u8]) -> Result<Self, KeyError> {
        const MALFORMED: KeyError =
            KeyError::Malformed("an Ed25519 public key: a point of large order, in 32 bytes");
        if !is_sound_point(raw) {
            return Err(MALFORMED);
        }
        Ok(Self {
            algorithm: Algorithm::EdDsa,
            material: Material::Ed25519 {
                x: base64::encode(raw),
            },
            parsed: parse(&ED25519, raw).ok_or(MALFORMED)?,
        })
    }

    /// From the encoded public key of FIPS 204.
    #[cfg(feature = "ml-dsa")]
    pub(crate) fn from_ml_dsa(
        algorithm: Algorithm,
        lattice: &'static super::family::Lattice,
        raw: &[u8],
    ) -> Result<Self, KeyError> {
        const MALFORMED: KeyError = KeyError::Malformed("a public key of the parameter set");
        if raw.len() != lattice.signing.public_key_len() {
            return Err(MALFORMED);
        }
        Ok(Self {
            algorithm,
            material: Material::MlDsa {
                algorithm,
                public: base64::encode(raw),
            },
            parsed: parse(lattice.verifying, raw).ok_or(MALFORMED)?,
        })
    }

    /// The DER SubjectPublicKeyInfo.
    pub(crate) fn to_spki_der(&self) -> Result<Vec<u8>, KeyError> {
        let der = self.parsed.as_der().map_err(|_| KeyError::Library)?;
        Ok(der.as_ref().to_vec())
    }

    /// Whether `signature` is this key's over `message`.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.parsed.verify_sig(message, signature).is_ok()
    }
}

/// RFC 8032 5.1.3: the one encoding of a point of the curve. And not one whose order divides 8: with
/// that as key, signatures that anybody can write down verify.
fn is_sound_point(raw: &[u8]) -> bool {
    let point = CompressedEdwardsY::from_slice(raw)
        .ok()
        .and_then(|encoded| encoded.decompress());
    point.is_some_and(|point| !point.is_small_order() && point.compress().as_bytes() == raw)
}

fn parse(algorithm: &'static dyn VerificationAlgorithm, bytes: &[u8]) -> Option<ParsedPublicKey> {
    ParsedPublicKey::new(algorithm, bytes).ok()
}
