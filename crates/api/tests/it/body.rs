//! JSON bodies: what gets in, and how the rest is refused.

use std::collections::{BTreeMap, HashSet};

use axum::Router;
use axum::body::Body;
use countersign_api::{Api, Created, Json, Problem};
use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::probe::{get, post_json, request, send};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Order {
    #[schemars(length(min = 1, max = 3), regex(pattern = "^a"))]
    s: String,
    #[schemars(range(min = 1, max = 5))]
    i: i64,
    small: u8,
    f: f64,
    b: bool,
    #[schemars(length(min = 1, max = 2))]
    l: Vec<i64>,
    d: BTreeMap<String, i64>,
    sub: Sub,
    k: Kind,
    #[schemars(email)]
    e: String,
    t: (i64, String),
    set: HashSet<i64>,
    note: Option<Sub>,
    shape: Shape,
    #[serde(default)]
    count: u32,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Sub {
    #[schemars(range(min = 1))]
    n: u64,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Kind {
    /// First
    A,
    /// Second
    B,
    /// Third
    C,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Shape {
    Circle { radius: f64 },
    Square { side: f64 },
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
struct Even(String);

impl TryFrom<String> for Even {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.len().is_multiple_of(2) {
            Ok(Self(text))
        } else {
            Err("an even number of letters is needed")
        }
    }
}

impl From<Even> for String {
    fn from(even: Even) -> Self {
        even.0
    }
}

async fn order(Json(order): Json<Order>) -> Created<Order> {
    Created::new(order).at("/orders/1")
}

async fn even(Json(pair): Json<Vec<Even>>) -> String {
    pair.len().to_string()
}

async fn optional(body: Option<Json<Sub>>) -> String {
    body.map_or(0, |Json(sub)| sub.n).to_string()
}

async fn teapot() -> Result<(), Problem> {
    Err(Problem::conflict("Taken").with_header(http::header::RETRY_AFTER, 7.into()))
}

fn router() -> Router {
    Api::new("Orders", "1")
        .public(|open| {
            open.post("/orders", order)
                .post("/even", even)
                .post("/optional", optional)
                .get("/taken", teapot)
        })
        .into_router()
        .expect("sound routes")
}

fn good() -> Value {
    json!({
        "s": "abc", "i": 5, "small": 255, "f": 1, "b": true, "l": [1], "d": { "x": 1 }, "sub": { "n": 1 },
        "k": "a", "e": "a@b.example", "t": [1, "x"], "set": [1, 2], "note": null,
        "shape": { "kind": "circle", "radius": 1.5 },
    })
}

// `(type, loc without body, msg)` of each error.
async fn errors(changes: Value) -> Vec<(String, String, String)> {
    let mut body = good();
    for (name, value) in changes.as_object().expect("an object") {
        body[name] = value.clone();
    }
    let answer = post_json(&router(), "/orders", body.to_string()).await;
    assert_eq!(answer.status, 422, "{body}");
    let errors = answer.json()["detail"].as_array().expect("a list").clone();
    errors
        .iter()
        .map(|error| {
            let loc = error["loc"].as_array().expect("a list");
            assert_eq!(loc[0], "body");
            let loc = loc[1..]
                .iter()
                .map(|step| step.to_string().replace('"', ""))
                .collect::<Vec<_>>();
            let text = |name: &str| error[name].as_str().expect("text").to_owned();
            assert_eq!(
                error.as_object().expect("an object").len(),
                3,
                "no input, no ctx: {error}"
            );
            (text("type"), loc.join("."), text("msg"))
        })
        .collect()
}

#[tokio::test]
async fn a_body_that_fits_is_created_with_its_location() {
    let answer = post_json(&router(), "/orders", good().to_string()).await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.header("location"), "/orders/1");
    assert_eq!(answer.json()["small"], 255);
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table")]
async fn every_error_is_reported_at_once_with_the_words_of_pydantic() {
    let found = errors(json!({
        "s": "", "i": 0, "small": 256, "f": "x", "b": "zz", "l": [], "d": { "a": "x" }, "sub": { "n": 0 }, "k": "q",
        "e": "q", "t": [1], "set": [1, 1], "note": { "n": 0 }, "shape": { "kind": "circle", "radius": "r" },
        "count": -1, "zz": 1,
    }))
    .await;
    let expected = [
        (
            "string_too_short",
            "s",
            "String should have at least 1 character",
        ),
        (
            "greater_than_equal",
            "i",
            "Input should be greater than or equal to 1",
        ),
        (
            "less_than_equal",
            "small",
            "Input should be less than or equal to 255",
        ),
        (
            "float_parsing",
            "f",
            "Input should be a valid number, unable to parse string as a number",
        ),
        (
            "bool_parsing",
            "b",
            "Input should be a valid boolean, unable to interpret input",
        ),
        (
            "too_short",
            "l",
            "List should have at least 1 item after validation, not 0",
        ),
        (
            "int_parsing",
            "d.a",
            "Input should be a valid integer, unable to parse string as an integer",
        ),
        (
            "greater_than_equal",
            "sub.n",
            "Input should be greater than or equal to 1",
        ),
        ("enum", "k", "Input should be 'a', 'b' or 'c'"),
        ("value_error", "e", "value is not a valid email address"),
        (
            "too_short",
            "t",
            "List should have at least 2 items after validation, not 1",
        ),
        ("value_error", "set", "Value error, items must be unique"),
        (
            "greater_than_equal",
            "note.n",
            "Input should be greater than or equal to 1",
        ),
        (
            "float_parsing",
            "shape.radius",
            "Input should be a valid number, unable to parse string as a number",
        ),
        (
            "greater_than_equal",
            "count",
            "Input should be greater than or equal to 0",
        ),
        ("extra_forbidden", "zz", "Extra inputs are not permitted"),
    ]
    .map(|(kind, loc, message)| (kind.to_owned(), loc.to_owned(), message.to_owned()));
    let mut sorted = found.clone();
    sorted.sort();
    let mut expected_sorted = expected.to_vec();
    expected_sorted.sort();
    assert_eq!(sorted, expected_sorted);
    let order: Vec<&str> = found.iter().map(|(_, loc, _)| loc.as_str()).collect();
    let declared: Vec<&str> = expected.iter().map(|(_, loc, _)| loc.as_str()).collect();
    assert_eq!(order, declared, "in the order of declaration");
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table")]
async fn wrong_kinds_have_their_own_words() {
    let cases = [
        (
            json!({ "s": "abcd" }),
            "string_too_long",
            "String should have at most 3 characters",
        ),
        (
            json!({ "s": "bcd" }),
            "string_pattern_mismatch",
            "String should match pattern '^a'",
        ),
        (
            json!({ "s": 1 }),
            "string_type",
            "Input should be a valid string",
        ),
        (
            json!({ "i": 6 }),
            "less_than_equal",
            "Input should be less than or equal to 5",
        ),
        (
            json!({ "i": null }),
            "int_type",
            "Input should be a valid integer",
        ),
        (
            json!({ "i": 1.5 }),
            "int_from_float",
            "Input should be a valid integer, got a number with a fractional part",
        ),
        (
            json!({ "i": 1.0 }),
            "int_type",
            "Input should be a valid integer",
        ),
        (
            json!({ "f": [] }),
            "float_type",
            "Input should be a valid number",
        ),
        (
            json!({ "b": [] }),
            "bool_type",
            "Input should be a valid boolean",
        ),
        (
            json!({ "l": 1 }),
            "list_type",
            "Input should be a valid list",
        ),
        (
            json!({ "l": [1, 2, 3] }),
            "too_long",
            "List should have at most 2 items after validation, not 3",
        ),
        (
            json!({ "d": [] }),
            "dict_type",
            "Input should be a valid dictionary",
        ),
        (
            json!({ "sub": [] }),
            "model_attributes_type",
            "Input should be a valid dictionary or object to extract fields from",
        ),
        (json!({ "k": 1 }), "enum", "Input should be 'a', 'b' or 'c'"),
        (
            json!({ "set": 1 }),
            "set_type",
            "Input should be a valid set",
        ),
        (
            json!({ "t": 1 }),
            "tuple_type",
            "Input should be a valid tuple",
        ),
        (
            json!({ "shape": { "kind": "q" } }),
            "value_error",
            "Value error, the input has none of the documented forms",
        ),
    ];
    for (change, kind, message) in cases {
        let found = errors(change.clone()).await;
        assert_eq!(found.len(), 1, "{change}: {found:?}");
        assert_eq!(
            (found[0].0.as_str(), found[0].2.as_str()),
            (kind, message),
            "{change}"
        );
    }
}

#[tokio::test]
async fn a_refused_value_is_never_echoed() {
    for (path, body) in [
        (
            "/orders",
            json!({ "s": "hunter2", "k": "hunter2", "hunter": "hunter2", "t": ["hunter2"] }),
        ),
        ("/even", json!(["hunter2"])),
        ("/optional", json!("hunter2")),
    ] {
        let answer = post_json(&router(), path, body.to_string()).await;
        assert_eq!(answer.status, 422);
        assert!(!String::from_utf8_lossy(&answer.bytes).contains("hunter2"));
    }
}

#[tokio::test]
async fn a_rule_of_the_type_itself_is_told_with_its_place() {
    let answer = post_json(&router(), "/even", r#"["ab", "abc"]"#).await;
    assert_eq!(
        answer.json()["detail"],
        json!([{ "type": "value_error", "loc": ["body", 1], "msg": "Value error, an even number of letters is needed" }])
    );
}

#[tokio::test]
async fn a_body_that_is_no_json_is_refused_with_the_offset() {
    for (body, offset) in [("{", 1), ("{\"s\": x}", 6), ("[1,\n 2,,]", 7), ("{} {}", 3)] {
        let answer = post_json(&router(), "/orders", body).await;
        assert_eq!(answer.status, 422);
        let detail = &answer.json()["detail"];
        assert_eq!(detail[0]["type"], "json_invalid");
        assert_eq!(detail[0]["msg"], "JSON decode error");
        let at = detail[0]["loc"][1].as_u64().expect("an offset");
        assert!(at.abs_diff(offset) <= 1, "{body}: {at}");
    }
    let deep = "[".repeat(10_000);
    assert_eq!(post_json(&router(), "/orders", deep).await.status, 422);
    let empty = post_json(&router(), "/orders", "").await;
    assert_eq!(
        empty.json()["detail"],
        json!([{ "type": "missing", "loc": ["body"], "msg": "Field required" }])
    );
}

#[tokio::test]
async fn only_json_passes_for_json() {
    for (content_type, status) in [
        ("application/json; charset=utf-8", 201),
        ("Application/vnd.shop+JSON", 201),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("application/jsonp", 415),
        ("", 415),
    ] {
        let headers = [("content-type", content_type)];
        let body = Body::from(good().to_string());
        let answer = send(&router(), request(Method::POST, "/orders", &headers, body)).await;
        assert_eq!(answer.status, status, "{content_type}");
    }
    let answer = send(
        &router(),
        request(Method::POST, "/orders", &[], Body::from("{}")),
    )
    .await;
    assert_eq!(answer.status, 415);
    assert_eq!(answer.header("accept"), "application/json");
}

#[tokio::test]
async fn a_body_over_the_limit_is_413() {
    let answer = post_json(&router(), "/orders", " ".repeat(2 * 1024 * 1024 + 1)).await;
    assert_eq!(answer.status, 413);
    assert_eq!(answer.json(), json!({ "detail": "The body is too large" }));
}

#[tokio::test]
async fn a_large_wrong_body_gets_a_small_answer() {
    let body = json!({ "l": vec!["x"; 2], "d": (0..5000).map(|n| (n.to_string(), json!("x"))).collect::<serde_json::Map<_, _>>() });
    let answer = post_json(&router(), "/orders", body.to_string()).await;
    assert_eq!(answer.json()["detail"].as_array().map(Vec::len), Some(100));
}

#[tokio::test]
async fn an_optional_body_may_be_left_out_but_not_be_wrong() {
    let none = send(
        &router(),
        request(Method::POST, "/optional", &[], Body::empty()),
    )
    .await;
    assert_eq!(
        (none.status.as_u16(), none.bytes.as_slice()),
        (200, &b"0"[..])
    );
    assert_eq!(
        post_json(&router(), "/optional", r#"{"n": 3}"#).await.bytes,
        b"3"
    );
    assert_eq!(
        post_json(&router(), "/optional", r#"{"n": 0}"#)
            .await
            .status,
        422
    );
}

#[tokio::test]
async fn errors_follow_rfc_9457_for_those_who_accept_it() {
    let plain = get(&router(), "/taken", &[]).await;
    assert_eq!(
        (plain.status.as_u16(), plain.header("retry-after")),
        (409, "7")
    );
    assert_eq!(plain.json(), json!({ "detail": "Taken" }));
    let headers = [
        ("content-type", "application/json"),
        ("accept", "application/problem+json"),
    ];
    let body = Body::from("{}");
    let answer = send(
        &router(),
        request(Method::POST, "/optional", &headers, body),
    )
    .await;
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(
        answer.json()["errors"],
        json!([{ "type": "missing", "loc": ["body", "n"], "msg": "Field required" }])
    );
    assert_eq!(
        (&answer.json()["status"], &answer.json()["type"]),
        (&json!(422), &json!("about:blank"))
    );
}

#[tokio::test]
async fn unknown_paths_and_methods_answer_like_the_rest() {
    let missing = get(&router(), "/nothing", &[]).await;
    assert_eq!(
        (missing.status.as_u16(), missing.json()),
        (404, json!({ "detail": "Not Found" }))
    );
    let wrong = get(&router(), "/orders", &[]).await;
    assert_eq!(
        (wrong.status.as_u16(), wrong.json()),
        (405, json!({ "detail": "Method Not Allowed" }))
    );
    assert_eq!(wrong.header("allow"), "POST");
}
