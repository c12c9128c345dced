//! The scopes of the server's own API.

use countersign_api::{Scope, scopes};

scopes! {
    /// Read your own profile.
    pub ProfileRead = "profile:read";
}

/// The scope as text, for registrations and metadata.
pub(crate) const PROFILE_READ: &str = <ProfileRead as Scope>::NAME;
