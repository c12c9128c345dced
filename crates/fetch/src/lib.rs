//! Guarded outbound HTTP: which addresses may be asked, for how long, and for how much.
//!
//! Many URLs that a server or an API fetches are written by others: an issuer's metadata names the URL of its
//! keys, a client's registration that of its metadata. Whoever writes such a URL could have this program ask
//! the services of its own network (OWASP: server-side request forgery), send a secret in the clear, or wait
//! for ever. A [`Fetcher`] guards every request that it sends:
//!
//! - **Where to.** Only addresses within its [`Reach`] are connected to. They are checked where a name is
//!   looked up, so the address that was checked is the one that is used. Redirects are not followed.
//! - **How.** https; http to a loopback host only. No user name and no password in the URL ([`is_secure`]).
//! - **How long.** Five seconds from the look-up of the name to the last byte of the answer.
//! - **How much.** 262,144 bytes of answer, counted while they are read.
//!
//! ```no_run
//! use countersign_fetch::{FetchError, Fetcher, Reach, Url};
//!
//! # async fn example(jwks_uri: &Url) -> Result<(), FetchError> {
//! let fetcher = Fetcher::new(Reach::Public)?;
//! let keys: serde_json::Value = fetcher.get_json(jwks_uri).await?;
//! # Ok(())
//! # }
//! ```

mod error;
mod fetcher;
mod place;
mod reach;
mod url;

pub use error::FetchError;
pub use fetcher::Fetcher;
pub use reach::Reach;
pub use url::{is_loopback, is_secure};

/// The URLs that are fetched: the type of the crate `url`, as `reqwest` takes it.
///
/// ```
/// use countersign_fetch::Url;
///
/// let url = Url::parse("https://id.example.com/jwks")?;
/// assert_eq!(url.host_str(), Some("id.example.com"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(inline)]
pub use reqwest::Url;
