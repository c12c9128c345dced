//! Whom the pool admits.

use countersign_hash_pool::{Caller, HashPoolError, Limit};

use crate::support::{ada, nothing, password, pool};

#[tokio::test]
async fn an_account_has_so_many_admissions_whether_it_exists_or_not() {
    let pool = pool();
    let admissions = (pool.admit(ada()).unwrap(), pool.admit(ada()).unwrap());
    let refused = pool.admit(ada()).unwrap_err();
    assert_eq!(
        (refused.limit(), refused.retry_after()),
        (Limit::Account, 1)
    );
    drop(admissions);
    assert!(pool.admit(ada()).is_ok());
}

#[tokio::test]
async fn an_admission_is_free_again_before_its_answer_is_there() {
    let pool = pool();
    for _ in 0..50 {
        let (one, other) = (pool.admit(ada()).unwrap(), pool.admit(ada()).unwrap());
        let (one, other) = tokio::join!(
            one.check(password(), nothing()),
            other.check(password(), nothing())
        );
        assert!(one.is_ok() && other.is_ok());
    }
}

#[tokio::test]
async fn a_full_pool_turns_away_at_once_and_says_when_to_come_back() {
    let pool = pool();
    let mut admissions = Vec::new();
    let refused = loop {
        match pool.admit(Caller::default()) {
            Ok(admission) => admissions.push(admission),
            Err(refused) => break refused,
        }
        assert!(admissions.len() < 100_000);
    };
    assert_eq!(refused.limit(), Limit::Pool);
    assert_eq!(refused.retry_after(), 3, "two seconds of work, and a bit");
    assert!(matches!(
        pool.hash(password()).await,
        Err(HashPoolError::Overloaded(_))
    ));
    drop(admissions);
    assert!(pool.hash(password()).await.is_ok());
}
