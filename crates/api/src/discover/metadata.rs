//! What an issuer publishes of itself, and which URLs of it are used.

use countersign_fetch::{FetchError, Fetcher, Url, is_secure};
use serde::Deserialize;

use super::error::DiscoverError;
use crate::verifier::OAuth2;

/// RFC 8414 section 2, as far as it matters here.
#[derive(Debug, Deserialize)]
pub(super) struct Metadata {
    pub(super) issuer: String,
    pub(super) jwks_uri: String,
    authorization_endpoint: Option<String>,
    token_endpoint: Option<String>,
    grant_types_supported: Option<Vec<String>>,
}

impl Metadata {
    pub(super) fn into_oauth2(self) -> OAuth2 {
        // RFC 8414 2: where the list is left out, the password grant is not in it.
        let grants = self.grant_types_supported.unwrap_or_default();
        let password_flow = grants.iter().any(|grant| grant == "password");
        let has_token_url = self.token_endpoint.is_some();
        let mut oauth2 = OAuth2::password(&self.token_endpoint.unwrap_or_default());
        oauth2.password_flow = password_flow && has_token_url;
        oauth2.authorization_url = self.authorization_endpoint.filter(|_| has_token_url);
        oauth2
    }
}

// RFC 8414 3.1 puts the well-known part before the issuer's path, OpenID Connect Discovery 4 after it.
pub(super) async fn fetch_metadata(
    fetcher: &Fetcher,
    issuer: &Url,
) -> Result<Metadata, DiscoverError> {
    let path = issuer.path().trim_end_matches('/');
    let places = [
        format!("/.well-known/oauth-authorization-server{path}"),
        format!("{path}/.well-known/openid-configuration"),
    ];
    let mut last = None;
    for place in places {
        let mut url = issuer.clone();
        url.set_path(&place);
        let shown = url.to_string();
        match fetcher.get_json(&url).await {
            Ok(metadata) => return Ok(metadata),
            // Silence is not asked twice.
            Err(reason @ (FetchError::NoAnswer(_) | FetchError::OutOfReach(_))) => {
                return Err(DiscoverError::Metadata { url: shown, reason });
            }
            Err(reason) => last = Some(DiscoverError::Metadata { url: shown, reason }),
        }
    }
    Err(last.unwrap_or_else(|| DiscoverError::NotSecure {
        url: issuer.to_string(),
    }))
}

// An issuer elsewhere must not send this program to its own machine.
pub(super) fn secure_url(text: &str, may_be_local: bool) -> Result<Url, DiscoverError> {
    Url::parse(text)
        .ok()
        .filter(|url| is_secure(url) && (may_be_local || url.scheme() == "https"))
        // RFC 3986 3.5: a fragment is never sent, so it is there by mistake or to mislead.
        .filter(|url| url.fragment().is_none())
        .ok_or_else(|| DiscoverError::NotSecure {
            url: without_user(text),
        })
}

// A password must not come into an error, whatever else is wrong with the URL.
pub(super) fn without_user(text: &str) -> String {
    let shown = text.rsplit_once('@').map_or(text, |(_, after)| after);
    shown.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_over_https_from_a_url_without_user_and_fragment() {
        let refused = [
            "http://id.example.com/jwks",
            "http://127.0.0.1/jwks",
            "http://localhost/jwks",
            "file:///etc/jwks.json",
            "data:application/json,{}",
            "ftp://id.example.com/jwks",
            "https://user@id.example.com/jwks",
            "https://user:secret@id.example.com/jwks",
            "https://:secret@id.example.com/jwks",
            "https://id.example.com@evil.example/jwks",
            "https://id.example.com/jwks#keys",
            "https://",
            "/jwks",
            "",
        ];
        for url in refused {
            let error = secure_url(url, false).expect_err(url);
            assert!(matches!(error, DiscoverError::NotSecure { .. }), "{url}");
            assert!(!error.to_string().contains("secret"), "{error}");
        }
        for url in [
            "https://id.example.com/jwks?v=1",
            "https://id.example.com:8443/",
        ] {
            assert!(secure_url(url, false).is_ok(), "{url}");
        }
    }
}
