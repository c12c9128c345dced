//! Why a key was refused.

/// Why a key or a key id was refused. No variant carries key bytes.
///
/// ```
/// use countersign_jose::{Algorithm, KeyError, SigningKey, SymmetricKey};
///
/// let short = SymmetricKey::new(Algorithm::Hs256, b"too short");
/// assert_eq!(short.unwrap_err(), KeyError::SecretTooShort);
/// assert_eq!(SigningKey::generate(Algorithm::Hs256).unwrap_err(), KeyError::AlgorithmMismatch);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The bytes or members are not a key in the form that was asked for.
    #[error("cannot read the key: expected {0}")]
    Malformed(&'static str),
    /// A key, or something like one, in another form than the one that was asked for.
    #[error("this is {found}: give {wanted}")]
    WrongForm {
        /// What was given.
        found: &'static str,
        /// What would be right.
        wanted: &'static str,
    },
    /// A private key under a passphrase.
    #[error("the private key is encrypted: decrypt it first, as with `openssl pkey`")]
    Encrypted,
    /// A PEM text with more than one block: which one is meant is not guessed.
    #[error("the text has several PEM blocks: keep only the one of the key")]
    SeveralBlocks,
    /// A JWK's `kty` other than `EC`, `RSA`, `OKP`, `AKP` and `oct`.
    #[error("unsupported key type: use EC, RSA or OKP")]
    UnsupportedKeyType,
    /// An algorithm name outside [`crate::Algorithm`].
    #[error("unsupported algorithm: use one such as ES256, EdDSA, RS256 or HS256")]
    UnsupportedAlgorithm,
    /// A JWK's `crv` that is none of the algorithm's.
    #[error("unsupported curve: use the algorithm's own, such as P-256 or Ed25519")]
    UnsupportedCurve,
    /// A JWK whose type fits several algorithms and that names none, where the caller named none
    /// either.
    #[error("the key names no algorithm: say which one it is for")]
    AlgorithmMissing,
    /// The key's form, curve or `alg` is for another algorithm than the one asked for.
    #[error("the key is for another algorithm than the one asked for")]
    AlgorithmMismatch,
    /// A public JWK whose `use` or `key_ops` rules verification out.
    #[error("the key is not meant for verifying signatures (`use` or `key_ops`)")]
    NotForVerifying,
    /// A private JWK whose `use` or `key_ops` rules signing out.
    #[error("the key is not meant for signing (`use` or `key_ops`)")]
    NotForSigning,
    /// A private or symmetric JWK where a public one belongs: whoever published it leaked it.
    #[error("the key contains private members: publish public keys only")]
    PrivateMembers,
    /// The private part and the public part belong to different keys.
    #[error("the private part of the key does not belong to its public part")]
    PrivateMismatch,
    /// An RSA modulus under 2048 or over 8192 bits.
    #[error("the RSA modulus must have 2048 to 8192 bits")]
    RsaSize,
    /// An RSA exponent that is 1, even, or over 33 bits.
    #[error("the RSA exponent must be odd, 3 or more, and of 33 bits at most")]
    RsaExponent,
    /// An RSA modulus with the fingerprint of CVE-2017-15361, whose factors can be found.
    #[error("the RSA modulus comes from a broken generator (ROCA): generate a new key")]
    RsaWeakGenerator,
    /// A shared secret shorter than the digest (RFC 7518 section 3.2).
    #[error("the secret must be as long as the digest: HS256 32 bytes, HS384 48, HS512 64")]
    SecretTooShort,
    /// A shared secret that is the text of a key, and so perhaps public.
    #[error("the secret is the text of a key (PEM, JWK or SSH): use random bytes")]
    SecretLooksLikeKey,
    /// A key id that is empty, over 256 bytes, or has characters that end or reorder a line.
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
