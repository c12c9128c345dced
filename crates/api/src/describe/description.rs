//! What a description writes to.

use schemars::JsonSchema;
use serde_json::Value;

use crate::error::RegistrationProblem;
use crate::openapi::{
    Components, Operation, Parameter, ParameterPlace, RequestBody, Requirement, ResponseEntry,
    ResponseStatus,
};
use crate::settings::Settings;

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
