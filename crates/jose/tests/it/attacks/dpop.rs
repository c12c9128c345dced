//! Attacks on proofs of possession (RFC 9449).

use std::sync::LazyLock;

use countersign_jose::VerifyError::{
    AlgorithmNotAllowed, BadSignature, Expired, Invalid, Malformed, Mismatch, Missing, NotYetValid,
    ProofRequired, UnsupportedHeader, UnusableKey, WrongType,
};
use countersign_jose::{
    AccessToken, Algorithm, Claim, DpopClaims, DpopProof, DpopRequest, DpopVerifier, KeyId, Part,
    Signer, SigningKey, TargetUri, Thumbprint, TokenType, UnixTime, Verified, VerifyError,
};
use serde_json::{Value, json};

use crate::forge::{
    self, KEY, NOW, access_token, asymmetric, encode, hmac_signed, signed, signing_key, verifier,
};

static TARGET: LazyLock<TargetUri> =
    LazyLock::new(|| TargetUri::parse("https://api.example.com/items").unwrap());

/// The proofs are made with `key-1`: then any header and payload can be signed.
fn jwk() -> Value {
    let jwk = serde_json::to_value(KEY.verifying_key().to_jwk()).unwrap();
    json!({ "kty": jwk["kty"], "crv": jwk["crv"], "x": jwk["x"], "y": jwk["y"] })
}

fn header() -> Value {
    json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": jwk() })
}

fn claims() -> Value {
    json!({
        "jti": "-BwC3ESc6acc2lTc",
        "htm": "GET",
        "htu": "https://api.example.com/items",
        "iat": NOW.seconds(),
    })
}

type Outcome = Result<Verified<DpopProof>, VerifyError>;

fn verify_at(proof: &str, now: UnixTime) -> Outcome {
    DpopVerifier::default().verify(proof, &DpopRequest::new("GET", &TARGET), now)
}

fn check(header: &Value, claims: &Value) -> Outcome {
    verify_at(&signed(header.to_string(), claims.to_string()), NOW)
}

fn changed(mut object: Value, name: &str, value: Value) -> Value {
    object[name] = value;
    object
        .as_object_mut()
        .unwrap()
        .retain(|_, value| !value.is_null());
    object
}

fn with_header(name: &str, value: Value) -> Outcome {
    check(&changed(header(), name, value), &claims())
}

fn with_claim(name: &str, value: Value) -> Outcome {
    check(&header(), &changed(claims(), name, value))
}

fn with_jwk(name: &str, value: Value) -> Outcome {
    with_header("jwk", changed(jwk(), name, value))
}

/// A token that is bound to `key-1`, as the issuer mints it.
fn bound_token() -> String {
    let mut token = access_token();
    token.confirmation = Some(Thumbprint::of(&KEY.verifying_key()));
    Signer::access_tokens(KEY.clone()).sign(&token).unwrap()
}

fn proof_for(key: &SigningKey, access_token: Option<&str>) -> Verified<DpopProof> {
    let proof = Signer::new(key.clone(), TokenType::DpopProof).sign(&DpopClaims {
        method: "GET",
        target: &TARGET,
        token_id: "1",
        issued_at: NOW,
        access_token,
        nonce: None,
    });
    verify_at(&proof.unwrap(), NOW).unwrap()
}

#[test]
fn proof_of_every_asymmetric_algorithm_is_verified() {
    for algorithm in asymmetric() {
        let key = signing_key(algorithm);
        let proof = proof_for(&key, None);
        assert_eq!(
            proof.thumbprint,
            Thumbprint::of(&key.verifying_key()),
            "{algorithm}"
        );
    }
}

#[test]
fn example_of_rfc_9449_is_verified() {
    // RFC 9449 section 4.1, figure 2.
    let proof = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6Ik\
        VDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCR\
        nMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JE\
        QSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIj\
        oiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwia\
        WF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg\
        4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";
    let target = TargetUri::parse("https://server.example.com/token").unwrap();
    let request = DpopRequest::new("POST", &target);
    let now = UnixTime::from_seconds(1_562_262_616);
    let proof = DpopVerifier::default()
        .verify(proof, &request, now)
        .unwrap();
    assert_eq!(proof.token_id, "-BwC3ESc6acc2lTc");
    // RFC 9449 section 6.1, figure 12: the thumbprint of the same key.
    assert_eq!(
        proof.thumbprint.to_string(),
        "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
    );
}

