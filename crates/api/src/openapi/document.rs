//! The whole document, written in the end.

use serde_json::{Map, Value, json};

use super::components::Components;
use super::operation::Operation;

/// The whole document before it is written.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) title: String,
    pub(crate) version: String,
    pub(crate) description: Option<String>,
    pub(crate) paths: Vec<PathItem>,
    pub(crate) components: Components,
}

/// One operation with its place.
#[derive(Debug)]
pub(crate) struct PathItem {
    pub(crate) path: String,
    pub(crate) method: &'static str,
    pub(crate) operation: Operation,
}

impl Document {
    pub(crate) fn into_openapi(self) -> Value {
        let mut paths = Map::new();
        for item in &self.paths {
            let entry = paths
                .entry(template(&item.path))
                .or_insert_with(|| json!({}));
            entry[item.method] = item.operation.to_openapi();
        }
        let mut document = json!({
            "openapi": "3.1.0",
            "info": { "title": self.title, "version": self.version },
            "paths": paths,
        });
        if let Some(description) = self.description {
            document["info"]["description"] = json!(description);
        }
        self.components.write_into(&mut document);
        document
    }
}

// axum writes a rest parameter as `{*rest}`; OpenAPI knows only `{rest}`.
fn template(path: &str) -> String {
    path.replace("{*", "{")
}
