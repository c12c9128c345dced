//! Public keys as they travel: JWK and JWK Set (RFC 7517), the tolerant wire form.

use std::borrow::Cow;
use std::collections::BTreeSet;

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::KeyError;
use crate::encoding::json::{Members, Value, WrongType};

/// One public key on the wire: read with tolerance, not yet usable.
///
/// Any object with unique member names can be read; [`crate::VerifyingKey::from_jwk`] decides
/// whether it is a key. Private members are noticed but
/// never kept, and so cannot be written out again.
///
/// ```
/// use countersign_jose::{Jwk, KeyError, VerifyingKey};
///
/// let leaked: Jwk = serde_json::from_str(r#"{"kty":"EC","crv":"P-256","d":"AAAA"}"#)?;
/// assert_eq!(VerifyingKey::from_jwk(&leaked).unwrap_err(), KeyError::PrivateMembers);
/// assert!(!serde_json::to_string(&leaked)?.contains("AAAA"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Jwk {
    #[serde(rename = "kty")]
    pub(crate) key_type: String,
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub(crate) purpose: Option<String>,
    #[serde(rename = "key_ops", skip_serializing_if = "Option::is_none")]
    pub(crate) operations: Option<Vec<String>>,
    #[serde(rename = "alg", skip_serializing_if = "Option::is_none")]
    pub(crate) algorithm: Option<String>,
    #[serde(rename = "kid", skip_serializing_if = "Option::is_none")]
    pub(crate) key_id: Option<String>,
    #[serde(rename = "crv", skip_serializing_if = "Option::is_none")]
    pub(crate) curve: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) x: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) y: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) n: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) e: Option<String>,
    #[serde(rename = "pub", skip_serializing_if = "Option::is_none")]
    pub(crate) public: Option<String>,
    #[serde(skip)]
    pub(crate) fault: Option<KeyError>,
}

/// A set of public keys on the wire: what an issuer publishes as its JWKS.
///
/// One odd member does not spoil the set: of `keys`, what is no [`Jwk`] stands in the list as a key
/// that no one can use. Read with `serde_json`, and not within `#[serde(flatten)]`: each member is
/// taken as the text that it is.
///
/// ```
/// use countersign_jose::{JwkSet, KeySet};
///
/// let wire: JwkSet = serde_json::from_str(r#"{"keys":[{"kty":"new","kid":"1"},"no key"]}"#)?;
/// let usable = KeySet::from_jwks(&wire)?;
/// assert!(usable.is_empty());
/// assert_eq!(usable.skipped().len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct JwkSet {
    /// The keys, in the issuer's order.
    pub keys: Vec<Jwk>,
}

