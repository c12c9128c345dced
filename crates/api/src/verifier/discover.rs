use std::future::IntoFuture;
use std::pin::Pin;
use std::sync::Arc;

use arc_swap::ArcSwap;
use countersign_fetch::{FetchError, Fetcher, Reach, Url, is_loopback, is_secure};
use countersign_jose::{self as jose, Algorithm, Audience, IdentifierError, Issuer, KeyError};
use serde::Deserialize;
use thiserror::Error;

use super::remote::{KeySource, KeysError, Remote};
use super::{Inner, Keys, OAuth2, Verifier};
use crate::clock::Clock;

/// Why an issuer could not be taken into use.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DiscoverError {
    /// The issuer or the audience is not written as it must be.
    #[error("`{given}` is refused: {reason}")]
    Identifier {
        /// As it was given.
        given: String,
        /// What is wrong with it.
        reason: IdentifierError,
    },
    /// A URL over which anyone between could put other keys.
    #[error(
        "`{url}` is not secure: use https (http is for a loopback issuer only), \
         without user name, password and fragment"
    )]
    NotSecure {
        /// The issuer, or what its metadata says; of one with a password only what follows it.
        url: String,
    },
    /// The issuer publishes no metadata that can be read.
    #[error("no metadata at {url}: {reason}{}", remedy(.reason))]
    Metadata {
        /// The last place that was tried.
        url: String,
        /// What went wrong there.
        reason: FetchError,
    },
    /// RFC 8414 section 3.3: metadata of another issuer.
    #[error("the metadata is that of `{found}`, expected exactly `{expected}`")]
    IssuerMismatch {
        /// As it was given.
        expected: String,
        /// As the metadata says.
        found: String,
    },
    /// The key set cannot be fetched.
    #[error("no keys at {url}: {reason}{}", remedy(.reason))]
    KeysUnavailable {
        /// Where the metadata says they are.
        url: String,
        /// What went wrong.
        reason: FetchError,
    },
    /// The key set is no key set.
    #[error("the keys at {url} are refused: {reason}")]
    KeysRefused {
        /// Where they are.
        url: String,
        /// What is wrong with them.
        reason: KeyError,
    },
    /// Not one key of the set is usable.
    #[error(
        "the keys at {url} hold none that can be used: publish one for ES256, EdDSA or RS256, \
         or name the algorithm of RSA keys without `alg` by `Discovery::rsa_algorithm`"
    )]
    NoKeys {
        /// Where they are.
        url: String,
    },
}

/// How a host out of reach comes within it, if that is meant.
const fn remedy(reason: &FetchError) -> &'static str {
    match reason {
        FetchError::OutOfReach(_) => {
            "; `Discovery::private_network` allows an issuer inside a private network"
        }
        _ => "",
    }
}

/// A discovery that has not begun: `.await` it. Made by [`Verifier::discover`].
#[derive(Debug, Clone)]
#[must_use = "await it"]
pub struct Discovery {
    issuer: String,
    audience: String,
    clock: Clock,
    private_network: bool,
    rsa_algorithm: Option<Algorithm>,
}

impl Verifier {
    /// Fetches the issuer's metadata (RFC 8414, or OpenID Connect Discovery) and keys, and keeps the keys
    /// fresh.
    ///
    /// Keys older than ten minutes are fetched again by the request that finds them so, while others go on
    /// with the old ones; there is no background task. A token with an unknown key id causes at most one
    /// fetch in thirty seconds. If the issuer is out of reach, the last good keys serve for a day, then
    /// every token is refused with 503. Only https (http for loopback), no redirects, five seconds and 256 kB
    /// at most.
    ///
    /// Only addresses of the internet are connected to, whatever name leads there; an issuer on loopback may
    /// be on loopback. [`Discovery::private_network`] is for one inside a private network. Proxies that the
    /// environment names are not used, since a proxy looks up names itself.
    ///
    /// # Errors
    ///
    /// [`DiscoverError`], which names the URL and what was expected there.
    ///
    /// ```no_run
    /// use countersign_api::Verifier;
    ///
    /// # async fn example() -> Result<(), countersign_api::DiscoverError> {
    /// let verifier = Verifier::discover("https://id.example.com", "https://api.example.com").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn discover(issuer: impl Into<String>, audience: impl Into<String>) -> Discovery {
        Discovery {
            issuer: issuer.into(),
            audience: audience.into(),
            clock: Clock::system(),
            private_network: false,
            rsa_algorithm: None,
        }
    }
}

