//! Arguments that describe themselves: the trait, and axum's extractors.

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{
    ConnectInfo, MatchedPath, NestedPath, Path, Query, RawPathParams, RawQuery, Request, State,
};
use http::{Extensions, HeaderMap, Method, Uri, Version};
use schemars::JsonSchema;
use serde_json::Value;

use super::description::Description;
use crate::error::RegistrationProblem;
use crate::openapi::{Parameter, ParameterPlace, RequestBody, ResponseEntry, ResponseStatus};

/// A handler's argument that writes itself into the document.
///
/// The type that takes something from the request is the one that says so: whatever an implementation
/// reads or demands at run time, it describes here. Extractors of axum and of this crate have it.
///
/// ```
/// use countersign_api::openapi::{Parameter, ParameterPlace};
/// use countersign_api::{DescribeArgument, Description};
///
/// struct Tenant(String); // its FromRequestParts reads the header `x-tenant`
///
/// impl DescribeArgument for Tenant {
///     fn describe_argument(to: &mut Description<'_>) {
///         let schema = to.input_schema::<String>();
///         to.parameter(Parameter {
///             name: "x-tenant".into(),
///             place: ParameterPlace::Header,
///             required: true,
///             description: None,
///             schema,
///         });
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not describe itself as an argument",
    note = "every argument of a handler in an `Api` writes itself into the OpenAPI document: \
            use `countersign_api::Json` for JSON bodies, or implement `DescribeArgument` for your extractor"
)]
pub trait DescribeArgument {
    /// Adds what this argument reads, demands and refuses.
    fn describe_argument(to: &mut Description<'_>);
}

macro_rules! neutral_arguments {
    ($($kind:ty $(=> $generic:ident)?;)*) => {$(
        impl$(<$generic>)? DescribeArgument for $kind {
            fn describe_argument(_: &mut Description<'_>) {}
        }
    )*};
}

// They demand nothing from the caller that the document could name.
neutral_arguments! {
    State<S> => S;
    Extension<T> => T;
    ConnectInfo<T> => T;
    MatchedPath;
    NestedPath;
    RawPathParams;
    RawQuery;
    HeaderMap;
    Method;
    Uri;
    Version;
    Extensions;
    http::request::Parts;
}

macro_rules! raw_bodies {
    ($($kind:ty => $media_type:literal;)*) => {$(
        impl DescribeArgument for $kind {
            fn describe_argument(to: &mut Description<'_>) {
                let schema = Value::Object(serde_json::Map::new());
                to.body(RequestBody { media_type: $media_type.into(), schema, required: false });
            }
        }
    )*};
}

raw_bodies! {
    Bytes => "*/*";
    Body => "*/*";
    Request => "*/*";
    String => "text/plain";
}

impl<T: DescribeArgument> DescribeArgument for Option<T> {
    fn describe_argument(to: &mut Description<'_>) {
        to.optional(T::describe_argument);
    }
}

impl<T: JsonSchema> DescribeArgument for Path<T> {
    fn describe_argument(to: &mut Description<'_>) {
        let schema = to.components.unfolded_input_schema::<T>();
        for (name, schema) in path_parameters(to.path_names(), &schema) {
            if to.path_names().contains(&name) {
                to.parameter(parameter(name, ParameterPlace::Path, true, schema));
            } else {
                let route = to.route().to_owned();
                to.refuse(RegistrationProblem::UnknownPathParameter {
                    route,
                    parameter: name,
                });
            }
        }
        describe_axum_refusal(to);
    }
}

impl<T: JsonSchema> DescribeArgument for Query<T> {
    fn describe_argument(to: &mut Description<'_>) {
        let schema = to.components.unfolded_input_schema::<T>();
        let required = schema.get("required").and_then(Value::as_array);
        for (name, property) in properties(&schema) {
            let required = required.is_some_and(|names| names.iter().any(|given| *given == *name));
            let name = name.clone();
            to.parameter(parameter(
                name,
                ParameterPlace::Query,
                required,
                property.clone(),
            ));
        }
        describe_axum_refusal(to);
    }
}

// A struct names its parameters, a tuple takes them in order, anything else is the only one.
fn path_parameters(names: &[String], schema: &Value) -> Vec<(String, Value)> {
    if schema.get("properties").is_some() {
        return properties(schema)
            .map(|(name, schema)| (name.clone(), schema.clone()))
            .collect();
    }
    let single = std::slice::from_ref(schema);
    let items = schema.get("prefixItems").and_then(Value::as_array);
    let items = items.map_or(single, Vec::as_slice);
    let name = |index: usize| {
        names
            .get(index)
            .cloned()
            .unwrap_or_else(|| format!("#{}", index + 1))
    };
    items
        .iter()
        .enumerate()
        .map(|(index, schema)| (name(index), schema.clone()))
        .collect()
}

fn properties(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    schema
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
}

fn parameter(name: String, place: ParameterPlace, required: bool, mut schema: Value) -> Parameter {
    let description = match schema
        .as_object_mut()
        .and_then(|schema| schema.shift_remove("description"))
    {
        Some(Value::String(text)) => Some(text),
        _ => None,
    };
    Parameter {
        name,
        place,
        required,
        description,
        schema,
    }
}

// What axum's own extractors answer when a value does not parse.
fn describe_axum_refusal(to: &mut Description<'_>) {
    let schema = to.output_schema::<String>();
    let entry = ResponseEntry::new("Bad Request").content("text/plain", schema);
    to.response(ResponseStatus::Code(400), entry);
}
