//! What a new server starts with.

use super::{Client, KeyRecord, RootRecord, User};

/// Everything that an empty database needs, written by one commit or not at all: two servers that
/// start on the same empty database end with the same keys and one admin.
#[derive(Debug, Clone)]
pub struct Founding {
    /// The first key that signs tokens.
    pub signing_key: KeyRecord,
    /// The first root secret.
    pub root_secret: RootRecord,
    /// The first user.
    pub admin: User,
    /// The client of the interactive docs page.
    pub docs_client: Client,
}
