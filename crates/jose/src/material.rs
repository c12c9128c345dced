//! The numbers that make a public key, as JWK members.

use aws_lc_rs::digest;

use crate::{Algorithm, Jwk, KeyError, base64};

/// Bytes of a coordinate on P-256 and of an Ed25519 key.
pub(crate) const COORDINATE: usize = 32;

/// The members that make the key, base64url (RFC 7518 section 6, RFC 8037 section 2).
pub(crate) enum Material {
    P256 { x: String, y: String },
    Rsa { n: String, e: String },
    Ed25519 { x: String },
}

impl Material {
    pub(crate) const fn algorithm(&self) -> Algorithm {
        match self {
            Self::P256 { .. } => Algorithm::Es256,
            Self::Rsa { .. } => Algorithm::Rs256,
            Self::Ed25519 { .. } => Algorithm::EdDsa,
        }
    }

    pub(crate) fn to_jwk(&self) -> Jwk {
        let mut jwk = Jwk::default();
        let (key_type, curve) = match self {
            Self::P256 { x, y } => {
                (jwk.x, jwk.y) = (Some(x.clone()), Some(y.clone()));
                ("EC", Some("P-256"))
            }
            Self::Rsa { n, e } => {
                (jwk.n, jwk.e) = (Some(n.clone()), Some(e.clone()));
                ("RSA", None)
            }
            Self::Ed25519 { x } => {
                jwk.x = Some(x.clone());
                ("OKP", Some("Ed25519"))
            }
        };
        key_type.clone_into(&mut jwk.key_type);
        jwk.curve = curve.map(str::to_owned);
        jwk
    }

    // RFC 7638 3.2, RFC 8037 2: the required members, sorted, without white space.
    pub(crate) fn thumbprint(&self) -> String {
        let members = match self {
            Self::P256 { x, y } => format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#),
            Self::Rsa { n, e } => format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#),
            Self::Ed25519 { x } => format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#),
        };
        base64::encode(digest::digest(&digest::SHA256, members.as_bytes()).as_ref())
    }
}

impl Jwk {
    /// Whether key type and curve are those of the algorithm that the key is for.
    pub(crate) fn check_kind(&self, key_type: &str, curve: Option<&str>) -> Result<(), KeyError> {
        if !matches!(self.key_type.as_str(), "EC" | "RSA" | "OKP") {
            return Err(KeyError::UnsupportedKeyType);
        }
        if self.key_type != key_type {
            return Err(KeyError::AlgorithmMismatch);
        }
        if curve.is_some() && self.curve.as_deref() != curve {
            return Err(KeyError::UnsupportedCurve);
        }
        Ok(())
    }

    // RFC 7518 6.3.1.1: big-endian, as few bytes as it takes.
    pub(crate) fn modulus(&self) -> Result<Vec<u8>, KeyError> {
        integer(self.n.as_deref())
    }

    pub(crate) fn exponent(&self) -> Result<Vec<u8>, KeyError> {
        integer(self.e.as_deref())
    }

    // RFC 8037 2: `x` is the whole public key.
    pub(crate) fn x(&self) -> Result<[u8; COORDINATE], KeyError> {
        coordinate(self.x.as_deref())
    }

    /// The uncompressed point of SEC 1: 0x04, x, y.
    pub(crate) fn point(&self) -> Result<[u8; 65], KeyError> {
        let (x, y) = (
            coordinate(self.x.as_deref())?,
            coordinate(self.y.as_deref())?,
        );
        let mut point = [0x04; 65];
        for (to, from) in point.iter_mut().skip(1).zip(x.into_iter().chain(y)) {
            *to = from;
        }
        Ok(point)
    }
}

fn integer(member: Option<&str>) -> Result<Vec<u8>, KeyError> {
    // The base64url length of a modulus of 8192 bits.
    const MAX_TEXT: usize = 1366;
    let text = member.ok_or(KeyError::Malformed("`n` and `e`"))?;
    if text.len() > MAX_TEXT {
        return Err(KeyError::RsaSize);
    }
    base64::decode(text).map_err(|_| KeyError::Malformed("`n` and `e` in base64url"))
}

// RFC 7518 6.2.1.2: the length of a coordinate is the curve's, leading zeros included.
fn coordinate(member: Option<&str>) -> Result<[u8; COORDINATE], KeyError> {
    const TEXT_LEN: usize = 43;
    let malformed = KeyError::Malformed("coordinates of 32 bytes in base64url");
    let text = member
        .filter(|text| text.len() == TEXT_LEN)
        .ok_or(malformed)?;
    let bytes = base64::decode(text).map_err(|_| malformed)?;
    bytes.try_into().map_err(|_| malformed)
}
