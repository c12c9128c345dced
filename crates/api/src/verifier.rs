//! The run-time side of verification: keys that can change, and what the document says of the issuer.

mod current;
mod oauth2;
mod refusal;
#[cfg(feature = "discover")]
mod remote;

use std::sync::Arc;

use countersign_jose::{self as jose, AccessToken, KeySet, Verified};

use crate::clock::Clock;
use current::Current;

pub use oauth2::OAuth2;
pub use refusal::Refusal;
#[cfg(feature = "discover")]
pub(crate) use remote::{KeySource, KeysError, Remote};

/// Verifies access tokens for one API: an issuer, an audience and a key set, none of them optional.
///
/// Clones are cheap and share the keys and the tokens that were verified. It is the state that [`Bearer`](crate::Bearer) needs.
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
    current: Current,
    #[cfg(feature = "discover")]
    remote: Option<Arc<Remote>>,
}

impl Verifier {
    /// For keys that this program holds itself. The document names `/token` as the token URL unless
    /// [`Verifier::token_url`] says otherwise.
    #[must_use]
    pub fn fixed(rules: jose::Verifier) -> Self {
        let keys = Keys {
            current: Current::new(rules),
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
            current: Current::new(rules),
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

    /// How many tokens this verifier and all its clones remember as verified, so that the second request with
    /// one costs a SHA-256 and not a signature: 8,192 unless said otherwise, and none if 0. What was
    /// remembered until now is forgotten.
    ///
    /// A place takes 60 bytes from the start, and a common token half a kilobyte with its claims: 4.5 MB
    /// when all places of the default are taken. The number is rounded up to a power of two of 8 or more, and capped at 1,048,576.
    ///
    /// A token is remembered until it expires, or for five minutes if that is sooner; times are checked for
    /// every request. Other keys ([`Verifier::replace_keys`], or those that the issuer publishes) start with
    /// nothing remembered. Not remembered are refusals, tokens of more than 4,096 bytes, and tokens under a
    /// shared secret, which cost no more to verify.
    ///
    /// ```
    /// # use countersign_api::Verifier;
    /// # fn example(rules: countersign_jose::Verifier) {
    /// // An API with more than 8,192 active users: up to 36 MB.
    /// let verifier = Verifier::fixed(rules).remembered_tokens(65_536);
    /// # }
    /// ```
    #[must_use]
    pub fn remembered_tokens(self, capacity: usize) -> Self {
        self.0.keys.current.remember(capacity);
        self
    }

    /// Puts other keys in place for this verifier and all its clones, from the next token on. A token that was
    /// remembered is verified again, so a key that is withdrawn stops at once.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use countersign_api::Verifier;
    /// use countersign_jose::{self as jose, Algorithm, Audience, Issuer, KeySet, SigningKey};
    ///
    /// # let issuer = Issuer::parse("https://id.example.com")?;
    /// # let audience = Audience::parse("https://api.example.com")?;
    /// # let old_key = SigningKey::generate(Algorithm::Es256)?;
    /// # let keys = KeySet::new([old_key.verifying_key()])?;
    /// # let verifier = Verifier::fixed(jose::Verifier::access_tokens(issuer.clone(), audience.clone(), keys));
    /// # let now = countersign_api::Clock::system().now();
    /// # let claims = jose::AccessToken {
    /// #     issuer, audience: audience.into(), subject: "alice".into(), client_id: "shop".into(),
    /// #     issued_at: now, expires_at: now.saturating_add(300), token_id: "8f2c".into(),
    /// #     scope: jose::Scopes::default(), confirmation: None,
    /// # };
    /// # let token = &jose::Signer::access_tokens(old_key).sign(&claims)?;
    /// assert!(verifier.verify(token).await.is_ok());
    /// let key = SigningKey::generate(Algorithm::Es256)?;
    /// verifier.clone().replace_keys(KeySet::new([key.verifying_key()])?);
    /// assert!(verifier.verify(token).await.is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn replace_keys(&self, keys: KeySet) {
        self.0.keys.current.replace_keys(keys);
    }

    /// What the document says of the issuer.
    #[must_use]
    pub fn oauth2(&self) -> &OAuth2 {
        &self.0.oauth2
    }

    /// Verifies an access token, or remembers that it did ([`Verifier::remembered_tokens`]). Fetches keys
    /// first, if they come from afar and are due.
    ///
    /// # Errors
    ///
    /// [`Refusal`]; the reason is for the log, never for the caller.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use countersign_api::Verifier;
    /// # use countersign_jose::{self as jose, Algorithm, Audience, Issuer, KeySet, SigningKey};
    ///
    /// # let issuer = Issuer::parse("https://id.example.com")?;
    /// # let audience = Audience::parse("https://api.example.com")?;
    /// # let key = SigningKey::generate(Algorithm::Es256)?;
    /// # let keys = KeySet::new([key.verifying_key()])?;
    /// # let verifier = Verifier::fixed(jose::Verifier::access_tokens(issuer.clone(), audience.clone(), keys));
    /// # let now = countersign_api::Clock::system().now();
    /// # let claims = jose::AccessToken {
    /// #     issuer, audience: audience.into(), subject: "alice".into(), client_id: "shop".into(),
    /// #     issued_at: now, expires_at: now.saturating_add(300), token_id: "8f2c".into(),
    /// #     scope: jose::Scopes::default(), confirmation: None,
    /// # };
    /// # let token = &jose::Signer::access_tokens(key).sign(&claims)?;
    /// let claims = verifier.verify(token).await?;
    /// assert_eq!(claims.subject, "alice");
    /// # Ok(())
    /// # }
    /// ```
    #[cfg_attr(
        not(feature = "discover"),
        expect(
            clippy::unused_async,
            reason = "the same signature with and without the feature"
        )
    )]
    pub async fn verify(&self, token: &str) -> Result<Arc<Verified<AccessToken>>, Refusal> {
        let now = self.0.clock.now();
        let keys = &self.0.keys;
        #[cfg(feature = "discover")]
        if let Some(remote) = &keys.remote {
            return remote.verify(&keys.current, token, now).await;
        }
        keys.current
            .load()
            .verify(token, now)
            .map_err(Refusal::Token)
    }

    // The protection space is the API that tokens are meant for.
    pub(crate) fn realm(&self) -> String {
        self.0.keys.current.load().audience().as_str().to_owned()
    }

    fn inner_mut(&mut self) -> &mut Inner {
        Arc::make_mut(&mut self.0)
    }
}
