//! Attacks through the time claims.

use std::time::{Duration, UNIX_EPOCH};

use countersign_jose::VerifyError::{Expired, Invalid, Malformed, NotYetValid};
use countersign_jose::{Claim, ClockBefore1970, Part, UnixTime, Verifier};
use serde_json::json;

use crate::forge::{
    HEADER, NOW, Outcome, claims, payload, signed, valid_token, verifier, with_claim, with_payload,
};

const BASE: u64 = NOW.seconds();

#[test]
fn time_claim_that_is_no_number_of_seconds_is_refused() {
    for (name, claim) in [
        ("exp", Claim::ExpiresAt),
        ("iat", Claim::IssuedAt),
        ("nbf", Claim::NotBefore),
    ] {
        for value in [
            json!("1800000000"),
            json!(true),
            json!(null),
            json!([1_800_000_000_u64]),
            json!({}),
            json!(-1),
            json!(-0.5),
            json!(1e300),
            json!(18_446_744_073_709_551_616_f64),
        ] {
            assert_eq!(
                with_claim(name, value.clone()),
                Err(Invalid(claim)),
                "{name} {value}"
            );
        }
    }
}

#[test]
fn number_beyond_json_is_malformed() {
    for number in [
        "1e400",
        "-1e400",
        "NaN",
        "Infinity",
        "0x7fffffff",
        "1_000",
        "+1",
        ".5",
    ] {
        let text = payload().replace(&(BASE + 300).to_string(), number);
        assert!(text.contains(number));
        assert_eq!(
            with_payload(text),
            Err(Malformed(Part::Payload)),
            "{number}"
        );
    }
}

#[test]
fn fraction_of_a_second_is_dropped() {
    let fraction = with_claim("exp", json!(1_700_000_300.9)).unwrap();
    assert_eq!(fraction.expires_at.seconds(), 1_700_000_300);
}

/// Verifies with times relative to now and a leeway.
fn verify_times(leeway: u64, exp: i64, nbf: i64, iat: i64) -> Outcome {
    let at = |offset: i64| BASE.checked_add_signed(offset).unwrap();
    let mut claims = claims();
    claims["exp"] = json!(at(exp));
    claims["nbf"] = json!(at(nbf));
    claims["iat"] = json!(at(iat));
    verifier()
        .leeway(leeway)
        .verify(&signed(HEADER, claims.to_string()), NOW)
}

#[test]
fn token_is_refused_from_the_second_it_expires() {
    assert!(verify_times(0, 1, 0, 0).is_ok());
    assert_eq!(verify_times(0, 0, 0, 0), Err(Expired));
    assert_eq!(verify_times(0, -1, 0, 0), Err(Expired));
}

#[test]
fn leeway_moves_every_edge_by_itself() {
    assert!(verify_times(30, -29, 30, 30).is_ok());
    assert_eq!(verify_times(30, -30, 0, 0), Err(Expired));
    assert_eq!(verify_times(30, 60, 31, 0), Err(NotYetValid));
    assert_eq!(verify_times(30, 60, 0, 31), Err(NotYetValid));
    assert_eq!(verify_times(0, 60, 1, 0), Err(NotYetValid));
    assert_eq!(verify_times(0, 60, 0, 1), Err(NotYetValid));
}

#[test]
fn leeway_is_thirty_seconds_unless_said_otherwise() {
    let expired_for =
        |seconds: u64| verifier().verify(&valid_token(), NOW.saturating_add(300 + seconds));
    assert!(expired_for(29).is_ok());
    assert_eq!(expired_for(30), Err(Expired));
}

#[test]
fn leeway_has_a_cap() {
    for leeway in [301, u64::MAX] {
        assert!(verify_times(leeway, -299, 300, 300).is_ok());
        assert_eq!(verify_times(leeway, -300, 0, 0), Err(Expired));
        assert_eq!(verify_times(leeway, 60, 301, 0), Err(NotYetValid));
    }
}

#[test]
fn ends_of_time_do_not_overflow() {
    let verify = |verifier: &Verifier, exp: u64, iat: u64, now: u64| {
        let mut claims = claims();
        claims["exp"] = json!(exp);
        claims["iat"] = json!(iat);
        verifier.verify(
            &signed(HEADER, claims.to_string()),
            UnixTime::from_seconds(now),
        )
    };
    let verifier = verifier().leeway(300).longest_life(u64::MAX);
    assert!(verify(&verifier, u64::MAX, 0, 0).is_ok());
    assert!(verify(&verifier, u64::MAX, 0, u64::MAX - 1).is_ok());
    assert_eq!(verify(&verifier, u64::MAX, 0, u64::MAX), Err(Expired));
    assert_eq!(verify(&verifier, 0, 0, 300), Err(Expired));
    assert_eq!(verify(&verifier, u64::MAX, u64::MAX, 0), Err(NotYetValid));
    assert!(verify(&verifier, 1, 0, 0).is_ok());
}

#[test]
fn token_with_too_long_a_life_is_refused_where_a_limit_is_set() {
    let token = valid_token();
    assert!(verifier().longest_life(300).verify(&token, NOW).is_ok());
    let short = verifier().longest_life(299).verify(&token, NOW);
    assert_eq!(short, Err(Invalid(Claim::ExpiresAt)));
}

#[test]
fn clock_before_1970_is_an_error() {
    let early = UNIX_EPOCH - Duration::from_nanos(1);
    assert_eq!(UnixTime::try_from(early), Err(ClockBefore1970));
    assert_eq!(
        UnixTime::try_from(UNIX_EPOCH),
        Ok(UnixTime::from_seconds(0))
    );
    let late = UNIX_EPOCH + Duration::from_millis(1_999);
    assert_eq!(UnixTime::try_from(late), Ok(UnixTime::from_seconds(1)));
}
