//! Serving HTTP/1.1 to the world: limits on slow and idle clients, no request that can be read in two ways,
//! and a graceful stop.

mod head;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::header::{CONNECTION, X_CONTENT_TYPE_OPTIONS};
use axum::http::{Request, StatusCode};
use axum::response::{IntoResponse, Response};
use head::Malformed;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::convert::Infallible;
use std::future::pending;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tower::ServiceExt;

/// From the first byte of a request to the end of its header.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// From the end of the header to the answer: reading the body and all the work.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// What requests in flight get to finish once the server stops.
const STOP_TIMEOUT: Duration = Duration::from_secs(30);
/// After an error of accepting, such as too many open files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// Bytes of a request's header.
const HEADER_LIMIT: usize = 64 * 1024;
/// Connections at once; more wait in the kernel's queue.
const CONNECTION_LIMIT: usize = 16 * 1024;

/// Serves until asked to stop, then finishes what is in flight; asked again, ends at once.
pub(crate) async fn serve(listener: TcpListener, router: Router, stop: &mut StopSignals) {
    let connections = Connections {
        http: http(),
        router,
        graceful: GracefulShutdown::new(),
        places: Arc::new(Semaphore::new(CONNECTION_LIMIT)),
        tasks: JoinSet::new(),
    };
    connections.run(listener, stop).await;
}

fn http() -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .max_buf_size(HEADER_LIMIT);
    http
}

struct Connections {
    http: http1::Builder,
    router: Router,
    graceful: GracefulShutdown,
    places: Arc<Semaphore>,
    tasks: JoinSet<()>,
}

impl Connections {
    async fn run(mut self, listener: TcpListener, stop: &mut StopSignals) {
        loop {
            // The place first, so that a full house does not stop the stop.
            tokio::select! {
                () = stop.next() => break,
                accepted = accept(&listener, &self.places) => match accepted {
                    Ok(accepted) => self.spawn(accepted),
                    Err(error) => pause_after(&error).await,
                },
                Some(_) = self.tasks.join_next() => {}
            }
        }
        drop(listener);
        tokio::select! {
            () = self.graceful.shutdown() => {}
            () = stop.next() => tracing::warn!("asked twice to stop: requests were cut off"),
            _ = timeout(STOP_TIMEOUT, pending::<()>()) => {
                tracing::warn!("some requests were cut off: they took too long to finish");
            }
        }
    }

    fn spawn(&mut self, accepted: Accepted) {
        let Accepted {
            stream,
            peer,
            place,
        } = accepted;
        let router = self.router.clone();
        let service = service_fn(move |request| answer(router.clone(), peer, request));
        let connection = self.http.serve_connection(TokioIo::new(stream), service);
        let connection = self.graceful.watch(connection);
        self.tasks.spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
            drop(place);
        });
    }
}

/// What a request hears: a malformed one reaches no route.
async fn answer(
    router: Router,
    peer: SocketAddr,
    mut request: Request<Incoming>,
) -> Result<Response, Infallible> {
    if let Err(malformed) = head::check(request.version(), request.headers()) {
        tracing::debug!(%malformed, "a request was refused");
        return Ok(refuse(malformed));
    }

    request.extensions_mut().insert(ConnectInfo(peer));
    let answer = timeout(REQUEST_TIMEOUT, router.oneshot(request));
    answer.await.unwrap_or_else(|_| Ok(too_slow()))
}

/// A connection, from whom it comes, and its place among all.
struct Accepted {
    stream: TcpStream,
    peer: SocketAddr,
    place: OwnedSemaphorePermit,
}

async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> io::Result<Accepted> {
    let place = Arc::clone(places).acquire_owned().await;
    let place = place.map_err(io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    stream.set_nodelay(true)?;
    Ok(Accepted {
        stream,
        peer,
        place,
    })
}

async fn pause_after(error: &io::Error) {
    tracing::warn!(%error, "a connection could not be accepted");
    #[expect(
        clippy::disallowed_methods,
        reason = "no event says that a file can be opened again"
    )]
    tokio::time::sleep(ACCEPT_PAUSE).await;
}

// A sender that reads the request differently would also begin the next one elsewhere: the connection ends.
fn refuse(malformed: Malformed) -> Response {
    let headers = [(CONNECTION, "close"), (X_CONTENT_TYPE_OPTIONS, "nosniff")];
    (StatusCode::BAD_REQUEST, headers, format!("{malformed}\n")).into_response()
}

fn too_slow() -> Response {
    StatusCode::REQUEST_TIMEOUT.into_response()
}

/// The ways in which the process is asked to stop: Ctrl-C and SIGTERM.
#[derive(Debug)]
pub(crate) struct StopSignals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl StopSignals {
    /// From here on, the signals no longer end the process by themselves.
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self {
            #[cfg(unix)]
            terminate: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?,
        })
    }

    /// Waits until the process is asked to stop (once more).
    async fn next(&mut self) {
        #[cfg(unix)]
        let terminated = self.terminate.recv();
        #[cfg(not(unix))]
        let terminated = pending::<Option<()>>();
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminated => {}
        }
    }
}
