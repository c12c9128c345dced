//! Tokens that were verified are remembered: by all clones, within bounds, and never for keys that have gone.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use countersign_api::{Refusal, Verifier};
use countersign_jose::{
    self as jose, AccessToken, Algorithm, Audience, KeySet, Signer, SymmetricKey, Verified,
    VerifyError,
};

use crate::probe::{AUDIENCE, TestIssuer, new_key};

async fn verified(verifier: &Verifier, token: &str) -> Arc<Verified<AccessToken>> {
    verifier.verify(token).await.expect("a good token")
}

/// Whether the second answer is the first one again.
async fn is_remembered(verifier: &Verifier, token: &str) -> bool {
    let first = verified(verifier, token).await;
    Arc::ptr_eq(&first, &verified(verifier, token).await)
}

async fn refusal(verifier: &Verifier, token: &str) -> Option<Refusal> {
    verifier.verify(token).await.err()
}

const UNKNOWN_KEY: Option<Refusal> = Some(Refusal::Token(VerifyError::UnknownKey));

fn good_token(issuer: &TestIssuer) -> String {
    issuer.sign(&issuer.claims("profile:read"))
}

#[tokio::test]
async fn a_verified_token_is_remembered_by_all_clones() {
    let issuer = TestIssuer::new();
    let (verifier, token) = (issuer.verifier(), good_token(&issuer));
    let other = verifier.clone().token_url("/elsewhere");

    let first = verified(&verifier, &token).await;
    assert!(Arc::ptr_eq(&first, &verified(&other, &token).await));
    assert_eq!(first.subject, "u-1");
}

#[tokio::test]
async fn a_key_that_is_replaced_refuses_a_remembered_token_at_once_for_all_clones() {
    let mut issuer = TestIssuer::new();
    let verifier = issuer.verifier();
    let clones = [
        verifier.clone(),
        verifier.clone().token_url("/elsewhere"),
        verifier.clone().clock(issuer.clock()),
        verifier.clone().remembered_tokens(64),
    ];
    let before = good_token(&issuer);
    for clone in &clones {
        assert!(is_remembered(clone, &before).await);
    }

    issuer.key = new_key();
    clones[3].replace_keys(issuer.keys());
    let after = good_token(&issuer);
    for clone in clones.iter().chain([&verifier]) {
        assert_eq!(refusal(clone, &before).await, UNKNOWN_KEY);
        assert!(is_remembered(clone, &after).await);
    }
}

#[tokio::test]
async fn a_key_that_stays_beside_a_new_one_is_verified_again() {
    let issuer = TestIssuer::new();
    let (verifier, token) = (issuer.verifier(), good_token(&issuer));
    let before = verified(&verifier, &token).await;

    let both = [issuer.key.verifying_key(), new_key().verifying_key()];
    verifier.replace_keys(KeySet::new(both).expect("two keys"));
    assert!(!Arc::ptr_eq(&before, &verified(&verifier, &token).await));
}

#[tokio::test]
async fn a_setting_made_after_keys_were_replaced_does_not_bring_back_the_old_ones() {
    let mut issuer = TestIssuer::new();
    let (verifier, token) = (issuer.verifier(), good_token(&issuer));
    let clone = verifier.clone();
    assert!(is_remembered(&clone, &token).await);

    issuer.key = new_key();
    verifier.replace_keys(issuer.keys());
    for capacity in [0, 64] {
        let clone = clone.clone().remembered_tokens(capacity);
        assert_eq!(refusal(&clone, &token).await, UNKNOWN_KEY);
    }
}

#[test]
fn no_thread_gets_an_answer_for_a_key_that_has_been_replaced() {
    let mut issuer = TestIssuer::new();
    let (verifier, token) = (issuer.verifier(), good_token(&issuer));
    issuer.key = new_key();
    let replaced = AtomicBool::new(false);
    let verify = async |verifier: Verifier| loop {
        // What was replaced before the question counts for the answer.
        let must_be_refused = replaced.load(Ordering::SeqCst);
        let outcome = verifier.verify(&token).await;
        assert!(!must_be_refused || outcome.is_err(), "a remembered token");
        if outcome.is_err() {
            return;
        }
    };
    thread::scope(|scope| {
        for _ in 0..4 {
            let task = verify(verifier.clone());
            scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().build();
                runtime.expect("a runtime").block_on(task);
            });
        }
        verifier.replace_keys(issuer.keys());
        replaced.store(true, Ordering::SeqCst);
    });
}

#[tokio::test]
async fn a_remembered_token_expires_to_the_second() {
    let issuer = TestIssuer::new();
    let (verifier, token) = (issuer.verifier(), good_token(&issuer));
    assert!(is_remembered(&verifier, &token).await);

    // The lifetime is 300 seconds and the leeway 30.
    issuer.pass(299);
    assert!(is_remembered(&verifier, &token).await);
    issuer.pass(30);
    assert!(!is_remembered(&verifier, &token).await, "within the leeway");
    issuer.pass(1);
    let expired = Some(Refusal::Token(VerifyError::Expired));
    assert_eq!(refusal(&verifier, &token).await, expired);
}

#[tokio::test]
async fn the_memory_is_bounded_by_the_setting() {
    let issuer = TestIssuer::new();
    let verifier = issuer.verifier().remembered_tokens(1);
    let tokens: Vec<String> = (0..64)
        .map(|number| {
            let mut claims = issuer.claims("");
            claims.token_id = format!("t-{number}");
            issuer.sign(&claims)
        })
        .collect();
    let mut first = Vec::new();
    for token in &tokens {
        first.push(verified(&verifier, token).await);
    }

    // The last eight are there, so looking for them pushes none of them out.
    let mut kept = 0;
    for (token, first) in tokens.iter().zip(&first).rev() {
        kept += usize::from(Arc::ptr_eq(first, &verified(&verifier, token).await));
    }
    assert_eq!(kept, 8, "the setting is rounded up to eight");
    let claims = first.iter().map(Arc::strong_count);
    assert_eq!(claims.filter(|owners| *owners > 1).count(), 0, "freed");
}

#[tokio::test]
async fn nothing_is_remembered_where_the_setting_is_zero() {
    let issuer = TestIssuer::new();
    let verifier = issuer.verifier().remembered_tokens(0);
    assert!(!is_remembered(&verifier, &good_token(&issuer)).await);
}

#[tokio::test]
async fn a_shared_secret_serves_without_a_memory() {
    let issuer = TestIssuer::new();
    let verifier = issuer.verifier();
    let of_a_key_pair = good_token(&issuer);
    assert!(is_remembered(&verifier, &of_a_key_pair).await);

    let secret = SymmetricKey::generate(Algorithm::Hs256).expect("a key");
    let shared = KeySet::symmetric(secret.clone());
    verifier.replace_keys(shared.clone());
    let token = Signer::symmetric_access_tokens(secret)
        .sign(&issuer.claims(""))
        .expect("a token");
    assert!(!is_remembered(&verifier, &token).await);
    assert!(refusal(&verifier, &of_a_key_pair).await.is_some());

    let audience = Audience::parse(AUDIENCE).expect("an audience");
    let rules = jose::Verifier::access_tokens(issuer.issuer.clone(), audience, shared);
    let from_the_start = Verifier::fixed(rules).clock(issuer.clock());
    assert!(!is_remembered(&from_the_start, &token).await);
}
