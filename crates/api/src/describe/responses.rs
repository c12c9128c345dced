use std::borrow::Cow;
use std::convert::Infallible;

use axum::body::{Body, Bytes};
use axum::response::{Html, NoContent, Redirect, Response};
use http::StatusCode;
use schemars::{JsonSchema, json_schema};
use serde_json::{Value, json};

use super::{DescribeResponse, Description};
use crate::openapi::{ResponseEntry, ResponseStatus};
use crate::problem::Problem;

const OK: ResponseStatus = ResponseStatus::Code(200);

macro_rules! text_responses {
    ($($kind:ty),*) => {$(
        impl DescribeResponse for $kind {
            fn describe_response(to: &mut Description<'_>) {
                let schema = to.output_schema::<String>();
                to.response(OK, ResponseEntry::new("Successful Response").content("text/plain", schema));
            }
        }
    )*};
}

text_responses!(String, &'static str, Cow<'static, str>);

macro_rules! byte_responses {
    ($($kind:ty),*) => {$(
        impl DescribeResponse for $kind {
            fn describe_response(to: &mut Description<'_>) {
                // OpenAPI 3.1.0 4.8.14.3: binary content has no schema.
                let entry = ResponseEntry::new("Successful Response");
                to.response(OK, entry.content("application/octet-stream", json!({})));
            }
        }
    )*};
}

byte_responses!(Vec<u8>, Bytes);

macro_rules! run_time_responses {
    ($($kind:ty),*) => {$(
        impl DescribeResponse for $kind {
            fn describe_response(to: &mut Description<'_>) {
                to.response(ResponseStatus::Default, ResponseEntry::new("Chosen at run time"));
            }
        }
    )*};
}

run_time_responses!(StatusCode, Response, Body);

impl DescribeResponse for () {
    fn describe_response(to: &mut Description<'_>) {
        to.response(OK, ResponseEntry::new("Successful Response"));
    }
}

impl DescribeResponse for NoContent {
    fn describe_response(to: &mut Description<'_>) {
        to.response(
            ResponseStatus::Code(204),
            ResponseEntry::new("Successful Response"),
        );
    }
}

impl DescribeResponse for Redirect {
    fn describe_response(to: &mut Description<'_>) {
        let entry = ResponseEntry::new("Redirect").header("location", "Where to go on");
        to.response(ResponseStatus::Default, entry);
    }
}

impl<T> DescribeResponse for Html<T> {
    fn describe_response(to: &mut Description<'_>) {
        let schema = to.output_schema::<String>();
        to.response(
            OK,
            ResponseEntry::new("Successful Response").content("text/html", schema),
        );
    }
}

impl DescribeResponse for Infallible {
    fn describe_response(_: &mut Description<'_>) {}
}

impl<T: DescribeResponse, E: DescribeResponse> DescribeResponse for Result<T, E> {
    fn describe_response(to: &mut Description<'_>) {
        T::describe_response(to);
        E::describe_response(to);
    }
}

// The status is a value, so every response of `T` stands under `default`.
impl<T: DescribeResponse> DescribeResponse for (StatusCode, T) {
    fn describe_response(to: &mut Description<'_>) {
        let before = std::mem::take(&mut to.operation.responses);
        T::describe_response(to);
        let described = std::mem::replace(&mut to.operation.responses, before);
        for (_, entry) in described {
            to.response(ResponseStatus::Default, entry);
        }
    }
}

impl DescribeResponse for Problem {
    fn describe_response(to: &mut Description<'_>) {
        describe_problem(to, ResponseStatus::Default, ResponseEntry::new("Error"));
    }
}

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
