//! Attacks on sign-in: ID tokens of another client, another request, another kind.

use std::sync::LazyLock;

use countersign_jose::VerifyError::{
    AudienceMismatch, BadSignature, Expired, Invalid, IssuerMismatch, Mismatch, Missing,
    NotYetValid, StaleAuthentication, WrongType,
};
use countersign_jose::{
    Audience, Claim, Expected, IdToken, IdTokenVerifier, Issuer, KeySet, SymmetricKey, Verified,
    VerifyError,
};
use serde_json::{Value, json};

use crate::forge::{ISSUER, KEY, NOW, encode, hmac_signed, signed, valid_token, verify};

const CLIENT: &str = "s6BhdRkqt3";
const NONCE: &str = "n-0S6_WzA2Mj";
const HEADER: &str = r#"{"alg":"ES256","kid":"key-1"}"#;

static VERIFIER: LazyLock<IdTokenVerifier> =
    LazyLock::new(|| verifier(KeySet::new([KEY.verifying_key()]).unwrap()));

fn verifier(keys: KeySet) -> IdTokenVerifier {
    let client = Audience::parse(CLIENT).unwrap();
    IdTokenVerifier::new(Issuer::parse(ISSUER).unwrap(), client, keys)
}

fn claims() -> Value {
    json!({
        "iss": ISSUER,
        "sub": "24400320",
        "aud": CLIENT,
        "exp": NOW.seconds() + 300,
        "iat": NOW.seconds(),
        "nonce": NONCE,
        "auth_time": NOW.seconds() - 100,
        "acr": "phr",
        "amr": ["pwd", "otp"],
        // OpenID Connect Core A.3 and A.6, but for ES256: the hash is the same SHA-256.
        "at_hash": "77QmUPtjPfzWtF2AnpK9RQ",
        "c_hash": "LDktKdoQak3Pk0cnXxCltA",
    })
}

const ACCESS_TOKEN: &str = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
const CODE: &str = "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk";

type Outcome = Result<Verified<IdToken>, VerifyError>;

fn check(verifier: &IdTokenVerifier, claims: &Value, expected: &Expected<'_>) -> Outcome {
    verifier.verify(&signed(HEADER, claims.to_string()), expected, NOW)
}

/// Verifies with one claim replaced; `null` takes it away.
fn with(name: &str, value: Value) -> Outcome {
    check(&VERIFIER, &changed(name, value), &Expected::nonce(NONCE))
}

fn changed(name: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[name] = value;
    claims
        .as_object_mut()
        .unwrap()
        .retain(|_, value| !value.is_null());
    claims
}

#[test]
fn id_token_says_who_signed_in_when_and_how() {
    let token = check(&VERIFIER, &claims(), &Expected::nonce(NONCE)).unwrap();
    assert_eq!(
        (token.issuer.as_str(), token.subject.as_str()),
        (ISSUER, "24400320")
    );
    assert_eq!(token.authenticated_at, Some(NOW.saturating_sub(100)));
    assert_eq!(token.context.as_deref(), Some("phr"));
    assert_eq!(token.methods, ["pwd", "otp"]);
    assert_eq!(token.audience.iter().count(), 1);
    let bare = json!({
        "iss": ISSUER, "sub": "1", "aud": CLIENT, "exp": NOW.seconds() + 1, "iat": NOW.seconds(),
    });
    let bare = check(&VERIFIER, &bare, &Expected::no_nonce()).unwrap();
    assert!(bare.authenticated_at.is_none() && bare.context.is_none() && bare.methods.is_empty());
}

#[test]
fn profile_claims_come_beside_the_id_token() {
    #[derive(serde::Deserialize)]
    struct Profile {
        name: String,
    }
    let token = signed(HEADER, changed("name", json!("Jane")).to_string());
    let expected = Expected::nonce(NONCE);
    let (token, profile) = VERIFIER
        .verify_with::<Profile>(&token, &expected, NOW)
        .unwrap();
    assert_eq!(
        (token.subject.as_str(), profile.name.as_str()),
        ("24400320", "Jane")
    );
}

