//! Serving a router until the process is asked to stop.

use std::fmt;

use axum::Router;
use tokio::net::{TcpListener, ToSocketAddrs};

use crate::error::ServeError;

pub(super) async fn serve(
    router: Router,
    address: impl ToSocketAddrs + fmt::Display,
) -> Result<(), ServeError> {
    let shown = address.to_string();
    let listener = TcpListener::bind(address)
        .await
        .map_err(|source| ServeError::Listen {
            address: shown.clone(),
            source,
        })?;
    tracing::info!(address = %shown, "serving");
    axum::serve(listener, router)
        .with_graceful_shutdown(stop_signal())
        .await
        .map_err(ServeError::Serve)
}

// Without a signal to wait for, the server runs until it is killed.
async fn stop_signal() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = interrupt => {}
        () = terminate() => {}
    }
    tracing::info!("stopping after the requests in flight");
}

#[cfg(unix)]
async fn terminate() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminate() {
    std::future::pending().await
}
