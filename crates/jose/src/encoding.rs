//! Bytes as text and text as values: base64url, JSON, PEM, and hashes of both.

pub(crate) mod base64;
pub(crate) mod hash;
pub(crate) mod json;
pub(crate) mod pem;
pub(crate) mod text;
