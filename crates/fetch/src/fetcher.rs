//! One GET, guarded.

use std::error::Error;
use std::time::Duration;

use reqwest::header::ACCEPT;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};

use crate::reach::{OutOfReach, Reach};

const DEADLINE: Duration = Duration::from_secs(5);
const LARGEST: usize = 256 * 1024;

/// Why a document of the issuer could not be fetched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// No answer within five seconds, or none at all.
    #[error("no answer: {0}")]
    NoAnswer(#[source] reqwest::Error),
    /// Every address of the host is private, loopback, link-local or otherwise not of the internet.
    #[error(
        "`{0}` has no address on the internet: \
         `Discovery::private_network` allows an issuer inside a private network"
    )]
    OutOfReach(String),
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

/// Asks one issuer's servers: no redirects, which could lead anywhere, and no address out of reach.
#[derive(Debug)]
pub struct Fetcher {
    client: Client,
    reach: Reach,
}

impl Fetcher {
    /// A client for this reach.
    ///
    /// # Errors
    ///
    /// The client cannot be set up.
    pub fn new(reach: Reach) -> Result<Self, FetchError> {
        Self::with_deadline(reach, DEADLINE)
    }

    fn with_deadline(reach: Reach, deadline: Duration) -> Result<Self, FetchError> {
        let builder = Client::builder()
            .redirect(Policy::none())
            .timeout(deadline)
            .dns_resolver(reach);
        // A proxy looks up names itself, where no address can be refused.
        let builder = match reach {
            Reach::Public => builder.https_only(true).no_proxy(),
            Reach::Loopback => builder.no_proxy(),
            Reach::PrivateNetwork => builder.https_only(true),
        };
        let client = builder.build().map_err(FetchError::NoAnswer)?;
        Ok(Self { client, reach })
    }

    /// What is at `url`.
    ///
    /// # Errors
    ///
    /// [`FetchError`]
    pub async fn fetch(&self, url: Url) -> Result<Vec<u8>, FetchError> {
        self.reach.check_literal(&url)?;
        let request = self.client.get(url).header(ACCEPT, "application/json");
        let response = request.send().await.map_err(no_answer)?;
        if response.status() != 200 {
            return Err(FetchError::Status(response.status().as_u16()));
        }
        read(response).await
    }
}

impl From<OutOfReach> for FetchError {
    fn from(refused: OutOfReach) -> Self {
        Self::OutOfReach(refused.host)
    }
}

// What the resolver refused lies deep in the client's error.
fn no_answer(error: reqwest::Error) -> FetchError {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(refused) = inner.downcast_ref::<OutOfReach>() {
            return FetchError::OutOfReach(refused.host.clone());
        }
        cause = inner.source();
    }
    FetchError::NoAnswer(error)
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
    use std::task::Poll;

    use tokio::io::Interest;
    use tokio::net::TcpListener;
    use tokio::task::JoinSet;

    use super::*;

    #[tokio::test]
    async fn a_name_over_https_that_leads_to_this_machine_is_refused_before_it_is_connected() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let url = Url::parse(&format!("https://localhost:{port}/jwks")).expect("a URL");
        let outside = Fetcher::new(Reach::Public).expect("a client");
        let refused = outside.fetch(url).await;
        assert!(
            matches!(&refused, Err(FetchError::OutOfReach(host)) if host == "localhost"),
            "{refused:?}"
        );
        let connected = std::future::poll_fn(|context| Poll::Ready(listener.poll_accept(context)));
        assert!(connected.await.is_pending(), "nobody connected");
    }

    #[tokio::test]
    async fn a_slow_body_ends_at_the_deadline() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let mut server = JoinSet::new();
        server.spawn(async move {
            let (stream, _) = listener.accept().await.expect("a caller");
            let read = stream.async_io(Interest::READABLE, || stream.try_read(&mut [0; 4096]));
            read.await.expect("a request");
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{";
            assert_eq!(stream.try_write(answer).expect("sent"), answer.len());
            std::future::pending::<()>().await;
        });
        let deadline = Duration::from_millis(500);
        let fetcher = Fetcher::with_deadline(Reach::Loopback, deadline).expect("a client");
        let url = Url::parse(&format!("http://{address}/jwks")).expect("a URL");
        let response = fetcher.client.get(url).send().await.expect("the head");
        assert_eq!(response.status(), 200, "the head came in time");
        let ended = read(response).await;
        assert!(
            matches!(&ended, Err(FetchError::NoAnswer(error)) if error.is_timeout()),
            "{ended:?}"
        );
    }
}
