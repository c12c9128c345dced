//! The document says what is enforced.

use axum::extract::{Path, Query, State};
use countersign_api::{Api, Bearer, Created, Json, Problem, User, Verifier, documented, scopes};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::probe::TestIssuer;

scopes! {
    /// Read items.
    ItemsRead = "items:read";
    /// Create and change items,
    /// but not delete them.
    ItemsWrite = "items:write";
}

#[derive(Deserialize, JsonSchema)]
struct NewItem {
    #[schemars(length(min = 1, max = 80))]
    name: String,
    #[schemars(range(min = 1))]
    price_cents: u64,
    #[serde(default)]
    label: Label,
}

#[derive(Default, Serialize, Deserialize, JsonSchema)]
struct Label {
    #[serde(default)]
    text: String,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Tag {
    text: String,
}

#[derive(Serialize, JsonSchema)]
struct Item {
    id: u64,
    name: String,
    price_cents: u64,
    label: Label,
    tag: Tag,
}

#[derive(Deserialize, JsonSchema)]
struct Page {
    /// How many to skip.
    #[serde(default)]
    skip: u32,
    limit: Option<u32>,
    order: String,
}

fn item(name: String, price_cents: u64, label: Label) -> Item {
    Item {
        id: 1,
        name,
        price_cents,
        label,
        tag: Tag {
            text: String::new(),
        },
    }
}

async fn list_items(_: Option<Bearer<User, ItemsRead>>, page: Query<Page>) -> Json<Vec<Item>> {
    let _ = (page.skip, page.limit, &page.order);
    Json(Vec::new())
}

async fn create_item(
    _: Bearer<User, ItemsWrite>,
    Json(new): Json<NewItem>,
) -> Result<Created<Item>, Problem> {
    Ok(Created::new(item(new.name, new.price_cents, new.label)))
}

async fn read_item(
    _: State<Verifier>,
    _: Bearer<User, (ItemsRead, ItemsWrite)>,
    Path((shelf, id)): Path<(String, u64)>,
) -> Result<Json<Item>, Problem> {
    if id == 0 {
        Err(Problem::not_found(shelf))
    } else {
        Ok(Json(item(shelf, id, Label::default())))
    }
}

async fn tag(_: Bearer<User>, Json(tag): Json<Tag>) -> Json<Tag> {
    Json(tag)
}

async fn health() -> &'static str {
    "up"
}

fn document() -> Value {
    Api::new("Items", "1.0")
        .description("Things on *shelves*.")
        .verifier(TestIssuer::new().verifier().authorization_url("/authorize"))
        .post("/items", create_item)
        .get("/shelves/{shelf}/items/{id}", read_item)
        .post("/tags", tag)
        .put(
            "/tags",
            documented(tag).summary("Replace the tag").tag("tags"),
        )
        .public(|open| open.get("/items", list_items).get("/health", health))
        .openapi()
        .expect("sound routes")
}

#[test]
fn the_security_of_an_operation_is_what_its_arguments_enforce() {
    let document = document();
    let security =
        |path: &str, method: &str| document["paths"][path][method].get("security").cloned();
    let scheme = "OAuth2PasswordBearer";
    assert_eq!(
        security("/items", "post"),
        Some(json!([{ scheme: ["items:write"] }]))
    );
    assert_eq!(
        security("/shelves/{shelf}/items/{id}", "get"),
        Some(json!([{ scheme: ["items:read", "items:write"] }]))
    );
    assert_eq!(
        security("/items", "get"),
        Some(json!([{ scheme: ["items:read"] }, {}]))
    );
    assert_eq!(security("/tags", "post"), Some(json!([{ scheme: [] }])));
    assert_eq!(security("/health", "get"), None);
}

#[test]
fn the_scheme_lists_every_scope_in_use_for_each_flow() {
    let scopes = json!({ "items:read": "Read items.", "items:write": "Create and change items, but not delete them." });
    assert_eq!(
        document()["components"]["securitySchemes"],
        json!({ "OAuth2PasswordBearer": { "type": "oauth2", "flows": {
            "password": { "tokenUrl": "/token", "scopes": scopes },
            "authorizationCode": { "authorizationUrl": "/authorize", "tokenUrl": "/token", "scopes": scopes },
        } } })
    );
}

