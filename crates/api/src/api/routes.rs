//! Routes as they are registered, and what is wrong with them.

use std::collections::BTreeSet;
use std::fmt;

use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter, on};

use super::name;
use crate::describe::{DescribeHandler, Description};
use crate::error::RegistrationProblem;

/// Whether anonymous callers are meant to get in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exposure {
    Secured,
    Public,
}

/// One handler at its place.
pub(super) struct Route<S> {
    pub(super) method: &'static str,
    pub(super) path: String,
    pub(super) handler_name: String,
    pub(super) exposure: Exposure,
    pub(super) describe: Box<dyn Fn(&mut Description<'_>) + Send + Sync>,
    pub(super) service: MethodRouter<S>,
}

impl<S> Route<S>
where
    S: Clone + Send + Sync + 'static,
{
    pub(super) fn new<H, T>(
        method: &'static str,
        path: &str,
        handler: H,
        exposure: Exposure,
    ) -> Self
    where
        H: Handler<T, S> + DescribeHandler<T>,
        T: 'static,
    {
        let service = on(filter(method), handler.clone());
        Self {
            method,
            path: path.to_owned(),
            handler_name: name::of_function::<H>(),
            exposure,
            describe: Box::new(move |to| handler.describe_handler(to)),
            service,
        }
    }

    /// `GET /items`
    pub(super) fn label(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }

    /// Names between braces, in order.
    pub(super) fn path_names(&self) -> Vec<String> {
        let parts = self
            .path
            .split('{')
            .skip(1)
            .filter_map(|part| part.split_once('}'));
        parts
            .map(|(name, _)| name.trim_start_matches('*').to_owned())
            .collect()
    }
}

impl Route<()> {
    pub(super) fn with_any_state<S>(self) -> Route<S> {
        Route {
            method: self.method,
            path: self.path,
            handler_name: self.handler_name,
            exposure: self.exposure,
            describe: self.describe,
            service: self.service.with_state(()),
        }
    }
}

/// What the router would refuse; axum itself panics there.
pub(super) fn routing_problems<S>(
    routes: &[Route<S>],
    docs_paths: &[String],
) -> Vec<RegistrationProblem>
where
    S: Clone + Send + Sync + 'static,
{
    let mut problems = Vec::new();
    let mut paths = BTreeSet::new();
    let mut taken = BTreeSet::new();
    let mut tree = matchit::Router::new();
    for route in routes {
        if !taken.insert((&route.path, route.method)) {
            problems.push(RegistrationProblem::DuplicateRoute {
                route: route.label(),
            });
        }
        if paths.insert(&route.path)
            && let Err(reason) = check_path(&route.path, &mut tree)
        {
            problems.push(RegistrationProblem::Path {
                route: route.label(),
                reason,
            });
        }
    }
    for path in docs_paths {
        if let Err(reason) = check_path(path, &mut tree) {
            problems.push(RegistrationProblem::Path {
                route: format!("GET {path}"),
                reason,
            });
        }
    }
    problems
}

fn check_path(path: &str, tree: &mut matchit::Router<()>) -> Result<(), String> {
    if !path.starts_with('/') {
        return Err("it must begin with a slash".to_owned());
    }
    // axum refuses the notation of its earlier releases.
    if path
        .split('/')
        .any(|segment| segment.starts_with([':', '*']))
    {
        return Err("a segment begins with a colon or a star".to_owned());
    }
    tree.insert(path, ()).map_err(|error| error.to_string())
}

fn filter(method: &'static str) -> MethodFilter {
    match method {
        "post" => MethodFilter::POST,
        "put" => MethodFilter::PUT,
        "patch" => MethodFilter::PATCH,
        "delete" => MethodFilter::DELETE,
        _ => MethodFilter::GET,
    }
}

/// Routes that anyone may call, inside [`Api::public`](crate::Api::public).
pub struct Public<S> {
    routes: Vec<Route<S>>,
}

impl<S> Public<S>
where
    S: Clone + Send + Sync + 'static,
{
    pub(super) fn new() -> Self {
        Self { routes: Vec::new() }
    }

    pub(super) fn into_routes(self) -> Vec<Route<S>> {
        self.routes
    }

    fn route<H, T>(mut self, method: &'static str, path: &str, handler: H) -> Self
    where
        H: Handler<T, S> + DescribeHandler<T>,
        T: 'static,
    {
        self.routes
            .push(Route::new(method, path, handler, Exposure::Public));
        self
    }
}

macro_rules! methods {
    ($builder:ident) => {
        $crate::api::routes::methods! { $builder:
            /// `GET`, and `HEAD` with it. Paths are axum's: `/items/{id}`.
            get
            /// `POST`
            post
            /// `PUT`
            put
            /// `PATCH`
            patch
            /// `DELETE`
            delete
        }
    };
    ($builder:ident: $($(#[$doc:meta])* $method:ident)*) => {
        impl<S> $builder<S>
        where
            S: Clone + Send + Sync + 'static,
        {$(
            $(#[$doc])*
            #[must_use]
            pub fn $method<H, T>(self, path: &str, handler: H) -> Self
            where
                H: Handler<T, S> + DescribeHandler<T>,
                T: 'static,
            {
                self.route(stringify!($method), path, handler)
            }
        )*}
    };
}

pub(super) use methods;

methods!(Public);

impl<S> fmt::Debug for Public<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.routes).finish()
    }
}

impl<S> fmt::Debug for Route<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} -> {}", self.method, self.path, self.handler_name)
    }
}
