//! The run-time side of verification: keys that can change, and what the document says of the issuer.

mod oauth2;
mod refusal;
#[cfg(feature = "discover")]
mod remote;

use std::sync::Arc;

use arc_swap::ArcSwap;
use countersign_jose::{self as jose, AccessToken, KeySet, Verified};

use crate::clock::Clock;

pub use oauth2::OAuth2;
pub use refusal::Refusal;
#[cfg(feature = "discover")]
pub(crate) use remote::{KeySource, KeysError, Remote};

/// Verifies access tokens for one API: an issuer, an audience and a key set, none of them optional.
///
/// Clones are cheap and share the keys. It is the state that [`Bearer`](crate::Bearer) needs.
///
/// ```
/// use countersign_api::Verifier;
/// use countersign_jose::{self as jose, Algorithm, Audience, Issuer, KeySet, SigningKey};
///
/// let key = SigningKey::generate(Algorithm::Es256)?;
/// let rules = jose::Verifier::access_tokens(
///     Issuer::parse("https://id.example.com")?,
///     Audience::parse("https://api.example.com")?,
///     KeySet::new([key.verifying_key()])?,
/// );
/// let verifier = Verifier::fixed(rules).token_url("/token");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Verifier(Arc<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    keys: Arc<Keys>,
    oauth2: OAuth2,
    clock: Clock,
}

#[derive(Debug)]
struct Keys {
    rules: Arc<ArcSwap<jose::Verifier>>,
    #[cfg(feature = "discover")]
    remote: Option<Arc<Remote>>,
}

impl Verifier {
    /// For keys that this program holds itself. The document names `/token` as the token URL unless
    /// [`Verifier::token_url`] says otherwise.
    #[must_use]
    pub fn fixed(rules: jose::Verifier) -> Self {
        let keys = Keys {
            rules: Arc::new(ArcSwap::from_pointee(rules)),
            #[cfg(feature = "discover")]
            remote: None,
        };
        Self::new(keys, OAuth2::password("/token"), Clock::system())
    }

    /// For keys that an issuer publishes.
    #[cfg(feature = "discover")]
    pub(crate) fn remote(
        rules: jose::Verifier,
        remote: Remote,
        oauth2: OAuth2,
        clock: Clock,
    ) -> Self {
        let keys = Keys {
            rules: Arc::new(ArcSwap::from_pointee(rules)),
            remote: Some(Arc::new(remote)),
        };
        Self::new(keys, oauth2, clock)
    }

    fn new(keys: Keys, oauth2: OAuth2, clock: Clock) -> Self {
        let keys = Arc::new(keys);
        Self(Arc::new(Inner {
            keys,
            oauth2,
            clock,
        }))
    }

    /// The URL where the docs page asks for tokens; a path is relative to the document.
    #[must_use]
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.inner_mut().oauth2.token_url = url.into();
        self
    }

    /// The URL where the docs page sends people to sign in (authorization code with PKCE).
    #[must_use]
    pub fn authorization_url(mut self, url: impl Into<String>) -> Self {
        self.inner_mut().oauth2.authorization_url = Some(url.into());
        self
    }

    /// The scheme's name in the document; FastAPI's `OAuth2PasswordBearer` by default.
    #[must_use]
    pub fn scheme_name(mut self, name: impl Into<String>) -> Self {
        self.inner_mut().oauth2.scheme_name = name.into();
        self
    }

    /// Another source of time, for tests.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.inner_mut().clock = clock;
        self
    }

    /// Puts other keys in place for this verifier and all its clones, from the next token on.
    pub fn replace_keys(&self, keys: KeySet) {
        let rules = &self.0.keys.rules;
        rules.store(Arc::new(rules.load().with_keys(keys)));
    }

    /// What the document says of the issuer.
    #[must_use]
    pub fn oauth2(&self) -> &OAuth2 {
        &self.0.oauth2
    }

    /// Verifies an access token. Fetches keys first, if they come from afar and are due.
    ///
    /// # Errors
    ///
    /// [`Refusal`]; the reason is for the log, never for the caller.
    #[cfg_attr(
        not(feature = "discover"),
        expect(
            clippy::unused_async,
            reason = "the same signature with and without the feature"
        )
    )]
    pub async fn verify(&self, token: &str) -> Result<Verified<AccessToken>, Refusal> {
        let now = self.0.clock.now();
        let keys = &self.0.keys;
        #[cfg(feature = "discover")]
        if let Some(remote) = &keys.remote {
            remote.refresh_when_due(&keys.rules, now).await?;
        }
        let rules = keys.rules.load_full();
        let outcome = rules.verify(token, now);
        #[cfg(feature = "discover")]
        if let (Err(jose::VerifyError::UnknownKey), Some(remote)) = (&outcome, &keys.remote)
            && remote
                .refresh_for_unknown_key(&keys.rules, &rules, now)
                .await
        {
            return keys.rules.load().verify(token, now).map_err(Refusal::Token);
        }
        outcome.map_err(Refusal::Token)
    }

    // The protection space is the API that tokens are meant for.
    pub(crate) fn realm(&self) -> String {
        self.0.keys.rules.load().audience().as_str().to_owned()
    }

    fn inner_mut(&mut self) -> &mut Inner {
        Arc::make_mut(&mut self.0)
    }
}
