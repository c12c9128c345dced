//! A private key in memory, parsed for its algorithm.

use aws_lc_rs::encoding::{
    AsBigEndian, AsDer, Curve25519SeedBin, EcPrivateKeyBin, EcPrivateKeyRfc5915Der, Pkcs8V1Der,
};
use aws_lc_rs::error::{KeyRejected, Unspecified};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPairComponents, KeySize, PublicKeyComponents};
#[cfg(feature = "ml-dsa")]
use aws_lc_rs::signature::PqdsaKeyPair;
use aws_lc_rs::signature::{EcdsaKeyPair, Ed25519KeyPair, KeyPair, RsaKeyPair};
use pkcs1::der::asn1::{AnyRef, OctetStringRef, UintRef};
use pkcs1::der::{Decode, Reader, SliceReader};
use zeroize::Zeroizing;

#[cfg(feature = "ml-dsa")]
use super::family::Lattice;
use super::family::{Curve, Family, RsaScheme};
use super::material::{fixed, integer};
use super::private_jwk::Secret;
use super::public_key::{ED25519_LEN, PublicKey};
use crate::encoding::base64;
use crate::{Algorithm, KeyError, PrivateJwk, SignError};

const PKCS8: KeyError = KeyError::Malformed("an unencrypted PKCS#8 private key of this algorithm");
const PKCS1: KeyError = KeyError::Malformed("a DER RSAPrivateKey of two primes (PKCS#1)");
const SEC1: KeyError = KeyError::Malformed("a DER ECPrivateKey of the algorithm's curve (SEC 1)");

