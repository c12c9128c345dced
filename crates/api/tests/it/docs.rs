//! The docs page and the document over HTTP.

use axum::Router;
use axum::body::Body;
use countersign_api::{Api, Bearer, DocsPage, User};
use http::Method;

use crate::probe::{TestIssuer, get, request, send};

async fn read_me(_: Bearer<User>) {}

fn api() -> Api<countersign_api::Verifier> {
    let verifier = TestIssuer::new()
        .verifier()
        .token_url("https://id.example.com/token");
    Api::new("Shelves & <Things>", "1")
        .verifier(verifier)
        .get("/me", read_me)
}

fn router() -> Router {
    api()
        .docs(DocsPage::new().client_id("docs").scopes(["a", "b"]))
        .into_router()
        .expect("sound routes")
}

#[tokio::test]
async fn the_page_runs_no_inline_script_and_asks_no_other_host_but_the_issuer() {
    let page = get(&router(), "/docs", &[]).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'; script-src 'self';"));
    assert!(policy.contains("connect-src 'self' https://id.example.com;"));
    assert!(policy.contains("frame-ancestors 'none'"));
    let html = String::from_utf8(page.bytes).expect("text");
    assert!(html.contains("<title>Shelves &amp; &lt;Things&gt;</title>"));
    assert!(html.contains("&quot;clientId&quot;:&quot;docs&quot;"));
    assert!(!html.contains("//"), "nothing from elsewhere: {html}");
    for script in html.split("<script").skip(1) {
        assert!(
            script.starts_with(" src=\"docs/") && script.contains("\"></script>"),
            "{script}"
        );
    }
}

#[tokio::test]
async fn every_file_that_the_page_names_is_there_and_may_be_kept_for_ever() {
    let router = router();
    let html = String::from_utf8(get(&router, "/docs", &[]).await.bytes).expect("text");
    let named: Vec<&str> = html
        .split(['"', '\''])
        .filter(|part| part.starts_with("docs/") && part.contains("?v="))
        .collect();
    assert_eq!(named.len(), 4, "{named:?}");
    for path in named {
        let file = get(&router, &format!("/{path}"), &[]).await;
        assert_eq!(file.status, 200, "{path}");
        assert!(file.header("cache-control").contains("immutable"), "{path}");
        let known = get(
            &router,
            &format!("/{path}"),
            &[("if-none-match", file.header("etag"))],
        )
        .await;
        assert_eq!(
            (known.status.as_u16(), known.bytes.len()),
            (304, 0),
            "{path}"
        );
    }
    assert_eq!(
        get(&router, "/docs/oauth2-redirect.html", &[]).await.status,
        200
    );
}

#[tokio::test]
async fn compressed_files_go_only_to_those_who_take_gzip() {
    let router = router();
    let path = "/docs/swagger-ui-bundle.js";
    let taken = get(&router, path, &[("accept-encoding", "br, gzip")]).await;
    assert_eq!(
        (taken.status.as_u16(), taken.header("content-encoding")),
        (200, "gzip")
    );
    assert_eq!(&taken.bytes[..2], [0x1f, 0x8b]);
    assert_eq!(
        get(&router, path, &[("accept-encoding", "identity")])
            .await
            .status,
        406
    );
}

#[tokio::test]
async fn the_document_is_served_with_an_etag_and_to_head_as_well() {
    let document = get(&router(), "/openapi.json", &[]).await;
    assert_eq!(document.json()["info"]["title"], "Shelves & <Things>");
    let known = get(
        &router(),
        "/openapi.json",
        &[("if-none-match", document.header("etag"))],
    )
    .await;
    assert_eq!(known.status, 304);
    let head = send(
        &router(),
        request(Method::HEAD, "/openapi.json", &[], Body::empty()),
    )
    .await;
    assert_eq!((head.status.as_u16(), head.bytes.len()), (200, 0));
}

#[tokio::test]
async fn docs_can_be_moved_reduced_and_switched_off() {
    let moved = api().docs(
        DocsPage::new()
            .at("/v1/reference")
            .document_at("/v1/api.json"),
    );
    let moved = moved.into_router().expect("sound routes");
    assert_eq!(get(&moved, "/docs", &[]).await.status, 404);
    let html = String::from_utf8(get(&moved, "/v1/reference", &[]).await.bytes).expect("text");
    assert!(html.contains("href=\"../v1/api.json\"") && html.contains("src=\"reference/init.js"));
    assert_eq!(get(&moved, "/v1/api.json", &[]).await.status, 200);
    let reduced = api()
        .docs(DocsPage::new().document_only())
        .into_router()
        .expect("sound routes");
    assert_eq!(get(&reduced, "/docs", &[]).await.status, 404);
    assert_eq!(get(&reduced, "/openapi.json", &[]).await.status, 200);
    let off = api().without_docs().into_router().expect("sound routes");
    assert_eq!(get(&off, "/docs", &[]).await.status, 404);
    assert_eq!(get(&off, "/openapi.json", &[]).await.status, 404);
}
