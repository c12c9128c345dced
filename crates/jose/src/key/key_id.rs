//! Key ids: the names that tokens call keys by.

use serde::{Deserialize, Serialize};

use crate::KeyError;
use crate::encoding::text::{is_deceptive, text_newtype};

const MAX_LEN: usize = 256;

/// The id of a key (`kid`, RFC 7515 section 4.1.4): 1 to 256 bytes without control characters.
///
/// Compared byte for byte, and never used as a path or a query.
///
/// ```
/// use countersign_jose::KeyId;
///
/// assert_eq!(KeyId::parse("2026-11")?.as_str(), "2026-11");
/// assert!(KeyId::parse("").is_err());
/// # Ok::<(), countersign_jose::KeyError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct KeyId(String);

impl KeyId {
    /// Reads a key id.
    ///
    /// # Errors
    /// [`KeyError::KeyId`] where it is empty, too long, or could forge a log line.
    ///
    /// ```
    /// # use countersign_jose::{KeyError, KeyId};
    /// assert_eq!(KeyId::parse("a\0b"), Err(KeyError::KeyId));
    /// ```
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        if text.is_empty() || text.len() > MAX_LEN || text.chars().any(is_deceptive) {
            return Err(KeyError::KeyId);
        }
        Ok(Self(text.to_owned()))
    }

    /// The id as it stands in headers and key sets.
    ///
    /// ```
    /// # use countersign_jose::KeyId;
    /// assert_eq!(KeyId::parse("a")?.as_str(), "a");
    /// # Ok::<(), countersign_jose::KeyError>(())
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn of_thumbprint(thumbprint: String) -> Self {
        Self(thumbprint)
    }
}

text_newtype!(KeyId, KeyError);
