//! Requests to the issuer.

use countersign_issuer::{Authorization, ClientId, TokenRequest};

const FORM: Option<&str> = Some("application/x-www-form-urlencoded");

/// The first line is the Authorization header, the rest the body: no panic, and an error says
/// nothing of what was sent.
pub(crate) fn token(bytes: &[u8]) {
    let (header, body) = match bytes.iter().position(|byte| *byte == b'\n') {
        Some(end) => {
            let (header, body) = bytes.split_at(end);
            (header, body.get(1..).unwrap_or_default())
        }
        None => (&b""[..], bytes),
    };
    let values = [header];
    let values = if header.is_empty() {
        &[][..]
    } else {
        &values[..]
    };
    let docs = ClientId::parse("docs").ok();
    drop(TokenRequest::parse(
        Authorization::new(values),
        FORM,
        body,
        docs.as_ref(),
    ));
}
