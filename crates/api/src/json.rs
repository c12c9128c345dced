//! JSON bodies: what the schema says is what gets in.

use axum::body::{Body, Bytes};
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, OptionalFromRequest, Request};
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT, CONTENT_TYPE, HeaderValue, LOCATION};
use http::{HeaderMap, StatusCode};
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::describe::{
    DescribeArgument, DescribeResponse, Description, describe_field_errors, describe_problem,
};
use crate::error::RegistrationProblem;
use crate::openapi::{RequestBody, ResponseEntry, ResponseStatus};
use crate::problem::{ErrorStatus, Problem};
use crate::schema::{self, FieldError, Step};

const JSON: &str = "application/json";

/// A JSON body in either direction.
///
/// As an argument it takes only what the schema of `T` allows: the constraints that schemars writes into
/// the document (`#[schemars(length(min = 1), range(…), regex(…), email)]` and the rest) are the ones that
/// are enforced. Every error is reported at once, as 422 with FastAPI's `{type, loc, msg}`, and the input
/// is never echoed.
///
/// | body | answer |
/// | --- | --- |
/// | other content type, or none | 415: a form or a text from another site never passes for JSON (CVE-2021-32677) |
/// | over the limit (axum's `DefaultBodyLimit`, 2 MB) | 413 |
/// | empty | 422 `missing` |
/// | no JSON | 422 `json_invalid` with the offset |
/// | not what the schema says | 422, up to a hundred errors |
///
/// As a result it is 200 with the serialized value.
///
/// ```
/// use countersign_api::{Api, Json};
/// use schemars::JsonSchema;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize, JsonSchema)]
/// struct Item {
///     #[schemars(length(min = 1, max = 80))]
///     name: String,
/// }
///
/// async fn echo(Json(item): Json<Item>) -> Json<Item> {
///     Json(item)
/// }
///
/// let document = Api::new("Echo", "1.0").public(|open| open.post("/echo", echo)).openapi()?;
/// assert_eq!(document["components"]["schemas"]["Item"]["properties"]["name"]["maxLength"], 80);
/// # Ok::<(), countersign_api::ApiError>(())
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Json<T>(pub T);

/// 201 with a JSON body, and optionally where the new thing is.
///
/// ```
/// use axum::response::IntoResponse;
/// use countersign_api::Created;
///
/// let response = Created::new("made").at("/items/7").into_response();
/// assert_eq!(response.status(), 201);
/// assert_eq!(response.headers()["location"], "/items/7");
/// ```
#[derive(Debug, Clone)]
pub struct Created<T> {
    body: T,
    location: Option<String>,
}

impl<T> Created<T> {
    /// A new thing.
    pub fn new(body: T) -> Self {
        Self {
            body,
            location: None,
        }
    }

    /// The same with a `Location` header: a path or an absolute URL.
    #[must_use]
    pub fn at(mut self, location: impl Into<String>) -> Self {
        self.location = Some(location.into());
        self
    }
}

impl<T, S> FromRequest<S> for Json<T>
where
    T: DeserializeOwned + JsonSchema + 'static,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(not_json());
        }
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|error| unread(&error))?;
        parse(&bytes).map(Json)
    }
}

impl<T, S> OptionalFromRequest<S> for Json<T>
where
    T: DeserializeOwned + JsonSchema + 'static,
    S: Send + Sync,
{
    type Rejection = Problem;

    /// Without a content type there is no body; anything else must be right.
    async fn from_request(request: Request, state: &S) -> Result<Option<Self>, Problem> {
        if !request.headers().contains_key(CONTENT_TYPE) {
            return Ok(None);
        }
        <Self as FromRequest<S>>::from_request(request, state)
            .await
            .map(Some)
    }
}

impl<T: JsonSchema + 'static> DescribeArgument for Json<T> {
    fn describe_argument(to: &mut Description<'_>) {
        if let Err(reason) = schema::of_type::<T>().as_ref() {
            let (route, reason) = (to.route().to_owned(), reason.clone());
            to.refuse(RegistrationProblem::Schema { route, reason });
        }
        let schema = to.input_schema::<T>();
        to.body(RequestBody {
            media_type: JSON.to_owned(),
            schema,
            required: true,
        });
        describe_problem(
            to,
            ResponseStatus::Code(413),
            ResponseEntry::new("Content Too Large"),
        );
        describe_problem(
            to,
            ResponseStatus::Code(415),
            ResponseEntry::new("Unsupported Media Type"),
        );
        describe_field_errors(to);
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        render(StatusCode::OK, &self.0)
    }
}

