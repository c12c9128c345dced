use std::time::Duration;

use reqwest::header::ACCEPT;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use thiserror::Error;

const DEADLINE: Duration = Duration::from_secs(5);
const LARGEST: usize = 256 * 1024;

/// Why a document of the issuer could not be fetched.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FetchError {
    /// No answer within five seconds, or none at all.
    #[error("no answer: {0}")]
    NoAnswer(#[source] reqwest::Error),
    /// Another status than 200; redirects are not followed.
    #[error("the answer has status {0}, expected 200")]
    Status(u16),
    /// More than 256 kB.
    #[error("the answer is larger than {LARGEST} bytes")]
    TooLarge,
    /// Not the JSON that it should be.
    #[error("the answer is not the JSON that was expected: {0}")]
    Json(#[from] serde_json::Error),
}

/// https; http for this machine alone, where nobody listens in.
pub(super) fn is_secure(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url))
}

pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost" | "[::1]") => true,
        Some(host) => host
            .parse::<std::net::Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback()),
        None => false,
    }
}

/// A client for one issuer: no redirects, which could lead anywhere, and no proxy to this machine.
pub(super) fn client(issuer: &Url) -> Result<Client, FetchError> {
    let builder = Client::builder().redirect(Policy::none()).timeout(DEADLINE);
    let builder = if is_loopback(issuer) {
        builder.no_proxy()
    } else {
        builder.https_only(true)
    };
    builder.build().map_err(FetchError::NoAnswer)
}

pub(super) async fn fetch(client: &Client, url: Url) -> Result<Vec<u8>, FetchError> {
    let request = client.get(url).header(ACCEPT, "application/json");
    let response = request.send().await.map_err(FetchError::NoAnswer)?;
    if response.status() != 200 {
        return Err(FetchError::Status(response.status().as_u16()));
    }
    read(response).await
}

// Counted while reading: the announced length is only a claim.
async fn read(mut response: Response) -> Result<Vec<u8>, FetchError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(FetchError::NoAnswer)? {
        if body.len().saturating_add(chunk.len()) > LARGEST {
            return Err(FetchError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine_alone() {
        let cases = [
            ("https://id.example.com", true),
            ("http://127.0.0.1:8000", true),
            ("http://127.9.9.9", true),
            ("http://[::1]:8000", true),
            ("http://localhost", true),
            ("http://id.example.com", false),
            ("http://localhost.example.com", false),
            ("http://127.0.0.1.example.com", false),
            ("http://128.0.0.1", false),
            ("ftp://127.0.0.1", false),
            ("file:///etc/hosts", false),
        ];
        for (url, expected) in cases {
            assert_eq!(
                Url::parse(url).map(|url| is_secure(&url)).ok(),
                Some(expected),
                "{url}"
            );
        }
    }
}
