//! How errors stand in the document: both forms of each, and their schemas.

use std::borrow::Cow;

use schemars::{JsonSchema, json_schema};
use serde_json::Value;

use super::description::Description;
use crate::openapi::{ResponseEntry, ResponseStatus};

/// Both forms of an error with a text under `status`.
pub(crate) fn describe_problem(
    to: &mut Description<'_>,
    status: ResponseStatus,
    entry: ResponseEntry,
) {
    let plain = to.output_schema::<ErrorDetail>();
    let problem = to.output_schema::<ProblemDetails>();
    to.response(
        status,
        entry
            .content("application/json", plain)
            .content("application/problem+json", problem),
    );
}

/// The `{type, loc, msg}` list under 422, beside RFC 9457.
pub(crate) fn describe_field_errors(to: &mut Description<'_>) {
    let plain = to.output_schema::<HttpValidationError>();
    let problem = to.output_schema::<ProblemDetails>();
    let entry = ResponseEntry::new("Validation Error");
    to.response(
        ResponseStatus::Code(422),
        entry
            .content("application/json", plain)
            .content("application/problem+json", problem),
    );
}

macro_rules! wire_schemas {
    ($($(#[$doc:meta])* $kind:ident as $name:literal = |$generator:ident| $schema:expr;)*) => {$(
        $(#[$doc])*
        struct $kind;

        impl JsonSchema for $kind {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn schema_id() -> Cow<'static, str> {
                concat!("countersign_api::", $name).into()
            }

            fn json_schema($generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $schema
            }
        }
    )*};
}

wire_schemas! {
    /// What every error with a text looks like.
    ErrorDetail as "ErrorDetail" = |_generator| json_schema!({
        "type": "object",
        "title": "ErrorDetail",
        "properties": { "detail": { "type": "string", "title": "Detail" } },
        "required": ["detail"],
    });

    /// RFC 9457 3.1.
    ProblemDetails as "ProblemDetails" = |generator| json_schema!({
        "type": "object",
        "title": "ProblemDetails",
        "properties": {
            "type": { "type": "string", "format": "uri-reference", "title": "Type" },
            "title": { "type": "string", "title": "Title" },
            "status": { "type": "integer", "title": "Status" },
            "detail": { "type": "string", "title": "Detail" },
            "errors": {
                "type": "array",
                "title": "Errors",
                "items": Value::from(generator.subschema_for::<ValidationError>()),
            },
        },
        "required": ["type", "title", "status"],
    });

    /// FastAPI's component of the same name.
    HttpValidationError as "HTTPValidationError" = |generator| json_schema!({
        "type": "object",
        "title": "HTTPValidationError",
        "properties": {
            "detail": {
                "type": "array",
                "title": "Detail",
                "items": Value::from(generator.subschema_for::<ValidationError>()),
            },
        },
    });

    /// FastAPI's component of the same name, without the optional `input` and `ctx`.
    ValidationError as "ValidationError" = |_generator| json_schema!({
        "type": "object",
        "title": "ValidationError",
        "properties": {
            "loc": {
                "type": "array",
                "title": "Location",
                "items": { "anyOf": [{ "type": "string" }, { "type": "integer" }] },
            },
            "msg": { "type": "string", "title": "Message" },
            "type": { "type": "string", "title": "Error Type" },
        },
        "required": ["loc", "msg", "type"],
    });
}
