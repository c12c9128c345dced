//! `POST /token` (RFC 6749 section 3.2).

use super::oauth_error::OAuthError;
use crate::clock;
use crate::drive::drive;
use crate::server::Shared;
use axum::Extension;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{ConnectInfo, State};
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, PRAGMA};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Json, Response};
use countersign_hash_pool::{Admission, Caller, Overloaded};
use countersign_issuer::{Authorization, TokenRequest, TokenResponse, Username};
use std::net::SocketAddr;
use std::sync::Arc;

/// Who called; absent in a program that does not tell its router.
type Peer = Option<Extension<ConnectInfo<SocketAddr>>>;

pub(super) async fn token(
    State(shared): State<Arc<Shared>>,
    peer: Peer,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    match exchange(&shared, peer, &headers, body).await {
        // RFC 6749 5.1: a response with a token MUST NOT be stored.
        Ok(response) => (
            [(CACHE_CONTROL, "no-store"), (PRAGMA, "no-cache")],
            Json(response),
        )
            .into_response(),
        Err(error) => error.into_response(),
    }
}

async fn exchange(
    shared: &Shared,
    peer: Peer,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<TokenResponse, OAuthError> {
    let request = parse(shared, headers, &body?)?;
    let admission = admission(shared, peer, &request)?;
    let step = shared.authorization_server.token(request, clock::moment()?);
    Ok(drive(step, &*shared.store, admission).await??)
}

/// Admits the check of a password, where the request brings one, before anything is looked up.
fn admission(
    shared: &Shared,
    peer: Peer,
    request: &TokenRequest,
) -> Result<Option<Admission>, Overloaded> {
    let Some(sign_in) = request.sign_in() else {
        return Ok(None);
    };
    let address = peer.map(|Extension(ConnectInfo(peer))| peer.ip());
    // User names are compared byte for byte, so the name itself stands for the account.
    let account = sign_in.username.map(Username::as_str);
    let caller = Caller::new(account, address);
    shared.hash_pool.admit(caller).map(Some)
}

fn parse(shared: &Shared, headers: &HeaderMap, body: &[u8]) -> Result<TokenRequest, OAuthError> {
    let values: Vec<&[u8]> = headers
        .get_all(AUTHORIZATION)
        .iter()
        .map(HeaderValue::as_bytes)
        .collect();
    let content_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let default = Some(&shared.default_client);
    Ok(TokenRequest::parse(
        Authorization::new(&values),
        content_type,
        body,
        default,
    )?)
}
