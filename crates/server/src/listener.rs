//! Serving HTTP/1.1 to the world: limits on slow and idle clients, and a graceful stop.

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
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

/// Serves until `stop` is ready, then finishes what is in flight.
pub(crate) async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
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
    async fn run(mut self, listener: TcpListener, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => break,
                accepted = accept(&listener) => match accepted {
                    Ok(stream) => self.spawn(stream).await,
                    Err(error) => pause_after(&error).await,
                },
                Some(_) = self.tasks.join_next() => {}
            }
        }
        drop(listener);
        if timeout(STOP_TIMEOUT, self.graceful.shutdown())
            .await
            .is_err()
        {
            tracing::warn!("some requests were cut off: they took too long to finish");
        }
    }

    async fn spawn(&mut self, stream: TcpStream) {
        let Ok(place) = Arc::clone(&self.places).acquire_owned().await else {
            return;
        };
        let router = self.router.clone();
        let service = service_fn(move |request| {
            let answer = timeout(REQUEST_TIMEOUT, router.clone().oneshot(request));
            async { answer.await.unwrap_or_else(|_| Ok(too_slow())) }
        });
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

async fn accept(listener: &TcpListener) -> io::Result<TcpStream> {
    let (stream, _) = listener.accept().await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

async fn pause_after(error: &io::Error) {
    tracing::warn!(%error, "a connection could not be accepted");
    #[expect(
        clippy::disallowed_methods,
        reason = "no event says that a file can be opened again"
    )]
    tokio::time::sleep(ACCEPT_PAUSE).await;
}

fn too_slow() -> Response {
    StatusCode::REQUEST_TIMEOUT.into_response()
}

/// Ready once the process is asked to stop: Ctrl-C or SIGTERM.
pub(crate) fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    Ok(async move {
        #[cfg(unix)]
        let terminated = terminate.recv();
        #[cfg(not(unix))]
        let terminated = std::future::pending::<Option<()>>();
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminated => {}
        }
    })
}
