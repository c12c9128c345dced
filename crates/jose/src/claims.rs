//! The claims of an access token, read out of a payload whose signature was verified.

use crate::json::{Value, WrongType, read_object};
use crate::{AccessToken, Audience, Audiences, Claim, Issuer, Part, Scopes, UnixTime, VerifyError};

/// The claims that mean something here; all others are the caller's.
pub(crate) const REGISTERED: [&str; 9] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "nbf",
    "iat",
    "jti",
    "client_id",
    "scope",
];

/// The claims, well-typed but not yet compared with anything.
pub(crate) struct Claims {
    pub(crate) token: AccessToken,
    pub(crate) not_before: Option<UnixTime>,
}

impl Claims {
    pub(crate) fn parse(payload: &[u8]) -> Result<Self, VerifyError> {
        let [iss, sub, aud, exp, nbf, iat, jti, client_id, scope] =
            read_object(payload, &REGISTERED).map_err(|_| VerifyError::Malformed(Part::Payload))?;
        // RFC 9068 2.2: iss, exp, aud, sub, client_id, iat and jti are required.
        Ok(Self {
            token: AccessToken {
                issuer: required(iss, Claim::Issuer, issuer)?,
                subject: required(sub, Claim::Subject, text)?,
                audience: required(aud, Claim::Audience, audiences)?,
                client_id: required(client_id, Claim::ClientId, text)?,
                issued_at: required(iat, Claim::IssuedAt, time)?,
                expires_at: required(exp, Claim::ExpiresAt, time)?,
                token_id: required(jti, Claim::TokenId, text)?,
                scope: optional(scope, Claim::Scope, scopes)?.unwrap_or_default(),
            },
            not_before: optional(nbf, Claim::NotBefore, time)?,
        })
    }
}

fn optional<'v, T>(
    value: Option<Value<'v>>,
    claim: Claim,
    read: impl FnOnce(Value<'v>) -> Result<T, WrongType>,
) -> Result<Option<T>, VerifyError> {
    value
        .map(read)
        .transpose()
        .map_err(|_| VerifyError::Invalid(claim))
}

fn required<'v, T>(
    value: Option<Value<'v>>,
    claim: Claim,
    read: impl FnOnce(Value<'v>) -> Result<T, WrongType>,
) -> Result<T, VerifyError> {
    optional(value, claim, read)?.ok_or(VerifyError::Missing(claim))
}

fn text(value: Value<'_>) -> Result<String, WrongType> {
    let text = value.into_text()?;
    if text.is_empty() {
        Err(WrongType)
    } else {
        Ok(text.into_owned())
    }
}

fn issuer(value: Value<'_>) -> Result<Issuer, WrongType> {
    Issuer::parse(&value.into_text()?).map_err(|_| WrongType)
}

fn scopes(value: Value<'_>) -> Result<Scopes, WrongType> {
    Scopes::parse(&value.into_text()?).map_err(|_| WrongType)
}

// RFC 7519 4.1.3: a string, or an array of strings.
fn audiences(value: Value<'_>) -> Result<Audiences, WrongType> {
    let audience = |value: Value<'_>| -> Result<Audience, WrongType> {
        Audience::parse(&value.into_text()?).map_err(|_| WrongType)
    };
    match value {
        Value::List(values) => {
            let all: Vec<_> = values.into_iter().map(audience).collect::<Result<_, _>>()?;
            Audiences::collect(all).ok_or(WrongType)
        }
        one => audience(one).map(Audiences::from),
    }
}

// RFC 7519 2, NumericDate: a JSON number, with or without a fraction.
fn time(value: Value<'_>) -> Result<UnixTime, WrongType> {
    value.into_whole_number().map(UnixTime::from_seconds)
}
