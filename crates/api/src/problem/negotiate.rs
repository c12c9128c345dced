//! RFC 9457 for those who ask for it.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderMap;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, VARY};

use super::answer::Problem;

const PROBLEM_JSON: &str = "application/problem+json";

/// Middleware that answers with RFC 9457 when the caller accepts `application/problem+json`.
///
/// [`Api`](crate::Api) has it already; an axum app of its own adds it once.
///
/// ```
/// use axum::{Router, middleware::from_fn, routing::get};
/// use countersign_api::{Problem, negotiate_problems};
///
/// let app: Router = Router::new()
///     .route("/", get(async || Problem::not_found("Nothing here")))
///     .layer(from_fn(negotiate_problems));
/// ```
pub async fn negotiate_problems(request: Request, next: Next) -> Response {
    let wants_problem = accepts_problem_json(request.headers());
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else {
        return response;
    };
    if wants_problem {
        let (mut parts, _plain_body) = response.into_parts();
        parts
            .headers
            .insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        parts.headers.remove(CONTENT_LENGTH);
        response = Response::from_parts(parts, problem.problem_body().to_string().into());
    }
    response
        .headers_mut()
        .append(VARY, HeaderValue::from_static("accept"));
    response
}

// Only a media type that is named counts: `*/*` stays with the plain form. RFC 9110 12.4.2: q=0 refuses.
fn accepts_problem_json(headers: &HeaderMap) -> bool {
    headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|range| {
            let mut parts = range.split(';').map(str::trim);
            parts
                .next()
                .is_some_and(|media| media.eq_ignore_ascii_case(PROBLEM_JSON))
                && !parts.any(is_zero_quality)
        })
}

fn is_zero_quality(parameter: &str) -> bool {
    parameter
        .split_once('=')
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
        .and_then(|(_, quality)| quality.trim().parse::<f32>().ok())
        .is_some_and(|quality| quality <= 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_named_media_type_asks_for_problem_json() {
        let cases = [
            ("application/problem+json", true),
            ("application/json, Application/Problem+JSON;q=0.5", true),
            ("application/problem+json;q=0", false),
            ("application/problem+json; q=0.000", false),
            ("*/*", false),
            ("application/json", false),
        ];
        for (accept, expected) in cases {
            let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(accept))]);
            assert_eq!(accepts_problem_json(&headers), expected, "{accept}");
        }
    }
}