#[test]
fn token_of_another_type_is_no_proof() {
    for typ in [
        json!("JWT"),
        json!("at+jwt"),
        json!("dpop"),
        json!(""),
        json!(null),
    ] {
        assert_eq!(with_header("typ", typ.clone()), Err(WrongType), "{typ}");
    }
    for typ in ["DPoP+JWT", "application/dpop+jwt"] {
        assert!(with_header("typ", json!(typ)).is_ok(), "{typ}");
    }
    assert!(matches!(
        verify_at(&forge::valid_token(), NOW),
        Err(WrongType)
    ));
    assert_eq!(with_header("typ", json!(1)), Err(Malformed(Part::Header)));
}

#[test]
fn proof_is_no_access_token() {
    let proof = signed(header().to_string(), forge::payload());
    assert!(verifier().verify(&proof, NOW).is_err());
    let header = changed(header(), "kid", json!("key-1"));
    let proof = signed(header.to_string(), forge::payload());
    assert_eq!(verifier().verify(&proof, NOW), Err(WrongType));
}

#[test]
fn symmetric_or_no_algorithm_is_not_allowed_in_a_proof() {
    for alg in ["HS256", "HS384", "HS512", "none", "", "es256"] {
        assert_eq!(
            with_header("alg", json!(alg)),
            Err(AlgorithmNotAllowed),
            "{alg}"
        );
    }
    let header = json!({ "typ": "dpop+jwt", "alg": "HS256",
        "jwk": { "kty": "oct", "k": encode([7; 32]) } });
    let proof = hmac_signed(&[7; 32], &header.to_string(), &claims().to_string());
    assert_eq!(verify_at(&proof, NOW), Err(AlgorithmNotAllowed));
}

#[test]
fn algorithm_of_a_proof_is_one_that_the_server_takes() {
    let proof = signed(header().to_string(), claims().to_string());
    let request = DpopRequest::new("GET", &TARGET);
    let verify = |accepted| {
        let verifier = DpopVerifier::default().algorithms(accepted);
        verifier.verify(&proof, &request, NOW).map(drop)
    };
    assert_eq!(verify(&[Algorithm::EdDsa, Algorithm::Es256]), Ok(()));
    for accepted in [&[Algorithm::EdDsa][..], &[Algorithm::Es256K], &[]] {
        assert_eq!(verify(accepted), Err(AlgorithmNotAllowed), "{accepted:?}");
    }
    let secret = hmac_signed(
        &[7; 32],
        &changed(header(), "alg", json!("HS256")).to_string(),
        &claims().to_string(),
    );
    let lax = DpopVerifier::default().algorithms(Algorithm::ALL);
    let refused = lax.verify(&secret, &request, NOW);
    assert_eq!(refused, Err(AlgorithmNotAllowed));
}

