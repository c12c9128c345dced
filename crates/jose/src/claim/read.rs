//! Single claims, read out of a payload whose signature was verified.

use crate::encoding::json::{Raw, Text, WrongType, elements};
use crate::encoding::text::check_text;
use crate::{Audience, Audiences, Claim, Issuer, UnixTime, VerifyError};

type Member<'p> = Option<Raw<'p>>;

#[inline]
pub(crate) fn optional<'p, T>(
    value: Member<'p>,
    claim: Claim,
    read: impl FnOnce(Raw<'p>) -> Result<T, WrongType>,
) -> Result<Option<T>, VerifyError> {
    value
        .map(read)
        .transpose()
        .map_err(|_| VerifyError::Invalid(claim))
}

#[inline]
pub(crate) fn required<'p, T>(
    value: Member<'p>,
    claim: Claim,
    read: impl FnOnce(Raw<'p>) -> Result<T, WrongType>,
) -> Result<T, VerifyError> {
    optional(value, claim, read)?.ok_or(VerifyError::Missing(claim))
}

/// Text of one character or more.
#[inline]
pub(crate) fn text(value: Raw<'_>) -> Result<Text<'_>, WrongType> {
    let text = value.into_text()?;
    if text.is_empty() {
        Err(WrongType)
    } else {
        Ok(text)
    }
}

// RFC 7519 2, NumericDate: a JSON number, with or without a fraction.
#[inline]
pub(crate) fn time(value: Raw<'_>) -> Result<UnixTime, WrongType> {
    value.into_whole_number().map(UnixTime::from_seconds)
}

/// RFC 8725 3.8: the issuer, byte for byte.
#[inline]
pub(crate) fn check_issuer(value: Member<'_>, expected: &Issuer) -> Result<(), VerifyError> {
    let issuer = required(value, Claim::Issuer, Raw::into_text)?;
    if issuer.is(expected.as_str()) {
        return Ok(());
    }
    match Issuer::parse(&issuer.into_cow()) {
        Ok(_) => Err(VerifyError::IssuerMismatch),
        Err(_) => Err(VerifyError::Invalid(Claim::Issuer)),
    }
}

/// The audiences of a token: not none, and each one text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AudienceClaim<'p>(Raw<'p>);

impl<'p> AudienceClaim<'p> {
    // RFC 7519 4.1.3: a string, or an array of strings.
    #[inline]
    pub(crate) fn read(value: Raw<'p>, own: &Audience) -> Result<Self, WrongType> {
        let is_sound = |value: Raw<'_>| {
            let text = value.into_text();
            text.is_ok_and(|text| text.is(own.as_str()) || check_text(&text.into_cow()).is_ok())
        };
        let sound = match value.as_list() {
            Some(list) => elements(list).next().is_some() && elements(list).all(is_sound),
            None => is_sound(value),
        };
        if sound {
            Ok(Self(value))
        } else {
            Err(WrongType)
        }
    }

    #[inline]
    pub(crate) fn contains(self, audience: &Audience) -> bool {
        self.iter().any(|text| text.is(audience.as_str()))
    }

    /// In memory of their own; `own` is one of them.
    pub(crate) fn to_audiences(self, own: &Audience) -> Audiences {
        let names = self.iter().map(Text::into_cow);
        Audiences::collect(names.filter_map(|name| Audience::parse(&name).ok()))
            .unwrap_or_else(|| own.clone().into())
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = Text<'p>> {
        let several = self.0.as_list().into_iter().flat_map(elements);
        // A list is no text itself.
        std::iter::once(self.0)
            .chain(several)
            .filter_map(|value| value.into_text().ok())
    }
}
