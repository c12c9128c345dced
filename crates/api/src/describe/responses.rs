//! Results that describe themselves: the trait, and axum's responses.

use std::borrow::Cow;
use std::convert::Infallible;

use axum::body::{Body, Bytes};
use axum::response::{Html, NoContent, Redirect, Response};
use http::StatusCode;
use serde_json::json;

use super::description::Description;
use super::errors::describe_problem;
use crate::openapi::{ResponseEntry, ResponseStatus};
use crate::problem::Problem;

/// A handler's result that writes itself into the document.
///
/// ```
/// use axum::response::{IntoResponse, Redirect, Response};
/// use countersign_api::openapi::{ResponseEntry, ResponseStatus};
/// use countersign_api::{DescribeResponse, Description};
///
/// struct SeeItem(u64);
///
/// impl IntoResponse for SeeItem {
///     fn into_response(self) -> Response {
///         Redirect::to(&format!("/items/{}", self.0)).into_response()
///     }
/// }
///
/// impl DescribeResponse for SeeItem {
///     fn describe_response(to: &mut Description<'_>) {
///         let entry = ResponseEntry::new("See the item").header("location", "Where it is");
///         to.response(ResponseStatus::Code(303), entry);
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not describe itself as a response",
    note = "every result of a handler in an `Api` writes itself into the OpenAPI document: use `Json<T>`, \
            `Created<T>` or `Result<_, Problem>` of `countersign_api`, or implement `DescribeResponse`"
)]
pub trait DescribeResponse {
    /// Adds the status, headers and body that this result may have.
    fn describe_response(to: &mut Description<'_>);
}

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
