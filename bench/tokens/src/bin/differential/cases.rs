//! Kinds of token: the good ones, and one fault each.

use base64_simd::URL_SAFE_NO_PAD;
use countersign_bench_tokens::{Claims, Keys};
use serde_json::{Value, json};

use crate::dice::Dice;

/// A kind of token.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    /// Whether it must be taken.
    pub(crate) good: bool,
    make: Make,
}

type Objects<'o> = (&'o mut Value, &'o mut Value);

/// How it comes about.
enum Make {
    /// The header and the claims are changed, then signed.
    Objects(fn(Objects<'_>, &mut Dice)),
    /// The JSON of both is changed, then signed.
    Texts(fn(&mut Vec<u8>, &mut Vec<u8>, &mut Dice)),
    /// The token is changed after it was signed.
    Token(fn(String, &mut Dice) -> String),
}

impl Case {
    pub(crate) fn token(&self, keys: &Keys, now: u64, dice: &mut Dice) -> String {
        let mut header = serde_json::from_str(&keys.header()).expect("a header");
        let mut claims = serde_json::to_value(Claims::at(now)).expect("claims");
        claims["sub"] = json!(format!("user-{}", dice.roll(1_000_000)));
        if let Make::Objects(change) = self.make {
            change((&mut header, &mut claims), dice);
        }
        let (mut header, mut claims) = (bytes(&header), bytes(&claims));
        if let Make::Texts(change) = self.make {
            change(&mut header, &mut claims, dice);
        }
        let token = keys.raw.token(header, claims);
        match self.make {
            Make::Token(change) => change(token, dice),
            Make::Objects(_) | Make::Texts(_) => token,
        }
    }
}

fn bytes(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

fn remove(object: &mut Value, name: &str) {
    object.as_object_mut().expect("an object").remove(name);
}

/// Puts members before the others.
fn insert(json: &mut Vec<u8>, members: &str) {
    json.splice(1..1, members.bytes());
}

/// Changes one part of a token.
fn part(token: &str, place: usize, change: impl Fn(&str) -> String) -> String {
    let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    parts[place] = change(&parts[place]);
    parts.join(".")
}

const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

macro_rules! cases {
    ($($kind:ident $good:literal $name:literal: $make:expr;)*) => {
        vec![$(Case { name: $name, good: $good, make: Make::$kind($make) },)*]
    };
}

/// Every kind, the good ones first.
pub(crate) fn all() -> Vec<Case> {
    [
        good(),
        headers(),
        repetitions(),
        times(),
        names(),
        payloads(),
        forms(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What must be taken.
fn good() -> Vec<Case> {
    cases! {
        Objects true "as it should be": |_, _| {};
        Objects true "`exp` with a fraction": |(_, c), _| {
            c["exp"] = json!(c["exp"].as_f64().unwrap_or_default() + 0.5);
        };
        Objects true "several audiences, this one among them": |(_, c), _| {
            c["aud"] = json!(["https://other.example.com", c["aud"]]);
        };
        Objects true "claims that nobody knows": |(_, c), d| {
            c["tenant"] = json!({ "id": d.roll(1_000), "tags": ["a", null, 1.5] });
        };
        Objects true "no scope": |(_, c), _| remove(c, "scope");
        Objects true "no `nbf`": |(_, c), _| remove(c, "nbf");
        Objects true "header members that nobody knows": |(h, _), _| h["x"] = json!([1]);
        Texts true "every slash escaped": |_, c, _| {
            *c = String::from_utf8_lossy(c).replace('/', "\\/").into_bytes();
        };
        Texts true "white space in the JSON": |_, c, _| insert(c, "\r\n\t ");
    }
}

/// Faults of the header.
fn headers() -> Vec<Case> {
    cases! {
        Objects false "`alg` none": |(h, _), d| h["alg"] = json!(d.pick(&["none", "None", "NONE"]));
        Objects false "`alg` of another key": |(h, _), d| {
            let old = h["alg"].clone();
            while h["alg"] == old {
                h["alg"] = json!(d.pick(&["HS256", "RS256", "PS256", "ES256", "ES384", "EdDSA"]));
            }
        };
        Objects false "no `alg`": |(h, _), _| remove(h, "alg");
        Objects false "`crit` with an unknown name": |(h, _), _| {
            h["crit"] = json!(["x"]);
            h["x"] = json!(true);
        };
        Objects false "`crit` that is empty": |(h, _), _| h["crit"] = json!([]);
        Objects false "`crit` that is no list": |(h, _), _| h["crit"] = json!("exp");
        Objects false "`b64` without `crit`": |(h, _), _| h["b64"] = json!(false);
        Objects false "`b64` with `crit`": |(h, _), _| {
            h["b64"] = json!(false);
            h["crit"] = json!(["b64"]);
        };
        Objects false "`zip`": |(h, _), _| h["zip"] = json!("DEF");
        Objects false "`cty` of a nested token": |(h, _), _| h["cty"] = json!("JWT");
        Objects false "`typ` of an ID token": |(h, _), _| h["typ"] = json!("JWT");
        Objects false "`typ` of a logout token or DPoP proof": |(h, _), d| {
            h["typ"] = json!(d.pick(&["logout+jwt", "dpop+jwt"]));
        };
        Objects false "no `typ`": |(h, _), _| remove(h, "typ");
        Objects false "`typ` that is no text": |(h, _), _| h["typ"] = json!(1);
        Objects false "`kid` of another key": |(h, _), _| h["kid"] = json!("another");
        Objects false "`kid` that is no text": |(h, _), _| h["kid"] = json!(1);
    }
}

/// Names that are not unique.
fn repetitions() -> Vec<Case> {
    cases! {
        Texts false "header member twice": |h, _, d| {
            let member = d.pick(&[r#""typ":"at+jwt","#, r#""alg":"none","#, r#""x":1,"x":2,"#]);
            insert(h, member);
        };
        Texts false "registered claim twice": |_, c, d| {
            let member = d.pick(&[r#""sub":"admin","#, r#""exp":1,"#, r#""iss":"x","#]);
            insert(c, member);
        };
        Texts false "other claim twice": |_, c, _| insert(c, r#""tenant":1,"tenant":2,"#);
        Texts false "member twice inside a claim": |_, c, _| {
            insert(c, r#""tenant":{"id":1,"id":2},"#);
        };
        Texts false "claim twice, once with an escape": |_, c, _| {
            insert(c, r#""\u0073ub":"admin","#);
        };
    }
}

/// Faults of the time claims.
fn times() -> Vec<Case> {
    cases! {
        Objects false "no `exp`": |(_, c), _| remove(c, "exp");
        Objects false "`exp` over": |(_, c), _| {
            c["exp"] = json!(c["iat"].as_u64().unwrap_or_default() - 60);
        };
        Objects false "`exp` that is text": |(_, c), _| c["exp"] = json!(c["exp"].to_string());
        Objects false "`exp` null, bool, list or negative": |(_, c), d| {
            c["exp"] = [json!(null), json!(true), json!([1e10]), json!(-1)][d.roll(4)].clone();
        };
        Objects false "`nbf` to come": |(_, c), _| {
            c["nbf"] = json!(c["nbf"].as_u64().unwrap_or_default() + 600);
        };
        Objects false "`nbf` that is text": |(_, c), _| c["nbf"] = json!("0");
        Objects false "`iat` to come": |(_, c), _| {
            c["iat"] = json!(c["iat"].as_u64().unwrap_or_default() + 600);
        };
        Objects false "no `iat`": |(_, c), _| remove(c, "iat");
        Objects false "`iat` that is text": |(_, c), _| c["iat"] = json!("0");
    }
}

/// Faults of the claims that name somebody or something.
fn names() -> Vec<Case> {
    cases! {
        Objects false "no `iss`": |(_, c), _| remove(c, "iss");
        Objects false "`iss` of another": |(_, c), d| {
            c["iss"] = json!(d.pick(&[
                "https://id.example.com/", "https://ID.example.com", "https://id.example.co",
            ]));
        };
        Objects false "`iss` as a list with the right one": |(_, c), _| c["iss"] = json!([c["iss"]]);
        Objects false "no `aud`": |(_, c), _| remove(c, "aud");
        Objects false "`aud` of another": |(_, c), d| {
            c["aud"] = json!(d.pick(&["https://api.example.com/item", "https://api.example.com", "x"]));
        };
        Objects false "`aud` null, number, empty or object": |(_, c), d| {
            c["aud"] = [json!(null), json!(1), json!([]), json!({ "x": 1 })][d.roll(4)].clone();
        };
        Objects false "`aud` list with the right one and a number": |(_, c), _| {
            c["aud"] = json!([c["aud"], 1]);
        };
        Objects false "no `sub`": |(_, c), _| remove(c, "sub");
        Objects false "`sub` that is a number": |(_, c), _| c["sub"] = json!(1);
        Objects false "`sub` that is empty": |(_, c), _| c["sub"] = json!("");
        Objects false "no `jti`": |(_, c), _| remove(c, "jti");
        Objects false "`jti` that is a number": |(_, c), _| c["jti"] = json!(7);
        Objects false "no `client_id`": |(_, c), _| remove(c, "client_id");
        Objects false "`scope` that is a list": |(_, c), _| c["scope"] = json!(["items:read"]);
        Objects false "bound to a key, shown without a proof": |(_, c), _| {
            c["cnf"] = json!({ "jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" });
        };
    }
}

/// Payloads that are no proper JSON object, or too much of one.
fn payloads() -> Vec<Case> {
    cases! {
        Texts false "payload with a byte order mark": |_, c, _| {
            c.splice(0..0, *b"\xef\xbb\xbf");
        };
        Texts false "payload with text after it": |_, c, _| c.extend(*b"{}");
        Texts false "payload that is a list": |_, c, _| {
            c.insert(0, b'[');
            c.push(b']');
        };
        Texts false "payload with a lone surrogate": |_, c, _| insert(c, r#""x":"\ud800","#);
        Texts false "payload with bad UTF-8": |_, c, _| {
            c.splice(1..1, *b"\"x\":\"\xff\",");
        };
        Texts false "payload with a number out of range": |_, c, _| insert(c, r#""x":1e400,"#);
        Texts false "payload with NaN": |_, c, _| insert(c, r#""x":NaN,"#);
        Texts false "payload with a comma too many": |_, c, _| {
            c.pop();
            c.extend(*b",}");
        };
        Texts false "payload 1000 lists deep": |_, c, _| {
            insert(c, &format!(r#""x":{}{},"#, "[".repeat(1_000), "]".repeat(1_000)));
        };
        Texts false "payload over 16 kB": |_, c, _| insert(c, &" ".repeat(16_384));
    }
}

/// Tokens changed after they were signed.
fn forms() -> Vec<Case> {
    cases! {
        Token false "one bit changed": |t, d| {
            let mut bytes = t.into_bytes();
            let place = d.roll(bytes.len());
            // The last character of a part may hold spare bits: a kind of its own.
            let next = bytes.get(place + 1).is_none_or(|&next| next == b'.');
            bytes[place] ^= if next { 0x40 } else { 1 << d.roll(7) };
            String::from_utf8_lossy(&bytes).into_owned()
        };
        Token false "spare bits set in the signature": |t, _| {
            let last = t.bytes().last().unwrap_or_default();
            let place = ALPHABET.iter().position(|&c| c == last).unwrap_or_default();
            let next = char::from(ALPHABET[(place ^ 1) % 64]);
            // Where the signature fills its characters, there are no spare bits: cut one off.
            let spare = t.rsplit('.').next().is_some_and(|part| part.len() % 4 != 0);
            if spare { format!("{}{next}", &t[..t.len() - 1]) } else { t[..t.len() - 1].to_owned() }
        };
        Token false "padding": |t, d| {
            let place = d.roll(3);
            part(&t, place, |part| format!("{part}{}", "=".repeat((4 - part.len() % 4) % 4 + 4 * usize::from(part.len() % 4 == 0))))
        };
        Token false "white space round the token": |t, d| {
            if d.roll(2) == 0 { format!("{t}\n") } else { format!(" {t}") }
        };
        Token false "white space inside the token": |t, d| {
            let place = d.roll(3);
            part(&t, place, |part| format!("{}\n{}", &part[..4], &part[4..]))
        };
        Token false "byte outside base64url": |t, d| {
            let (place, byte) = (d.roll(3), d.pick(&["!", "*", "~", "@"]));
            part(&t, place, |part| format!("{}{byte}{}", &part[..4], &part[5..]))
        };
        Token false "bytes outside base64url, inserted": |t, d| {
            let place = d.roll(3);
            part(&t, place, |part| format!("{}!!!!{}", &part[..4], &part[4..]))
        };
        Token false "two or four parts": |t, d| {
            if d.roll(2) == 0 { format!("{t}.AAAA") } else { t.replacen('.', "", 1) }
        };
        Token false "an empty part": |t, d| {
            let place = d.roll(3);
            part(&t, place, |_| String::new())
        };
        Token false "five parts": |_, _| "e30.e30.e30.e30.e30".to_owned();
        Token false "JSON serialization": |t, _| {
            let parts: Vec<_> = t.split('.').collect();
            json!({ "protected": parts[0], "payload": parts[1], "signature": parts[2] }).to_string()
        };
        Token false "signature shortened": |t, d| {
            let cut = 4 * (1 + d.roll(4));
            t[..t.len() - cut].to_owned()
        };
        Token false "signature of zeros": |t, _| {
            part(&t, 2, |part| {
                let len = URL_SAFE_NO_PAD.decode_to_vec(part).expect("base64url").len();
                URL_SAFE_NO_PAD.encode_to_string(vec![0; len])
            })
        };
    }
}
