//! Why a token was refused.

/// Why a token was refused: small, `Copy`, and without a byte of the token.
///
/// The first check that fails is reported; the signature is always checked before any claim, so a
/// claim error speaks of a token that the issuer really signed. Only [`crate::TrustedIssuers`] must
/// look at `iss` first, to choose the verifier: from there, [`Self::IssuerMismatch`] and the errors
/// of [`Claim::Issuer`] may speak of a text that nobody signed. Towards a client, answer every one
/// with the same `401 invalid_token` (RFC 6750 section 3.1); [`Self::code`] is for logs.
///
/// ```
/// use countersign_jose::{Claim, Part, VerifyError};
///
/// assert_eq!(VerifyError::Malformed(Part::Header).code(), "malformed_header");
/// assert_eq!(VerifyError::Missing(Claim::Audience).to_string(), "the claim aud is missing");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// Over 16384 bytes, or a header over 4096 (8192 in a DPoP proof, which carries a key).
    #[error("the token is too large")]
    TooLarge,
    /// Not a compact JWS, or one of its parts is not what it must be.
    #[error("malformed token: {}", .0.fault())]
    Malformed(Part),
    /// Five parts: an encrypted token (JWE), which proves nothing about its sender.
    #[error("encrypted tokens are not accepted")]
    Encrypted,
    /// The JSON serialization (RFC 7515 section 7.2), which has more than one signature to check.
    #[error("tokens in the JSON serialization are not accepted")]
    JsonSerialization,
    /// An empty payload: the content is elsewhere (RFC 7515 appendix F).
    #[error("tokens with a detached payload are not accepted")]
    Detached,
    /// A token in a token (`cty`).
    #[error("nested tokens are not accepted")]
    Nested,
    /// A header that asks for what is not done here: `crit`, `b64`, `zip`, `enc`.
    #[error("the token's header uses an extension that is not supported")]
    UnsupportedHeader,
    /// The header's `alg` is not one of [`crate::Algorithm`].
    #[error("the token's algorithm is not allowed")]
    AlgorithmNotAllowed,
    /// The header's `alg` is not the chosen key's.
    #[error("the token's algorithm is not the key's")]
    AlgorithmMismatch,
    /// No key of the set has this id, or none fits a token without id.
    #[error("the token's key is not known")]
    UnknownKey,
    /// The token names no key, and several fit.
    #[error("the token names no key, and several keys fit")]
    AmbiguousKey,
    /// The signature is not the key's over this token.
    #[error("the token's signature is wrong")]
    BadSignature,
    /// The key in a DPoP proof's header is missing, weak, private, or for another algorithm.
    #[error("the key that the proof brings cannot be used")]
    UnusableKey,
    /// The header's `typ` is not that of the tokens that are verified here.
    #[error("the token is of another type (`typ`) than is taken here")]
    WrongType,
    /// A required claim is missing.
    #[error("the claim {} is missing", .0.name())]
    Missing(Claim),
    /// A claim has the wrong type, or a value outside its range.
    #[error("the claim {} is invalid", .0.name())]
    Invalid(Claim),
    /// A claim is sound but not the one expected: a nonce of another request, a hash of another
    /// token.
    #[error("the claim {} is not what is expected", .0.name())]
    Mismatch(Claim),
    /// The user signed in longer ago than the request allows (`max_age`).
    #[error("the user's authentication is too old")]
    StaleAuthentication,
    /// The token is bound to a key (`cnf`): it is good only with a proof of that key.
    #[error("the token is bound to a key and came without a proof")]
    ProofRequired,
    /// The token's time is over.
    #[error("the token has expired")]
    Expired,
    /// The token's time has not come, or it was issued in the future.
    #[error("the token is not valid yet")]
    NotYetValid,
    /// Another issuer's token.
    #[error("the token is from another issuer")]
    IssuerMismatch,
    /// A token for another audience.
    #[error("the token is for another audience")]
    AudienceMismatch,
}

