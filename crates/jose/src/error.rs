//! What goes wrong with keys and with signing. Verification has its own: [`crate::VerifyError`].

use crate::Claim;

/// Why a key or a key id was refused. No variant carries key bytes.
///
/// ```
/// use countersign_jose::{Algorithm, KeyError, SigningKey, SymmetricKey};
///
/// assert_eq!(SymmetricKey::new(b"too short").unwrap_err(), KeyError::SecretTooShort);
/// assert_eq!(SigningKey::generate(Algorithm::Hs256).unwrap_err(), KeyError::AlgorithmMismatch);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The bytes or members are not a key in the form that was asked for.
    #[error("cannot read the key: expected {0}")]
    Malformed(&'static str),
    /// A JWK's `kty` other than `EC`, `RSA` and `OKP`.
    #[error("unsupported key type: use EC, RSA or OKP")]
    UnsupportedKeyType,
    /// An algorithm name outside [`crate::Algorithm`].
    #[error("unsupported algorithm: use HS256, RS256, ES256 or EdDSA")]
    UnsupportedAlgorithm,
    /// A JWK's `crv` other than `P-256` and `Ed25519`.
    #[error("unsupported curve: use P-256 or Ed25519")]
    UnsupportedCurve,
    /// An RSA JWK that does not say its algorithm, where the caller named none either.
    #[error("the RSA key names no algorithm: say which one it is for")]
    AlgorithmMissing,
    /// The key's form, curve or `alg` is for another algorithm than the one asked for.
    #[error("the key is for another algorithm than the one asked for")]
    AlgorithmMismatch,
    /// A JWK whose `use` or `key_ops` rules verification out.
    #[error("the key is not meant for verifying signatures (`use` or `key_ops`)")]
    NotForVerifying,
    /// A private or symmetric JWK where a public one belongs: whoever published it leaked it.
    #[error("the key contains private members: publish public keys only")]
    PrivateMembers,
    /// An RSA modulus under 2048 or over 8192 bits.
    #[error("the RSA modulus must have 2048 to 8192 bits")]
    RsaSize,
    /// An RSA modulus with the fingerprint of CVE-2017-15361, whose factors can be found.
    #[error("the RSA modulus comes from a broken generator (ROCA): generate a new key")]
    RsaWeakGenerator,
    /// A shared secret shorter than the digest (RFC 7518 section 3.2).
    #[error("the secret must have at least 32 bytes")]
    SecretTooShort,
    /// A shared secret that is the text of a key, and so perhaps public.
    #[error("the secret is the text of a key (PEM, JWK or SSH): use random bytes")]
    SecretLooksLikeKey,
    /// A key id that is empty, over 256 bytes, or has control characters.
    #[error("a key id has 1 to 256 bytes and no control characters")]
    KeyId,
    /// Two keys of one set with the same key id.
    #[error("two keys of the set have the same key id")]
    DuplicateKeyId,
    /// More keys in one set than any issuer needs.
    #[error("a key set has at most 64 keys")]
    TooManyKeys,
    /// The cryptographic library failed: not the caller's fault.
    #[error("the cryptographic library failed to make or write the key")]
    Library,
}

/// Why a token could not be signed. No variant carries claims or key bytes.
///
/// ```
/// # use countersign_jose::*;
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let signer = Signer::access_tokens(SigningKey::generate(Algorithm::Es256)?);
/// let token = AccessToken {
///     issuer: Issuer::parse("https://id.example.com")?,
///     subject: String::new(),
///     audience: Audience::parse("https://api.example.com")?.into(),
///     client_id: "shop".into(),
///     issued_at: UnixTime::from_seconds(1_700_000_000),
///     expires_at: UnixTime::from_seconds(1_700_000_300),
///     token_id: "1".into(),
///     scope: Scopes::default(),
/// };
/// assert_eq!(signer.sign(&token), Err(SignError::Empty(Claim::Subject)));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// A required claim is the empty string.
    #[error("the claim {} is empty", .0.name())]
    Empty(Claim),
    /// The token would be expired when it is issued.
    #[error("the token must expire after it is issued")]
    Lifetime,
    /// The extra claims are not a JSON object, or name a registered claim.
    #[error("the extra claims must be an object without registered or repeated names")]
    ExtraClaims,
    /// The token would be over the size that a verifier takes.
    #[error("the token would be over 16384 bytes: carry less in it")]
    TooLarge,
    /// The cryptographic library failed: not the caller's fault.
    #[error("the cryptographic library failed to sign")]
    Library,
}
