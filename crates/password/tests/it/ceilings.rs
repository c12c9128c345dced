//! Hostile costs are refused before any work.

use std::time::{Duration, Instant};

use countersign_password::{
    Arena, Argon2Params, BcryptCost, Ceilings, Cost, CostAboveCeiling, PasswordContext,
    Pbkdf2Params, PolicyError, Scheme, ScryptParams, VerifyError, YescryptParams,
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
    let memory = CostAboveCeiling::Memory {
        asked_kib: 4_294_967_295,
        ceiling_kib: 262_144,
    };
    assert_eq!(refused, memory);
    assert_eq!(
        refused.to_string(),
        "the hash asks for 4294967295 KiB of memory; the ceiling is 262144 KiB"
    );
}

#[test]
fn argon2_passes_without_end_are_refused() {
    let refused = refusal("$argon2d$m=64,t=4294967295,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b3dWA");
    assert!(matches!(refused, CostAboveCeiling::Work { asked, .. } if asked.as_secs() > 100_000));
}

/// The cost would be weeks of work: that this test ends is the proof.
#[test]
fn bcrypt_cost_31_is_refused() {
    let refused = refusal("$2y$31$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q");
    assert!(matches!(refused, CostAboveCeiling::Work { asked, .. } if asked.as_secs() > 100_000));
}

/// Hostile costs of every scheme that has a cost, as strings that parse.
const HOSTILE: &[&str] = &[
    "$argon2id$v=19$m=4294967295,t=1,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b3dWA",
    "$argon2i$v=19$m=8,t=4294967295,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b3dWA",
    "$argon2d$m=134217720,t=1,p=16777215$c29tZXNhbHQ$RdescudvJCsgt3ub+b3dWA",
    "$argon2i$v=19$m=262144,t=19,p=32768$c29tZXNhbHQ$RdescudvJCsgt3ub+b3dWA",
    "$argon2i$v=19$m=8,t=400000,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b3dWA",
    "$2b$31$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q",
    "$bcrypt-sha256$v=2,t=2b,r=31$5Hg1DKFqPE8C2aflZ5vVoe$12BjNE0p7axMg55.Y/mHsYiVuFBDQyu",
    "$pbkdf2$4294967295$OB.dtnSEXZK8U5cgxU/GYQ$y5LKPOplRmok7CZp/aqVDVg8zGI",
    "$pbkdf2-sha256$4294967295$4vjV83LKPjQzk31VI4E0Vw$hsYF68OiOUPdDZ1Fg.fJPeq1h/gXXY7acBp9/6c.tmQ",
    "$pbkdf2-sha256$i=4294967295,l=32$c29tZXNhbHQ$hsYF68OiOUPdDZ1Fg+fJPeq1h/gXXY7acBp9/6c+tmQ",
    "$pbkdf2-sha512$4294967295$RHY0Fr3IDMSVO/RSZyb5ow$eNLfBK.eVozomMr.1gYa17k9B7KIK25NOEshvhrSX.esqY3s.FvWZViXz4KoLlQI.BzY/YTNJOiKc5gBYFYGww",
    "$scrypt$ln=63,r=8,p=1$c29tZXNhbHQ$ON9CizCTCOSMNofn+QvaDpzyU1aMIex1Sg4HarSrZCM",
    "$scrypt$ln=1,r=1073741823,p=1$c29tZXNhbHQ$ON9CizCTCOSMNofn+QvaDpzyU1aMIex1Sg4HarSrZCM",
    "$scrypt$ln=1,r=1,p=1073741823$c29tZXNhbHQ$ON9CizCTCOSMNofn+QvaDpzyU1aMIex1Sg4HarSrZCM",
    "$scrypt$ln=14,r=8,p=4096$c29tZXNhbHQ$ON9CizCTCOSMNofn+QvaDpzyU1aMIex1Sg4HarSrZCM",
    "$scrypt$ln=1,r=1,p=2097000$c29tZXNhbHQ$ON9CizCTCOSMNofn+QvaDpzyU1aMIex1Sg4HarSrZCM",
    "$7$z6..../....SodiumChloride$G92gG28oqBL96NWkds6Vm9TxKNr9ea/b9VqbfhWfTO7",
    "$7$6/....zzzz/SodiumChloride$G92gG28oqBL96NWkds6Vm9TxKNr9ea/b9VqbfhWfTO7",
    "$7$0zzzzD/....SodiumChloride$G92gG28oqBL96NWkds6Vm9TxKNr9ea/b9VqbfhWfTO7",
    "$y$jj5$LdJMENpBABJJ3hIHjB1Bi.$Zmsp/YP9Syl0F8xHwa16Yj09NnetFlH90LPtUmVTQkA",
    "$y$j75/yzzzz$LdJMENpBABJJ3hIHjB1Bi.$Zmsp/YP9Syl0F8xHwa16Yj09NnetFlH90LPtUmVTQkA",
    "$5$rounds=999999999$saltstring$BD9vKyRCILdHHPoj6XbXoZDmo5uPjdY86UiDlZKds96",
    "$6$rounds=999999999$short$a..ep.5S4SEVwWuMm2t9fyjLSoeE..lCfuHxqeZeMqA2G7WjU3OK0/rNW5TWDYP3dfdx.oaBieR6wdrG/3MLh0",
    "$P$S12345678L6Lpt4BxNotVIMILOa9u81",
];