impl VerifyError {
    /// A stable name for logs and metrics: it never changes once released.
    ///
    /// ```
    /// # use countersign_jose::VerifyError;
    /// assert_eq!(VerifyError::Expired.code(), "expired");
    /// ```
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::Malformed(part) => part.code(),
            Self::Encrypted => "encrypted",
            Self::JsonSerialization => "json_serialization",
            Self::Detached => "detached",
            Self::Nested => "nested",
            Self::UnsupportedHeader => "unsupported_header",
            Self::AlgorithmNotAllowed => "algorithm_not_allowed",
            Self::AlgorithmMismatch => "algorithm_mismatch",
            Self::UnknownKey => "unknown_key",
            Self::AmbiguousKey => "ambiguous_key",
            Self::BadSignature => "bad_signature",
            Self::UnusableKey => "unusable_key",
            Self::WrongType => "wrong_type",
            Self::Missing(claim) => claim.codes().0,
            Self::Invalid(claim) => claim.codes().1,
            Self::Mismatch(claim) => claim.codes().2,
            Self::StaleAuthentication => "stale_authentication",
            Self::ProofRequired => "proof_required",
            Self::Expired => "expired",
            Self::NotYetValid => "not_yet_valid",
            Self::IssuerMismatch => "issuer_mismatch",
            Self::AudienceMismatch => "audience_mismatch",
        }
    }
}

/// A part of a token.
///
/// ```
/// use countersign_jose::{Part, VerifyError};
///
/// let text = VerifyError::Malformed(Part::Payload).to_string();
/// assert_eq!(text, "malformed token: the payload is not one JSON object in base64url");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Part {
    /// The whole: it does not consist of three parts.
    Token,
    /// The first part: base64url of one JSON object with unique names.
    Header,
    /// The second part: base64url of one JSON object with unique names.
    Payload,
    /// The third part: base64url.
    Signature,
}

impl Part {
    const fn fault(self) -> &'static str {
        match self {
            Self::Token => "it does not have three parts",
            Self::Header => "the header is not one JSON object in base64url",
            Self::Payload => "the payload is not one JSON object in base64url",
            Self::Signature => "the signature is not base64url",
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Token => "malformed_token",
            Self::Header => "malformed_header",
            Self::Payload => "malformed_payload",
            Self::Signature => "malformed_signature",
        }
    }
}

/// A claim of an access token (RFC 9068), an ID token (OpenID Connect Core) or a DPoP proof
/// (RFC 9449).
///
/// ```
/// use countersign_jose::Claim;
///
/// assert_eq!(Claim::TokenId.name(), "jti");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Claim {
    /// `iss`
    Issuer,
    /// `sub`
    Subject,
    /// `aud`
    Audience,
    /// `exp`
    ExpiresAt,
    /// `nbf`
    NotBefore,
    /// `iat`
    IssuedAt,
    /// `jti`
    TokenId,
    /// `client_id`
    ClientId,
    /// `scope`
    Scope,
    /// `cnf`
    Confirmation,
    /// `azp`
    AuthorizedParty,
    /// `nonce`
    Nonce,
    /// `auth_time`
    AuthTime,
    /// `acr`
    AuthContext,
    /// `amr`
    AuthMethods,
    /// `ath` of a DPoP proof
    AccessTokenHash,
    /// `at_hash` of an ID token
    IdAccessTokenHash,
    /// `c_hash`
    CodeHash,
    /// `htm`
    Method,
    /// `htu`
    Target,
    /// The claims beyond the registered ones, which the caller's own type reads.
    Extra,
}

