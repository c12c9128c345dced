//! The signature algorithms, by their registered names.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::digest;

use crate::KeyError;

/// A signature algorithm of RFC 7518, RFC 8037, RFC 8812 or RFC 9964. `none` has no
/// representation.
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
    /// HMAC with SHA-384.
    Hs384,
    /// HMAC with SHA-512.
    Hs512,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// RSASSA-PSS with SHA-384.
    Ps384,
    /// RSASSA-PSS with SHA-512.
    Ps512,
    /// ECDSA on P-256 with SHA-256: the default.
    #[default]
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// ECDSA on P-521 with SHA-512.
    Es512,
    /// ECDSA on secp256k1 with SHA-256 (RFC 8812).
    Es256K,
    /// Ed25519, written `EdDSA` (RFC 8037) and read under the RFC 9864 name `Ed25519` too.
    EdDsa,
    /// ML-DSA-44 (RFC 9964, FIPS 204), which a quantum computer does not break.
    #[cfg(feature = "ml-dsa")]
    MlDsa44,
    /// ML-DSA-65.
    #[cfg(feature = "ml-dsa")]
    MlDsa65,
    /// ML-DSA-87.
    #[cfg(feature = "ml-dsa")]
    MlDsa87,
}

impl Algorithm {
    /// Every algorithm that this build knows.
    ///
    /// ```
    /// # use countersign_jose::Algorithm;
    /// assert!(Algorithm::ALL.iter().all(|one| one.name().parse() == Ok(*one)));
    /// ```
    pub const ALL: &[Self] = &[
        Self::Hs256,
        Self::Hs384,
        Self::Hs512,
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        Self::Es256,
        Self::Es384,
        Self::Es512,
        Self::Es256K,
        Self::EdDsa,
        #[cfg(feature = "ml-dsa")]
        Self::MlDsa44,
        #[cfg(feature = "ml-dsa")]
        Self::MlDsa65,
        #[cfg(feature = "ml-dsa")]
        Self::MlDsa87,
    ];

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
            Self::Hs384 => "HS384",
            Self::Hs512 => "HS512",
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
            Self::Es256K => "ES256K",
            Self::EdDsa => "EdDSA",
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa44 => "ML-DSA-44",
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa65 => "ML-DSA-65",
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa87 => "ML-DSA-87",
        }
    }

    /// Whether signer and verifier share one secret, of a [`crate::SymmetricKey`].
    ///
    /// ```
    /// # use countersign_jose::Algorithm;
    /// assert!(Algorithm::Hs512.is_symmetric());
    /// assert!(!Algorithm::Ps512.is_symmetric());
    /// ```
    #[must_use]
    pub const fn is_symmetric(self) -> bool {
        matches!(self, Self::Hs256 | Self::Hs384 | Self::Hs512)
    }

    /// The hash that claims such as `at_hash` are made with (OpenID Connect Core 3.1.3.6).
    ///
    /// Ed25519 hashes with SHA-512 inside. No specification names a hash for ML-DSA.
    #[cfg_attr(
        not(feature = "ml-dsa"),
        expect(clippy::unnecessary_wraps, reason = "ML-DSA has none")
    )]
    pub(crate) fn digest(self) -> Option<&'static digest::Algorithm> {
        match self {
            Self::Hs256 | Self::Rs256 | Self::Ps256 | Self::Es256 | Self::Es256K => {
                Some(&digest::SHA256)
            }
            Self::Hs384 | Self::Rs384 | Self::Ps384 | Self::Es384 => Some(&digest::SHA384),
            Self::Hs512 | Self::Rs512 | Self::Ps512 | Self::Es512 | Self::EdDsa => {
                Some(&digest::SHA512)
            }
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa44 | Self::MlDsa65 | Self::MlDsa87 => None,
        }
    }
}

impl FromStr for Algorithm {
    type Err = KeyError;

    fn from_str(name: &str) -> Result<Self, KeyError> {
        // RFC 7515 4.1.1: the name is case-sensitive.
        match name {
            "HS256" => Ok(Self::Hs256),
            "HS384" => Ok(Self::Hs384),
            "HS512" => Ok(Self::Hs512),
            "RS256" => Ok(Self::Rs256),
            "RS384" => Ok(Self::Rs384),
            "RS512" => Ok(Self::Rs512),
            "PS256" => Ok(Self::Ps256),
            "PS384" => Ok(Self::Ps384),
            "PS512" => Ok(Self::Ps512),
            "ES256" => Ok(Self::Es256),
            "ES384" => Ok(Self::Es384),
            "ES512" => Ok(Self::Es512),
            "ES256K" => Ok(Self::Es256K),
            // RFC 9864 2.2: the fully specified name of the same algorithm.
            "EdDSA" | "Ed25519" => Ok(Self::EdDsa),
            #[cfg(feature = "ml-dsa")]
            "ML-DSA-44" => Ok(Self::MlDsa44),
            #[cfg(feature = "ml-dsa")]
            "ML-DSA-65" => Ok(Self::MlDsa65),
            #[cfg(feature = "ml-dsa")]
            "ML-DSA-87" => Ok(Self::MlDsa87),
            _ => Err(KeyError::UnsupportedAlgorithm),
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}
