//! Discovery: an issuer's URL in, a verifier with its keys out.

mod error;
mod metadata;

use std::future::IntoFuture;
use std::pin::Pin;

use countersign_fetch::{Fetcher, Reach, Url, is_loopback};
use countersign_jose::{self as jose, Algorithm, Audience, IdentifierError, Issuer};

pub use error::DiscoverError;

use crate::clock::Clock;
use crate::verifier::{KeySource, KeysError, Remote, Verifier};
use metadata::{fetch_metadata, secure_url, without_user};

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
        let remote = Remote::new(source, fetched_at);
        Ok(Verifier::remote(
            rules,
            remote,
            metadata.into_oauth2(),
            self.clock,
        ))
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
