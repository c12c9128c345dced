//! One method on one path.

use serde_json::{Map, Value, json};

use super::requirement::Requirement;

/// One method on one path, as its handler's arguments and result describe it.
#[derive(Debug, Clone, Default)]
pub struct Operation {
    pub(crate) id: Option<String>,
    pub(crate) summary: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) request_body: Option<RequestBody>,
    pub(crate) responses: Vec<(ResponseStatus, ResponseEntry)>,
    pub(crate) requirement: Requirement,
}

/// A named value in the path, the query, a header or a cookie.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: String,
    /// Where it stands.
    pub place: ParameterPlace,
    /// Whether the request is refused without it; always true in the path.
    pub required: bool,
    /// Text for the reader.
    pub description: Option<String>,
    /// JSON Schema, from [`Description::input_schema`](crate::Description::input_schema).
    pub schema: Value,
}

/// Where a parameter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterPlace {
    /// A segment of the path template.
    Path,
    /// After the question mark.
    Query,
    /// A request header.
    Header,
    /// The `Cookie` header.
    Cookie,
}

/// The body of a request in one media type.
#[derive(Debug, Clone)]
pub struct RequestBody {
    /// For example `application/json`.
    pub media_type: String,
    /// JSON Schema of the body.
    pub schema: Value,
    /// Whether a request without a body is refused.
    pub required: bool,
}

/// The status that a response stands under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ResponseStatus {
    /// Always this one.
    Code(u16),
    /// Chosen while the program runs: `default` in the document.
    Default,
}

/// One response: text, headers, and the schema for each media type.
#[derive(Debug, Clone, Default)]
pub struct ResponseEntry {
    description: String,
    headers: Map<String, Value>,
    content: Map<String, Value>,
}

impl ResponseEntry {
    /// A response without a body.
    pub fn new(description: impl Into<String>) -> Self {
        Self {
            description: description.into(),
            ..Self::default()
        }
    }

    /// The same with a body of this media type and schema.
    #[must_use]
    pub fn content(mut self, media_type: &str, schema: Value) -> Self {
        self.content.insert(media_type.to_owned(), schema);
        self
    }

    /// The same with a header that holds text.
    #[must_use]
    pub fn header(mut self, name: &str, description: &str) -> Self {
        let header = json!({ "description": description, "schema": { "type": "string" } });
        self.headers.insert(name.to_owned(), header);
        self
    }

    // Two results under one status: each media type lists both schemas.
    fn merge(&mut self, other: Self) {
        self.headers.extend(other.headers);
        for (media_type, schema) in other.content {
            match self.content.get_mut(&media_type) {
                None => {
                    self.content.insert(media_type, schema);
                }
                Some(present) if *present == schema => {}
                Some(present) => *present = json!({ "anyOf": [present.take(), schema] }),
            }
        }
    }

    fn to_openapi(&self) -> Value {
        let mut entry = json!({ "description": self.description });
        if !self.headers.is_empty() {
            entry["headers"] = json!(self.headers);
        }
        if !self.content.is_empty() {
            let content = self.content.iter();
            entry["content"] = content
                .map(|(media, schema)| (media.clone(), json!({ "schema": schema })))
                .collect();
        }
        entry
    }
}

impl Operation {
    pub(crate) fn add_response(&mut self, status: ResponseStatus, entry: ResponseEntry) {
        match self
            .responses
            .iter_mut()
            .find(|(present, _)| *present == status)
        {
            Some((_, present)) => present.merge(entry),
            None => self.responses.push((status, entry)),
        }
    }

    pub(crate) fn to_openapi(&self) -> Value {
        let mut operation = Map::new();
        if !self.tags.is_empty() {
            operation.insert("tags".into(), json!(self.tags));
        }
        let texts = [
            ("summary", &self.summary),
            ("description", &self.description),
            ("operationId", &self.id),
        ];
        for (key, text) in texts {
            operation.extend(text.as_ref().map(|text| (key.to_owned(), json!(text))));
        }
        if let Some(security) = self.requirement.to_openapi() {
            operation.insert("security".into(), security);
        }
        if !self.parameters.is_empty() {
            operation.insert(
                "parameters".into(),
                self.parameters.iter().map(Parameter::to_openapi).collect(),
            );
        }
        if let Some(body) = &self.request_body {
            operation.insert("requestBody".into(), body.to_openapi());
        }
        operation.insert("responses".into(), self.responses_to_openapi());
        Value::Object(operation)
    }

    // OpenAPI 3.1.0 4.8.16: at least one response.
    fn responses_to_openapi(&self) -> Value {
        let mut sorted = self.responses.clone();
        sorted.sort_by_key(|(status, _)| *status);
        if sorted.is_empty() {
            sorted.push((ResponseStatus::Default, ResponseEntry::new("Response")));
        }
        sorted
            .iter()
            .map(|(status, entry)| (status.key(), entry.to_openapi()))
            .collect()
    }
}

impl ResponseStatus {
    fn key(self) -> String {
        match self {
            Self::Code(code) => code.to_string(),
            Self::Default => "default".to_owned(),
        }
    }
}

impl Parameter {
    fn to_openapi(&self) -> Value {
        let place = match self.place {
            ParameterPlace::Path => "path",
            ParameterPlace::Query => "query",
            ParameterPlace::Header => "header",
            ParameterPlace::Cookie => "cookie",
        };
        let mut parameter = json!({
            "name": self.name,
            "in": place,
            "required": self.required || self.place == ParameterPlace::Path,
            "schema": self.schema,
        });
        if let Some(description) = &self.description {
            parameter["description"] = json!(description);
        }
        parameter
    }
}

impl RequestBody {
    fn to_openapi(&self) -> Value {
        let content = Map::from_iter([(self.media_type.clone(), json!({ "schema": self.schema }))]);
        json!({ "content": content, "required": self.required })
    }
}
