//! Swagger UI from the binary: no other host is asked for anything.

mod assets;
mod served;

use axum::Router;
use axum::routing::get;
use http::Uri;
use serde_json::{Value, json};

use assets::Asset;
use served::Served;

/// Settings of the interactive docs page, and the place of the document.
///
/// Everyone who can reach the API can read them; switch them off with
/// [`Api::without_docs`](crate::Api::without_docs). Nothing set here is a secret.
///
/// ```
/// use countersign_api::{Api, DocsPage};
///
/// let page = DocsPage::new().client_id("docs").scopes(["profile:read"]).at("/reference");
/// let api = Api::new("Items", "1.0").docs(page);
/// ```
#[derive(Debug, Clone)]
pub struct DocsPage {
    path: Option<String>,
    document_path: String,
    title: Option<String>,
    client_id: String,
    scopes: Vec<String>,
}

impl DocsPage {
    /// `/docs` and `/openapi.json`, no client id and no scopes filled in.
    #[must_use]
    pub fn new() -> Self {
        Self {
            path: Some("/docs".to_owned()),
            document_path: "/openapi.json".to_owned(),
            title: None,
            client_id: String::new(),
            scopes: Vec::new(),
        }
    }

    /// Another place for the page.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Another place for the document.
    #[must_use]
    pub fn document_at(mut self, path: impl Into<String>) -> Self {
        self.document_path = path.into();
        self
    }

    /// The document without the page.
    #[must_use]
    pub fn document_only(mut self) -> Self {
        self.path = None;
        self
    }

    /// The page's title, instead of the API's.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// The public client that the Authorize dialog is filled in with. It signs in with PKCE, and its
    /// redirect URI is `oauth2-redirect.html` under the page's path.
    #[must_use]
    pub fn client_id(mut self, client_id: impl Into<String>) -> Self {
        self.client_id = client_id.into();
        self
    }

    /// Scopes that the Authorize dialog has ticked.
    #[must_use]
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Every path that is served.
    pub(crate) fn paths(&self) -> Vec<String> {
        let mut paths = vec![self.document_path.clone()];
        if let Some(path) = &self.path {
            paths.push(path.clone());
            paths.extend(assets::all().iter().map(|asset| under(path, asset.name)));
        }
        paths
    }

    fn index(&self, path: &str, api_title: &str) -> String {
        let base = path.rsplit('/').next().unwrap_or_default();
        // Relative, so that the page also works behind a proxy that serves it under a prefix.
        let up = "../".repeat(path.matches('/').count().saturating_sub(1));
        let document = format!("{up}{}", self.document_path.trim_start_matches('/'));
        let settings = json!({
            "document": document,
            "redirect": format!("{base}/oauth2-redirect.html"),
            "clientId": self.client_id,
            "scopes": self.scopes,
        });
        let title = self.title.as_deref().unwrap_or(api_title);
        let values = [
            ("title", title),
            ("base", base),
            ("document", &document),
            ("settings", &settings.to_string()),
        ];
        fill(assets::INDEX, &values)
    }
}

impl Default for DocsPage {
    fn default() -> Self {
        Self::new()
    }
}

/// Page, assets and document.
pub(crate) fn router(page: &DocsPage, api_title: &str, document: &Value) -> Router {
    let document_served = Served::document(document.to_string());
    let mut router = serve(Router::new(), &page.document_path, document_served);
    if let Some(path) = &page.path {
        let policy = content_policy(document);
        let index = Served::page(page.index(path, api_title), &policy);
        router = serve(router, path, index);
        for asset in assets::all() {
            router = serve(
                router,
                &under(path, asset.name),
                served_asset(asset, &policy),
            );
        }
    }
    router
}

fn served_asset(asset: &Asset, policy: &str) -> Served {
    match asset.media_type {
        "text/html" => Served::page(fill(assets::REDIRECT, &[]), policy),
        _ => Served::asset(asset),
    }
}

fn serve(router: Router, path: &str, served: Served) -> Router {
    router.route(
        path,
        get(async move |headers: http::HeaderMap| served.respond(&headers)),
    )
}

fn under(path: &str, name: &str) -> String {
    format!("{path}/{name}")
}

// Scripts from here alone and none inline, so a text from the document cannot become one. Swagger UI sets
// style attributes. Tokens may come from the issuer's origin.
fn content_policy(document: &Value) -> String {
    let mut sources = vec!["'self'".to_owned()];
    sources.extend(token_origins(document));
    let sources = sources.join(" ");
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
         img-src 'self' data:; connect-src {sources}; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    )
}

fn token_origins(document: &Value) -> Vec<String> {
    let schemes = document
        .pointer("/components/securitySchemes")
        .and_then(Value::as_object);
    let flows = schemes.into_iter().flat_map(|schemes| schemes.values());
    let flows = flows.filter_map(|scheme| scheme.get("flows")?.as_object());
    let urls = flows.flat_map(|flows| flows.values().filter_map(|flow| flow["tokenUrl"].as_str()));
    let mut origins: Vec<String> = urls.filter_map(origin).collect();
    origins.sort();
    origins.dedup();
    origins
}

fn origin(url: &str) -> Option<String> {
    let uri: Uri = url.parse().ok()?;
    let authority = uri.authority()?;
    let port = authority
        .port()
        .map(|port| format!(":{port}"))
        .unwrap_or_default();
    Some(format!(
        "{}://{}{port}",
        uri.scheme_str()?,
        authority.host()
    ))
}

// `{name}` in a template becomes the escaped value; one pass, so values cannot hold placeholders.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let version = assets::version();
    let mut parts = template.split('{');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or((part, ""));
        let known = values
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| *value);
        text.push_str(&escape(known.unwrap_or(&version)));
        text.push_str(rest);
    }
    text
}

fn escape(text: &str) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut escaped, letter| {
            match letter {
                '&' => escaped.push_str("&amp;"),
                '<' => escaped.push_str("&lt;"),
                '>' => escaped.push_str("&gt;"),
                '"' => escaped.push_str("&quot;"),
                '\'' => escaped.push_str("&#39;"),
                other => escaped.push(other),
            }
            escaped
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_cannot_leave_their_attribute() {
        let page = DocsPage::new()
            .title("</title><script>")
            .client_id("\"><script>{base}");
        let html = page.index("/docs", "API");
        assert!(!html.contains("<script>"), "{html}");
        assert!(html.contains("&lt;/title&gt;&lt;script&gt;"));
        assert!(html.contains("{base}"), "a value is not a template");
    }

    #[test]
    fn a_nested_page_finds_its_document() {
        let html = DocsPage::new().index("/v1/reference/docs", "API");
        assert!(html.contains("href=\"../../openapi.json\""), "{html}");
        assert!(html.contains("src=\"docs/init.js?v="));
    }

    #[test]
    fn the_policy_names_the_origin_of_the_token_url_alone() {
        let document = json!({ "components": { "securitySchemes": { "a": { "flows": {
            "password": { "tokenUrl": "https://user@id.example.com:8443/token" },
            "authorizationCode": { "tokenUrl": "/token" },
        } } } } });
        assert!(
            content_policy(&document).contains("connect-src 'self' https://id.example.com:8443;")
        );
    }
}