impl Claim {
    /// The claim's name in a token; `extra` for the caller's own.
    ///
    /// ```
    /// # use countersign_jose::Claim;
    /// assert_eq!(Claim::Issuer.name(), "iss");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Issuer => "iss",
            Self::Subject => "sub",
            Self::Audience => "aud",
            Self::ExpiresAt => "exp",
            Self::NotBefore => "nbf",
            Self::IssuedAt => "iat",
            Self::TokenId => "jti",
            Self::ClientId => "client_id",
            Self::Scope => "scope",
            Self::Confirmation => "cnf",
            Self::AuthorizedParty => "azp",
            Self::Nonce => "nonce",
            Self::AuthTime => "auth_time",
            Self::AuthContext => "acr",
            Self::AuthMethods => "amr",
            Self::AccessTokenHash => "ath",
            Self::IdAccessTokenHash => "at_hash",
            Self::CodeHash => "c_hash",
            Self::Method => "htm",
            Self::Target => "htu",
            Self::Extra => "extra",
        }
    }

    /// The codes of a missing, of an invalid and of an unexpected claim.
    const fn codes(self) -> (&'static str, &'static str, &'static str) {
        macro_rules! codes {
            ($name:literal) => {
                (
                    concat!("missing_", $name),
                    concat!("invalid_", $name),
                    concat!("mismatched_", $name),
                )
            };
        }
        match self {
            Self::Issuer => codes!("iss"),
            Self::Subject => codes!("sub"),
            Self::Audience => codes!("aud"),
            Self::ExpiresAt => codes!("exp"),
            Self::NotBefore => codes!("nbf"),
            Self::IssuedAt => codes!("iat"),
            Self::TokenId => codes!("jti"),
            Self::ClientId => codes!("client_id"),
            Self::Scope => codes!("scope"),
            Self::Confirmation => codes!("cnf"),
            Self::AuthorizedParty => codes!("azp"),
            Self::Nonce => codes!("nonce"),
            Self::AuthTime => codes!("auth_time"),
            Self::AuthContext => codes!("acr"),
            Self::AuthMethods => codes!("amr"),
            Self::AccessTokenHash => codes!("ath"),
            Self::IdAccessTokenHash => codes!("at_hash"),
            Self::CodeHash => codes!("c_hash"),
            Self::Method => codes!("htm"),
            Self::Target => codes!("htu"),
            Self::Extra => codes!("extra"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Claim, Part, VerifyError};

    // Small enough to be returned in a register, and without room for a byte of a token.
    const _: () = assert!(size_of::<VerifyError>() == 2 && size_of::<Option<VerifyError>>() == 2);

    const CODES: [(VerifyError, &str); 23] = [
        (VerifyError::TooLarge, "too_large"),
        (VerifyError::Malformed(Part::Token), "malformed_token"),
        (VerifyError::Malformed(Part::Header), "malformed_header"),
        (VerifyError::Malformed(Part::Payload), "malformed_payload"),
        (
            VerifyError::Malformed(Part::Signature),
            "malformed_signature",
        ),
        (VerifyError::Encrypted, "encrypted"),
        (VerifyError::JsonSerialization, "json_serialization"),
        (VerifyError::Detached, "detached"),
        (VerifyError::Nested, "nested"),
        (VerifyError::UnsupportedHeader, "unsupported_header"),
        (VerifyError::AlgorithmNotAllowed, "algorithm_not_allowed"),
        (VerifyError::AlgorithmMismatch, "algorithm_mismatch"),
        (VerifyError::UnknownKey, "unknown_key"),
        (VerifyError::AmbiguousKey, "ambiguous_key"),
        (VerifyError::BadSignature, "bad_signature"),
        (VerifyError::UnusableKey, "unusable_key"),
        (VerifyError::WrongType, "wrong_type"),
        (VerifyError::StaleAuthentication, "stale_authentication"),
        (VerifyError::ProofRequired, "proof_required"),
        (VerifyError::Expired, "expired"),
        (VerifyError::NotYetValid, "not_yet_valid"),
        (VerifyError::IssuerMismatch, "issuer_mismatch"),
        (VerifyError::AudienceMismatch, "audience_mismatch"),
    ];

    const CLAIMS: [(Claim, &str); 21] = [
        (Claim::Issuer, "iss"),
        (Claim::Subject, "sub"),
        (Claim::Audience, "aud"),
        (Claim::ExpiresAt, "exp"),
        (Claim::NotBefore, "nbf"),
        (Claim::IssuedAt, "iat"),
        (Claim::TokenId, "jti"),
        (Claim::ClientId, "client_id"),
        (Claim::Scope, "scope"),
        (Claim::Confirmation, "cnf"),
        (Claim::AuthorizedParty, "azp"),
        (Claim::Nonce, "nonce"),
        (Claim::AuthTime, "auth_time"),
        (Claim::AuthContext, "acr"),
        (Claim::AuthMethods, "amr"),
        (Claim::AccessTokenHash, "ath"),
        (Claim::IdAccessTokenHash, "at_hash"),
        (Claim::CodeHash, "c_hash"),
        (Claim::Method, "htm"),
        (Claim::Target, "htu"),
        (Claim::Extra, "extra"),
    ];

    #[test]
    fn every_code_is_the_released_one_and_no_other_has_it() {
        assert_eq!(Claim::Extra as usize + 1, CLAIMS.len(), "every claim");
        let claims = CLAIMS.into_iter().flat_map(|(claim, name)| {
            assert_eq!(claim.name(), name);
            [
                (VerifyError::Missing(claim), format!("missing_{name}")),
                (VerifyError::Invalid(claim), format!("invalid_{name}")),
                (VerifyError::Mismatch(claim), format!("mismatched_{name}")),
            ]
        });
        let others = CODES.map(|(error, code)| (error, code.to_owned()));
        let mut seen = BTreeSet::new();
        for (error, code) in others.into_iter().chain(claims) {
            assert_eq!(error.code(), code);
            assert!(seen.insert(code), "{error:?}");
        }
        assert_eq!(seen.len(), 23 + 3 * 21);
    }
}
