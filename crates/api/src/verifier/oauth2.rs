//! Where tokens come from, as the document tells it.

use serde_json::{Map, Value, json};

use crate::scopes::ScopeText;

/// Where tokens come from, as the document tells it (OpenAPI 3.1.0 section 4.8.27). Part of a
/// [`Verifier`](crate::Verifier).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OAuth2 {
    pub(crate) scheme_name: String,
    pub(crate) token_url: String,
    pub(crate) authorization_url: Option<String>,
    pub(crate) password_flow: bool,
}

impl OAuth2 {
    pub(crate) fn password(token_url: &str) -> Self {
        Self {
            scheme_name: "OAuth2PasswordBearer".to_owned(),
            token_url: token_url.to_owned(),
            authorization_url: None,
            password_flow: true,
        }
    }

    /// The scheme's name in the document.
    #[must_use]
    pub fn scheme_name(&self) -> &str {
        &self.scheme_name
    }

    /// Where clients get tokens.
    #[must_use]
    pub fn token_url(&self) -> &str {
        &self.token_url
    }

    /// Where people sign in.
    #[must_use]
    pub fn authorization_url(&self) -> Option<&str> {
        self.authorization_url.as_deref()
    }

    // Without a flow that a browser can use, the token is pasted by hand.
    pub(crate) fn to_openapi(&self, scopes: &[ScopeText]) -> Value {
        let texts = scopes
            .iter()
            .map(|scope| (scope.name.to_owned(), json!(scope.description)));
        let scopes: Map<String, Value> = texts.collect();
        let mut flows = Map::new();
        if self.password_flow {
            flows.insert(
                "password".into(),
                json!({ "tokenUrl": self.token_url, "scopes": scopes }),
            );
        }
        if let Some(authorization_url) = &self.authorization_url {
            let flow = json!({
                "authorizationUrl": authorization_url,
                "tokenUrl": self.token_url,
                "scopes": scopes,
            });
            flows.insert("authorizationCode".into(), flow);
        }
        if flows.is_empty() {
            return json!({ "type": "http", "scheme": "bearer", "bearerFormat": "JWT" });
        }
        json!({ "type": "oauth2", "flows": flows })
    }
}
