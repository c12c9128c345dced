//! The claims of an access token (RFC 9068).

use std::io;

use serde::{Serialize, Serializer};

use crate::token::payload::Payload;
use crate::{
    Audiences, Claim, Issuer, Scopes, SignError, Thumbprint, TokenClaims, TokenType, UnixTime,
};

/// The claims of an access token that mean something here; all others are the caller's.
pub(crate) const REGISTERED: [&str; 10] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "nbf",
    "iat",
    "jti",
    "client_id",
    "scope",
    "cnf",
];

/// The claims of an RFC 9068 access token.
///
/// Made by an issuer to be signed; read back only through a [`crate::Verifier`].
///
/// ```
/// use countersign_jose::*;
///
/// let token = AccessToken {
///     issuer: Issuer::parse("https://id.example.com")?,
///     subject: "alice".into(),
///     audience: Audience::parse("https://api.example.com")?.into(),
///     client_id: "shop".into(),
///     issued_at: UnixTime::from_seconds(1_700_000_000),
///     expires_at: UnixTime::from_seconds(1_700_000_300),
///     token_id: "8f2c".into(),
///     scope: Scopes::default(),
///     confirmation: None,
/// };
/// assert_eq!(serde_json::to_value(&token)?["client_id"], "shop");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AccessToken {
    /// Who issued the token (`iss`).
    #[serde(rename = "iss")]
    pub issuer: Issuer,
    /// On whose behalf it was issued (`sub`): a user, or the client itself. Never empty.
    #[serde(rename = "sub")]
    pub subject: String,
    /// Which protected APIs may take it (`aud`).
    #[serde(rename = "aud")]
    pub audience: Audiences,
    /// The client that asked for it (`client_id`). Never empty.
    pub client_id: String,
    /// When it was issued (`iat`).
    #[serde(rename = "iat")]
    pub issued_at: UnixTime,
    /// From when it is refused (`exp`).
    #[serde(rename = "exp")]
    pub expires_at: UnixTime,
    /// Its unique id (`jti`): revocation and replay go by this. Never empty.
    #[serde(rename = "jti")]
    pub token_id: String,
    /// What it allows (`scope`); left out of the token where it is empty.
    #[serde(skip_serializing_if = "Scopes::is_empty")]
    pub scope: Scopes,
    /// The key whose owner alone may use it (`cnf.jkt`, RFC 9449 section 6.1); `None` is a bearer
    /// token.
    #[serde(
        rename = "cnf",
        serialize_with = "confirmation",
        skip_serializing_if = "Option::is_none"
    )]
    pub confirmation: Option<Thumbprint>,
}

impl AccessToken {
    /// What a verifier would refuse is not signed in the first place.
    pub(crate) fn check_mintable(&self) -> Result<(), SignError> {
        let texts = [
            (&self.subject, Claim::Subject),
            (&self.client_id, Claim::ClientId),
            (&self.token_id, Claim::TokenId),
        ];
        if let Some((_, claim)) = texts.iter().find(|(text, _)| text.is_empty()) {
            return Err(SignError::Empty(*claim));
        }
        if self.expires_at <= self.issued_at {
            return Err(SignError::Lifetime);
        }
        Ok(())
    }

    /// Writes what `Serialize` does, in a third of the time: half of signing with HMAC would be it.
    pub(crate) fn write_members(&self, mut out: impl io::Write) -> io::Result<()> {
        out.write_all(br#"{"iss":"#)?;
        write_text(&mut out, self.issuer.as_str())?;
        out.write_all(br#","sub":"#)?;
        write_text(&mut out, &self.subject)?;
        out.write_all(br#","aud":"#)?;
        serde_json::to_writer(&mut out, &self.audience)?;
        out.write_all(br#","client_id":"#)?;
        write_text(&mut out, &self.client_id)?;
        out.write_all(br#","iat":"#)?;
        serde_json::to_writer(&mut out, &self.issued_at)?;
        out.write_all(br#","exp":"#)?;
        serde_json::to_writer(&mut out, &self.expires_at)?;
        out.write_all(br#","jti":"#)?;
        write_text(&mut out, &self.token_id)?;
        if !self.scope.is_empty() {
            out.write_all(br#","scope":"#)?;
            write_text(&mut out, self.scope.as_str())?;
        }
        if let Some(key) = self.confirmation {
            write!(out, r#","cnf":{{"jkt":"{key}"}}"#)?;
        }
        out.write_all(b"}")
    }
}

impl TokenClaims for AccessToken {
    const TOKEN_TYPE: TokenType = TokenType::AccessToken;
    const NAMES: &'static [&'static str] = &REGISTERED;

    fn check(&self) -> Result<(), SignError> {
        self.check_mintable()
    }

    fn write_json(&self, payload: &mut Payload) -> io::Result<()> {
        self.write_members(payload)
    }
}

/// A JSON string. What needs an escape is rare, and left to serde.
fn write_text(out: &mut impl io::Write, text: &str) -> io::Result<()> {
    let escapes = |byte: u8| matches!(byte, 0..0x20 | b'"' | b'\\');
    // Without a way out of the loop, many bytes are compared at once.
    if text.bytes().fold(false, |any, byte| any | escapes(byte)) {
        return Ok(serde_json::to_writer(out, text)?);
    }
    out.write_all(b"\"")?;
    out.write_all(text.as_bytes())?;
    out.write_all(b"\"")
}

#[expect(clippy::ref_option, reason = "serde passes the field as it is")]
fn confirmation<S: Serializer>(
    thumbprint: &Option<Thumbprint>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Confirmation<'t> {
        jkt: &'t Option<Thumbprint>,
    }
    Confirmation { jkt: thumbprint }.serialize(serializer)
}

#[cfg(test)]
mod tests {
    use crate::{AccessToken, Audience, Audiences, Issuer, Scopes, Thumbprint, UnixTime};

    fn written_twice(text: &str, audiences: Audiences, scope: &str) -> (String, String) {
        let token = AccessToken {
            issuer: Issuer::parse("https://id.example.com").unwrap(),
            subject: text.to_owned(),
            audience: audiences,
            client_id: format!("a{text}"),
            issued_at: UnixTime::from_seconds(u64::MAX),
            expires_at: UnixTime::from_seconds(0),
            token_id: format!("{text}z"),
            scope: Scopes::parse(scope).unwrap(),
            confirmation: Thumbprint::parse(&scope.repeat(43)).ok(),
        };
        let mut own = Vec::new();
        token.write_members(&mut own).unwrap();
        let own = String::from_utf8(own).unwrap();
        (own, serde_json::to_string(&token).unwrap())
    }

    #[test]
    fn claims_are_written_as_serde_writes_them() {
        let one = Audiences::from(Audience::parse("a").unwrap());
        let two = one.clone().and(Audience::parse("\u{1f511}").unwrap());
        let mut texts: Vec<String> = (0..=0x2ff)
            .filter_map(char::from_u32)
            .map(String::from)
            .collect();
        texts.extend(["", "\u{2028}", "\u{1f511}", "\"\\/", "</script>"].map(String::from));
        for text in &texts {
            for (audiences, scope) in [(&one, ""), (&two, "a b!"), (&one, "A")] {
                let (own, serde) = written_twice(text, audiences.clone(), scope);
                assert_eq!(own, serde);
            }
        }
    }
}
