//! The axum router of all routes.

use std::collections::BTreeMap;

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::MethodRouter;

use super::routes::Route;
use crate::problem::{ErrorStatus, Problem, negotiate_problems};

/// The first match wins: own routes, docs, mounted routers in order, `{"detail": "Not Found"}`.
pub(super) fn router<S>(
    routes: Vec<Route<S>>,
    state: S,
    docs: Option<Router>,
    mounted: Vec<Router>,
) -> Router
where
    S: Clone + Send + Sync + 'static,
{
    let not_found = Router::new().fallback(async || Problem::from(ErrorStatus::NOT_FOUND));
    let others = docs
        .into_iter()
        .chain(mounted)
        .rev()
        .fold(not_found, |rest, router| router.fallback_service(rest));
    own_routes(routes)
        .with_state(state)
        .fallback_service(others)
        .layer(from_fn(negotiate_problems))
}

fn own_routes<S>(routes: Vec<Route<S>>) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    let mut by_path: BTreeMap<String, MethodRouter<S>> = BTreeMap::new();
    for route in routes {
        let present = by_path.remove(&route.path).unwrap_or_default();
        by_path.insert(route.path, present.merge(route.service));
    }

    let routed = by_path
        .into_iter()
        .fold(Router::new(), |router, (path, service)| {
            router.route(&path, service)
        });
    routed.method_not_allowed_fallback(async || Problem::from(ErrorStatus::METHOD_NOT_ALLOWED))
}
