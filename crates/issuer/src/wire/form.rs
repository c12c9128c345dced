//! `application/x-www-form-urlencoded`, read strictly.

use std::fmt;
use zeroize::Zeroizing;

/// The parameters of a form. Values are wiped when dropped: one of them may be a password.
pub(crate) struct Form(Vec<(String, Zeroizing<String>)>);

impl Form {
    /// More parameters than any request of the protocol has.
    const LIMIT: usize = 64;

    /// Parses a request body or a query string.
    ///
    /// Parameters without a value are left out.
    pub(crate) fn parse(encoded: &[u8]) -> Result<Self, FormError> {
        let mut form = Self(Vec::new());
        for pair in encoded
            .split(|byte| *byte == b'&')
            .filter(|pair| !pair.is_empty())
        {
            let (name, value) = split_once(pair, b'=');
            let name = decode(name).ok_or(FormError::Encoding)?;
            let value = decode(value);
            let value = value.ok_or_else(|| FormError::ValueEncoding(ParameterName::of(&name)))?;
            form.add(&name, value)?;
        }
        // RFC 6749 3.2: parameters sent without a value MUST be treated as if they were omitted.
        form.0.retain(|(_, value)| !value.is_empty());
        Ok(form)
    }

    fn add(&mut self, name: &str, value: Zeroizing<String>) -> Result<(), FormError> {
        // RFC 6749 3.2: request parameters MUST NOT be included more than once.
        if self.0.iter().any(|(known, _)| known == name) {
            return Err(FormError::Repeated(ParameterName::of(name)));
        }
        if self.0.len() >= Self::LIMIT {
            return Err(FormError::TooMany);
        }
        self.0.push((name.to_owned(), value));
        Ok(())
    }

    /// Takes a parameter's value out of the form.
    pub(crate) fn take(&mut self, name: &str) -> Option<Zeroizing<String>> {
        let place = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.swap_remove(place).1)
    }
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Form({} parameters)", self.0.len())
    }
}

/// Why a form could not be read. Values are never shown, and of names only those that the
/// protocol has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// A name is not percent-encoded UTF-8.
    #[error("a parameter name is not percent-encoded UTF-8")]
    Encoding,
    /// A value is not percent-encoded UTF-8.
    #[error("the value of {0} is not percent-encoded UTF-8")]
    ValueEncoding(ParameterName),
    /// A parameter came twice.
    #[error("{0} is there more than once")]
    Repeated(ParameterName),
    /// More parameters than any request has.
    #[error("there are more than {limit} parameters", limit = Form::LIMIT)]
    TooMany,
}

/// A parameter's name, fit for a message and for the log: one of the protocol's, or else nothing.
///
/// Where a client does not encode an `&` in a password, the rest of the password is read as the name
/// of a parameter. So a name that the protocol does not have is never shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParameterName(Option<&'static str>);

/// The parameters of requests to the endpoints (IANA, OAuth Parameters).
const PARAMETERS: [&str; 16] = [
    "client_id",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
    "code",
    "code_verifier",
    "device_code",
    "grant_type",
    "password",
    "redirect_uri",
    "refresh_token",
    "resource",
    "scope",
    "token",
    "token_type_hint",
    "username",
];

impl ParameterName {
    fn of(name: &str) -> Self {
        Self(PARAMETERS.into_iter().find(|known| *known == name))
    }
}

impl fmt::Display for ParameterName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(name) => write!(f, "the parameter '{name}'"),
            None => f.write_str(
                "a parameter that the protocol does not have (is an '&' in a value not encoded as %26?)",
            ),
        }
    }
}

fn split_once(bytes: &[u8], separator: u8) -> (&[u8], &[u8]) {
    match bytes.iter().position(|byte| *byte == separator) {
        Some(at) => {
            let (before, rest) = bytes.split_at(at);
            (before, rest.strip_prefix(&[separator]).unwrap_or_default())
        }
        None => (bytes, &[]),
    }
}

/// Undoes percent-encoding; `+` is a space. Nothing if an escape is broken or the text not UTF-8.
pub(super) fn decode(encoded: &[u8]) -> Option<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(encoded.len()));
    let mut rest = encoded.iter();
    while let Some(&byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => (hex_digit(*rest.next()?)? << 4) | hex_digit(*rest.next()?)?,
            other => other,
        });
    }
    // Checked in place, so that no second copy of a secret is left behind.
    let text = std::str::from_utf8(&bytes).ok()?;
    Some(Zeroizing::new(text.to_owned()))
}

fn hex_digit(character: u8) -> Option<u8> {
    char::from(character)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(encoded: &str, name: &str) -> Option<String> {
        Form::parse(encoded.as_bytes())
            .unwrap()
            .take(name)
            .map(|value| value.to_string())
    }

    #[test]
    fn values_are_decoded() {
        assert_eq!(value("a=1&b=x+y%20z%26", "b").unwrap(), "x y z&");
        assert_eq!(value("pass%77ord=%C3%A9", "password").unwrap(), "é");
        assert_eq!(value("a=1==", "a").unwrap(), "1==");
        assert_eq!(value("&&a=1&", "a").unwrap(), "1");
    }

    #[test]
    fn a_parameter_without_a_value_is_omitted() {
        assert_eq!(value("a=&b&c=1", "a"), None);
        assert_eq!(value("a=&b&c=1", "b"), None);
    }

    #[test]
    fn broken_forms_are_refused_without_their_values() {
        let error = |encoded: &[u8]| Form::parse(encoded).unwrap_err();
        let code = ParameterName(Some("code"));
        assert_eq!(error(b"code=1&code=2"), FormError::Repeated(code));
        assert_eq!(error(b"code=&code=2"), FormError::Repeated(code));
        assert_eq!(error(b"code=%zz"), FormError::ValueEncoding(code));
        assert_eq!(error(b"code=%4"), FormError::ValueEncoding(code));
        assert_eq!(error(b"code=%ff"), FormError::ValueEncoding(code));
        assert_eq!(error(b"%ff=a"), FormError::Encoding);
        let many = (0..65)
            .map(|n| format!("p{n}=1"))
            .collect::<Vec<_>>()
            .join("&");
        assert_eq!(error(many.as_bytes()), FormError::TooMany);
    }

    #[test]
    fn what_may_be_the_rest_of_a_password_is_not_shown() {
        for form in ["password=a&hunter2=x&hunter2=y", "password=a&hunter2=%zz"] {
            let error = Form::parse(form.as_bytes()).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
            assert!(error.to_string().contains("%26"), "{error}");
        }
    }

    #[test]
    fn debug_shows_no_name_and_no_value() {
        let form = Form::parse(b"password=a&hunter2=x").unwrap();
        assert_eq!(format!("{form:?}"), "Form(2 parameters)");
    }
}