#[test]
fn refusals_stand_beside_the_successful_response() {
    let document = document();
    let keys = |path: &str, method: &str| -> Vec<String> {
        let responses = document["paths"][path][method]["responses"]
            .as_object()
            .expect("responses");
        responses.keys().cloned().collect()
    };
    assert_eq!(
        keys("/items", "post"),
        ["201", "401", "403", "413", "415", "422", "default"]
    );
    assert_eq!(keys("/health", "get"), ["200"]);
    let refused = &document["paths"]["/items"]["post"]["responses"]["422"]["content"];
    let reference = &refused["application/json"]["schema"]["$ref"];
    assert_eq!(reference, "#/components/schemas/HTTPValidationError");
}

#[test]
fn parameters_come_from_path_and_query_types() {
    let document = document();
    let path = &document["paths"]["/shelves/{shelf}/items/{id}"]["get"]["parameters"];
    assert_eq!(path[0]["name"], "shelf");
    assert_eq!(
        path[1],
        json!({
            "name": "id", "in": "path", "required": true,
            "schema": { "type": "integer", "format": "uint64", "minimum": 0 },
        })
    );
    let query = &document["paths"]["/items"]["get"]["parameters"];
    assert_eq!(
        (&query[0]["name"], &query[0]["required"]),
        (&json!("skip"), &json!(false))
    );
    assert_eq!(query[0]["description"], "How many to skip.");
    assert_eq!(
        (&query[2]["name"], &query[2]["required"]),
        (&json!("order"), &json!(true))
    );
}

#[test]
fn a_type_that_reads_and_writes_alike_appears_once_and_others_twice() {
    let document = document();
    let schemas = document["components"]["schemas"]
        .as_object()
        .expect("schemas");
    let names: Vec<&str> = schemas.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "ErrorDetail",
            "HTTPValidationError",
            "Item",
            "Label-Input",
            "Label-Output",
            "NewItem",
            "ProblemDetails",
            "Tag",
            "ValidationError",
        ]
    );
    assert_eq!(
        schemas["NewItem"]["properties"]["label"]["$ref"],
        "#/components/schemas/Label-Input"
    );
    assert_eq!(
        schemas["Item"]["properties"]["label"]["$ref"],
        "#/components/schemas/Label-Output"
    );
    assert_eq!(schemas["NewItem"]["properties"]["name"]["maxLength"], 80);
    assert!(
        !document.to_string().contains("#/input/") && !document.to_string().contains("#/output/")
    );
}

#[test]
fn operations_are_named_after_functions_and_stay_unique() {
    let document = document();
    let of = |path: &str, method: &str, key: &str| document["paths"][path][method][key].clone();
    assert_eq!(of("/items", "post", "operationId"), "create_item");
    assert_eq!(of("/items", "post", "summary"), "Create Item");
    assert_eq!(of("/tags", "post", "operationId"), "tag_tags_post");
    assert_eq!(of("/tags", "put", "operationId"), "tag_tags_put");
    assert_eq!(of("/tags", "put", "summary"), "Replace the tag");
    assert_eq!(of("/tags", "put", "tags"), json!(["tags"]));
}

#[test]
fn paths_and_fields_keep_the_order_of_declaration() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(
        document["info"],
        json!({ "title": "Items", "version": "1.0", "description": "Things on *shelves*." })
    );
    let paths = document["paths"].as_object().expect("paths");
    let paths: Vec<&str> = paths.keys().map(String::as_str).collect();
    assert_eq!(
        paths,
        ["/items", "/shelves/{shelf}/items/{id}", "/tags", "/health"]
    );
    let fields = document["components"]["schemas"]["Item"]["properties"]
        .as_object()
        .expect("fields");
    let fields: Vec<&str> = fields.keys().map(String::as_str).collect();
    assert_eq!(fields, ["id", "name", "price_cents", "label", "tag"]);
}
