//! What user tables hold beside hashes, and dummy verification.

use countersign_password::{
    Arena, Argon2Params, BcryptCost, Ceilings, Cost, HashFormatError, PasswordContext,
    PasswordHash, Scheme, UpgradeReason, Verdict, VerifyError,
};

use crate::{argon2, password, stored};

/// Whether a verification took the memory of a new hash: 96 KiB.
fn outcome(column: Option<&str>) -> (Result<Verdict, VerifyError>, bool) {
    let mut arena = Arena::new();
    let passwords = argon2(96, 1, 1);
    let like = passwords.new_hashes();
    let outcome = passwords.verify_stored_with(&mut arena, column, &password("secret"), like);
    (outcome, arena.kib() == 96)
}

#[test]
fn null_empty_and_locked_columns_match_nothing_after_the_work_of_a_hash() {
    for column in [
        None,
        Some(""),
        Some("!"),
        Some("!!"),
        Some("*"),
        Some("*0"),
        Some("*LK*"),
        Some("!secret"),
        Some("!$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
    ] {
        let (verdict, worked) = outcome(column);
        assert!(matches!(verdict, Ok(Verdict::Mismatch)), "{column:?}");
        assert!(worked, "{column:?}");
    }
}

#[test]
fn an_unknown_prefix_is_an_error_after_the_work_of_a_hash() {
    for column in [
        "secret",
        "x",
        "$3$$8846f7eaee8fb117ad06bdd830b7586c",
        "plain:secret",
        " ",
    ] {
        let (verdict, worked) = outcome(Some(column));
        let unknown = HashFormatError::UnknownScheme;
        assert!(
            matches!(verdict, Err(VerifyError::Format(error)) if error == unknown),
            "{column}"
        );
        assert!(worked, "{column}");
    }
}

#[test]
fn malformed_and_hostile_hashes_are_errors_after_the_work_of_a_hash() {
    let (verdict, worked) = outcome(Some("$2b$12$short"));
    assert!(matches!(
        verdict,
        Err(VerifyError::Format(HashFormatError::Malformed { .. }))
    ));
    assert!(worked);
    let (verdict, worked) = outcome(Some(
        "$2b$31$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q",
    ));
    assert!(matches!(verdict, Err(VerifyError::CostAboveCeiling(_))));
    assert!(worked);
}

#[test]
fn a_scheme_that_is_not_accepted_is_an_error_after_the_work_of_a_hash() {
    let passwords = PasswordContext::builder()
        .new_hashes(Argon2Params::new(96, 1, 1).unwrap())
        .accept([Scheme::Argon2id])
        .build()
        .unwrap();
    let mut arena = Arena::new();
    let column = Some("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW");
    let outcome =
        passwords.verify_stored_with(&mut arena, column, &password("U*U"), passwords.new_hashes());
    assert!(matches!(
        outcome,
        Err(VerifyError::SchemeNotAccepted(Scheme::Bcrypt))
    ));
    assert_eq!(arena.kib(), 96);
}

#[test]
fn a_hash_in_the_column_is_verified_and_upgraded() {
    let column = Some("{CRYPT}$1$dXc3I7Rw$ctlgjDdWJLMT.qwHsWhXR1");
    let passwords = argon2(96, 1, 1);
    let like = passwords.new_hashes();
    match passwords
        .verify_stored(column, &password("U*U*U*U*"), like)
        .unwrap()
    {
        Verdict::Match {
            upgrade: Some(better),
            reasons,
            ..
        } => {
            assert!(reasons.contains(UpgradeReason::DeprecatedScheme));
            assert_eq!(better.scheme(), Scheme::Argon2id);
        }
        verdict => panic!("{verdict:?}"),
    }
    let verdict = passwords
        .verify_stored(column, &password("U*U*U*U"), like)
        .unwrap();
    assert!(matches!(verdict, Verdict::Mismatch));
}

#[test]
fn nothing_costs_what_stored_hashes_cost_where_the_policy_computes_that() {
    let bcrypt = Cost::from(BcryptCost::new(4).unwrap());
    let argon2i = stored("$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b3dWA").cost();
    let hostile = Cost::from(BcryptCost::new(31).unwrap());
    let all = argon2(96, 1, 1);
    let some = PasswordContext::builder().new_hashes(all.new_hashes());
    let some = some.accept([Scheme::Argon2id]).build().unwrap();
    for (passwords, like, kib) in [
        (&all, bcrypt, 0),
        (&all, argon2i, 64),
        (&all, hostile, 96),
        (&some, bcrypt, 96),
        (&some, argon2i, 96),
    ] {
        for column in [None, Some("!"), Some("secret")] {
            let mut arena = Arena::new();
            let secret = password("secret");
            drop(passwords.verify_stored_with(&mut arena, column, &secret, like));
            assert_eq!(arena.kib(), kib, "{like} {column:?}");
        }
    }
}

#[test]
fn a_dummy_verification_of_every_cost_works_and_keeps_to_the_ceilings() {
    let passwords = PasswordContext::default();
    for text in [
        "argon2id:m=64,t=1,p=1",
        "yescrypt:ln=8,r=8",
        "scrypt:ln=4,r=8,p=1",
        "bcrypt:4",
        "pbkdf2-sha512:10",
        "pbkdf2-sha256:10",
        "pbkdf2-sha1:10",
        "sha512-crypt:1000",
        "sha256-crypt:1000",
        "phpass:7",
        "md5-crypt",
    ] {
        let cost: Cost = text.parse().unwrap();
        passwords
            .dummy_verify_at(cost, &password("secret"))
            .unwrap();
    }
    let refused = passwords.dummy_verify_at(BcryptCost::new(31).unwrap(), &password("secret"));
    assert!(matches!(refused, Err(VerifyError::CostAboveCeiling(_))));
    let refused = Ceilings::default().check(BcryptCost::new(31).unwrap().into());
    assert!(refused.is_err());
}

/// Costs that no setting writes, but a stored hash can have.
#[test]
fn a_dummy_verification_at_the_cost_of_any_stored_hash_works() {
    let passwords = PasswordContext::default();
    let mut seen = 0;
    for hash in [
        // A classic flavour whose memory is too little to be shared.
        "$y$./.$LdJMENpBABJJ3hIHjB1Bi.$Zmsp/YP9Syl0F8xHwa16Yj09NnetFlH90LPtUmVTQkA",
        "$y$/....$LdJMENpBABJJ3hIHjB1Bi.$Zmsp/YP9Syl0F8xHwa16Yj09NnetFlH90LPtUmVTQkA",
        "$7$//..../....SodiumChloride$G92gG28oqBL96NWkds6Vm9TxKNr9ea/b9VqbfhWfTO7",
    ] {
        let Ok(stored) = PasswordHash::parse(hash) else {
            panic!("{hash}")
        };
        let done = passwords.dummy_verify_at(stored.cost(), &password("secret"));
        assert!(done.is_ok(), "{hash}: {done:?}");
        seen += 1;
    }
    assert_eq!(seen, 3);
}
