//! The builder: routes in, a router and its document out.

mod document;
mod name;
mod router;
mod routes;
mod serve;

use std::fmt;

use axum::Router;
use axum::extract::FromRef;
use axum::handler::Handler;
use serde_json::Value;
use tokio::net::ToSocketAddrs;

pub use routes::Public;

use crate::describe::DescribeHandler;
use crate::docs_page::{self, DocsPage};
use crate::error::{ApiError, ServeError};
use crate::settings::Settings;
use crate::verifier::Verifier;
use document::Info;
use routes::{Exposure, Route};

/// An API under construction: every route demands a credential, unless it stands inside [`Api::public`].
///
/// Problems of registration are collected and come out together, from [`Api::into_router`],
/// [`Api::openapi`] or [`Api::serve`]. The docs page is at `/docs` and the document at `/openapi.json`;
/// both are readable by anyone ([`Api::docs`], [`Api::without_docs`]).
///
/// ```
/// use axum::extract::Path;
/// use countersign_api::{Api, Json, Problem};
/// use schemars::JsonSchema;
/// use serde::Serialize;
///
/// #[derive(Serialize, JsonSchema)]
/// struct Item {
///     name: String,
/// }
///
/// async fn read_item(Path(id): Path<u32>) -> Result<Json<Item>, Problem> {
///     if id == 1 { Ok(Json(Item { name: "Lamp".into() })) } else { Err(Problem::not_found("No such item")) }
/// }
///
/// let api = Api::new("Items", "1.0").public(|open| open.get("/items/{id}", read_item));
/// let document = api.openapi()?;
/// assert_eq!(document["paths"]["/items/{id}"]["get"]["parameters"][0]["name"], "id");
/// # Ok::<(), countersign_api::ApiError>(())
/// ```
pub struct Api<S = ()> {
    info: Info,
    state: S,
    settings: Settings,
    routes: Vec<Route<S>>,
    mounted: Vec<Router>,
    docs: Option<DocsPage>,
}

impl Api {
    /// An API without routes. Title and version stand in the document.
    pub fn new(title: impl Into<String>, version: impl Into<String>) -> Self {
        Self {
            info: Info {
                title: title.into(),
                version: version.into(),
                description: None,
            },
            state: (),
            settings: Settings::new(),
            routes: Vec::new(),
            mounted: Vec::new(),
            docs: Some(DocsPage::new()),
        }
    }

    /// Verifies tokens with this, and needs no other state. Call it before the routes that take a
    /// [`Bearer`](crate::Bearer).
    #[must_use]
    pub fn verifier(self, verifier: Verifier) -> Api<Verifier> {
        self.state(verifier)
    }

    /// State for the handlers, from which the [`Verifier`] can be taken (`#[derive(FromRef)]`, or by hand).
    ///
    /// ```
    /// use axum::extract::{FromRef, State};
    /// use countersign_api::{Api, Verifier};
    ///
    /// #[derive(Clone)]
    /// struct App {
    ///     greeting: &'static str,
    ///     verifier: Verifier,
    /// }
    ///
    /// impl FromRef<App> for Verifier {
    ///     fn from_ref(app: &App) -> Verifier {
    ///         app.verifier.clone()
    ///     }
    /// }
    ///
    /// async fn greet(State(app): State<App>) -> &'static str {
    ///     app.greeting
    /// }
    ///
    /// fn api(app: App) -> Api<App> {
    ///     Api::new("Greetings", "1.0").state(app).public(|open| open.get("/", greet))
    /// }
    /// ```
    pub fn state<S>(self, state: S) -> Api<S>
    where
        S: Clone + Send + Sync + 'static,
        Verifier: FromRef<S>,
    {
        let oauth2 = Verifier::from_ref(&state).oauth2().clone();
        Api {
            info: self.info,
            state,
            settings: self.settings.with(oauth2),
            routes: self.routes.into_iter().map(Route::with_any_state).collect(),
            mounted: self.mounted,
            docs: self.docs,
        }
    }
}

impl<S> Api<S>
where
    S: Clone + Send + Sync + 'static,
{
    /// CommonMark for the top of the document.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.info.description = Some(description.into());
        self
    }

    /// Run-time values for arguments that describe themselves with them
    /// ([`Description::settings`](crate::Description::settings)).
    #[must_use]
    pub fn setting<T: Send + Sync + 'static>(mut self, value: T) -> Self {
        self.settings = self.settings.with(value);
        self
    }

    /// The only way to leave routes open, and it shows. A handler inside may take an
    /// `Option<Bearer<…>>`, but not demand a credential.
    #[must_use]
    pub fn public(mut self, add: impl FnOnce(Public<S>) -> Public<S>) -> Self {
        self.routes.extend(add(Public::new()).into_routes());
        self
    }

    /// Adds a whole router, for example the issuer's, as it is: its routes are neither checked nor described.
    /// Routes of this API win where both have a path. The router's own fallback is not used: what no
    /// router knows is `{"detail": "Not Found"}`.
    #[must_use]
    pub fn mount(mut self, router: impl Into<Router>) -> Self {
        self.mounted.push(router.into());
        self
    }

    /// Settings of the docs page and of the document's place.
    #[must_use]
    pub fn docs(mut self, page: DocsPage) -> Self {
        self.docs = Some(page);
        self
    }

    /// Neither docs page nor document over HTTP.
    #[must_use]
    pub fn without_docs(mut self) -> Self {
        self.docs = None;
        self
    }

    /// The OpenAPI 3.1 document.
    ///
    /// # Errors
    ///
    /// All problems of registration.
    pub fn openapi(&self) -> Result<Value, ApiError> {
        let (document, mut problems) = document::document(&self.info, &self.routes, &self.settings);
        let docs_paths = self.docs.as_ref().map(DocsPage::paths).unwrap_or_default();
        problems.splice(0..0, routes::routing_problems(&self.routes, &docs_paths));
        if problems.is_empty() {
            Ok(document)
        } else {
            Err(ApiError::new(problems))
        }
    }

    /// The axum router: routes, docs, mounted routers, and `{"detail": "Not Found"}` for the rest.
    ///
    /// # Errors
    ///
    /// All problems of registration.
    pub fn into_router(self) -> Result<Router, ApiError> {
        let document = self.openapi()?;
        let docs = self
            .docs
            .map(|page| docs_page::router(&page, &self.info.title, &document));
        Ok(router::router(self.routes, self.state, docs, self.mounted))
    }

    /// Serves HTTP/1.1 until Ctrl-C or SIGTERM, and then finishes the requests in flight.
    ///
    /// There is no limit on slow clients here: put a proxy in front, or serve
    /// [`Api::into_router`] with a server of your own, where that matters.
    ///
    /// # Errors
    ///
    /// Problems of registration, or an address that cannot be listened on.
    pub async fn serve(self, address: impl ToSocketAddrs + fmt::Display) -> Result<(), ServeError> {
        serve::serve(self.into_router()?, address).await
    }

    fn route<H, T>(mut self, method: &'static str, path: &str, handler: H) -> Self
    where
        H: Handler<T, S> + DescribeHandler<T>,
        T: 'static,
    {
        self.routes
            .push(Route::new(method, path, handler, Exposure::Secured));
        self
    }
}

routes::methods!(Api);

impl<S> fmt::Debug for Api<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Api")
            .field("title", &self.info.title)
            .field("version", &self.info.version)
            .field("routes", &self.routes)
            .finish_non_exhaustive()
    }
}