#[test]
fn key_of_a_proof_is_public_sound_and_for_its_algorithm() {
    for jwk in [json!(null), json!("key"), json!([]), json!({}), json!(1)] {
        assert_eq!(with_header("jwk", jwk.clone()), Err(UnusableKey), "{jwk}");
    }
    for (name, value) in [
        ("d", json!("AAAA")),
        ("d", json!(1)),
        ("k", json!("AAAA")),
        ("p", json!("AAAA")),
        ("kty", json!("RSA")),
        ("kty", json!("oct")),
        ("crv", json!("P-384")),
        ("crv", json!("Ed25519")),
        ("x", json!(encode([1; 32]))),
        ("x", json!(encode([1; 31]))),
        ("y", json!(null)),
        ("alg", json!("ES384")),
        ("alg", json!("HS256")),
        ("use", json!("enc")),
        ("key_ops", json!(["sign"])),
    ] {
        assert_eq!(
            with_jwk(name, value.clone()),
            Err(UnusableKey),
            "{name} {value}"
        );
    }
    for alg in ["ES384", "RS256", "EdDSA"] {
        assert_eq!(with_header("alg", json!(alg)), Err(UnusableKey), "{alg}");
    }
    let repeated = header()
        .to_string()
        .replace(r#""kty":"EC""#, r#""kty":"EC","kty":"EC""#);
    let refused = verify_at(&signed(repeated, claims().to_string()), NOW);
    assert_eq!(refused, Err(Malformed(Part::Header)));
}

#[test]
fn proof_made_with_another_key_than_it_brings_is_a_bad_signature() {
    let other = signing_key(KEY.algorithm()).verifying_key();
    let jwk = serde_json::to_value(other.to_jwk()).unwrap();
    assert_eq!(with_header("jwk", jwk), Err(BadSignature));
}

#[test]
fn key_elsewhere_in_the_header_is_not_used() {
    for (name, value) in [
        ("jku", json!("https://mallory.example/jwks")),
        ("x5u", json!("https://mallory.example/cert")),
        ("x5c", json!(["AAAA"])),
        ("kid", json!("key-2")),
    ] {
        let proof = with_header(name, value).unwrap();
        assert_eq!(proof.thumbprint, Thumbprint::of(&KEY.verifying_key()));
    }
    let header = json!({ "typ": "dpop+jwt", "alg": "ES256", "kid": "key-1" });
    assert_eq!(check(&header, &claims()), Err(UnusableKey));
    assert_eq!(with_header("crit", json!(["x"])), Err(UnsupportedHeader));
}

#[test]
fn proof_for_another_request_is_refused() {
    for method in ["POST", "get", "GET ", "G"] {
        let refused = with_claim("htm", json!(method));
        assert_eq!(refused, Err(Mismatch(Claim::Method)), "{method}");
    }
    for target in [
        "http://api.example.com/items",
        "https://api.example.com/",
        "https://api.example.com/items/",
        "https://api.example.com/Items",
        "https://api.example.com:8443/items",
        "https://api.example.com.mallory.example/items",
        "https://mallory.example/items",
        "https://api.example.com/items%2F",
    ] {
        let refused = with_claim("htu", json!(target));
        assert_eq!(refused, Err(Mismatch(Claim::Target)), "{target}");
    }
    for target in [
        json!("/items"),
        json!(1),
        json!("https://u@api.example.com/items"),
    ] {
        assert_eq!(with_claim("htu", target), Err(Invalid(Claim::Target)));
    }
}

#[test]
fn target_is_compared_without_query_fragment_and_spelling() {
    for target in [
        "https://api.example.com/items?page=2",
        "https://api.example.com/items#top",
        "HTTPS://API.EXAMPLE.COM:443/items",
        "https://api.example.com/%69tems",
        "https://api.example.com/a/../items",
    ] {
        assert!(with_claim("htu", json!(target)).is_ok(), "{target}");
    }
}

#[test]
fn claim_of_a_proof_is_there_and_has_its_type() {
    for (name, claim) in [
        ("jti", Claim::TokenId),
        ("htm", Claim::Method),
        ("htu", Claim::Target),
        ("iat", Claim::IssuedAt),
    ] {
        assert_eq!(with_claim(name, json!(null)), Err(Missing(claim)), "{name}");
        assert_eq!(with_claim(name, json!([])), Err(Invalid(claim)), "{name}");
    }
    assert_eq!(with_claim("jti", json!("")), Err(Invalid(Claim::TokenId)));
    let long = |len| with_claim("jti", json!("j".repeat(len)));
    assert_eq!(long(257), Err(Invalid(Claim::TokenId)));
    assert!(long(256).is_ok());
    for hash in [json!("AAAA"), json!(1), json!(encode([1; 33]))] {
        assert_eq!(
            with_claim("ath", hash),
            Err(Invalid(Claim::AccessTokenHash))
        );
    }
}

#[test]
fn proof_is_good_for_a_minute_and_its_leeway() {
    let proof = signed(header().to_string(), claims().to_string());
    assert!(verify_at(&proof, NOW.saturating_add(89)).is_ok());
    assert_eq!(verify_at(&proof, NOW.saturating_add(90)), Err(Expired));
    assert!(verify_at(&proof, NOW.saturating_sub(30)).is_ok());
    assert_eq!(verify_at(&proof, NOW.saturating_sub(31)), Err(NotYetValid));
    let request = DpopRequest::new("GET", &TARGET);
    let within = |verifier: DpopVerifier, seconds: u64| {
        verifier
            .verify(&proof, &request, NOW.saturating_add(seconds))
            .is_ok()
    };
    let strict = DpopVerifier::default().max_age(5).leeway(0);
    assert!(within(strict, 4) && !within(strict, 5));
    let lax = DpopVerifier::default().max_age(u64::MAX).leeway(u64::MAX);
    assert!(within(lax, 599) && !within(lax, 600));
}

#[test]
fn request_does_not_show_its_nonces() {
    let request = DpopRequest::new("GET", &TARGET).nonces(&["n-0S6_WzA2Mj"]);
    let shown = format!("{request:?}");
    assert!(shown.contains("GET") && shown.contains("/items"));
    assert!(!shown.contains("n-0S6"), "{shown}");
}

#[test]
fn ends_of_time_do_not_overflow_in_a_proof() {
    let at = |iat: u64, now: u64| {
        let claims = changed(claims(), "iat", json!(iat));
        let proof = signed(header().to_string(), claims.to_string());
        verify_at(&proof, UnixTime::from_seconds(now)).map(|_| ())
    };
    assert_eq!(at(u64::MAX, 0), Err(NotYetValid));
    assert_eq!(at(u64::MAX, u64::MAX - 1), Ok(()));
    assert_eq!(at(0, u64::MAX), Err(Expired));
    assert_eq!(at(0, 0), Ok(()));
}

#[test]
fn expiry_that_a_proof_states_counts_too() {
    let past = with_claim("exp", json!(NOW.seconds() - 30));
    assert_eq!(past, Err(Expired));
    let early = with_claim("nbf", json!(NOW.seconds() + 31));
    assert_eq!(early, Err(NotYetValid));
    assert!(with_claim("exp", json!(u64::MAX)).is_ok());
}

#[test]
fn nonce_is_one_of_those_demanded() {
    let proof = |nonce: Value| {
        signed(
            header().to_string(),
            changed(claims(), "nonce", nonce).to_string(),
        )
    };
    let request = DpopRequest::new("GET", &TARGET).nonces(&["new", "old"]);
    let verify = |nonce: Value| DpopVerifier::default().verify(&proof(nonce), &request, NOW);
    assert!(verify(json!("new")).is_ok() && verify(json!("old")).is_ok());
    assert_eq!(verify(json!("older")), Err(Mismatch(Claim::Nonce)));
    assert_eq!(verify(json!(null)), Err(Missing(Claim::Nonce)));
    assert_eq!(verify(json!(1)), Err(Invalid(Claim::Nonce)));
    assert!(with_claim("nonce", json!("of another server")).is_ok());
}

#[test]
fn nonce_that_is_demanded_where_none_is_in_force_is_never_met() {
    let request = DpopRequest::new("GET", &TARGET).nonces(&[]);
    let verify = |nonce: Value| {
        let claims = changed(claims(), "nonce", nonce);
        let proof = signed(header().to_string(), claims.to_string());
        DpopVerifier::default().verify(&proof, &request, NOW)
    };
    assert_eq!(verify(json!(null)), Err(Missing(Claim::Nonce)));
    assert_eq!(verify(json!("any")), Err(Mismatch(Claim::Nonce)));
}

#[test]
fn bound_token_is_no_bearer_token() {
    let token = bound_token();
    assert_eq!(verifier().verify(&token, NOW), Err(ProofRequired));
    assert_eq!(
        verifier().verify_as::<Value>(&token, NOW),
        Err(ProofRequired)
    );
    assert_eq!(
        verifier().verify_with::<Value>(&token, NOW).unwrap_err(),
        ProofRequired
    );
}

#[test]
fn bound_token_is_good_with_a_proof_of_its_key() {
    let token = bound_token();
    let proof = proof_for(&KEY, Some(&token));
    let bound = verifier().verify_bound(&token, &proof, NOW).unwrap();
    assert_eq!(bound.thumbprint(), Thumbprint::of(&KEY.verifying_key()));
    let plain: Verified<AccessToken> = bound.into();
    assert_eq!(plain.subject, "alice");
}

#[test]
fn stolen_bound_token_is_refused_with_the_thiefs_proof() {
    let token = bound_token();
    let thief = signing_key(KEY.algorithm());
    let refused = verifier().verify_bound(&token, &proof_for(&thief, Some(&token)), NOW);
    assert_eq!(refused, Err(Mismatch(Claim::Confirmation)));
}

#[test]
fn proof_for_another_token_does_not_confirm_this_one() {
    let token = bound_token();
    let other = verifier().verify_bound(&token, &proof_for(&KEY, Some("other")), NOW);
    assert_eq!(other, Err(Mismatch(Claim::AccessTokenHash)));
    let none = verifier().verify_bound(&token, &proof_for(&KEY, None), NOW);
    assert_eq!(none, Err(Missing(Claim::AccessTokenHash)));
    // The twin is another text, which the proof was not made for.
    let twin = forge::twin(&token);
    let twin = verifier().verify_bound(&twin, &proof_for(&KEY, Some(&token)), NOW);
    assert_eq!(twin, Err(Mismatch(Claim::AccessTokenHash)));
}

#[test]
fn bearer_token_is_not_made_bound_by_a_proof() {
    let token = forge::valid_token();
    let refused = verifier().verify_bound(&token, &proof_for(&KEY, Some(&token)), NOW);
    assert_eq!(refused, Err(Missing(Claim::Confirmation)));
}

#[test]
fn bound_token_is_checked_like_any_other() {
    let token = bound_token();
    let proof = proof_for(&KEY, Some(&token));
    let late = verifier().verify_bound(&token, &proof, NOW.saturating_add(330));
    assert_eq!(late, Err(Expired));
    let (message, _) = token.rsplit_once('.').unwrap();
    let forged = format!("{message}.{}", encode([1; 64]));
    let forged = verifier().verify_bound(&forged, &proof_for(&KEY, Some(&forged)), NOW);
    assert_eq!(forged, Err(BadSignature));
}

#[test]
fn proof_that_was_verified_still_ages() {
    let token = bound_token();
    let proof = proof_for(&KEY, Some(&token));
    let bound = |seconds| verifier().verify_bound(&token, &proof, NOW.saturating_add(seconds));
    // Until the record of its use may be forgotten, and the token itself is good for 330 seconds.
    assert_eq!(proof.single_use().until, NOW.saturating_add(90));
    assert!(bound(89).is_ok());
    for seconds in [90, 299] {
        assert_eq!(bound(seconds), Err(Expired), "{seconds}");
    }
}

#[test]
fn confirmation_that_is_not_understood_is_not_passed_over() {
    for cnf in [
        json!({ "x5t#S256": encode([1; 32]) }),
        json!({ "jkt": "AAAA" }),
        json!({ "jkt": 1 }),
        json!({}),
        json!("jkt"),
        json!(null),
        json!([{ "jkt": encode([1; 32]) }]),
        json!({ "jkt": encode([1; 32]), "x5t#S256": encode([2; 32]) }),
        json!({ "jkt": encode([1; 32]), "jwk": jwk() }),
        json!({ "jkt": encode([1; 32]), "kid": "key-2" }),
    ] {
        let refused = forge::with_claim("cnf", cnf.clone());
        assert_eq!(refused, Err(Invalid(Claim::Confirmation)), "{cnf}");
    }
    let twice = forge::payload().replacen('{', r#"{"cnf":{"jkt":"A","jkt":"B"},"#, 1);
    assert_eq!(forge::with_payload(twice), Err(Malformed(Part::Payload)));
}

#[test]
fn replay_is_told_by_key_and_id_for_as_long_as_the_proof_is_good() {
    let (one, again) = (proof_for(&KEY, None), proof_for(&KEY, None));
    assert_eq!(one.single_use().key, again.single_use().key);
    assert_eq!(one.single_use().until, NOW.saturating_add(90));
    let proof = signed(header().to_string(), claims().to_string());
    let other_id = verify_at(&proof, NOW).unwrap();
    assert_ne!(one.single_use().key, other_id.single_use().key);
    let other_key = signing_key(KEY.algorithm()).with_key_id(KeyId::parse("key-1").unwrap());
    assert_ne!(
        one.single_use().key,
        proof_for(&other_key, None).single_use().key
    );
    // One token of two texts is still one proof.
    let twin = verify_at(&forge::twin(&proof), NOW).unwrap();
    assert_eq!(twin.single_use(), other_id.single_use());
}

#[test]
fn form_of_a_proof_is_checked_like_any_tokens() {
    for (proof, code) in [
        ("", "malformed_token"),
        ("a.b", "malformed_token"),
        ("a.b.c.d.e", "encrypted"),
        ("e30.e30.", "malformed_signature"),
        ("e30.e30.e30", "malformed_header"),
        ("{}", "json_serialization"),
    ] {
        assert_eq!(verify_at(proof, NOW).unwrap_err().code(), code, "{proof}");
    }
    assert_eq!(
        verify_at(&"a".repeat(16_385), NOW),
        Err(VerifyError::TooLarge)
    );
    let padded = |len| with_header("x", json!("x".repeat(len)));
    assert!(padded(5_900).is_ok());
    assert_eq!(padded(6_100), Err(VerifyError::TooLarge));
}
