//! The OpenAPI document of all routes, and what is wrong with it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::name;
use super::routes::{Exposure, Route};
use crate::describe::Description;
use crate::error::RegistrationProblem;
use crate::openapi::{Components, Document, Operation, PathItem};
use crate::settings::Settings;

/// What stands at the top of the document.
#[derive(Debug)]
pub(super) struct Info {
    pub(super) title: String,
    pub(super) version: String,
    pub(super) description: Option<String>,
}

/// The document, and what is wrong with the descriptions.
pub(super) fn document<S>(
    info: &Info,
    routes: &[Route<S>],
    settings: &Settings,
) -> (Value, Vec<RegistrationProblem>)
where
    S: Clone + Send + Sync + 'static,
{
    let mut components = Components::new();
    let mut paths: Vec<PathItem> = Vec::new();
    for route in routes {
        let operation = describe(route, settings, &mut components);
        paths.push(PathItem {
            path: route.path.clone(),
            method: route.method,
            operation,
        });
    }
    name_operations(routes, &mut paths);

    let mut problems = std::mem::take(&mut components.problems);
    problems.extend(duplicate_ids(&paths));
    let document = Document {
        title: info.title.clone(),
        version: info.version.clone(),
        description: info.description.clone(),
        paths,
        components,
    };
    (document.into_openapi(), problems)
}

fn describe<S>(route: &Route<S>, settings: &Settings, components: &mut Components) -> Operation
where
    S: Clone + Send + Sync + 'static,
{
    let mut operation = Operation::default();
    let label = route.label();
    (route.describe)(&mut Description {
        route: &label,
        path_names: &route.path_names(),
        settings,
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
