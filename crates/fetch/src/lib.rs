//! Guarded outbound HTTP: which addresses may be asked, for how long, and for how much.

mod fetcher;
mod reach;

pub use fetcher::{FetchError, Fetcher, is_secure};
pub use reach::{Reach, is_loopback};
pub use reqwest::Url;
