//! Types that describe themselves: one trait for arguments, one for responses, one for handlers.

mod arguments;
mod documented;
mod handler;
mod responses;

use schemars::JsonSchema;
use serde_json::Value;

use crate::settings::Settings;
pub use documented::{Documented, documented};
pub use handler::DescribeHandler;
pub(crate) use responses::{describe_field_errors, describe_problem};

use crate::error::RegistrationProblem;
use crate::openapi::{
    Components, Operation, Parameter, ParameterPlace, RequestBody, Requirement, ResponseEntry,
    ResponseStatus,
};

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

/// What a description writes to: one operation, and the components that all operations share.
#[derive(Debug)]
pub struct Description<'a> {
    pub(crate) route: &'a str,
    pub(crate) path_names: &'a [String],
    pub(crate) settings: &'a Settings,
    pub(crate) operation: &'a mut Operation,
    pub(crate) components: &'a mut Components,
}

impl Description<'_> {
    /// Method and path, as in `GET /items/{id}`.
    #[must_use]
    pub fn route(&self) -> &str {
        self.route
    }

    /// Names in the path template, in order.
    #[must_use]
    pub fn path_names(&self) -> &[String] {
        self.path_names
    }

    /// Values known only at run time, such as the token URL. Without them, a registration problem is
    /// noted and there is nothing to describe.
    pub fn settings<T: 'static + Clone>(&mut self) -> Option<T> {
        let found = self.settings.find::<T>().cloned();
        if found.is_none() {
            let needed = std::any::type_name::<T>();
            self.refuse(RegistrationProblem::MissingSettings {
                route: self.route.to_owned(),
                needed,
            });
        }
        found
    }

    /// The schema of `T` in requests.
    pub fn input_schema<T: JsonSchema + ?Sized>(&mut self) -> Value {
        self.components.input_schema::<T>()
    }

    /// The schema of `T` in responses.
    pub fn output_schema<T: JsonSchema + ?Sized>(&mut self) -> Value {
        self.components.output_schema::<T>()
    }

    /// Adds a parameter; name and place identify it, and the first description stays.
    pub fn parameter(&mut self, parameter: Parameter) {
        let same = |present: &Parameter| {
            present.name == parameter.name && present.place == parameter.place
        };
        if !self.operation.parameters.iter().any(same) {
            self.operation.parameters.push(parameter);
        }
    }

    /// Sets the body: a handler has at most one.
    pub fn body(&mut self, body: RequestBody) {
        self.operation.request_body = Some(body);
    }

    /// Adds a response; what is there under this status already is kept beside it.
    pub fn response(&mut self, status: ResponseStatus, entry: ResponseEntry) {
        self.operation.add_response(status, entry);
    }

    /// Demands a credential of this scheme with these scopes, beside what is demanded already (AND),
    /// and defines the scheme.
    pub fn require<'s>(
        &mut self,
        scheme: &str,
        definition: Value,
        scopes: impl IntoIterator<Item = &'s str>,
    ) {
        self.components.security_scheme(scheme, definition);
        let requirement = Requirement::scheme(scheme, scopes);
        self.operation.requirement =
            std::mem::take(&mut self.operation.requirement).and(&requirement);
    }

    /// Describes an argument that may be absent: nothing that it adds is required.
    pub fn optional(&mut self, describe: impl FnOnce(&mut Description<'_>)) {
        let mut inner = Operation::default();
        describe(&mut Description {
            route: self.route,
            path_names: self.path_names,
            settings: self.settings,
            operation: &mut inner,
            components: self.components,
        });
        for parameter in inner.parameters {
            let required = parameter.place == ParameterPlace::Path;
            self.parameter(Parameter {
                required,
                ..parameter
            });
        }
        if let Some(body) = inner.request_body {
            self.body(RequestBody {
                required: false,
                ..body
            });
        }
        for (status, entry) in inner.responses {
            self.response(status, entry);
        }
        let before = std::mem::take(&mut self.operation.requirement);
        self.operation.requirement = before.and(&inner.requirement.optional());
    }

    /// Notes a problem, which stops the API from starting.
    pub fn refuse(&mut self, problem: RegistrationProblem) {
        self.components.problems.push(problem);
    }
}
