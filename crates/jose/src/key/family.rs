//! Kinds of keys: what the algorithms of one kind share, and the primitive behind each.

use aws_lc_rs::hmac;
use aws_lc_rs::rsa::RsaParameters;
use aws_lc_rs::signature::{
    self, EcdsaSigningAlgorithm, EcdsaVerificationAlgorithm, RsaSignatureEncoding,
};
#[cfg(feature = "ml-dsa")]
use aws_lc_rs::signature::{PqdsaSigningAlgorithm, PqdsaVerificationAlgorithm};

use crate::Algorithm;

/// The kind of an algorithm's keys.
#[derive(Clone, Copy)]
pub(crate) enum Family {
    Hmac(hmac::Algorithm),
    Rsa(&'static RsaScheme),
    Ec(&'static Curve),
    Ed25519,
    #[cfg(feature = "ml-dsa")]
    MlDsa(&'static Lattice),
}

/// Padding and hash of an RSA signature.
pub(crate) struct RsaScheme {
    pub(crate) signing: &'static RsaSignatureEncoding,
    pub(crate) verifying: &'static RsaParameters,
}

/// A curve for ECDSA, each with one hash (RFC 7518 section 3.4, RFC 8812 section 3.2).
pub(crate) struct Curve {
    /// The value of `crv`.
    pub(crate) name: &'static str,
    pub(crate) algorithm: Algorithm,
    /// Bytes of a coordinate, and of a private key.
    pub(crate) coordinate: usize,
    pub(crate) signing: &'static EcdsaSigningAlgorithm,
    pub(crate) verifying: &'static EcdsaVerificationAlgorithm,
}

impl Curve {
    /// The curve of this name.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        [&P256, &P384, &P521, &SECP256K1]
            .into_iter()
            .find(|curve| curve.name == name)
    }

    /// Bytes of an uncompressed point (SEC 1 section 2.3.3): 0x04, x, y.
    pub(crate) const fn point(&self) -> usize {
        self.coordinate.saturating_mul(2).saturating_add(1)
    }
}

/// A parameter set of ML-DSA (FIPS 204 section 4).
#[cfg(feature = "ml-dsa")]
pub(crate) struct Lattice {
    pub(crate) signing: &'static PqdsaSigningAlgorithm,
    pub(crate) verifying: &'static PqdsaVerificationAlgorithm,
}

const fn rsa(
    signing: &'static RsaSignatureEncoding,
    verifying: &'static RsaParameters,
) -> RsaScheme {
    RsaScheme { signing, verifying }
}

static RS256: RsaScheme = rsa(
    &signature::RSA_PKCS1_SHA256,
    &signature::RSA_PKCS1_2048_8192_SHA256,
);
static RS384: RsaScheme = rsa(
    &signature::RSA_PKCS1_SHA384,
    &signature::RSA_PKCS1_2048_8192_SHA384,
);
static RS512: RsaScheme = rsa(
    &signature::RSA_PKCS1_SHA512,
    &signature::RSA_PKCS1_2048_8192_SHA512,
);
// RFC 7518 3.5: the salt is as long as the digest; these take no other length.
static PS256: RsaScheme = rsa(
    &signature::RSA_PSS_SHA256,
    &signature::RSA_PSS_2048_8192_SHA256,
);
static PS384: RsaScheme = rsa(
    &signature::RSA_PSS_SHA384,
    &signature::RSA_PSS_2048_8192_SHA384,
);
static PS512: RsaScheme = rsa(
    &signature::RSA_PSS_SHA512,
    &signature::RSA_PSS_2048_8192_SHA512,
);

static P256: Curve = Curve {
    name: "P-256",
    algorithm: Algorithm::Es256,
    coordinate: 32,
    signing: &signature::ECDSA_P256_SHA256_FIXED_SIGNING,
    verifying: &signature::ECDSA_P256_SHA256_FIXED,
};
static P384: Curve = Curve {
    name: "P-384",
    algorithm: Algorithm::Es384,
    coordinate: 48,
    signing: &signature::ECDSA_P384_SHA384_FIXED_SIGNING,
    verifying: &signature::ECDSA_P384_SHA384_FIXED,
};
static P521: Curve = Curve {
    name: "P-521",
    algorithm: Algorithm::Es512,
    coordinate: 66,
    signing: &signature::ECDSA_P521_SHA512_FIXED_SIGNING,
    verifying: &signature::ECDSA_P521_SHA512_FIXED,
};
static SECP256K1: Curve = Curve {
    name: "secp256k1",
    algorithm: Algorithm::Es256K,
    coordinate: 32,
    signing: &signature::ECDSA_P256K1_SHA256_FIXED_SIGNING,
    verifying: &signature::ECDSA_P256K1_SHA256_FIXED,
};

#[cfg(feature = "ml-dsa")]
static ML_DSA_44: Lattice = Lattice {
    signing: &signature::ML_DSA_44_SIGNING,
    verifying: &signature::ML_DSA_44,
};
#[cfg(feature = "ml-dsa")]
static ML_DSA_65: Lattice = Lattice {
    signing: &signature::ML_DSA_65_SIGNING,
    verifying: &signature::ML_DSA_65,
};
#[cfg(feature = "ml-dsa")]
static ML_DSA_87: Lattice = Lattice {
    signing: &signature::ML_DSA_87_SIGNING,
    verifying: &signature::ML_DSA_87,
};

impl Algorithm {
    /// Whether the keys are RSA keys.
    pub(crate) const fn is_rsa(self) -> bool {
        matches!(self.family(), Family::Rsa(_))
    }

    /// The kind of key, and how it signs.
    pub(crate) const fn family(self) -> Family {
        match self {
            Self::Hs256 => Family::Hmac(hmac::HMAC_SHA256),
            Self::Hs384 => Family::Hmac(hmac::HMAC_SHA384),
            Self::Hs512 => Family::Hmac(hmac::HMAC_SHA512),
            Self::Rs256 => Family::Rsa(&RS256),
            Self::Rs384 => Family::Rsa(&RS384),
            Self::Rs512 => Family::Rsa(&RS512),
            Self::Ps256 => Family::Rsa(&PS256),
            Self::Ps384 => Family::Rsa(&PS384),
            Self::Ps512 => Family::Rsa(&PS512),
            Self::Es256 => Family::Ec(&P256),
            Self::Es384 => Family::Ec(&P384),
            Self::Es512 => Family::Ec(&P521),
            Self::Es256K => Family::Ec(&SECP256K1),
            Self::EdDsa => Family::Ed25519,
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa44 => Family::MlDsa(&ML_DSA_44),
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa65 => Family::MlDsa(&ML_DSA_65),
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa87 => Family::MlDsa(&ML_DSA_87),
        }
    }
}