impl Jwk {
    /// The key's `kid` as it was written, whether usable or not.
    ///
    /// ```
    /// # use countersign_jose::Jwk;
    /// let key: Jwk = serde_json::from_str(r#"{"kty":"EC","kid":"1"}"#)?;
    /// assert_eq!(key.key_id(), Some("1"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// The key's `alg` as it was written, whether known or not.
    ///
    /// ```
    /// # use countersign_jose::Jwk;
    /// let key: Jwk = serde_json::from_str(r#"{"kty":"EC","alg":"ES512"}"#)?;
    /// assert_eq!(key.algorithm(), Some("ES512"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn algorithm(&self) -> Option<&str> {
        self.algorithm.as_deref()
    }

    /// What stands for a member of a set that cannot be read.
    fn unreadable() -> Self {
        const WANTED: &str = "an object of unique names, paired surrogates and numbers in range";
        Self {
            fault: Some(KeyError::Malformed(WANTED)),
            ..Self::default()
        }
    }

    /// Whether the key may verify signatures, whatever its material is.
    pub(crate) fn check_verifies(&self) -> Result<(), KeyError> {
        self.check_use(&["verify"], KeyError::NotForVerifying)
    }

    /// Whether the key's metadata allows all of these operations.
    pub(crate) fn check_use(&self, wanted: &[&str], refusal: KeyError) -> Result<(), KeyError> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        // RFC 7517 4.2: `sig` is the only use that fits.
        if self.purpose.as_deref().is_some_and(|it| it != "sig") {
            return Err(refusal);
        }
        let Some(operations) = &self.operations else {
            return Ok(());
        };
        // RFC 7517 4.3: values are not repeated.
        let distinct: BTreeSet<_> = operations.iter().collect();
        if distinct.len() < operations.len() {
            return Err(KeyError::Malformed("`key_ops` without repetition"));
        }
        if wanted.iter().all(|it| operations.iter().any(|o| o == it)) {
            Ok(())
        } else {
            Err(refusal)
        }
    }

    /// Reads the public members; gives the private ones, in the order of [`NAMES`].
    pub(crate) fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<(Self, [Option<Value<'de>>; PRIVATE]), D::Error> {
        let [
            key_type,
            purpose,
            operations,
            algorithm,
            key_id,
            curve,
            x,
            y,
            n,
            e,
            public,
            private @ ..,
        ] = Members(&NAMES).deserialize(deserializer)?;
        let mut fault = None;
        let mut text = |value: Option<Value<'de>>| {
            let text = value.map(Value::into_text).transpose();
            if text.is_err() {
                fault = Some(KeyError::Malformed("string members in the JWK"));
            }
            text.ok().flatten().map(Cow::into_owned)
        };
        let mut key = Self {
            key_type: text(key_type).unwrap_or_default(),
            purpose: text(purpose),
            algorithm: text(algorithm),
            key_id: text(key_id),
            curve: text(curve),
            x: text(x),
            y: text(y),
            n: text(n),
            e: text(e),
            public: text(public),
            operations: None,
            fault: None,
        };
        key.fault = fault;
        match operations.map(texts).transpose() {
            Ok(operations) => key.operations = operations,
            Err(WrongType) => key.fault = Some(KeyError::Malformed("`key_ops` as a list")),
        }
        Ok((key, private))
    }
}

/// How many of [`NAMES`] are private: the last ones.
pub(crate) const PRIVATE: usize = 9;

const NAMES: [&str; 20] = [
    "kty", "use", "key_ops", "alg", "kid", "crv", "x", "y", "n", "e", "pub", "d", "p", "q", "dp",
    "dq", "qi", "k", "priv", "oth",
];

impl<'de> Deserialize<'de> for Jwk {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (mut key, private) = Self::read(deserializer)?;
        // RFC 7517 9.2: private values must not be published; a key that was is not to be trusted.
        if private.iter().any(Option::is_some) {
            key.fault = Some(KeyError::PrivateMembers);
        }
        Ok(key)
    }
}

impl<'de> Deserialize<'de> for JwkSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(SetVisitor)
    }
}

struct SetVisitor;

impl<'de> Visitor<'de> for SetVisitor {
    type Value = JwkSet;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object with a list of `keys`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<JwkSet, A::Error> {
        let mut members: Option<Vec<Box<RawValue>>> = None;
        while let Some(name) = map.next_key::<String>()? {
            // RFC 7517 5: other members are ignored.
            if name != "keys" {
                map.next_value::<IgnoredAny>()?;
            } else if members.is_some() {
                return Err(A::Error::duplicate_field("keys"));
            } else {
                members = Some(map.next_value()?);
            }
        }
        let members = members.ok_or_else(|| A::Error::missing_field("keys"))?;
        // RFC 7517 5: keys that are not understood are ignored, and the others are used.
        let read = |member: &RawValue| serde_json::from_str(member.get());
        let keys = members
            .iter()
            .map(|member| read(member).unwrap_or_else(|_| Jwk::unreadable()));
        Ok(JwkSet {
            keys: keys.collect(),
        })
    }
}

fn texts(value: Value<'_>) -> Result<Vec<String>, WrongType> {
    match value {
        Value::List(values) => values
            .into_iter()
            .map(|value| value.into_text().map(Cow::into_owned))
            .collect(),
        _ => Err(WrongType),
    }
}
