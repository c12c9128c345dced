//! What a new server starts with.

use super::{Client, User};
use crate::RefreshTokenKey;
use countersign_jose::{Algorithm, KeyId, UnixTime};
use std::fmt;
use zeroize::Zeroizing;

/// Everything that an empty database needs, written by one commit or not at all: two servers that
/// start on the same empty database end with the same keys and one admin.
#[derive(Debug, Clone)]
pub struct Founding {
    /// The first key that signs tokens.
    pub signing_key: SigningKeyRecord,
    /// Authenticates refresh tokens.
    pub refresh_token_key: RefreshTokenKey,
    /// The first user.
    pub admin: User,
    /// The client of the interactive docs page.
    pub docs_client: Client,
}

/// A private key as it is stored.
#[derive(Clone)]
pub struct SigningKeyRecord {
    /// Published in the key set and in each token's header.
    pub key_id: KeyId,
    /// The one algorithm that the key is for.
    pub algorithm: Algorithm,
    /// The private key in PKCS#8.
    pub pkcs8: Zeroizing<Vec<u8>>,
    /// Whether it signs.
    pub state: KeyState,
    /// When it was generated.
    pub created_at: UnixTime,
}

impl fmt::Debug for SigningKeyRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKeyRecord")
            .field("key_id", &self.key_id)
            .field("algorithm", &self.algorithm)
            .field("state", &self.state)
            .field("created_at", &self.created_at)
            .finish_non_exhaustive()
    }
}

/// Where a signing key stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyState {
    /// Published, and signs.
    Active,
    /// Published, so that its last tokens verify; signs no more.
    Retired,
}

impl KeyState {
    /// The state as a word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Retired => "retired",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Active, Self::Retired]
            .into_iter()
            .find(|state| state.as_str() == text)
    }
}