pub(crate) enum PrivateKey {
    Rsa(RsaKeyPair, Algorithm, &'static RsaScheme),
    Ec(EcdsaKeyPair, &'static Curve),
    Ed25519(Ed25519KeyPair),
    #[cfg(feature = "ml-dsa")]
    MlDsa(PqdsaKeyPair, Algorithm, &'static Lattice),
}

impl PrivateKey {
    pub(crate) fn generate(algorithm: Algorithm, rsa: KeySize) -> Result<Self, KeyError> {
        let library = |_: Unspecified| KeyError::Library;
        match algorithm.family() {
            Family::Hmac(_) => Err(KeyError::AlgorithmMismatch),
            Family::Rsa(scheme) => {
                let pair = RsaKeyPair::generate(rsa).map_err(library)?;
                Ok(Self::Rsa(pair, algorithm, scheme))
            }
            Family::Ec(curve) => {
                let pair = EcdsaKeyPair::generate(curve.signing).map_err(library)?;
                Ok(Self::Ec(pair, curve))
            }
            Family::Ed25519 => Ed25519KeyPair::generate()
                .map(Self::Ed25519)
                .map_err(library),
            #[cfg(feature = "ml-dsa")]
            Family::MlDsa(lattice) => {
                let pair = PqdsaKeyPair::generate(lattice.signing).map_err(library)?;
                Ok(Self::MlDsa(pair, algorithm, lattice))
            }
        }
    }

    pub(crate) fn from_pkcs8_der(algorithm: Algorithm, der: &[u8]) -> Result<Self, KeyError> {
        check_one_value(der, PKCS8)?;
        let rejection = |rejected: KeyRejected| rejection(rejected, PKCS8);
        match algorithm.family() {
            Family::Hmac(_) => Err(KeyError::AlgorithmMismatch),
            Family::Rsa(scheme) => {
                let pair = RsaKeyPair::from_pkcs8(der).map_err(rejection)?;
                Ok(Self::Rsa(pair, algorithm, scheme))
            }
            Family::Ec(curve) => {
                let pair = EcdsaKeyPair::from_pkcs8(curve.signing, der).map_err(rejection)?;
                Ok(Self::Ec(pair, curve))
            }
            Family::Ed25519 => Ed25519KeyPair::from_pkcs8(der)
                .map(Self::Ed25519)
                .map_err(rejection),
            #[cfg(feature = "ml-dsa")]
            Family::MlDsa(lattice) => {
                let pair = PqdsaKeyPair::from_pkcs8(lattice.signing, der).map_err(rejection)?;
                // A key in its expanded form could not be written again.
                ml_dsa_seed(&pair, lattice)?;
                Ok(Self::MlDsa(pair, algorithm, lattice))
            }
        }
    }

    pub(crate) fn from_pkcs1_der(algorithm: Algorithm, der: &[u8]) -> Result<Self, KeyError> {
        let Family::Rsa(scheme) = algorithm.family() else {
            return Err(KeyError::AlgorithmMismatch);
        };
        check_one_value(der, PKCS1)?;
        let pair = RsaKeyPair::from_der(der).map_err(|rejected| rejection(rejected, PKCS1))?;
        Ok(Self::Rsa(pair, algorithm, scheme))
    }

    pub(crate) fn from_sec1_der(algorithm: Algorithm, der: &[u8]) -> Result<Self, KeyError> {
        let Family::Ec(curve) = algorithm.family() else {
            return Err(KeyError::AlgorithmMismatch);
        };
        check_one_value(der, SEC1)?;
        let pair = EcdsaKeyPair::from_private_key_der(curve.signing, der)
            .map_err(|rejected| rejection(rejected, SEC1))?;
        Ok(Self::Ec(pair, curve))
    }

    /// From a JWK, whose two parts must belong together.
    pub(crate) fn from_members(algorithm: Algorithm, jwk: &PrivateJwk) -> Result<Self, KeyError> {
        // The public part first, since its faults are told apart.
        let public = PublicKey::from_members(algorithm, &jwk.public)?;
        let key = match algorithm.family() {
            Family::Hmac(_) => return Err(KeyError::AlgorithmMismatch),
            Family::Rsa(scheme) => Self::Rsa(rsa_pair(jwk)?, algorithm, scheme),
            Family::Ec(curve) => {
                let d = secret(jwk.d.as_ref(), curve.coordinate)?;
                let point = jwk.public.point(curve)?;
                let pair = EcdsaKeyPair::from_private_key_and_public_key(curve.signing, &d, &point);
                Self::Ec(pair.map_err(mismatch)?, curve)
            }
            Family::Ed25519 => {
                let seed = secret(jwk.d.as_ref(), ED25519_LEN)?;
                let x = fixed(jwk.public.x.as_deref(), ED25519_LEN).unwrap_or_default();
                let pair = Ed25519KeyPair::from_seed_and_public_key(&seed, &x);
                Self::Ed25519(pair.map_err(mismatch)?)
            }
            #[cfg(feature = "ml-dsa")]
            Family::MlDsa(lattice) => {
                // RFC 9964 4: `priv` is the seed, of 32 bytes.
                let seed = secret(jwk.seed.as_ref(), lattice.signing.seed_len())?;
                let pair = PqdsaKeyPair::from_seed(lattice.signing, &seed);
                Self::MlDsa(pair.map_err(mismatch)?, algorithm, lattice)
            }
        };
        // RFC 9964 7.4: signing with parts that do not match can give the private one away.
        if key.public_key()?.material.thumbprint() == public.material.thumbprint() {
            Ok(key)
        } else {
            Err(KeyError::PrivateMismatch)
        }
    }

    pub(crate) fn public_key(&self) -> Result<PublicKey, KeyError> {
        match self {
            Self::Rsa(pair, algorithm, scheme) => {
                let public = pair.public_key();
                PublicKey::from_rsa(
                    *algorithm,
                    scheme,
                    public.modulus().big_endian_without_leading_zero(),
                    public.exponent().big_endian_without_leading_zero(),
                )
            }
            Self::Ec(pair, curve) => PublicKey::from_point(curve, pair.public_key().as_ref()),
            Self::Ed25519(pair) => PublicKey::from_ed25519(pair.public_key().as_ref()),
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa(pair, algorithm, lattice) => {
                PublicKey::from_ml_dsa(*algorithm, lattice, pair.public_key().as_ref())
            }
        }
    }

    pub(crate) fn to_pkcs8_der(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let copy = |der: &[u8]| Zeroizing::new(der.to_vec());
        match self {
            Self::Rsa(pair, ..) => {
                AsDer::<Pkcs8V1Der<'_>>::as_der(pair).map(|der| copy(der.as_ref()))
            }
            Self::Ec(pair, _) => pair.to_pkcs8v1().map(|der| copy(der.as_ref())),
            Self::Ed25519(pair) => pair.to_pkcs8v1().map(|der| copy(der.as_ref())),
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa(pair, ..) => pair.to_pkcs8v1().map(|der| copy(der.as_ref())),
        }
        .map_err(|_| KeyError::Library)
    }

    pub(crate) fn to_pkcs1_der(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let Self::Rsa(..) = self else {
            return Err(KeyError::AlgorithmMismatch);
        };
        let pkcs8 = self.to_pkcs8_der()?;
        let der = pkcs8_contents(&pkcs8).ok_or(KeyError::Library)?;
        Ok(Zeroizing::new(der.to_vec()))
    }

    pub(crate) fn to_sec1_der(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let Self::Ec(pair, _) = self else {
            return Err(KeyError::AlgorithmMismatch);
        };
        let private = pair.private_key();
        let der: EcPrivateKeyRfc5915Der<'_> = private.as_der().map_err(|_| KeyError::Library)?;
        Ok(Zeroizing::new(der.as_ref().to_vec()))
    }

    /// Adds the secret members to a JWK of the public part.
    pub(crate) fn write_members(&self, jwk: &mut PrivateJwk) -> Result<(), KeyError> {
        let library = |_: Unspecified| KeyError::Library;
        match self {
            Self::Rsa(..) => {
                let der = self.to_pkcs1_der()?;
                let key: pkcs1::RsaPrivateKey<UintRef<'_>> =
                    Decode::from_der(&der).map_err(|_| KeyError::Library)?;
                let encode = |number: UintRef<'_>| Some(Secret::encode(number.as_bytes()));
                jwk.d = encode(key.private_exponent);
                (jwk.p, jwk.q) = (encode(key.prime1), encode(key.prime2));
                (jwk.dp, jwk.dq) = (encode(key.exponent1), encode(key.exponent2));
                jwk.qi = encode(key.coefficient);
            }
            Self::Ec(pair, _) => {
                let d: EcPrivateKeyBin<'_> = pair.private_key().as_be_bytes().map_err(library)?;
                jwk.d = Some(Secret::encode(d.as_ref()));
            }
            Self::Ed25519(pair) => {
                let seed = pair.seed().map_err(library)?;
                let seed: Curve25519SeedBin<'_> = seed.as_be_bytes().map_err(library)?;
                jwk.d = Some(Secret::encode(seed.as_ref()));
            }
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa(pair, _, lattice) => {
                jwk.seed = Some(Secret::encode(&*ml_dsa_seed(pair, lattice)?));
            }
        }
        Ok(())
    }

    /// Appends a dot and the signature over all of `token` so far.
    pub(crate) fn sign(&self, token: &mut String) -> Result<(), SignError> {
        let message = token.as_bytes();
        match self {
            Self::Rsa(pair, _, scheme) => {
                // The signature is as long as the modulus, of 8192 bits at most.
                let mut signature = [0; 1024];
                let signature = signature
                    .get_mut(..pair.public_modulus_len())
                    .ok_or(SignError::Library)?;
                pair.sign(scheme.signing, &SystemRandom::new(), message, signature)
                    .map(|()| append(signature, token))
            }
            Self::Ec(pair, _) => pair
                .sign(&SystemRandom::new(), message)
                .map(|signature| append(signature.as_ref(), token)),
            Self::Ed25519(pair) => pair
                .try_sign(message)
                .map(|signature| append(signature.as_ref(), token)),
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa(pair, _, lattice) => {
                // ML-DSA-87 has the longest signature (FIPS 204 table 2).
                let mut signature = [0; 4627];
                let signature = signature
                    .get_mut(..lattice.signing.signature_len())
                    .ok_or(SignError::Library)?;
                pair.sign(message, signature)
                    .map(|_| append(signature, token))
            }
        }
        .map_err(|_| SignError::Library)
    }

    /// Bytes of every signature of this key.
    pub(crate) fn signature_len(&self) -> usize {
        match self {
            Self::Rsa(pair, ..) => pair.public_modulus_len(),
            Self::Ec(_, curve) => curve.coordinate.saturating_mul(2),
            Self::Ed25519(_) => 64,
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa(_, _, lattice) => lattice.signing.signature_len(),
        }
    }
}

fn append(signature: &[u8], token: &mut String) {
    token.push('.');
    base64::append(signature, token);
}

/// RFC 7518 6.3.2: all of the numbers; a key with `d` alone would be factored first.
fn rsa_pair(jwk: &PrivateJwk) -> Result<RsaKeyPair, KeyError> {
    const MISSING: KeyError = KeyError::Malformed("`d`, `p`, `q`, `dp`, `dq` and `qi`");
    let number = |member: &Option<Secret>| -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let text = member.as_ref().ok_or(MISSING)?.as_str();
        integer(Some(text))
    };
    let (n, e) = (jwk.public.modulus()?, jwk.public.exponent()?);
    RsaKeyPair::from_components(&KeyPairComponents {
        public_key: PublicKeyComponents {
            n: n.as_slice(),
            e: e.as_slice(),
        },
        d: number(&jwk.d)?.as_slice(),
        p: number(&jwk.p)?.as_slice(),
        q: number(&jwk.q)?.as_slice(),
        dP: number(&jwk.dp)?.as_slice(),
        dQ: number(&jwk.dq)?.as_slice(),
        qInv: number(&jwk.qi)?.as_slice(),
    })
    .map_err(mismatch)
}

fn secret(member: Option<&Secret>, len: usize) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    fixed(member.map(Secret::as_str), len).ok_or(KeyError::Malformed(
        "a private part of the algorithm's length",
    ))
}

/// The seed, which stands last in PKCS#8 (RFC 9881 section 6).
#[cfg(feature = "ml-dsa")]
fn ml_dsa_seed(pair: &PqdsaKeyPair, lattice: &Lattice) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    const MALFORMED: KeyError = KeyError::Malformed("an ML-DSA private key with its seed");
    let pkcs8 = pair.to_pkcs8v1().map_err(|_| MALFORMED)?;
    let seed = Zeroizing::new(*pkcs8.as_ref().last_chunk().ok_or(MALFORMED)?);
    let again = PqdsaKeyPair::from_seed(lattice.signing, &*seed).map_err(|_| MALFORMED)?;
    if again.public_key().as_ref() == pair.public_key().as_ref() {
        Ok(seed)
    } else {
        Err(MALFORMED)
    }
}

/// The key inside PKCS#8 (RFC 5958 section 2): after version and algorithm.
fn pkcs8_contents(der: &[u8]) -> Option<&[u8]> {
    let mut reader = SliceReader::new(der).ok()?;
    let contents: pkcs1::der::Result<&OctetStringRef> = reader.sequence(|inner| {
        u8::decode(inner)?;
        AnyRef::decode(inner)?;
        Decode::decode(inner)
    });
    contents.ok().map(OctetStringRef::as_bytes)
}

/// Whether the bytes are one DER value from end to end.
fn check_one_value(der: &[u8], malformed: KeyError) -> Result<(), KeyError> {
    AnyRef::from_der(der).map(drop).map_err(|_| malformed)
}

fn rejection(rejected: KeyRejected, malformed: KeyError) -> KeyError {
    match rejected.description_() {
        "TooSmall" | "TooLarge" => KeyError::RsaSize,
        "InconsistentComponents" => KeyError::PrivateMismatch,
        _ => malformed,
    }
}

fn mismatch(rejected: KeyRejected) -> KeyError {
    rejection(rejected, KeyError::PrivateMismatch)
}
