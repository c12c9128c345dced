//! Signing: claims in, compact token out.

use serde::Serialize;

use crate::claims::REGISTERED;
use crate::compact::MAX_TOKEN;
use crate::json::read_object;
use crate::{AccessToken, KeyId, SignError, SigningKey, SymmetricKey, base64};

/// Signs tokens of one kind with one key. The header is fixed when the signer is made.
///
/// ```
/// use countersign_jose::*;
///
/// let signer = Signer::access_tokens(SigningKey::generate(Algorithm::EdDsa)?);
/// let token = signer.sign(&AccessToken {
///     issuer: Issuer::parse("https://id.example.com")?,
///     subject: "alice".into(),
///     audience: Audience::parse("https://api.example.com")?.into(),
///     client_id: "shop".into(),
///     issued_at: UnixTime::from_seconds(1_700_000_000),
///     expires_at: UnixTime::from_seconds(1_700_000_300),
///     token_id: "8f2c".into(),
///     scope: Scopes::default(),
/// })?;
/// assert_eq!(token.split('.').count(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Signer {
    key: Key,
    /// The header, encoded, and the dot after it.
    prefix: String,
}

#[derive(Clone, Debug)]
enum Key {
    Asymmetric(SigningKey),
    Symmetric(SymmetricKey),
}

#[derive(Serialize)]
struct Header<'h> {
    alg: &'static str,
    typ: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<&'h KeyId>,
}

/// RFC 9068 2.1: the type of an access token.
const ACCESS_TOKEN: &str = "at+jwt";

impl Signer {
    /// Signs RFC 9068 access tokens (`typ` at+jwt) with a private key.
    ///
    /// ```
    /// # use countersign_jose::{Algorithm, Signer, SigningKey};
    /// let signer = Signer::access_tokens(SigningKey::generate(Algorithm::Es256)?);
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    #[must_use]
    pub fn access_tokens(key: SigningKey) -> Self {
        let prefix = prefix(key.algorithm().name(), Some(key.key_id()));
        let key = Key::Asymmetric(key);
        Self { key, prefix }
    }

    /// Signs RFC 9068 access tokens with a shared secret.
    ///
    /// ```
    /// # use countersign_jose::{Signer, SymmetricKey};
    /// let signer = Signer::symmetric_access_tokens(SymmetricKey::new(&[0x5a; 32])?);
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    #[must_use]
    pub fn symmetric_access_tokens(key: SymmetricKey) -> Self {
        let prefix = prefix(key.algorithm().name(), key.key_id());
        let key = Key::Symmetric(key);
        Self { key, prefix }
    }

    /// Signs a token.
    ///
    /// # Errors
    /// [`SignError`] where a verifier would refuse the token, or the library fails.
    ///
    /// ```
    /// # use countersign_jose::*;
    /// # fn mint(signer: &Signer, claims: &AccessToken) -> Result<String, SignError> {
    /// let token: String = signer.sign(claims)?;
    /// # Ok(token)
    /// # }
    /// ```
    pub fn sign(&self, token: &AccessToken) -> Result<String, SignError> {
        token.check()?;
        let payload = serde_json::to_vec(token).map_err(|_| SignError::Library)?;
        self.seal(&payload)
    }

    /// Signs a token with claims of the caller's own beside the registered ones.
    ///
    /// # Errors
    /// As [`Self::sign`], and [`SignError::ExtraClaims`] where `extra` is not a JSON object or
    /// names a registered claim.
    ///
    /// ```
    /// # use countersign_jose::*;
    /// # fn mint(signer: &Signer, claims: &AccessToken) -> Result<String, SignError> {
    /// #[derive(serde::Serialize)]
    /// struct Tenant { tenant: u32 }
    ///
    /// let token = signer.sign_with(claims, &Tenant { tenant: 7 })?;
    /// # Ok(token)
    /// # }
    /// ```
    pub fn sign_with<T: Serialize>(
        &self,
        token: &AccessToken,
        extra: &T,
    ) -> Result<String, SignError> {
        token.check()?;
        let mut payload = serde_json::to_vec(token).map_err(|_| SignError::Library)?;
        let extra = serde_json::to_vec(extra).map_err(|_| SignError::ExtraClaims)?;
        let registered = read_object(&extra, &REGISTERED).map_err(|_| SignError::ExtraClaims)?;
        if registered.iter().any(Option::is_some) {
            return Err(SignError::ExtraClaims);
        }
        // Both are objects with members, or `extra` is the empty one: `{a}` and `{b}` make `{a,b}`.
        if let Some(members) = extra.strip_prefix(b"{").filter(|members| *members != b"}") {
            payload.pop();
            payload.push(b',');
            payload.extend_from_slice(members);
        }
        self.seal(&payload)
    }

    fn seal(&self, payload: &[u8]) -> Result<String, SignError> {
        // The largest signature here, RSA of 8192 bits, in base64url.
        const SIGNATURE: usize = 1_367;
        if payload.len() > MAX_TOKEN {
            return Err(SignError::TooLarge);
        }
        let payload_text = payload.len().div_ceil(3).saturating_mul(4);
        let len = self
            .prefix
            .len()
            .saturating_add(payload_text)
            .saturating_add(SIGNATURE);
        let mut token = String::with_capacity(len);
        token.push_str(&self.prefix);
        base64::append(payload, &mut token);
        match &self.key {
            Key::Asymmetric(key) => key.sign(&mut token)?,
            Key::Symmetric(key) => key.sign(&mut token),
        }
        if token.len() > MAX_TOKEN {
            Err(SignError::TooLarge)
        } else {
            Ok(token)
        }
    }
}

fn prefix(alg: &'static str, kid: Option<&KeyId>) -> String {
    let typ = ACCESS_TOKEN;
    // Three strings always serialize; an empty header would make every token invalid.
    let header = serde_json::to_vec(&Header { alg, typ, kid }).unwrap_or_default();
    let mut prefix = base64::encode(&header);
    prefix.push('.');
    prefix
}
