//! Answers that are the same for everyone, with what caches need.

use std::hash::{DefaultHasher, Hasher};
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    HeaderName, IF_NONE_MATCH, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, StatusCode};

use super::assets::Asset;
use crate::problem::{ErrorStatus, Problem};

// Its URL carries the version of the content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_FIRST: &str = "no-cache";

/// Something that is the same for everyone, ready to be sent.
#[derive(Debug, Clone)]
pub(super) struct Served(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    headers: HeaderMap,
    body: Bytes,
    is_gzip: bool,
}

impl Served {
    pub(super) fn document(json: String) -> Self {
        Self::new("application/json", json.into(), ASK_FIRST, &[])
    }

    pub(super) fn page(html: String, policy: &str) -> Self {
        let extra = [
            (CONTENT_SECURITY_POLICY, policy),
            (REFERRER_POLICY, "no-referrer"),
        ];
        Self::new("text/html; charset=utf-8", html.into(), ASK_FIRST, &extra)
    }

    pub(super) fn asset(asset: &Asset) -> Self {
        let gzip = [(CONTENT_ENCODING, "gzip"), (VARY, "accept-encoding")];
        let extra: &[_] = if asset.is_gzip { &gzip } else { &[] };
        Self::new(
            asset.media_type,
            Bytes::from_static(asset.bytes),
            FOR_EVER,
            extra,
        )
    }

    fn new(media_type: &str, body: Bytes, cache: &str, extra: &[(HeaderName, &str)]) -> Self {
        let etag = etag(&body);
        let fixed = [
            (CONTENT_TYPE, media_type),
            (CACHE_CONTROL, cache),
            (ETAG, etag.as_str()),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ];
        let mut headers = HeaderMap::new();
        for (name, value) in fixed.iter().chain(extra) {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        }
        let is_gzip = headers.contains_key(CONTENT_ENCODING);
        Self(Arc::new(Inner {
            headers,
            body,
            is_gzip,
        }))
    }

    pub(super) fn respond(&self, request: &HeaderMap) -> Response {
        let Inner {
            headers,
            body,
            is_gzip,
        } = &*self.0;
        if *is_gzip && !accepts_gzip(request) {
            // RFC 9110 15.5.7: the one form that there is does not suit.
            return match ErrorStatus::try_from(StatusCode::NOT_ACCEPTABLE) {
                Ok(status) => {
                    Problem::new(status, "This file is sent with gzip only").into_response()
                }
                Err(_) => StatusCode::NOT_ACCEPTABLE.into_response(),
            };
        }
        if is_known(request, headers.get(ETAG)) {
            let (mut parts, body) = Response::new(Body::empty()).into_parts();
            parts.status = StatusCode::NOT_MODIFIED;
            parts.headers.clone_from(headers);
            parts.headers.remove(CONTENT_TYPE);
            return Response::from_parts(parts, body);
        }
        (headers.clone(), body.clone()).into_response()
    }
}

fn etag(body: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(body);
    format!("\"{:016x}\"", hasher.finish())
}

// RFC 9110 13.1.2: a list of tags, compared weakly.
fn is_known(request: &HeaderMap, etag: Option<&HeaderValue>) -> bool {
    let tags = request
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut tags = tags.flat_map(|value| value.split(',')).map(str::trim);
    tags.any(|tag| {
        let tag = tag.strip_prefix("W/").unwrap_or(tag);
        etag.is_some_and(|etag| etag == tag) || tag == "*"
    })
}

// RFC 9110 12.5.3: without the header anything goes.
fn accepts_gzip(request: &HeaderMap) -> bool {
    let mut given = request.get_all(ACCEPT_ENCODING).iter().peekable();
    if given.peek().is_none() {
        return true;
    }
    let codings = given
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    let mut quality = None;
    for coding in codings {
        let mut parts = coding.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let q = parts
            .find_map(|part| part.strip_prefix("q="))
            .map_or(Ok(1.0), str::parse::<f32>);
        let is_gzip = name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip");
        // What names gzip outweighs the star.
        if is_gzip || (name == "*" && quality.is_none()) {
            quality = Some(q.unwrap_or(0.0));
        }
    }
    quality.is_some_and(|quality| quality > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_goes_only_to_those_who_take_it() {
        let cases = [
            ("gzip", true),
            ("br, GZIP;q=0.5", true),
            ("*", true),
            ("*;q=0, gzip", true),
            ("gzip;q=0", false),
            ("gzip;q=0, *", false),
            ("identity", false),
            ("", false),
        ];
        for (header, expected) in cases {
            let request =
                HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(header))]);
            assert_eq!(accepts_gzip(&request), expected, "{header:?}");
        }
        assert!(accepts_gzip(&HeaderMap::new()));
    }
}
