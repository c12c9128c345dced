//! Private and shared keys as they travel between their owner's machines.

use std::fmt;

use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::encoding::base64;
use crate::encoding::json::Value;
use crate::{Jwk, KeyError};

/// A private or shared key on the wire (RFC 7517): what is stored, and never published.
///
/// A type of its own, so that it does not fit where a public [`Jwk`] is published. Its secret
/// members are wiped from memory when it is dropped; text that it is read from or written to is the
/// caller's to wipe. `Debug` shows type, algorithm and key id. Reading is tolerant:
/// [`crate::SigningKey::from_jwk`] and [`crate::SymmetricKey::from_jwk`] decide whether it is a key.
///
/// ```
/// use countersign_jose::{Algorithm, PrivateJwk, SigningKey};
///
/// let key = SigningKey::generate(Algorithm::Es256)?;
/// let stored = serde_json::to_string(&key.to_jwk()?)?;
/// let read: PrivateJwk = serde_json::from_str(&stored)?;
/// assert_eq!(SigningKey::from_jwk(&read)?.key_id(), key.key_id());
/// assert!(!format!("{read:?}").contains("\"d\""));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct PrivateJwk {
    pub(crate) public: Jwk,
    /// A private scalar (EC), seed (OKP) or exponent (RSA).
    pub(crate) d: Option<Secret>,
    pub(crate) p: Option<Secret>,
    pub(crate) q: Option<Secret>,
    pub(crate) dp: Option<Secret>,
    pub(crate) dq: Option<Secret>,
    pub(crate) qi: Option<Secret>,
    /// A shared secret.
    pub(crate) k: Option<Secret>,
    /// The seed of an ML-DSA key (`priv`).
    pub(crate) seed: Option<Secret>,
    fault: Option<KeyError>,
}

/// Base64url of secret bytes.
pub(crate) struct Secret(Zeroizing<String>);

impl Secret {
    pub(crate) fn encode(bytes: &[u8]) -> Self {
        Self(Zeroizing::new(base64::encode(bytes)))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl PrivateJwk {
    /// A public key to which secret members will be added.
    pub(crate) const fn new(public: Jwk) -> Self {
        Self {
            public,
            d: None,
            p: None,
            q: None,
            dp: None,
            dq: None,
            qi: None,
            k: None,
            seed: None,
            fault: None,
        }
    }

    /// The key's `kid` as it was written, whether usable or not.
    ///
    /// ```
    /// # use countersign_jose::PrivateJwk;
    /// let key: PrivateJwk = serde_json::from_str(r#"{"kty":"EC","kid":"1"}"#)?;
    /// assert_eq!(key.key_id(), Some("1"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.public.key_id()
    }

    /// The key's `alg` as it was written, whether known or not.
    ///
    /// ```
    /// # use countersign_jose::PrivateJwk;
    /// let key: PrivateJwk = serde_json::from_str(r#"{"kty":"oct","alg":"HS256"}"#)?;
    /// assert_eq!(key.algorithm(), Some("HS256"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn algorithm(&self) -> Option<&str> {
        self.public.algorithm()
    }

    /// Whether the key's metadata allows all of these operations.
    pub(crate) fn check_use(&self, wanted: &[&str]) -> Result<(), KeyError> {
        self.fault.map_or(Ok(()), Err)?;
        self.public.check_use(wanted, KeyError::NotForSigning)
    }

    fn secrets(&self) -> [(&'static str, &Option<Secret>); 8] {
        [
            ("d", &self.d),
            ("p", &self.p),
            ("q", &self.q),
            ("dp", &self.dp),
            ("dq", &self.dq),
            ("qi", &self.qi),
            ("k", &self.k),
            ("priv", &self.seed),
        ]
    }
}

impl<'de> Deserialize<'de> for PrivateJwk {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (public, [d, p, q, dp, dq, qi, k, seed, others]) = Jwk::read(deserializer)?;
        let mut fault = None;
        let mut secret = |value: Option<Value<'de>>| {
            let text = value.map(Value::into_text).transpose();
            if text.is_err() {
                fault = Some(KeyError::Malformed("string members in the JWK"));
            }
            let text = text.ok().flatten()?;
            Some(Secret(Zeroizing::new(text.into_owned())))
        };
        let mut key = Self {
            public,
            d: secret(d),
            p: secret(p),
            q: secret(q),
            dp: secret(dp),
            dq: secret(dq),
            qi: secret(qi),
            k: secret(k),
            seed: secret(seed),
            fault: None,
        };
        key.fault = fault;
        // RFC 7518 6.3.2.7: more primes than two; a reader that does not know them must not use
        // the key.
        if others.is_some() {
            key.fault = Some(KeyError::Malformed(
                "an RSA key of two primes, without `oth`",
            ));
        }
        Ok(key)
    }
}

impl Serialize for PrivateJwk {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let public = &self.public;
        let texts = [
            ("kty", Some(&public.key_type)),
            ("use", public.purpose.as_ref()),
            ("alg", public.algorithm.as_ref()),
            ("kid", public.key_id.as_ref()),
            ("crv", public.curve.as_ref()),
            ("x", public.x.as_ref()),
            ("y", public.y.as_ref()),
            ("n", public.n.as_ref()),
            ("e", public.e.as_ref()),
            ("pub", public.public.as_ref()),
        ];
        let mut map = serializer.serialize_map(None)?;
        for (name, text) in texts {
            if let Some(text) = text {
                map.serialize_entry(name, text)?;
            }
        }
        if let Some(operations) = &public.operations {
            map.serialize_entry("key_ops", operations)?;
        }
        for (name, secret) in self.secrets() {
            if let Some(secret) = secret {
                map.serialize_entry(name, secret.as_str())?;
            }
        }
        map.end()
    }
}

impl fmt::Debug for PrivateJwk {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("PrivateJwk")
            .field("key_type", &self.public.key_type)
            .field("algorithm", &self.algorithm())
            .field("key_id", &self.key_id())
            .finish_non_exhaustive()
    }
}
