//! The crate from outside, through whole routers.
#![expect(clippy::expect_used, reason = "a test stops where it fails")]

#[cfg(feature = "discover")]
mod discover;

mod bearer;
mod body;
mod docs;
mod document;
mod probe;
mod registration;
mod remembered;
