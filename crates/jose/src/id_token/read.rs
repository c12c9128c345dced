//! The claims of an ID token, one check each.

use super::claims::IdToken;
use super::demands::Demands;
use super::expected::{Expected, Hashed};
use super::left_half::left_half;
use crate::claim::read::{AudienceClaim, check_issuer, optional, required, text, time};
use crate::encoding::hash::same;
use crate::encoding::json::{Raw, Text, WrongType, elements};
use crate::token::rules::{Authentic, Leeway, Rules, Times, read_claims};
use crate::{Algorithm, Claim, UnixTime, VerifyError};

const NAMES: [&str; 14] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "iat",
    "nbf",
    "nonce",
    "azp",
    "at_hash",
    "c_hash",
    "auth_time",
    "acr",
    "amr",
    "events",
];

/// Reads and checks the claims of a payload that the issuer signed (OpenID Connect Core 3.1.3.7).
pub(super) fn read(
    authentic: &Authentic<'_>,
    rules: &Rules,
    demands: &Demands,
    expected: &Expected<'_>,
    now: UnixTime,
) -> Result<IdToken, VerifyError> {
    let [
        iss,
        sub,
        aud,
        exp,
        iat,
        nbf,
        nonce,
        azp,
        at_hash,
        c_hash,
        auth_time,
        acr,
        amr,
        events,
    ] = read_claims(authentic.payload, &NAMES)?;
    // OpenID Connect Back-Channel Logout 2.4: `events` tells a logout token from an ID token; its
    // `typ` is only recommended.
    if events.is_some() {
        return Err(VerifyError::WrongType);
    }
    check_issuer(iss, &rules.issuer)?;
    let subject = required(sub, Claim::Subject, subject)?;
    let audience = required(aud, Claim::Audience, |aud| {
        AudienceClaim::read(aud, &demands.client)
    })?;
    let times = Times {
        issued_at: required(iat, Claim::IssuedAt, time)?,
        expires_at: required(exp, Claim::ExpiresAt, time)?,
        not_before: optional(nbf, Claim::NotBefore, time)?,
    };
    let authenticated_at = optional(auth_time, Claim::AuthTime, time)?;
    let context = optional(acr, Claim::AuthContext, text)?.map(Text::into_string);
    let methods = optional(amr, Claim::AuthMethods, texts)?.unwrap_or_default();
    check_audience(audience, azp, demands)?;
    rules.check_times(times, now)?;
    check_nonce(nonce, expected)?;
    let algorithm = authentic.algorithm;
    check_hash(
        at_hash,
        Claim::IdAccessTokenHash,
        expected.access_token,
        algorithm,
    )?;
    check_hash(c_hash, Claim::CodeHash, expected.code, algorithm)?;
    check_age(expected.max_age, authenticated_at, rules.leeway, now)?;
    demands.check(context.as_deref(), &methods)?;
    let token = IdToken {
        issuer: rules.issuer.clone(),
        subject,
        audience: audience.to_audiences(&demands.client),
        issued_at: times.issued_at,
        expires_at: times.expires_at,
        authenticated_at,
        context,
        methods,
    };
    match expected.original {
        Some(original) => check_refreshed(&token, original).map(|()| token),
        None => Ok(token),
    }
}

// OpenID Connect Core 2: `sub` has 255 characters at most.
fn subject(value: Raw<'_>) -> Result<String, WrongType> {
    let subject = text(value)?.into_string();
    if subject.len() > 255 {
        Err(WrongType)
    } else {
        Ok(subject)
    }
}

fn texts(value: Raw<'_>) -> Result<Vec<String>, WrongType> {
    elements(value.as_list().ok_or(WrongType)?)
        .map(|one| one.into_text().map(Text::into_string))
        .collect()
}