#[test]
fn hostile_costs_are_refused_without_memory_and_in_less_than_a_millisecond() {
    let passwords = PasswordContext::default();
    let secret = password("secret");
    for hash in HOSTILE {
        let mut arena = Arena::new();
        let fastest = (0..20)
            .map(|_| {
                let begin = now();
                let outcome = passwords.verify_with(&mut arena, &stored(hash), &secret);
                assert!(
                    matches!(outcome, Err(VerifyError::CostAboveCeiling(_))),
                    "{hash}"
                );
                begin.elapsed()
            })
            .min();
        assert!(fastest.unwrap() < Duration::from_millis(1), "{hash}");
        assert_eq!(arena.kib(), 0, "{hash}");
    }
}

#[expect(clippy::disallowed_methods, reason = "the time itself is the rule")]
fn now() -> Instant {
    Instant::now()
}

#[test]
fn each_block_of_a_derived_key_counts() {
    let tag = "A".repeat(43 * 4);
    let long = stored(&format!("$pbkdf2-sha256$i=6000000,l=129$c29tZXNhbHQ${tag}"));
    assert_eq!(
        long.cost().work(),
        5 * Cost::from(Pbkdf2Params::sha256(6_000_000).unwrap()).work()
    );
    let refused = PasswordContext::default().verify(&long, &password("secret"));
    assert!(matches!(refused, Err(VerifyError::CostAboveCeiling(_))));
}

#[test]
fn lanes_variants_and_flavours_count() {
    let work = |hash: &str| stored(hash).cost().work();
    let tag = "c29tZXNhbHQ$RdescudvJCsgt3ub+b3dWA";
    let [one, many] = [1, 32_768].map(|lanes| format!("m=262144,t=1,p={lanes}${tag}"));
    let argon2id = |rest: &str| work(&format!("$argon2id$v=19${rest}"));
    assert!(argon2id(&many) > 4 * argon2id(&one));
    let argon2i = |rest: &str| work(&format!("$argon2i$v=19${rest}"));
    assert!(argon2i(&many) > argon2id(&many));
    let rest = "5T$LdJMENpBABJJ3hIHjB1Bi.$Zmsp/YP9Syl0F8xHwa16Yj09NnetFlH90LPtUmVTQkA";
    let [write_once, usual] = ["/", "j"].map(|flavour| work(&format!("$y${flavour}{rest}")));
    assert_eq!(write_once, usual * 4 / 3);
}

#[test]
fn the_ceiling_itself_is_allowed() {
    let params = Argon2Params::new(64, 3, 1).unwrap();
    let cost = Cost::from(params);
    let ceilings = Ceilings::default().memory_kib(64).work(cost.work());
    let argon2 = |memory, passes| Argon2Params::new(memory, passes, 1).unwrap().into();
    assert_eq!(ceilings.check(cost), Ok(()));
    assert!(ceilings.check(argon2(65, 1)).is_err());
    assert!(ceilings.check(argon2(64, 4)).is_err());
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
    let others: [Cost; 6] = [
        BcryptCost::new(15).unwrap().into(),
        ScryptParams::default().into(),
        ScryptParams::new(14, 8, 5).unwrap().into(),
        YescryptParams::new(15, 32).unwrap().into(),
        Pbkdf2Params::sha256(1_500_000).unwrap().into(),
        Pbkdf2Params::sha1(1_400_000).unwrap().into(),
    ];
    for cost in others {
        assert_eq!(ceilings.check(cost), Ok(()), "{cost:?}");
    }
    // Passlib's defaults.
    stored_is_allowed(
        "$6$rounds=656000$short$a..ep.5S4SEVwWuMm2t9fyjLSoeE..lCfuHxqeZeMqA2G7WjU3OK0/rNW5TWDYP3dfdx.oaBieR6wdrG/3MLh0",
    );
    stored_is_allowed("$P$H12345678L6Lpt4BxNotVIMILOa9u81");
}

fn stored_is_allowed(hash: &str) {
    let cost = stored(hash).cost();
    assert_eq!(Ceilings::default().check(cost), Ok(()), "{hash}");
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

/// Each would take 10 to 35 seconds: that this test ends is the proof.
#[test]
fn a_long_password_counts_where_each_round_reads_it() {
    let (passwords, long) = (PasswordContext::default(), password(&"p".repeat(1024)));
    let mut seen = 0;
    for hash in [
        "$P$M12345678L6Lpt4BxNotVIMILOa9u81",
        "$S$K12345678//////////////////////////////////////////.",
        "$6$rounds=4800000$short$a..ep.5S4SEVwWuMm2t9fyjLSoeE..lCfuHxqeZeMqA2G7WjU3OK0/rNW5TWDYP3dfdx.oaBieR6wdrG/3MLh0",
        "$5$rounds=20000000$saltstring$BD9vKyRCILdHHPoj6XbXoZDmo5uPjdY86UiDlZKds96",
    ] {
        stored_is_allowed(hash);
        let outcome = passwords.verify(&stored(hash), &long);
        assert!(
            matches!(outcome, Err(VerifyError::CostAboveCeiling(_))),
            "{hash}"
        );
        let outcome = passwords.dummy_verify_at(stored(hash).cost(), &long);
        assert!(
            matches!(outcome, Err(VerifyError::CostAboveCeiling(_))),
            "{hash}"
        );
        seen += 1;
    }
    assert_eq!(seen, 4);
}