#[test]
fn id_token_may_leave_its_type_out_and_must_not_be_another() {
    let expected = Expected::nonce(NONCE);
    let typed = |typ: &str| {
        let header = format!(r#"{{"alg":"ES256","kid":"key-1","typ":"{typ}"}}"#);
        VERIFIER.verify(&signed(header, claims().to_string()), &expected, NOW)
    };
    for typ in ["JWT", "jwt", "application/jwt"] {
        assert!(typed(typ).is_ok(), "{typ}");
    }
    for typ in [
        "at+jwt",
        "application/at+jwt",
        "logout+jwt",
        "dpop+jwt",
        "client-authentication+jwt",
        "token-introspection+jwt",
        "secevent+jwt",
        "",
        "JWT ",
        "JOSE",
    ] {
        assert_eq!(typed(typ), Err(WrongType), "{typ:?}");
    }
}

#[test]
fn logout_token_does_not_sign_in_whatever_its_type_says() {
    // OpenID Connect Back-Channel Logout 2.4, the example and what else an ID token would need.
    let mut logout = json!({
        "iss": ISSUER, "sub": "248289761001", "aud": CLIENT,
        "iat": NOW.seconds(), "exp": NOW.seconds() + 120,
        "jti": "bWJq", "sid": "08a5019c-17e1-4977-8f42-65a12843ea02",
    });
    let verify = |header: &str, claims: &Value| {
        let token = signed(header, claims.to_string());
        VERIFIER
            .verify(&token, &Expected::no_nonce(), NOW)
            .map(drop)
    };
    let typed = r#"{"alg":"ES256","kid":"key-1","typ":"JWT"}"#;
    for header in [HEADER, typed] {
        assert_eq!(verify(header, &logout), Ok(()), "nothing else refuses it");
    }
    for events in [
        json!({ "http://schemas.openid.net/event/backchannel-logout": {} }),
        json!({}),
        json!(null),
    ] {
        logout["events"] = events;
        for header in [HEADER, typed] {
            assert_eq!(verify(header, &logout), Err(WrongType), "{header} {logout}");
        }
    }
}

#[test]
fn refreshed_id_token_is_of_the_same_session() {
    let original = check(&VERIFIER, &claims(), &Expected::nonce(NONCE)).unwrap();
    let expected = Expected::nonce(NONCE).refresh_of(&original);
    let refreshed = |name, value| check(&VERIFIER, &changed(name, value), &expected).map(drop);
    for (name, value) in [
        ("iat", json!(NOW.seconds() + 20)),
        ("nonce", json!(null)),
        ("auth_time", json!(null)),
        ("azp", json!(CLIENT)),
    ] {
        assert_eq!(refreshed(name, value), Ok(()), "{name}");
    }
    for (name, value, error) in [
        ("sub", json!("24400321"), Mismatch(Claim::Subject)),
        ("nonce", json!("n-0S6_WzA2Mk"), Mismatch(Claim::Nonce)),
        ("auth_time", json!(NOW.seconds()), Mismatch(Claim::AuthTime)),
        ("aud", json!("other"), AudienceMismatch),
    ] {
        assert_eq!(refreshed(name, value), Err(error), "{name}");
    }
    // A nonce is only to be repeated.
    let without = Expected::no_nonce().refresh_of(&original);
    let refused = check(&VERIFIER, &claims(), &without);
    assert_eq!(refused, Err(Mismatch(Claim::Nonce)));
}

#[test]
fn refreshed_id_token_keeps_issuer_and_audience() {
    let trusting = VERIFIER
        .clone()
        .trust_audience(Audience::parse("sister").unwrap());
    let mut both = changed("aud", json!([CLIENT, "sister"]));
    both["azp"] = json!(CLIENT);
    let original = check(&trusting, &both, &Expected::nonce(NONCE)).unwrap();
    let expected = Expected::nonce(NONCE).refresh_of(&original);
    assert!(check(&trusting, &both, &expected).is_ok());
    assert_eq!(
        check(&trusting, &claims(), &expected),
        Err(AudienceMismatch)
    );
    let other = Issuer::parse("https://other.example.com").unwrap();
    let keys = KeySet::new([KEY.verifying_key()]).unwrap();
    let other = IdTokenVerifier::new(other, Audience::parse(CLIENT).unwrap(), keys);
    let elsewhere = changed("iss", json!("https://other.example.com"));
    assert_eq!(check(&other, &elsewhere, &expected), Err(IssuerMismatch));
}

#[test]
fn access_token_and_id_token_do_not_pass_for_each_other() {
    let expected = Expected::nonce(NONCE);
    assert_eq!(
        VERIFIER.verify(&valid_token(), &expected, NOW),
        Err(WrongType)
    );
    let id_token = signed(HEADER, claims().to_string());
    assert_eq!(verify(&id_token), Err(WrongType));
}

#[test]
fn required_claim_of_an_id_token_is_not_left_out() {
    for (name, claim) in [
        ("iss", Claim::Issuer),
        ("sub", Claim::Subject),
        ("aud", Claim::Audience),
        ("exp", Claim::ExpiresAt),
        ("iat", Claim::IssuedAt),
    ] {
        assert_eq!(with(name, json!(null)), Err(Missing(claim)), "{name}");
    }
}

#[test]
fn claim_of_an_id_token_has_its_type() {
    for (name, claim, values) in [
        (
            "sub",
            Claim::Subject,
            vec![json!(1), json!(""), json!("s".repeat(256))],
        ),
        (
            "aud",
            Claim::Audience,
            vec![json!([]), json!(1), json!([CLIENT, 1])],
        ),
        (
            "exp",
            Claim::ExpiresAt,
            vec![json!("1800000000"), json!(-1)],
        ),
        (
            "iat",
            Claim::IssuedAt,
            vec![json!("1700000000"), json!(true)],
        ),
        ("nbf", Claim::NotBefore, vec![json!("1700000000")]),
        (
            "nonce",
            Claim::Nonce,
            vec![json!(1), json!(""), json!([NONCE])],
        ),
        (
            "azp",
            Claim::AuthorizedParty,
            vec![json!(1), json!([CLIENT]), json!("")],
        ),
        ("auth_time", Claim::AuthTime, vec![json!("1"), json!(-1)]),
        ("acr", Claim::AuthContext, vec![json!(0), json!(["phr"])]),
        (
            "amr",
            Claim::AuthMethods,
            vec![json!("pwd"), json!([1]), json!({})],
        ),
        (
            "at_hash",
            Claim::IdAccessTokenHash,
            vec![json!(1), json!("")],
        ),
        ("c_hash", Claim::CodeHash, vec![json!(1), json!([])]),
    ] {
        for value in values {
            assert_eq!(
                with(name, value.clone()),
                Err(Invalid(claim)),
                "{name} {value}"
            );
        }
    }
    assert!(with("sub", json!("s".repeat(255))).is_ok());
}

#[test]
fn id_token_of_another_issuer_or_time_is_refused() {
    assert_eq!(
        with("iss", json!("https://id.example.com/")),
        Err(IssuerMismatch)
    );
    assert_eq!(with("exp", json!(NOW.seconds() - 30)), Err(Expired));
    assert_eq!(with("iat", json!(NOW.seconds() + 31)), Err(NotYetValid));
    assert_eq!(with("nbf", json!(NOW.seconds() + 31)), Err(NotYetValid));
}

#[test]
fn id_token_for_another_client_is_refused() {
    assert_eq!(with("aud", json!("other")), Err(AudienceMismatch));
    assert_eq!(with("aud", json!(["other"])), Err(AudienceMismatch));
    assert_eq!(
        with("azp", json!("other")),
        Err(Mismatch(Claim::AuthorizedParty))
    );
    assert!(with("azp", json!(CLIENT)).is_ok());
    assert!(with("aud", json!([CLIENT])).is_ok());
}

#[test]
fn further_audience_is_trusted_by_name_and_only_with_an_authorized_party() {
    let mut claims = changed("aud", json!([CLIENT, "sister"]));
    let expected = Expected::nonce(NONCE);
    assert_eq!(check(&VERIFIER, &claims, &expected), Err(AudienceMismatch));
    let trusting = VERIFIER
        .clone()
        .trust_audience(Audience::parse("sister").unwrap());
    let missing = Err(Missing(Claim::AuthorizedParty));
    assert_eq!(check(&trusting, &claims, &expected), missing);
    claims["azp"] = json!("sister");
    let other = Err(Mismatch(Claim::AuthorizedParty));
    assert_eq!(check(&trusting, &claims, &expected), other);
    claims["azp"] = json!(CLIENT);
    assert!(check(&trusting, &claims, &expected).is_ok());
    claims["aud"] = json!("sister");
    assert_eq!(check(&trusting, &claims, &expected), Err(AudienceMismatch));
}

#[test]
fn id_token_of_another_request_is_refused_by_its_nonce() {
    let mismatch = Err(Mismatch(Claim::Nonce));
    assert_eq!(with("nonce", json!("n-0S6_WzA2Mk")), mismatch);
    assert_eq!(with("nonce", json!(null)), Err(Missing(Claim::Nonce)));
    let injected = check(&VERIFIER, &claims(), &Expected::no_nonce());
    assert_eq!(injected, mismatch);
}

#[test]
fn access_token_beside_an_id_token_cannot_be_swapped() {
    let expected = Expected::nonce(NONCE);
    let mismatch = Err(Mismatch(Claim::IdAccessTokenHash));
    assert!(check(&VERIFIER, &claims(), &expected.access_token(ACCESS_TOKEN)).is_ok());
    assert_eq!(
        check(&VERIFIER, &claims(), &expected.access_token("other")),
        mismatch
    );
    // From the token endpoint the hash is optional, through the browser it is not.
    let without = changed("at_hash", json!(null));
    assert!(check(&VERIFIER, &without, &expected.access_token(ACCESS_TOKEN)).is_ok());
    let strict = expected.front_channel_access_token(ACCESS_TOKEN);
    assert!(check(&VERIFIER, &claims(), &strict).is_ok());
    let missing = Err(Missing(Claim::IdAccessTokenHash));
    assert_eq!(check(&VERIFIER, &without, &strict), missing);
    let whole = changed(
        "at_hash",
        json!("fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"),
    );
    assert_eq!(check(&VERIFIER, &whole, &strict), mismatch);
}

#[test]
fn code_beside_an_id_token_cannot_be_swapped() {
    let expected = Expected::nonce(NONCE);
    assert!(check(&VERIFIER, &claims(), &expected.front_channel_code(CODE)).is_ok());
    let swapped = check(&VERIFIER, &claims(), &expected.front_channel_code("other"));
    assert_eq!(swapped, Err(Mismatch(Claim::CodeHash)));
    let without = changed("c_hash", json!(null));
    let missing = check(&VERIFIER, &without, &expected.front_channel_code(CODE));
    assert_eq!(missing, Err(Missing(Claim::CodeHash)));
}

#[test]
fn user_who_signed_in_too_long_ago_is_refused() {
    let expected = Expected::nonce(NONCE);
    let strict = VERIFIER.clone().leeway(0);
    assert!(check(&strict, &claims(), &expected.max_age(100)).is_ok());
    let old = check(&strict, &claims(), &expected.max_age(99));
    assert_eq!(old, Err(StaleAuthentication));
    assert!(check(&VERIFIER, &claims(), &expected.max_age(70)).is_ok());
    let old = check(&VERIFIER, &claims(), &expected.max_age(69));
    assert_eq!(old, Err(StaleAuthentication));
    // In this very second: no time has passed.
    let now = changed("auth_time", json!(NOW.seconds()));
    assert!(check(&strict, &now, &expected.max_age(0)).is_ok());
    let without = changed("auth_time", json!(null));
    let missing = check(&VERIFIER, &without, &expected.max_age(1_000));
    assert_eq!(missing, Err(Missing(Claim::AuthTime)));
    assert!(check(&VERIFIER, &claims(), &expected.max_age(u64::MAX)).is_ok());
}

#[test]
fn user_who_will_have_signed_in_later_is_not_fresh() {
    let at = |seconds: u64| {
        let claims = changed("auth_time", json!(seconds));
        check(&VERIFIER, &claims, &Expected::nonce(NONCE).max_age(100))
    };
    assert!(at(NOW.seconds() + 30).is_ok());
    // Milliseconds would else be fresh for ever.
    for later in [NOW.seconds() + 31, NOW.seconds() * 1000, u64::MAX] {
        assert_eq!(at(later), Err(Invalid(Claim::AuthTime)), "{later}");
    }
}

#[test]
fn weaker_authentication_than_demanded_is_refused() {
    let expected = Expected::nonce(NONCE);
    let strong = VERIFIER
        .clone()
        .accept_context("phr")
        .accept_context("phrh");
    assert!(check(&strong, &claims(), &expected).is_ok());
    let weak = check(&strong, &changed("acr", json!("0")), &expected);
    assert_eq!(weak, Err(Mismatch(Claim::AuthContext)));
    let silent = check(&strong, &changed("acr", json!(null)), &expected);
    assert_eq!(silent, Err(Missing(Claim::AuthContext)));
    let two = VERIFIER.clone().require_method("pwd").require_method("otp");
    assert!(check(&two, &claims(), &expected).is_ok());
    for methods in [json!(["pwd"]), json!([]), json!(null)] {
        let one = check(&two, &changed("amr", methods), &expected);
        assert_eq!(one, Err(Mismatch(Claim::AuthMethods)));
    }
}

#[test]
fn forged_id_token_is_a_bad_signature_before_anything_else() {
    let token = format!("{}.{}.{}", encode(HEADER), encode("{}"), encode([1; 64]));
    let refused = VERIFIER.verify(&token, &Expected::no_nonce(), NOW);
    assert_eq!(refused, Err(BadSignature));
}

#[test]
fn client_secret_signs_only_where_the_verifier_has_it() {
    const SECRET: [u8; 32] = [7; 32];
    let token = hmac_signed(&SECRET, r#"{"alg":"HS256"}"#, &claims().to_string());
    let expected = Expected::nonce(NONCE);
    let key = SymmetricKey::new(countersign_jose::Algorithm::Hs256, &SECRET).unwrap();
    let symmetric = verifier(KeySet::symmetric(key));
    assert!(symmetric.verify(&token, &expected, NOW).is_ok());
    assert!(VERIFIER.verify(&token, &expected, NOW).is_err());
}

#[test]
fn withdrawn_key_signs_nobody_in() {
    let without = VERIFIER.with_keys(KeySet::new([]).unwrap());
    let refused = check(&without, &claims(), &Expected::nonce(NONCE));
    assert_eq!(refused, Err(VerifyError::UnknownKey));
}

#[test]
fn what_is_expected_is_not_shown() {
    let expected = Expected::nonce(NONCE).access_token(ACCESS_TOKEN).max_age(7);
    assert_eq!(format!("{expected:?}"), "Expected { max_age: Some(7), .. }");
}