fn check_audience(
    audience: AudienceClaim<'_>,
    azp: Option<Raw<'_>>,
    demands: &Demands,
) -> Result<(), VerifyError> {
    let party = optional(azp, Claim::AuthorizedParty, text)?;
    // 3.1.3.7, 3: this client among the audiences, and no other that is not trusted.
    let is_trusted = |one: Text<'_>| demands.audiences().any(|known| one.is(known.as_str()));
    if !audience.contains(&demands.client) || !audience.iter().all(is_trusted) {
        return Err(VerifyError::AudienceMismatch);
    }
    match party {
        // 3.1.3.7, 5: the party that the token was issued to is this client.
        Some(party) if party.is(demands.client.as_str()) => Ok(()),
        Some(_) => Err(VerifyError::Mismatch(Claim::AuthorizedParty)),
        // 3.1.3.7, 4: with several audiences it must be named.
        None if audience.iter().nth(1).is_some() => {
            Err(VerifyError::Missing(Claim::AuthorizedParty))
        }
        None => Ok(()),
    }
}

// 3.1.3.7, 11
fn check_nonce(nonce: Option<Raw<'_>>, expected: &Expected<'_>) -> Result<(), VerifyError> {
    let nonce = optional(nonce, Claim::Nonce, text)?.map(Text::into_cow);
    match (nonce, expected.nonce) {
        (None, None) => Ok(()),
        // 12.2: a refreshed token need not repeat it.
        (None, Some(_)) if expected.original.is_some() => Ok(()),
        (None, Some(_)) => Err(VerifyError::Missing(Claim::Nonce)),
        (Some(nonce), Some(expected)) if same(nonce.as_bytes(), expected.as_bytes()) => Ok(()),
        (Some(_), _) => Err(VerifyError::Mismatch(Claim::Nonce)),
    }
}

// 3.1.3.8, 3.2.2.9, 3.3.2.10: the left half of the hash, base64url.
fn check_hash(
    value: Option<Raw<'_>>,
    claim: Claim,
    expected: Option<Hashed<'_>>,
    algorithm: Algorithm,
) -> Result<(), VerifyError> {
    let hash = optional(value, claim, text)?.map(Text::into_cow);
    let Some(expected) = expected else {
        return Ok(());
    };
    let Some(hash) = hash else {
        return if expected.required {
            Err(VerifyError::Missing(claim))
        } else {
            Ok(())
        };
    };
    match left_half(algorithm, expected.text) {
        Some(half) if same(half.as_bytes(), hash.as_bytes()) => Ok(()),
        _ => Err(VerifyError::Mismatch(claim)),
    }
}

// 3.1.3.7, 13
fn check_age(
    max_age: Option<u64>,
    authenticated_at: Option<UnixTime>,
    leeway: Leeway,
    now: UnixTime,
) -> Result<(), VerifyError> {
    let Some(max_age) = max_age else {
        return Ok(());
    };
    let at = authenticated_at.ok_or(VerifyError::Missing(Claim::AuthTime))?;
    // In the future it would be fresh for ever.
    if leeway.is_to_come(at, now) {
        return Err(VerifyError::Invalid(Claim::AuthTime));
    }
    // Only what is older is too old: 0 seconds ago is within 0 seconds.
    if now > leeway.end(at.saturating_add(max_age)) {
        Err(VerifyError::StaleAuthentication)
    } else {
        Ok(())
    }
}

// 12.2: a refresh is no new sign-in, so it names the same user, audience and time of sign-in.
fn check_refreshed(token: &IdToken, original: &IdToken) -> Result<(), VerifyError> {
    if token.issuer != original.issuer {
        return Err(VerifyError::IssuerMismatch);
    }
    if token.subject != original.subject {
        return Err(VerifyError::Mismatch(Claim::Subject));
    }
    if !original
        .audience
        .iter()
        .all(|one| token.audience.contains(one))
    {
        return Err(VerifyError::AudienceMismatch);
    }
    match (token.authenticated_at, original.authenticated_at) {
        (Some(at), Some(original)) if at != original => Err(VerifyError::Mismatch(Claim::AuthTime)),
        _ => Ok(()),
    }
}
