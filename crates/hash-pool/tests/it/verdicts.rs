//! What the pool says to passwords.

use countersign_hash_pool::Against;
use countersign_password::{Password, Verdict};

use crate::support::{ada, nothing, password, pool};

#[tokio::test]
async fn a_hash_of_the_pool_is_matched_by_the_pool() {
    let pool = pool();
    let stored = pool.hash(password()).await.unwrap();
    let admission = pool.admit(ada()).unwrap();
    let verdict = admission
        .check(password(), Against::Stored(stored))
        .await
        .unwrap();
    assert!(matches!(verdict, Verdict::Match { upgrade: None, .. }));
}

#[tokio::test]
async fn a_password_is_matched_in_either_spelling() {
    let (composed, decomposed) = ("caf\u{e9} au lait", "cafe\u{301} au lait");
    let pool = pool();
    for (hashed, typed, matches) in [
        (Password::normalized(decomposed), composed, true),
        (Password::normalized(composed), decomposed, true),
        // Another system hashed what was typed.
        (Password::parse(decomposed), decomposed, true),
        (Password::parse(decomposed), composed, false),
        (Password::parse("cafe au lait"), decomposed, false),
    ] {
        let against = Against::Stored(pool.hash(hashed.unwrap()).await.unwrap());
        let password = Password::normalized(typed).unwrap();
        let admission = pool.admit(ada()).unwrap();
        let verdict = admission.check(password, against).await;
        let matched = matches!(verdict.unwrap(), Verdict::Match { .. });
        assert_eq!(matched, matches, "{typed}");
    }
}

#[tokio::test]
async fn nothing_stored_is_a_mismatch() {
    let admission = pool().admit(ada()).unwrap();
    let verdict = admission.check(password(), nothing()).await.unwrap();
    assert!(matches!(verdict, Verdict::Mismatch));
}
