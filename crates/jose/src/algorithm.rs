//! The signature algorithms, by their registered names.

use std::fmt;
use std::str::FromStr;

use crate::KeyError;

/// A signature algorithm of RFC 7518 or RFC 8037. `none` has no representation.
///
/// A key is bound to one of these when it is made, and a token's header cannot change it.
///
/// ```
/// use countersign_jose::Algorithm;
///
/// assert_eq!(Algorithm::default().name(), "ES256");
/// assert_eq!("Ed25519".parse(), Ok(Algorithm::EdDsa));
/// assert!("none".parse::<Algorithm>().is_err());
/// assert!("es256".parse::<Algorithm>().is_err());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// HMAC with SHA-256: signer and verifier share one secret.
    Hs256,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// ECDSA on P-256 with SHA-256: the default.
    #[default]
    Es256,
    /// Ed25519, written `EdDSA` (RFC 8037) and read under the RFC 9864 name `Ed25519` too.
    EdDsa,
}

impl Algorithm {
    /// The name written in headers and keys.
    ///
    /// ```
    /// # use countersign_jose::Algorithm;
    /// assert_eq!(Algorithm::EdDsa.name(), "EdDSA");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        }
    }
}

impl FromStr for Algorithm {
    type Err = KeyError;

    fn from_str(name: &str) -> Result<Self, KeyError> {
        // RFC 7515 4.1.1: the name is case-sensitive.
        match name {
            "HS256" => Ok(Self::Hs256),
            "RS256" => Ok(Self::Rs256),
            "ES256" => Ok(Self::Es256),
            // RFC 9864 2.2: the fully specified name of the same algorithm.
            "EdDSA" | "Ed25519" => Ok(Self::EdDsa),
            _ => Err(KeyError::UnsupportedAlgorithm),
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}
