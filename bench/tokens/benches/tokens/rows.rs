//! What is measured. Every closure asserts that it did what it claims.

use std::hint::black_box;

use base64_simd::URL_SAFE_NO_PAD;
use countersign_bench_tokens::{Claims, Keys, Raw, Result, now};
use countersign_jose::{CachedVerifier, Scratch, UnixTime};

use crate::measure::Row;

fn row<'r>(name: &'static str, run: impl FnMut() + 'r) -> Row<'r> {
    let run = Box::new(run);
    Row { name, run }
}

/// One token, from text to claims.
pub(crate) fn verify(keys: &Keys) -> Vec<Row<'_>> {
    let now = now();
    let token = keys.token(&Claims::at(now));
    let (message, signature) = token.rsplit_once('.').expect("a token");
    let (message, signature) = (message.to_owned(), signature.as_bytes());
    let signature = URL_SAFE_NO_PAD.decode_to_vec(signature).expect("base64url");
    let now = UnixTime::from_seconds(now);
    let rules = keys.validation();
    let (owned, typed, borrowed, theirs) = (token.clone(), token.clone(), token.clone(), token);
    let mut scratch = Scratch::default();
    vec![
        row("raw", move || {
            assert!(keys.raw.verifies(black_box(message.as_bytes()), &signature));
        }),
        row("borrowed", move || {
            let token = keys
                .verifier
                .verify_borrowed(black_box(&borrowed), now, &mut scratch);
            assert_eq!(token.expect("a good token").subject.len(), 12);
        }),
        row("owned", move || {
            let token = keys.verifier.verify(black_box(&owned), now);
            assert_eq!(token.expect("a good token").subject.len(), 12);
        }),
        row("typed", move || {
            let token = keys.verifier.verify_as::<Claims>(black_box(&typed), now);
            assert_eq!(token.expect("a good token").sub.len(), 12);
        }),
        row("jsonwebtoken", move || {
            let token = jsonwebtoken::decode::<Claims>(black_box(&theirs), &keys.decoding, &rules);
            assert_eq!(token.expect("a good token").claims.sub.len(), 12);
        }),
    ]
}

/// One token, from claims to text.
pub(crate) fn sign(keys: &Keys) -> Result<Vec<Row<'_>>> {
    let claims = Claims::at(now()).to_access_token()?;
    let token = keys.signer.sign(&claims)?;
    let (message, _) = token.rsplit_once('.').ok_or("a token")?;
    let message = message.to_owned();
    let mut header = jsonwebtoken::Header::new(keys.algorithm);
    header.typ = Some("at+jwt".to_owned());
    if !matches!(keys.raw, Raw::Hmac(_)) {
        header.kid = Some(countersign_bench_tokens::KEY_ID.to_owned());
    }
    let theirs = claims.clone();
    Ok(vec![
        row("raw", move || {
            assert!(!keys.raw.sign(black_box(message.as_bytes())).is_empty());
        }),
        row("ours", move || {
            let token = keys.signer.sign(black_box(&claims));
            assert!(!token.expect("a token").is_empty());
        }),
        row("jsonwebtoken", move || {
            let token = jsonwebtoken::encode(&header, black_box(&theirs), &keys.encoding);
            assert!(!token.expect("a token").is_empty());
        }),
    ])
}

/// A verified token met again: one token, and 10,000 in an order that defeats the processor's
/// caches.
pub(crate) fn cache(keys: &[Keys]) -> Result<Vec<Row<'_>>> {
    const TOKENS: usize = 10_000;
    let keys = keys
        .iter()
        .find(|keys| keys.name == "EdDSA")
        .ok_or("no EdDSA")?;
    let now = now();
    let verifier = CachedVerifier::new(keys.verifier.clone(), 4 * TOKENS)?;
    let tokens: Vec<String> = (0..TOKENS)
        .map(|number| {
            let mut claims = Claims::at(now);
            claims.jti = format!("4c9d3fd0-7b0a-4d0e-a2d2-{number:012}");
            keys.token(&claims)
        })
        .collect();
    let now = UnixTime::from_seconds(now);
    for token in &tokens {
        verifier.verify(token, now)?;
    }
    let (hot, clone) = (tokens[0].clone(), verifier.clone());
    let mut place = 0;
    Ok(vec![
        row("one token", move || {
            assert!(clone.verify(black_box(&hot), now).is_ok());
        }),
        row("10,000 tokens", move || {
            // 7919 has no factor in common with the number of tokens: all of them, far apart.
            place = (place + 7_919) % TOKENS;
            assert!(verifier.verify(black_box(&tokens[place]), now).is_ok());
        }),
    ])
}
