//! Hostile costs are refused before any work.

use countersign_password::{
    Arena, Argon2Params, BcryptCost, Ceilings, CostAboveCeiling, CostMeasure, PasswordContext,
    PolicyError, Scheme, VerifyError,
};

use crate::{password, stored};

fn refusal(hash: &str) -> CostAboveCeiling {
    let mut arena = Arena::new();
    let passwords = PasswordContext::default();
    let outcome = passwords.verify_and_upgrade_with(&mut arena, &stored(hash), &password("secret"));
    assert_eq!(arena.kib(), 0, "no memory was taken");
    match outcome {
        Err(VerifyError::CostAboveCeiling(refusal)) => refusal,
        outcome => panic!("{outcome:?}"),
    }
}

#[test]
fn argon2_memory_of_four_tebibytes_is_refused() {
    let refused = refusal("$argon2id$v=19$m=4294967295,t=1,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b3dWA");
    assert_eq!(refused.measure, CostMeasure::Argon2Memory);
    assert_eq!((refused.asked, refused.ceiling), (4_294_967_295, 262_144));
    assert_eq!(
        refused.to_string(),
        "Argon2 memory in KiB 4294967295 is above the ceiling of 262144"
    );
}

#[test]
fn argon2_passes_without_end_are_refused() {
    let refused = refusal("$argon2d$m=64,t=4294967295,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b3dWA");
    assert_eq!(refused.measure, CostMeasure::Argon2Work);
    assert_eq!(refused.asked, 64 * 4_294_967_295);
}

/// The cost would be weeks of work: that this test ends is the proof.
#[test]
fn bcrypt_cost_31_is_refused() {
    let refused = refusal("$2y$31$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q");
    assert_eq!(
        (refused.measure, refused.asked, refused.ceiling),
        (CostMeasure::BcryptCost, 31, 15)
    );
}

#[test]
fn the_ceiling_itself_is_allowed() {
    let ceilings = Ceilings::default()
        .argon2(64, 192)
        .bcrypt(BcryptCost::new(5).unwrap());
    let argon2 = |memory, passes| Argon2Params::new(memory, passes, 1).unwrap().into();
    assert_eq!(ceilings.check(argon2(64, 3)), Ok(()));
    assert!(ceilings.check(argon2(65, 1)).is_err());
    assert!(ceilings.check(argon2(64, 4)).is_err());
    assert_eq!(ceilings.check(BcryptCost::new(5).unwrap().into()), Ok(()));
    assert!(ceilings.check(BcryptCost::new(6).unwrap().into()).is_err());
}

#[test]
fn defaults_allow_the_recommendations_in_force() {
    let ceilings = Ceilings::default();
    // RFC 9106 section 4, second option; OWASP's strongest; Django's.
    for (memory, passes, lanes) in [(65_536, 3, 4), (47_104, 1, 1), (102_400, 2, 8)] {
        assert_eq!(
            ceilings.check(Argon2Params::new(memory, passes, lanes).unwrap().into()),
            Ok(())
        );
    }
    assert_eq!(ceilings.check(BcryptCost::new(14).unwrap().into()), Ok(()));
}

#[test]
fn a_policy_above_its_own_ceilings_is_refused() {
    let builder = PasswordContext::builder().new_hashes(BcryptCost::new(16).unwrap());
    assert!(matches!(
        builder.build(),
        Err(PolicyError::NewHashesAboveCeiling(_))
    ));
}

#[test]
fn a_scheme_outside_the_policy_is_neither_identified_nor_verified() {
    let passwords = PasswordContext::builder()
        .accept([Scheme::Argon2id])
        .build()
        .unwrap();
    let hash = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
    assert_eq!(passwords.identify(hash), None);
    let outcome = passwords.verify(&stored(hash), &password("U*U"));
    assert!(matches!(
        outcome,
        Err(VerifyError::SchemeNotAccepted(Scheme::Bcrypt))
    ));
}
