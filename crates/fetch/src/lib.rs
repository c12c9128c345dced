//! Guarded outbound HTTP: which addresses may be asked, for how long, and for how much.

mod fetcher;
mod place;
mod reach;
mod url;

pub use fetcher::{FetchError, Fetcher};
pub use reach::Reach;
pub use reqwest::Url;
pub use url::{is_loopback, is_secure};