impl Discovery {
    /// Another source of time, for tests.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// For an issuer inside a private network: allows private, unique-local, carrier-shared and loopback
    /// addresses, over https, and the proxy that `HTTPS_PROXY` names, if any.
    ///
    /// Whoever writes the issuer's metadata then chooses which https service in there is asked for keys.
    /// Link-local addresses, where clouds keep their credentials, stay out of reach without a proxy.
    ///
    /// ```no_run
    /// use countersign_api::Verifier;
    ///
    /// # async fn example() -> Result<(), countersign_api::DiscoverError> {
    /// let verifier = Verifier::discover("https://id.corp.example", "https://api.corp.example")
    ///     .private_network()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn private_network(mut self) -> Self {
        self.private_network = true;
        self
    }

    /// The algorithm of RSA keys that name none (`alg` is optional, RFC 7517 section 4.4), as those of
    /// Microsoft Entra. Without it they are skipped: a key is for one algorithm (RFC 8725 section 3.1).
    /// Keys that do name one keep it. An algorithm that is not RSA's leaves them skipped.
    ///
    /// ```no_run
    /// use countersign_api::Verifier;
    /// use countersign_jose::Algorithm;
    ///
    /// # async fn example() -> Result<(), countersign_api::DiscoverError> {
    /// let verifier = Verifier::discover("https://id.example.com", "https://api.example.com")
    ///     .rsa_algorithm(Algorithm::Rs256)
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn rsa_algorithm(mut self, algorithm: Algorithm) -> Self {
        self.rsa_algorithm = Some(algorithm);
        self
    }

    async fn run(self) -> Result<Verifier, DiscoverError> {
        let issuer = Issuer::parse(&self.issuer)
            .map_err(|reason| identifier(without_user(&self.issuer), reason))?;
        let audience = Audience::parse(&self.audience)
            .map_err(|reason| identifier(self.audience.clone(), reason))?;
        let base = secure_url(&self.issuer, true)?;
        let reach = self.reach(&base);
        let fetcher = Fetcher::new(reach).map_err(|reason| DiscoverError::Metadata {
            url: self.issuer.clone(),
            reason,
        })?;
        let metadata = fetch_metadata(&fetcher, &base).await?;
        // RFC 8414 3.3: the identifier must be the same, character by character.
        if metadata.issuer != issuer.as_str() {
            let (expected, found) = (self.issuer, metadata.issuer);
            return Err(DiscoverError::IssuerMismatch { expected, found });
        }
        let source = KeySource {
            fetcher,
            url: secure_url(&metadata.jwks_uri, reach == Reach::Loopback)?,
            rsa_algorithm: self.rsa_algorithm,
        };
        let fetched_at = self.clock.now();
        let keys = source
            .fetch()
            .await
            .map_err(|error| no_keys(metadata.jwks_uri.clone(), error))?;
        let rules = jose::Verifier::access_tokens(issuer, audience, keys);
        let keys = Keys {
            rules: Arc::new(ArcSwap::from_pointee(rules)),
            remote: Some(Arc::new(Remote::new(source, fetched_at))),
        };
        Ok(Verifier(Arc::new(Inner {
            keys: Arc::new(keys),
            oauth2: metadata.into_oauth2(),
            clock: self.clock,
        })))
    }

    fn reach(&self, issuer: &Url) -> Reach {
        if is_loopback(issuer) {
            Reach::Loopback
        } else if self.private_network {
            Reach::PrivateNetwork
        } else {
            Reach::Public
        }
    }
}

impl IntoFuture for Discovery {
    type Output = Result<Verifier, DiscoverError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

/// RFC 8414 section 2, as far as it matters here.
#[derive(Debug, Deserialize)]
struct Metadata {
    issuer: String,
    jwks_uri: String,
    authorization_endpoint: Option<String>,
    token_endpoint: Option<String>,
    grant_types_supported: Option<Vec<String>>,
}

impl Metadata {
    fn into_oauth2(self) -> OAuth2 {
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
async fn fetch_metadata(fetcher: &Fetcher, issuer: &Url) -> Result<Metadata, DiscoverError> {
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
fn secure_url(text: &str, may_be_local: bool) -> Result<Url, DiscoverError> {
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
fn without_user(text: &str) -> String {
    let shown = text.rsplit_once('@').map_or(text, |(_, after)| after);
    shown.to_owned()
}

fn identifier(given: String, reason: IdentifierError) -> DiscoverError {
    DiscoverError::Identifier { given, reason }
}

fn no_keys(url: String, error: KeysError) -> DiscoverError {
    match error {
        KeysError::Fetch(reason) => DiscoverError::KeysUnavailable { url, reason },
        KeysError::Set(reason) => DiscoverError::KeysRefused { url, reason },
        KeysError::Empty => DiscoverError::NoKeys { url },
    }
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

    #[test]
    fn inner_addresses_are_for_a_loopback_issuer_or_by_choice() {
        let outside = Verifier::discover("https://id.example.com", "https://api.example.com");
        let base = Url::parse("https://id.example.com").expect("a URL");
        let local = Url::parse("http://127.0.0.1:8000").expect("a URL");
        assert_eq!(outside.reach(&base), Reach::Public);
        assert_eq!(outside.reach(&local), Reach::Loopback);
        let inside = outside.private_network();
        assert_eq!(inside.reach(&base), Reach::PrivateNetwork);
        assert_eq!(inside.reach(&local), Reach::Loopback);
    }
}
