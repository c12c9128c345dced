//! What every token of an issuer must pass, whatever its profile.

use super::compact::{Compact, MAX_HEADER};
use super::header::Header;
use crate::encoding::json::Text;
use crate::{Algorithm, Claim, Issuer, KeySet, Part, Scratch, TokenType, UnixTime, VerifyError};

/// An issuer with its keys, and how exactly time is taken.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    pub(crate) issuer: Issuer,
    pub(crate) keys: KeySet,
    pub(crate) leeway: Leeway,
    pub(crate) longest_life: Option<u64>,
}

/// A payload that one of the issuer's keys signed, and with which algorithm.
pub(crate) struct Authentic<'s> {
    pub(crate) payload: &'s [u8],
    pub(crate) algorithm: Algorithm,
}

impl Rules {
    pub(crate) const fn new(issuer: Issuer, keys: KeySet) -> Self {
        Self {
            issuer,
            keys,
            leeway: Leeway::DEFAULT,
            longest_life: None,
        }
    }

    pub(crate) fn with_keys(&self, keys: KeySet) -> Self {
        Self {
            issuer: self.issuer.clone(),
            keys,
            leeway: self.leeway,
            longest_life: self.longest_life,
        }
    }

    /// Everything before the claims, in a fixed order: size, shape, header, algorithm, key, type,
    /// signature.
    pub(crate) fn authenticate<'s>(
        &self,
        token: &str,
        expected: TokenType,
        scratch: &'s mut Scratch,
    ) -> Result<Authentic<'s>, VerifyError> {
        let compact = Compact::parse(token, MAX_HEADER, scratch)?;
        let header = Header::parse(compact.header)?;
        let key_id = header.key_id.map(Text::into_cow);
        let key = self.keys.select(key_id.as_deref(), header.algorithm)?;
        header.check_type(expected)?;
        if !key.verifies(compact.signed, compact.signature) {
            return Err(VerifyError::BadSignature);
        }
        Ok(Authentic {
            payload: compact.payload,
            algorithm: header.algorithm,
        })
    }

    pub(crate) fn check_times(&self, times: Times, now: UnixTime) -> Result<(), VerifyError> {
        times.check(self.leeway, now)?;
        match self.longest_life {
            Some(life) if times.expires_at > times.issued_at.saturating_add(life) => {
                Err(VerifyError::Invalid(Claim::ExpiresAt))
            }
            _ => Ok(()),
        }
    }
}

/// How many seconds two clocks may be apart.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leeway(u64);

impl Leeway {
    pub(crate) const DEFAULT: Self = Self(30);
    const MAX: u64 = 300;

    pub(crate) fn capped(seconds: u64) -> Self {
        Self(seconds.min(Self::MAX))
    }

    /// From when that is refused which ends at `end`.
    pub(crate) const fn end(self, end: UnixTime) -> UnixTime {
        end.saturating_add(self.0)
    }

    /// RFC 7519 4.1.4: refused on or after `exp`.
    pub(crate) fn has_passed(self, end: UnixTime, now: UnixTime) -> bool {
        now >= self.end(end)
    }

    /// RFC 7519 4.1.5: refused before `nbf`. A token issued in the future is no better.
    pub(crate) fn is_to_come(self, start: UnixTime, now: UnixTime) -> bool {
        start > now.saturating_add(self.0)
    }
}

/// The time claims of a token that expires.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    pub(crate) issued_at: UnixTime,
    pub(crate) expires_at: UnixTime,
    pub(crate) not_before: Option<UnixTime>,
}

impl Times {
    #[inline]
    pub(crate) fn check(&self, leeway: Leeway, now: UnixTime) -> Result<(), VerifyError> {
        if leeway.has_passed(self.expires_at, now) {
            return Err(VerifyError::Expired);
        }
        let starts = [Some(self.issued_at), self.not_before];
        if starts
            .into_iter()
            .flatten()
            .any(|start| leeway.is_to_come(start, now))
        {
            return Err(VerifyError::NotYetValid);
        }
        Ok(())
    }
}

/// The caller's own claims, out of a payload that was checked.
pub(crate) fn read_extra<T: serde::de::DeserializeOwned>(payload: &[u8]) -> Result<T, VerifyError> {
    serde_json::from_slice(payload).map_err(|_| VerifyError::Invalid(Claim::Extra))
}

/// Members of a payload by name.
#[inline]
pub(crate) fn read_claims<'p, const N: usize>(
    payload: &'p [u8],
    names: &[&str; N],
) -> Result<[Option<crate::encoding::json::Raw<'p>>; N], VerifyError> {
    crate::encoding::json::read_object(payload, names)
        .map_err(|_| VerifyError::Malformed(Part::Payload))
}
