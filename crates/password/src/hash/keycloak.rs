//! Keycloak's credentials, which are not one string but fields.

use std::fmt;

use crate::encoding::STANDARD;
use crate::{HashFormatError, PasswordHash, Scheme};

/// A password credential of Keycloak: fields of `credential_data` and `secret_data`.
///
/// Both are JSON, in its database and in its exports. [`to_hash`](Self::to_hash) makes the hash to store,
/// so import it once; nothing of Keycloak's form is left afterwards.
///
/// ```
/// use countersign_password::{KeycloakCredential, Password, PasswordContext, Verdict};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let stored = KeycloakCredential {
///     algorithm: "pbkdf2-sha256",
///     iterations: 27_500,
///     salt: "lZtleWv1DeEcNIr8MTzdeg==",
///     value: "/bVkHA4G/VOskjaCgNYyTz1BhgD+9X8bxCNEPGGpnDCJbWHDXIW0G8IlSBhDdJsXTjrXt/7yQguBwJ3sxSmSKA==",
///     argon2: None,
/// }
/// .to_hash()?;
/// assert!(stored.as_str().starts_with("$pbkdf2-sha256$i=27500,l=64$"));
///
/// let verdict = PasswordContext::default().verify(&stored, &Password::parse("test")?)?;
/// assert!(matches!(verdict, Verdict::Match { .. }));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct KeycloakCredential<'a> {
    /// `credential_data.algorithm`: `argon2`, `pbkdf2-sha512`, `pbkdf2-sha256`, `pbkdf2`, or `bcrypt`
    /// where that extension was installed.
    pub algorithm: &'a str,
    /// `credential_data.hashIterations`.
    pub iterations: u32,
    /// `secret_data.salt`, base64.
    pub salt: &'a str,
    /// `secret_data.value`, base64.
    pub value: &'a str,
    /// `credential_data.additionalParameters`, which only Argon2 has.
    pub argon2: Option<KeycloakArgon2<'a>>,
}

/// What Argon2 adds to a [`KeycloakCredential`]: each is the first text of its list.
///
/// ```
/// use countersign_password::{KeycloakArgon2, KeycloakCredential};
///
/// let stored = KeycloakCredential {
///     algorithm: "argon2",
///     iterations: 5,
///     salt: "LRScGShC7shkdoU5B1UgUQ==",
///     value: "xKjWvB9+0sSP6wTqI1JoEI7w+iA0x9VDhPgmrOHRG80=",
///     argon2: Some(KeycloakArgon2 { variant: "id", version: "1.3", memory_kib: 7168, lanes: 1 }),
/// }
/// .to_hash()?;
/// assert!(stored.as_str().starts_with("$argon2id$v=19$m=7168,t=5,p=1$"));
/// # Ok::<(), countersign_password::KeycloakError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct KeycloakArgon2<'a> {
    /// `type`: `id`, `i` or `d`.
    pub variant: &'a str,
    /// `version`: `1.3` or `1.0`.
    pub version: &'a str,
    /// `memory`, in KiB.
    pub memory_kib: u32,
    /// `parallelism`.
    pub lanes: u32,
}

impl KeycloakCredential<'_> {
    /// The hash to store: a PHC string, or the bcrypt string that the extension kept as `value`.
    ///
    /// Older versions of Keycloak derived 64 bytes with every hash function. The string says so, and the
    /// cost counts it: with SHA-256 such a hash takes the server twice the time, and an attacker once.
    ///
    /// # Errors
    ///
    /// [`KeycloakError`] names the field that Keycloak did not write like this.
    ///
    /// ```
    /// use countersign_password::{KeycloakCredential, KeycloakError};
    ///
    /// let unknown = KeycloakCredential {
    ///     algorithm: "phpass", iterations: 0, salt: "", value: "", argon2: None,
    /// };
    /// assert_eq!(unknown.to_hash().unwrap_err(), KeycloakError::UnknownAlgorithm);
    /// ```
    pub fn to_hash(self) -> Result<PasswordHash, KeycloakError> {
        let head = match self.algorithm {
            "argon2" => self.argon2_head()?,
            "pbkdf2-sha512" | "pbkdf2-sha256" => self.pbkdf2_head(self.algorithm)?,
            "pbkdf2" => self.pbkdf2_head("pbkdf2-sha1")?,
            "bcrypt" => return self.bcrypt(),
            _ => return Err(KeycloakError::UnknownAlgorithm),
        };
        let salt = decode(self.salt).ok_or(KeycloakError::Salt)?;
        let (salt, value) = (STANDARD.encode(&salt), STANDARD.encode(&self.value()?));
        let text = format!("{head}${salt}${value}");
        Ok(PasswordHash::parse(&text)?)
    }

    fn argon2_head(&self) -> Result<String, KeycloakError> {
        let argon2 = self.argon2.ok_or(KeycloakError::Argon2)?;
        let version = match argon2.version {
            "1.3" => 19,
            "1.0" => 16,
            _ => return Err(KeycloakError::Argon2),
        };
        if !matches!(argon2.variant, "id" | "i" | "d") {
            return Err(KeycloakError::Argon2);
        }
        let (variant, memory, lanes) = (argon2.variant, argon2.memory_kib, argon2.lanes);
        let passes = self.iterations;
        Ok(format!(
            "$argon2{variant}$v={version}$m={memory},t={passes},p={lanes}"
        ))
    }

    fn pbkdf2_head(&self, ident: &str) -> Result<String, KeycloakError> {
        let length = self.value()?.len();
        Ok(format!("${ident}$i={},l={length}", self.iterations))
    }

    fn bcrypt(&self) -> Result<PasswordHash, KeycloakError> {
        let stored = PasswordHash::parse(self.value)?;
        if stored.scheme() == Scheme::Bcrypt {
            Ok(stored)
        } else {
            Err(KeycloakError::Value)
        }
    }

    fn value(&self) -> Result<Vec<u8>, KeycloakError> {
        decode(self.value).ok_or(KeycloakError::Value)
    }
}

/// Keycloak writes padding, and some exports lose it.
fn decode(text: &str) -> Option<Vec<u8>> {
    let bytes = text.as_bytes();
    STANDARD
        .decode_padded(bytes)
        .or_else(|| STANDARD.decode_strictly(bytes))
}

impl fmt::Debug for KeycloakCredential<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeycloakCredential")
            .field("algorithm", &self.algorithm)
            .field("iterations", &self.iterations)
            .finish_non_exhaustive()
    }
}

/// Why fields are no credential of Keycloak's. It quotes nothing.
///
/// ```
/// use countersign_password::KeycloakError;
///
/// assert_eq!(KeycloakError::Salt.to_string(), "the field salt is not base64");
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeycloakError {
    /// Another algorithm, of an extension.
    #[error(
        "unknown Keycloak algorithm; known are argon2, pbkdf2-sha512, pbkdf2-sha256, pbkdf2 and bcrypt"
    )]
    UnknownAlgorithm,
    /// A salt in another form.
    #[error("the field salt is not base64")]
    Salt,
    /// A value in another form.
    #[error("the field value is not base64, or not of the algorithm")]
    Value,
    /// Parameters of Argon2 that are missing or unknown.
    #[error("Argon2 needs type id, i or d, version 1.3 or 1.0, memory and parallelism")]
    Argon2,
    /// The fields are in form, but there is no such hash.
    #[error(transparent)]
    Hash(#[from] HashFormatError),
}
