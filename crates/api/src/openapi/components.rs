//! The parts of the document that operations share.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::{Map, Value};

use crate::error::RegistrationProblem;

// Where references point until it is known which definitions read and write alike.
const INPUT: &str = "/input";
const OUTPUT: &str = "/output";

/// The parts of the document that operations share: schemas and security schemes.
///
/// A type that is read and written in the same form appears once; if serde reads it in one form and
/// writes it in another, it appears as `Name-Input` and `Name-Output`.
#[derive(Debug)]
pub struct Components {
    input: SchemaGenerator,
    output: SchemaGenerator,
    security_schemes: Map<String, Value>,
    pub(crate) problems: Vec<RegistrationProblem>,
}

impl Components {
    pub(crate) fn new() -> Self {
        let settings = |path: &'static str| {
            SchemaSettings::draft2020_12().with(|settings| {
                settings.definitions_path = path.into();
                settings.meta_schema = None;
            })
        };
        Self {
            input: settings(INPUT).for_deserialize().into_generator(),
            output: settings(OUTPUT).for_serialize().into_generator(),
            security_schemes: Map::new(),
            problems: Vec::new(),
        }
    }

    /// The schema of `T` as requests carry it, usually a reference.
    pub fn input_schema<T: JsonSchema + ?Sized>(&mut self) -> Value {
        self.input.subschema_for::<T>().to_value()
    }

    /// The schema of `T` as responses carry it, usually a reference.
    pub fn output_schema<T: JsonSchema + ?Sized>(&mut self) -> Value {
        self.output.subschema_for::<T>().to_value()
    }

    /// Adds a security scheme. The same name with another definition is a registration problem;
    /// scopes of OAuth2 flows are joined instead.
    pub fn security_scheme(&mut self, name: &str, definition: Value) {
        match self.security_schemes.get_mut(name) {
            None => {
                self.security_schemes.insert(name.to_owned(), definition);
            }
            Some(present) => {
                if !join_scopes(present, &definition) {
                    let name = name.to_owned();
                    self.problems
                        .push(RegistrationProblem::SchemeDefinedTwice { name });
                }
            }
        }
    }

    // The schema of `T` itself, for types whose parts are documented one by one.
    pub(crate) fn unfolded_input_schema<T: JsonSchema>(&mut self) -> Value {
        T::json_schema(&mut self.input).to_value()
    }

    // Writes the components, and points every reference in `document` at its final name.
    pub(crate) fn write_into(mut self, document: &mut Value) {
        let input = self.input.take_definitions(true);
        let output = self.output.take_definitions(true);
        let split = split_names(&input, &output);
        let mut schemas = Map::new();
        for (place, definitions) in [(INPUT, input), (OUTPUT, output)] {
            for (name, mut schema) in definitions {
                point_references(&mut schema, &split);
                schemas.insert(final_name(place, &name, &split), schema);
            }
        }
        schemas.sort_keys();
        point_references(document, &split);
        let mut components = Map::new();
        if !schemas.is_empty() {
            components.insert("schemas".into(), schemas.into());
        }
        if !self.security_schemes.is_empty() {
            components.insert("securitySchemes".into(), self.security_schemes.into());
        }
        if !components.is_empty() {
            document["components"] = components.into();
        }
    }
}

// True when both are the same but for the scopes of their flows, which are then joined.
fn join_scopes(present: &mut Value, other: &Value) -> bool {
    if without_scopes(present.clone()) != without_scopes(other.clone()) {
        return false;
    }
    let flows = other.get("flows").and_then(Value::as_object);
    for (flow, definition) in flows.into_iter().flatten() {
        let more = definition.get("scopes").and_then(Value::as_object);
        let scopes = present.pointer_mut(&format!("/flows/{flow}/scopes"));
        if let (Some(more), Some(Value::Object(scopes))) = (more, scopes) {
            scopes.extend(more.clone());
        }
    }
    true
}

fn without_scopes(mut definition: Value) -> Value {
    let flows = definition.get_mut("flows").and_then(Value::as_object_mut);
    for flow in flows.into_iter().flat_map(Map::values_mut) {
        flow.as_object_mut().and_then(|flow| flow.remove("scopes"));
    }
    definition
}

// Names whose two definitions differ, or refer to such a name.
fn split_names(input: &Map<String, Value>, output: &Map<String, Value>) -> BTreeSet<String> {
    let in_common = |name: &str| Some((input.get(name)?, output.get(name)?));
    let mut split = BTreeSet::new();
    loop {
        let found: Vec<String> = input
            .keys()
            .filter(|name| !split.contains(*name))
            .filter(|name| {
                in_common(name).is_some_and(|(read, written)| {
                    let mut pair = [read.clone(), written.clone()];
                    for schema in &mut pair {
                        point_references(schema, &split);
                    }
                    pair[0] != pair[1]
                })
            })
            .cloned()
            .collect();
        if found.is_empty() {
            return split;
        }
        split.extend(found);
    }
}

fn final_name(place: &str, name: &str, split: &BTreeSet<String>) -> String {
    match (split.contains(name), place) {
        (false, _) => name.to_owned(),
        (true, INPUT) => format!("{name}-Input"),
        (true, _) => format!("{name}-Output"),
    }
}

fn point_references(value: &mut Value, split: &BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                match member {
                    Value::String(reference) if key == "$ref" => {
                        if let Some(pointed) = point(reference, split) {
                            *reference = pointed;
                        }
                    }
                    other => point_references(other, split),
                }
            }
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| point_references(item, split)),
        _ => {}
    }
}

fn point(reference: &str, split: &BTreeSet<String>) -> Option<String> {
    let path = reference.strip_prefix('#')?;
    let (place, name) = [INPUT, OUTPUT]
        .into_iter()
        .find_map(|place| Some((place, path.strip_prefix(place)?.strip_prefix('/')?)))?;
    Some(format!(
        "#/components/schemas/{}",
        final_name(place, name, split)
    ))
}
