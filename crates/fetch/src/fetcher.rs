//! A request that is guarded: where it goes, how long it takes, how much comes back.

use std::error::Error;
use std::time::Duration;

use reqwest::header::ACCEPT;
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response, Url};
use serde::de::DeserializeOwned;

use crate::error::{FetchError, LARGEST};
use crate::reach::{OutOfReach, Reach, Resolver};
use crate::url::is_secure;

/// From the look-up of the name to the last byte of the answer.
const DEADLINE: Duration = Duration::from_secs(5);

/// Sends requests to servers that others have named, within one [`Reach`].
///
/// Clones are cheap and share their connections. What is guarded stands in the [documentation of the
/// crate](crate). Proxies that the environment names are used within [`Reach::PrivateNetwork`] only, because a
/// proxy looks up names itself, where no address can be refused.
///
/// ```no_run
/// use countersign_fetch::{FetchError, Fetcher, Reach, Url};
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct ClientMetadata {
///     redirect_uris: Vec<String>,
/// }
///
/// # async fn example(client_id: &Url) -> Result<(), FetchError> {
/// let fetcher = Fetcher::new(Reach::Public)?;
/// let metadata: ClientMetadata = fetcher.get_json(client_id).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Fetcher {
    client: Client,
    reach: Reach,
}

impl Fetcher {
    /// A fetcher within this reach. It reads the certificate authorities that the system trusts.
    ///
    /// # Errors
    ///
    /// [`FetchError::Setup`]: the client for HTTP and TLS cannot be set up.
    ///
    /// ```
    /// use countersign_fetch::{Fetcher, Reach};
    ///
    /// let fetcher = Fetcher::new(Reach::Public)?;
    /// # Ok::<(), countersign_fetch::FetchError>(())
    /// ```
    pub fn new(reach: Reach) -> Result<Self, FetchError> {
        Self::with_deadline(reach, DEADLINE)
    }

    /// Asks for the JSON document at `url` by GET. A fragment of the URL is not sent.
    ///
    /// # Errors
    ///
    /// [`FetchError`], which says whether anything was sent, and what came instead of the document.
    ///
    /// ```no_run
    /// use countersign_fetch::{FetchError, Fetcher, Reach, Url};
    ///
    /// # async fn example(jwks_uri: &Url) -> Result<(), FetchError> {
    /// let keys: serde_json::Value = Fetcher::new(Reach::Public)?.get_json(jwks_uri).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn get_json<T: DeserializeOwned>(&self, url: &Url) -> Result<T, FetchError> {
        self.check(url)?;
        let request = self.client.get(url.clone());
        let answer = send(request.header(ACCEPT, "application/json")).await?;

        // Redirects are answers like any other: they could lead anywhere.
        if answer.status() != 200 {
            return Err(FetchError::Status(answer.status().as_u16()));
        }
        Ok(serde_json::from_slice(&read(answer).await?)?)
    }

    fn with_deadline(reach: Reach, deadline: Duration) -> Result<Self, FetchError> {
        let builder = Client::builder()
            .redirect(Policy::none())
            .timeout(deadline)
            .dns_resolver(Resolver(reach));

        // A proxy looks up names itself, where no address can be refused.
        let builder = match reach {
            Reach::Public => builder.https_only(true).no_proxy(),
            Reach::Loopback => builder.no_proxy(),
            Reach::PrivateNetwork => builder.https_only(true),
        };
        let client = builder.build().map_err(FetchError::Setup)?;
        Ok(Self { client, reach })
    }

    /// What can be said of a request before anything is sent.
    fn check(&self, url: &Url) -> Result<(), FetchError> {
        if !is_secure(url) {
            let host = url.host_str().unwrap_or_default();
            return Err(FetchError::NotSecure(host.to_owned()));
        }
        Ok(self.reach.check_literal(url)?)
    }
}

async fn send(request: RequestBuilder) -> Result<Response, FetchError> {
    request.send().await.map_err(no_answer)
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
async fn read(mut answer: Response) -> Result<Vec<u8>, FetchError> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(FetchError::NoAnswer)? {
        if body.len().saturating_add(chunk.len()) > LARGEST {
            return Err(FetchError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use tokio::io::Interest;
    use tokio::net::TcpListener;
    use tokio::task::JoinSet;

    use super::*;

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
        let answer = fetcher.client.get(url).send().await.expect("the head");
        assert_eq!(answer.status(), 200, "the head came in time");

        let ended = read(answer).await;
        assert!(
            matches!(&ended, Err(FetchError::NoAnswer(error)) if error.is_timeout()),
            "{ended:?}"
        );
    }
}
