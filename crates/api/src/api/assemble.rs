use std::collections::{BTreeMap, BTreeSet};

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::MethodRouter;
use serde_json::Value;

use super::routes::{Exposure, Route};
use super::{Api, name};
use crate::describe::Description;
use crate::docs_page;
use crate::error::RegistrationProblem;
use crate::openapi::{Components, Document, Operation, PathItem};
use crate::problem::{ErrorStatus, Problem, negotiate_problems};

impl<S> Api<S>
where
    S: Clone + Send + Sync + 'static,
{
    /// The document, and what is wrong with the descriptions.
    pub(super) fn document(&self) -> (Value, Vec<RegistrationProblem>) {
        let mut components = Components::new();
        let mut paths: Vec<PathItem> = Vec::new();
        for route in &self.routes {
            let operation = self.describe(route, &mut components);
            paths.push(PathItem {
                path: route.path.clone(),
                method: route.method,
                operation,
            });
        }
        name_operations(&self.routes, &mut paths);
        let mut problems = std::mem::take(&mut components.problems);
        problems.extend(duplicate_ids(&paths));
        let document = Document {
            title: self.title.clone(),
            version: self.version.clone(),
            description: self.description.clone(),
            paths,
            components,
        };
        (document.into_openapi(), problems)
    }

    pub(super) fn assemble(self, document: &Value) -> Router {
        let mut by_path: BTreeMap<String, MethodRouter<S>> = BTreeMap::new();
        for route in self.routes {
            let present = by_path.remove(&route.path).unwrap_or_default();
            by_path.insert(route.path, present.merge(route.service));
        }
        let routed = by_path
            .into_iter()
            .fold(Router::new(), |router, (path, service)| {
                router.route(&path, service)
            })
            .method_not_allowed_fallback(async || Problem::from(ErrorStatus::METHOD_NOT_ALLOWED))
            .with_state(self.state);
        let docs = self
            .docs
            .map(|page| docs_page::router(&page, &self.title, document));
        let not_found = Router::new().fallback(async || Problem::from(ErrorStatus::NOT_FOUND));
        // First match wins: own routes, docs, mounted routers in order, 404.
        let all = self
            .mounted
            .into_iter()
            .rev()
            .fold(not_found, |rest, router| router.fallback_service(rest));
        let all = docs
            .into_iter()
            .fold(all, |rest, docs| docs.fallback_service(rest));
        routed
            .fallback_service(all)
            .layer(from_fn(negotiate_problems))
    }

    fn describe(&self, route: &Route<S>, components: &mut Components) -> Operation {
        let mut operation = Operation::default();
        let label = route.label();
        (route.describe)(&mut Description {
            route: &label,
            path_names: &route.path_names(),
            settings: &self.settings,
            operation: &mut operation,
            components,
        });
        let admits_anonymous = operation.requirement.admits_anonymous();
        let handler = route.handler_name.clone();
        components
            .problems
            .extend(match (route.exposure, admits_anonymous) {
                (Exposure::Secured, true) => Some(RegistrationProblem::Unsecured {
                    route: label,
                    handler,
                }),
                (Exposure::Public, false) => Some(RegistrationProblem::SecuredInPublic {
                    route: label,
                    handler,
                }),
                _ => None,
            });
        operation
    }
}

// The function's name where only one route has it; otherwise with path and method.
fn name_operations<S>(routes: &[Route<S>], paths: &mut [PathItem])
where
    S: Clone + Send + Sync + 'static,
{
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for route in routes {
        *uses.entry(&route.handler_name).or_default() += 1;
    }
    for (route, item) in routes.iter().zip(paths) {
        let name = &route.handler_name;
        let nameless = name::is_nameless(name);
        let operation = &mut item.operation;
        if operation.summary.is_none() {
            operation.summary = Some(if nameless {
                route.label()
            } else {
                name::in_words(name)
            });
        }
        if operation.id.is_none() {
            let unique = !nameless && uses.get(name.as_str()) == Some(&1);
            let name = if nameless { "operation" } else { name };
            operation.id = Some(if unique {
                name.to_owned()
            } else {
                name::with_place(name, &route.path, route.method)
            });
        }
    }
}

fn duplicate_ids(paths: &[PathItem]) -> Vec<RegistrationProblem> {
    let mut seen = BTreeSet::new();
    let mut places = BTreeSet::new();
    paths
        .iter()
        // A route that is registered twice is reported as such, not again for its id.
        .filter(|item| places.insert((&item.path, item.method)))
        .filter_map(|item| item.operation.id.clone())
        .filter(|id| !seen.insert(id.clone()))
        .map(|id| RegistrationProblem::DuplicateOperationId { id })
        .collect()
}
