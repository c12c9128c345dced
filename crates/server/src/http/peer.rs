//! Who called.

use axum::Extension;
use axum::extract::ConnectInfo;
use std::net::{IpAddr, SocketAddr};

/// Who called; absent in a program that does not tell its router.
pub(super) type Peer = Option<Extension<ConnectInfo<SocketAddr>>>;

/// The caller's address, as far as it is known.
pub(super) fn address(peer: Peer) -> Option<IpAddr> {
    peer.map(|Extension(ConnectInfo(peer))| peer.ip())
}