impl<T: JsonSchema> DescribeResponse for Json<T> {
    fn describe_response(to: &mut Description<'_>) {
        let schema = to.output_schema::<T>();
        let entry = ResponseEntry::new("Successful Response").content(JSON, schema);
        to.response(ResponseStatus::Code(200), entry);
    }
}

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        let mut response = render(StatusCode::CREATED, &self.body);
        if let Some(location) = self.location {
            let Ok(location) = HeaderValue::try_from(location) else {
                tracing::error!("a Location that is no header value");
                return Problem::internal().into_response();
            };
            response.headers_mut().insert(LOCATION, location);
        }
        response
    }
}

impl<T: JsonSchema> DescribeResponse for Created<T> {
    fn describe_response(to: &mut Description<'_>) {
        let schema = to.output_schema::<T>();
        let entry = ResponseEntry::new("Created")
            .content(JSON, schema)
            .header("location", "Where the new thing is, when it has a place");
        to.response(ResponseStatus::Code(201), entry);
    }
}

fn render<T: Serialize>(status: StatusCode, body: &T) -> Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => {
            let headers = [(CONTENT_TYPE, HeaderValue::from_static(JSON))];
            (status, headers, Body::from(bytes)).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a response cannot be written as JSON");
            Problem::internal().into_response()
        }
    }
}

// RFC 6839 3.1: `application/json`, or a type that says `+json`.
fn is_json(headers: &HeaderMap) -> bool {
    let mut given = headers.get_all(CONTENT_TYPE).iter();
    let (Some(first), None) = (given.next(), given.next()) else {
        return false;
    };
    let essence = first
        .to_str()
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default();
    let Some((kind, subtype)) = essence.trim().split_once('/') else {
        return false;
    };
    let subtype = subtype.to_ascii_lowercase();
    kind.eq_ignore_ascii_case("application") && (subtype == "json" || subtype.ends_with("+json"))
}

// RFC 9110 15.5.16: say what would be accepted.
fn not_json() -> Problem {
    Problem::new(
        ErrorStatus::UNSUPPORTED_MEDIA_TYPE,
        "The body must have the content type application/json",
    )
    .with_header(ACCEPT, HeaderValue::from_static(JSON))
}

fn unread(error: &BytesRejection) -> Problem {
    match error {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
            Problem::new(ErrorStatus::CONTENT_TOO_LARGE, "The body is too large")
        }
        _ => Problem::bad_request("The body could not be read"),
    }
}

fn parse<T: DeserializeOwned + JsonSchema + 'static>(bytes: &[u8]) -> Result<T, Problem> {
    let compiled = schema::of_type::<T>();
    let schema = compiled.as_ref().as_ref().map_err(|reason| {
        tracing::error!(%reason, body = std::any::type_name::<T>(), "the schema cannot be enforced");
        Problem::internal()
    })?;
    if bytes.is_empty() {
        return Err(refuse(schema::missing().at("body")));
    }
    let value: Value =
        serde_json::from_slice(bytes).map_err(|error| refuse(broken(&error, bytes)))?;
    let errors = schema.check(&value, "body", bytes.len());
    if !errors.is_empty() {
        return Err(Problem::unprocessable(errors));
    }
    // The value that was checked is the one that is read: there is no second parser to disagree.
    serde_path_to_error::deserialize(value).map_err(|error| refuse(refused_by_serde(&error)))
}

fn refuse(error: FieldError) -> Problem {
    Problem::unprocessable([error])
}

fn broken(error: &serde_json::Error, bytes: &[u8]) -> FieldError {
    let lines_before = bytes
        .split_inclusive(|byte| *byte == b'\n')
        .take(error.line().saturating_sub(1));
    let before: usize = lines_before.map(<[u8]>::len).sum();
    let offset = before.saturating_add(error.column().saturating_sub(1));
    FieldError::new("json_invalid", "JSON decode error")
        .at("body")
        .at(offset)
}

// The schema lets it pass and the type does not, as with `#[serde(try_from)]`.
fn refused_by_serde(error: &serde_path_to_error::Error<serde_json::Error>) -> FieldError {
    use serde_path_to_error::Segment;
    let message = error.inner().to_string();
    // serde's own messages quote the input; those that a type's author wrote do not begin like them.
    let quotes = [
        "invalid ",
        "unknown ",
        "missing ",
        "duplicate ",
        "data did not",
    ];
    let message = if quotes.iter().any(|start| message.starts_with(start)) {
        "Value error, the input does not have the documented form".to_owned()
    } else {
        format!("Value error, {message}")
    };
    error.path().iter().fold(
        FieldError::new("value_error", message).at("body"),
        |error, segment| match segment {
            Segment::Seq { index } => error.at(Step::Index(*index)),
            Segment::Map { key } | Segment::Enum { variant: key } => error.at(key.as_str()),
            Segment::Unknown => error,
        },
    )
}
