//! Routes that are wrong stop an API from starting.

use std::net::TcpListener;

use axum::Router;
use axum::extract::Path;
use axum::routing::{any, get as route_get};
use countersign_api::RegistrationProblem as P;
use countersign_api::{Api, Bearer, Json, ServeError, User, documented};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::probe::{TestIssuer, get};

async fn open() -> &'static str {
    "open"
}

async fn closed(_: Bearer<User>) -> &'static str {
    "closed"
}

async fn maybe(_: Option<Bearer<User>>) -> &'static str {
    "maybe"
}

#[derive(Deserialize, JsonSchema)]
struct Place {
    #[expect(dead_code, reason = "only its name matters")]
    shelf: u32,
}

async fn misplaced(_: Bearer<User>, _: Path<Place>) {}

#[derive(Deserialize, JsonSchema)]
struct Lenient {
    #[schemars(extend("dependentRequired" = { "a": ["b"] }))]
    #[expect(dead_code, reason = "only its schema matters")]
    a: u32,
}

async fn unenforced(_: Bearer<User>, _: Json<Lenient>) {}

fn problems(api: Api<countersign_api::Verifier>) -> Vec<P> {
    api.into_router()
        .expect_err("something is wrong")
        .problems()
        .to_vec()
}

#[test]
fn every_problem_of_registration_is_reported_in_one_list() {
    let api = Api::new("Test", "1")
        .verifier(TestIssuer::new().verifier())
        .get("/open", open)
        .get("/maybe", maybe)
        .get("/twice", closed)
        .get("/twice", closed)
        .get("/items/{id}", closed)
        .post("/items/{name}", closed)
        .get("no-slash", closed)
        .get("/docs", closed)
        .get("/shelves/{id}", misplaced)
        .post("/lenient", unenforced)
        .put("/a", documented(closed).operation_id("same"))
        .put("/b", documented(closed).operation_id("same"))
        .public(|public| public.get("/closed", closed));
    let found = problems(api);
    let expect = |wanted: &dyn Fn(&P) -> bool| {
        assert_eq!(
            found.iter().filter(|problem| wanted(problem)).count(),
            1,
            "{found:#?}"
        );
    };
    expect(
        &|p| matches!(p, P::Unsecured { route, handler } if route == "GET /open" && handler == "open"),
    );
    expect(&|p| matches!(p, P::Unsecured { route, .. } if route == "GET /maybe"));
    expect(&|p| matches!(p, P::SecuredInPublic { route, .. } if route == "GET /closed"));
    expect(&|p| matches!(p, P::DuplicateRoute { route } if route == "GET /twice"));
    expect(&|p| matches!(p, P::Path { route, .. } if route == "POST /items/{name}"));
    expect(&|p| matches!(p, P::Path { route, .. } if route == "GET no-slash"));
    expect(&|p| matches!(p, P::Path { route, .. } if route == "GET /docs"));
    expect(&|p| matches!(p, P::UnknownPathParameter { parameter, .. } if parameter == "shelf"));
    expect(&|p| matches!(p, P::Schema { route, .. } if route == "POST /lenient"));
    expect(&|p| matches!(p, P::DuplicateOperationId { id } if id == "same"));
    assert_eq!(found.len(), 10, "{found:#?}");
}

#[test]
fn the_message_says_what_would_be_right() {
    let error = Api::new("Test", "1")
        .get("/open", open)
        .into_router()
        .expect_err("unsecured");
    assert!(
        error
            .to_string()
            .contains("- GET /open lets anonymous callers in: give `open` a security argument")
    );
}

#[tokio::test]
async fn routes_of_the_api_win_over_mounted_ones_and_the_rest_is_reached() {
    let mounted: Router = Router::new()
        .route("/open", any(async || "mounted"))
        .route("/jwks", route_get(async || "keys"));
    let second: Router = Router::new().route("/metrics", route_get(async || "metrics"));
    let router = Api::new("Test", "1")
        .verifier(TestIssuer::new().verifier())
        .public(|public| public.get("/open", open))
        .mount(mounted)
        .mount(second)
        .into_router()
        .expect("sound routes");
    for (path, body) in [
        ("/open", "open"),
        ("/jwks", "keys"),
        ("/metrics", "metrics"),
    ] {
        assert_eq!(
            get(&router, path, &[]).await.bytes,
            body.as_bytes(),
            "{path}"
        );
    }
    assert_eq!(get(&router, "/nothing", &[]).await.status, 404);
}

#[tokio::test]
async fn an_address_in_use_is_an_error_that_names_it() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address");
    let error = Api::new("Test", "1")
        .serve(address)
        .await
        .expect_err("in use");
    assert!(
        matches!(&error, ServeError::Listen { address: named, .. } if *named == address.to_string())
    );
}
