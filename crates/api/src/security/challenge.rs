//! What a refused caller hears: WWW-Authenticate.

use std::fmt::Write as _;

use http::HeaderValue;
use http::header::WWW_AUTHENTICATE;

use crate::problem::{ErrorStatus, Problem};

/// Refusals of RFC 6750 section 3, with FastAPI's texts in the body. None says why a token was refused.
pub(super) struct Challenge {
    pub(super) realm: String,
}

impl Challenge {
    // RFC 6750 3.1: without authentication, no error code.
    pub(super) fn not_authenticated(&self) -> Problem {
        self.refuse(ErrorStatus::UNAUTHORIZED, "Not authenticated", &[])
    }

    pub(super) fn invalid_token(&self) -> Problem {
        let attributes = [
            ("error", "invalid_token"),
            (
                "error_description",
                "The access token is malformed, expired, revoked or meant for another API",
            ),
        ];
        self.refuse(
            ErrorStatus::UNAUTHORIZED,
            "Could not validate credentials",
            &attributes,
        )
    }

    // RFC 6750 3.1: name the scope that is necessary.
    pub(super) fn insufficient_scope(&self, required: &str) -> Problem {
        let attributes = [("error", "insufficient_scope"), ("scope", required)];
        self.refuse(
            ErrorStatus::FORBIDDEN,
            "Not enough permissions",
            &attributes,
        )
    }

    // RFC 6750 3: the scheme is followed by one or more attributes, so the realm is always there.
    fn refuse(&self, status: ErrorStatus, detail: &str, attributes: &[(&str, &str)]) -> Problem {
        let mut text = format!("Bearer realm=\"{}\"", quotable(&self.realm));
        for (name, value) in attributes {
            // Writing to a String cannot fail.
            let _ = write!(text, ", {name}=\"{value}\"");
        }
        let value = HeaderValue::try_from(text)
            .unwrap_or_else(|_| HeaderValue::from_static("Bearer realm=\"api\""));
        Problem::new(status, detail).with_header(WWW_AUTHENTICATE, value)
    }
}

// RFC 9110 5.6.4: a quoted string, here without anything that would need escaping.
fn quotable(text: &str) -> String {
    let plain = |letter: &char| matches!(letter, ' '..='~') && !matches!(letter, '"' | '\\');
    text.chars().filter(plain).collect()
}
