//! What one sign-in expects of the ID token that ends it.

use super::claims::IdToken;

/// What the client remembers of the request that the ID token answers.
///
/// ```
/// use countersign_jose::*;
///
#[doc = include_str!("../examples/id_token.txt")]
/// let expected = Expected::nonce("n-0S6_WzA2Mj").access_token("SlAV32hkKG");
/// assert!(verifier.verify(token, &expected, now).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Expected<'e> {
    pub(super) nonce: Option<&'e str>,
    pub(super) max_age: Option<u64>,
    pub(super) access_token: Option<Hashed<'e>>,
    pub(super) code: Option<Hashed<'e>>,
    pub(super) original: Option<&'e IdToken>,
}

/// A text whose hash the token may or must carry.
#[derive(Clone, Copy)]
pub(super) struct Hashed<'e> {
    pub(super) text: &'e str,
    pub(super) required: bool,
}

impl<'e> Expected<'e> {
    /// An answer to a request with this nonce, which ties it to the browser that asked.
    ///
    /// ```
    #[doc = include_str!("../examples/id_token.txt")]
    /// assert!(verifier.verify(token, &Expected::nonce("n-0S6_WzA2Mj"), now).is_ok());
    /// let refused = verifier.verify(token, &Expected::nonce("another"), now);
    /// assert_eq!(refused, Err(VerifyError::Mismatch(Claim::Nonce)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn nonce(nonce: &'e str) -> Self {
        Self {
            nonce: Some(nonce),
            max_age: None,
            access_token: None,
            code: None,
            original: None,
        }
    }

    /// An answer to a request without nonce. A token with one is refused: it answers another
    /// request.
    ///
    /// Only where something else ties the answer to the browser, as PKCE does. An ID token need not
    /// say its type, so the nonce is also what other tokens lack: without it, an untyped access
    /// token of an issuer that names the client as its audience passes for an ID token.
    ///
    /// ```
    #[doc = include_str!("../examples/id_token.txt")]
    /// assert!(verifier.verify(token, &Expected::no_nonce(), now).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn no_nonce() -> Self {
        Self {
            nonce: None,
            max_age: None,
            access_token: None,
            code: None,
            original: None,
        }
    }

    /// An answer to a refresh of the session that began with this token (OpenID Connect Core section
    /// 12.2): of the same issuer, user, audience and time of sign-in, and the nonce may be left out.
    ///
    /// ```
    #[doc = include_str!("../examples/id_token.txt")]
    /// let original = verifier.verify(token, &expected, now)?;
    /// assert!(verifier.verify(token, &expected.refresh_of(&original), now).is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn refresh_of(mut self, original: &'e IdToken) -> Self {
        self.original = Some(original);
        self
    }

    /// The user must have signed in within this many seconds: the request's `max_age`, which makes
    /// `auth_time` required.
    ///
    /// ```
    #[doc = include_str!("../examples/id_token.txt")]
    /// let refused = verifier.verify(token, &expected.max_age(300), now);
    /// assert_eq!(refused, Err(VerifyError::Missing(Claim::AuthTime)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn max_age(mut self, seconds: u64) -> Self {
        self.max_age = Some(seconds);
        self
    }

    /// The access token that came with it from the token endpoint: `at_hash` must match where it is
    /// present.
    ///
    /// ```
    #[doc = include_str!("../examples/id_token.txt")]
    /// assert!(verifier.verify(token, &expected.access_token("SlAV32hkKG"), now).is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn access_token(mut self, text: &'e str) -> Self {
        self.access_token = Some(Hashed {
            text,
            required: false,
        });
        self
    }

    /// The access token that came with it through the browser: `at_hash` must be there and match
    /// (OpenID Connect Core section 3.2.2.9).
    ///
    /// ```
    #[doc = include_str!("../examples/id_token.txt")]
    /// let expected = expected.front_channel_access_token("SlAV32hkKG");
    /// let refused = verifier.verify(token, &expected, now);
    /// assert_eq!(refused, Err(VerifyError::Missing(Claim::IdAccessTokenHash)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn front_channel_access_token(mut self, text: &'e str) -> Self {
        self.access_token = Some(Hashed {
            text,
            required: true,
        });
        self
    }

    /// The code that came with it through the browser: `c_hash` must be there and match
    /// (OpenID Connect Core section 3.3.2.10).
    ///
    /// ```
    #[doc = include_str!("../examples/id_token.txt")]
    /// let expected = expected.front_channel_code("Qcb0Orv1zh30vL1MPRsbm");
    /// let refused = verifier.verify(token, &expected, now);
    /// assert_eq!(refused, Err(VerifyError::Missing(Claim::CodeHash)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn front_channel_code(mut self, text: &'e str) -> Self {
        self.code = Some(Hashed {
            text,
            required: true,
        });
        self
    }
}

/// Nonce, token and code are secrets of one sign-in.
impl std::fmt::Debug for Expected<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Expected")
            .field("max_age", &self.max_age)
            .finish_non_exhaustive()
    }
}
