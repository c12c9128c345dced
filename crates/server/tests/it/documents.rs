//! Metadata, key set, OpenAPI and health.

use crate::support::server;
use countersign_testkit::{Request, RunningServer};
use serde_json::Value;

fn json(server: &RunningServer, path: &str) -> Value {
    let response = Request::get(&server.url(path)).send().unwrap();
    assert_eq!(response.status, 200, "{path}: {}", response.text());
    assert_eq!(
        response.header("X-Content-Type-Options"),
        Some("nosniff"),
        "{path}"
    );
    response.json().unwrap()
}

#[test]
fn both_metadata_documents_say_the_same_and_every_url_in_them_works() {
    let server = server();
    let metadata = json(&server, "/.well-known/oauth-authorization-server");
    assert_eq!(metadata, json(&server, "/.well-known/openid-configuration"));
    assert_eq!(metadata["issuer"], server.url(""));
    for member in ["jwks_uri", "service_documentation"] {
        let url = metadata[member].as_str().unwrap();
        assert_eq!(Request::get(url).send().unwrap().status, 200, "{url}");
    }
    let token_endpoint = metadata["token_endpoint"].as_str().unwrap();
    assert_eq!(Request::get(token_endpoint).send().unwrap().status, 405);
    let grant_types = metadata["grant_types_supported"].as_array().unwrap();
    assert_eq!(grant_types.len(), 3);
}

#[test]
fn the_key_set_has_public_members_only() {
    let server = server();
    let keys = json(&server, "/jwks");
    let keys = keys["keys"].as_array().unwrap();
    let mut algorithms: Vec<_> = keys
        .iter()
        .map(|key| key["alg"].as_str().unwrap())
        .collect();
    algorithms.sort_unstable();
    assert_eq!(algorithms, ["ES256", "RS256"]);
    for key in keys {
        let key = key.as_object().unwrap();
        for private in ["d", "k", "p", "q"] {
            assert!(!key.contains_key(private));
        }
    }
}

#[test]
fn the_openapi_document_says_what_is_protected_and_what_is_open() {
    let server = server();
    let document = json(&server, "/openapi.json");
    assert_eq!(document["openapi"], "3.1.0");
    let me = &document["paths"]["/users/me"]["get"];
    assert_eq!(me["summary"], "Who am I?");
    let requirement = me["security"][0].as_object().unwrap();
    let (scheme, scopes) = requirement.iter().next().unwrap();
    assert_eq!(scopes[0], "profile:read");
    let scheme = &document["components"]["securitySchemes"][scheme];
    assert_eq!(scheme["flows"]["password"]["tokenUrl"], "/token");
    for path in ["/health/live", "/health/ready"] {
        assert!(
            document["paths"][path]["get"]["security"].is_null(),
            "{path}"
        );
    }
}

#[test]
fn the_server_is_alive_and_ready() {
    let server = server();
    assert_eq!(json(&server, "/health/live")["status"], "ok");
    assert_eq!(json(&server, "/health/ready")["status"], "ok");
}
