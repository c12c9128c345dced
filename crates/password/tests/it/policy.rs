//! The counterparts of Passlib's options, and policies from settings.

use std::time::Duration;

use countersign_password::{
    Argon2Params, BcryptCost, Cost, PasswordContext, PasswordContextBuilder, PasswordHash,
    Pbkdf2Params, PolicyError, Scheme, ScryptParams, UpgradeReason, Upgrades, Verdict,
};

use crate::{password, reasons, stored};

/// "U*U" at cost 5.
const BCRYPT: &str = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
const PBKDF2_SHA1: &str = "$pbkdf2$1212$OB.dtnSEXZK8U5cgxU/GYQ$y5LKPOplRmok7CZp/aqVDVg8zGI";
const PBKDF2_SHA256: &str =
    "$pbkdf2-sha256$1212$4vjV83LKPjQzk31VI4E0Vw$hsYF68OiOUPdDZ1Fg.fJPeq1h/gXXY7acBp9/6c.tmQ";
const MD5: &str = "$1$dXc3I7Rw$ctlgjDdWJLMT.qwHsWhXR1";

fn bcrypt(log_rounds: u8) -> PasswordContextBuilder {
    PasswordContext::builder().new_hashes(BcryptCost::new(log_rounds).unwrap())
}

fn why(builder: PasswordContextBuilder, hash: &str) -> Vec<UpgradeReason> {
    reasons(builder.build().unwrap().upgrade_reasons(&stored(hash)))
}

/// The cost of what replaces the hash of "U*U".
fn replacement(builder: PasswordContextBuilder) -> Option<Cost> {
    let verdict = builder
        .build()
        .unwrap()
        .verify_and_upgrade(&stored(BCRYPT), &password("U*U"));
    match verdict.unwrap() {
        Verdict::Match { upgrade, .. } => upgrade.map(|better| better.cost()),
        Verdict::Mismatch => panic!("it is the password"),
    }
}

#[test]
fn every_weaker_family_is_deprecated_by_default() {
    use UpgradeReason::DeprecatedScheme;
    for (hash, families) in [(MD5, 5), (PBKDF2_SHA256, 3), (BCRYPT, 2)] {
        let builders = [
            PasswordContext::builder(),
            PasswordContext::builder().new_hashes(ScryptParams::default()),
            bcrypt(4),
            PasswordContext::builder().new_hashes(Pbkdf2Params::default()),
            PasswordContext::builder().new_hashes(Pbkdf2Params::sha512(220_000).unwrap()),
        ];
        let deprecates = |builder| why(builder, hash).contains(&DeprecatedScheme);
        assert_eq!(
            builders
                .into_iter()
                .filter(|b| deprecates(b.clone()))
                .count(),
            families,
            "{hash}"
        );
    }
}

#[test]
fn named_schemes_are_deprecated_whatever_they_cost() {
    let builder = || bcrypt(4).deprecate([Scheme::Argon2id]);
    let argon2 = "$argon2id$v=19$m=65536,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$RdescudvJCsgt3ub+b3dWA";
    assert_eq!(why(builder(), argon2), [UpgradeReason::DeprecatedScheme]);
    assert_eq!(why(builder(), BCRYPT), []);
    assert_eq!(why(builder(), MD5), [], "a list is the whole list");
}

#[test]
fn an_empty_list_deprecates_nothing() {
    let builder = || PasswordContext::builder().deprecate([]);
    for hash in [BCRYPT, PBKDF2_SHA256, MD5] {
        assert_eq!(why(builder(), hash), [], "{hash}");
    }
    assert_eq!(replacement(builder()), None);
}

#[test]
fn a_deprecated_hash_is_replaced_at_the_policy_s_cost() {
    let four = BcryptCost::new(4).unwrap();
    let passwords = bcrypt(4).deprecate([Scheme::Argon2id]).build().unwrap();
    let costly = crate::argon2(256, 2, 1).hash(&password("secret")).unwrap();
    match passwords
        .verify_and_upgrade(&costly, &password("secret"))
        .unwrap()
    {
        Verdict::Match {
            upgrade: Some(better),
            ..
        } => assert_eq!(better.cost(), four.into()),
        verdict => panic!("{verdict:?}"),
    }
}

#[test]
fn min_rounds_of_another_scheme_is_at_least() {
    let builder = |least| {
        PasswordContext::builder()
            .deprecate([])
            .at_least([BcryptCost::new(least).unwrap()])
    };
    assert_eq!(why(builder(6), BCRYPT), [UpgradeReason::WeakerCost]);
    assert_eq!(why(builder(5), BCRYPT), []);
    assert_eq!(why(builder(6), MD5), [], "it is about bcrypt");
}

#[test]
fn exact_replaces_stronger_and_weaker_hashes_alike() {
    let exact = |log_rounds| bcrypt(log_rounds).upgrades(Upgrades::Exact);
    let cost = |log_rounds| Some(BcryptCost::new(log_rounds).unwrap().into());
    assert_eq!(why(exact(4), BCRYPT), [UpgradeReason::OtherCost]);
    assert_eq!(replacement(exact(4)), cost(4));
    assert_eq!(
        why(exact(6), BCRYPT),
        [UpgradeReason::WeakerCost, UpgradeReason::OtherCost]
    );
    assert_eq!(replacement(exact(6)), cost(6));
    assert_eq!(why(exact(5), BCRYPT), []);
    assert_eq!(replacement(exact(5)), None);
    assert_eq!(
        replacement(bcrypt(4)),
        None,
        "the default leaves stronger ones alone"
    );
}

#[test]
fn exact_deprecates_every_other_scheme_unless_told_which() {
    let argon2 = "$argon2id$v=19$m=65536,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$RdescudvJCsgt3ub+b3dWA";
    let exact = || bcrypt(5).upgrades(Upgrades::Exact);
    assert_eq!(why(exact(), argon2), [UpgradeReason::DeprecatedScheme]);
    assert_eq!(why(exact().deprecate([]), argon2), []);
}

#[test]
fn pbkdf2_costs_are_compared_across_hash_functions() {
    let weaker = |rounds: u32, preferred: Pbkdf2Params| {
        let hash = PBKDF2_SHA1.replace("1212", &rounds.to_string());
        let builder = PasswordContext::builder().new_hashes(preferred);
        why(builder, &hash).contains(&UpgradeReason::WeakerCost)
    };
    assert!(weaker(1_399_000, Pbkdf2Params::default()));
    assert!(!weaker(1_400_000, Pbkdf2Params::default()));
    assert!(weaker(1_399_000, Pbkdf2Params::sha512(220_000).unwrap()));
    assert!(!weaker(1_400_000, Pbkdf2Params::sha512(220_000).unwrap()));
}

#[test]
fn a_flawed_sha1_hash_is_replaced_by_as_strong_a_sha256_hash() {
    // "password" with a salt of 4 bytes, at 2800 rounds.
    let short_salt = "$pbkdf2$2800$YWFhYQ$vDP75yrW5N9nvL7T61ep.6ZWqXE";
    let passwords = PasswordContext::builder()
        .new_hashes(Pbkdf2Params::sha256(1_000).unwrap())
        .build()
        .unwrap();
    match passwords
        .verify_and_upgrade(&stored(short_salt), &password("password"))
        .unwrap()
    {
        Verdict::Match {
            upgrade: Some(better),
            ..
        } => {
            assert_eq!(better.cost(), Pbkdf2Params::sha256(1_201).unwrap().into());
        }
        verdict => panic!("{verdict:?}"),
    }
}

#[test]
fn all_schemes_deprecated_is_an_error_of_the_policy() {
    let refused = PasswordContext::builder().deprecate(Scheme::ALL.iter().copied());
    let scheme = Scheme::Argon2id;
    assert_eq!(
        refused.build().unwrap_err(),
        PolicyError::NewHashesDeprecated { scheme }
    );
}

#[test]
fn policies_that_contradict_themselves_are_errors() {
    let builder = PasswordContext::builder;
    let refused = builder()
        .accept([Scheme::Argon2id])
        .deprecate([Scheme::Bcrypt]);
    assert_eq!(
        refused.build().unwrap_err(),
        PolicyError::DeprecatedNotAccepted {
            scheme: Scheme::Bcrypt
        }
    );
    let refused = bcrypt(10).at_least([BcryptCost::new(11).unwrap()]);
    assert_eq!(
        refused.build().unwrap_err(),
        PolicyError::NewHashesBelowLeast
    );
    // An old hash of two blocks, which is fewer than the flavour of today can read and write.
    let tiny = format!("$y$/.T${}${}", "A".repeat(8), ".".repeat(43));
    let tiny = PasswordHash::parse(&tiny).unwrap().cost();
    assert_eq!(
        builder().new_hashes(tiny).build().unwrap_err(),
        PolicyError::NewHashesTooSmall
    );
    let scheme = Scheme::Argon2id;
    let refused = builder().accept([]).build().unwrap_err();
    assert_eq!(refused, PolicyError::NewHashesNotAccepted { scheme });
}

#[test]
fn a_second_context_is_a_category() {
    let (user, admin) = (bcrypt(4).build().unwrap(), bcrypt(6).build().unwrap());
    let hash = user.hash(&password("secret")).unwrap();
    assert!(user.upgrade_reasons(&hash).is_empty());
    assert_eq!(
        reasons(admin.upgrade_reasons(&hash)),
        [UpgradeReason::WeakerCost]
    );
}

fn settings(pairs: &[(&str, &str)]) -> PasswordContext {
    let apply = |builder: PasswordContextBuilder, (name, value): &(&str, &str)| {
        builder.setting(name, value).unwrap()
    };
    pairs
        .iter()
        .fold(PasswordContext::builder(), apply)
        .build()
        .unwrap()
}

#[test]
fn settings_say_what_the_builder_says() {
    let from_settings = settings(&[
        ("new_hashes", "bcrypt:4"),
        ("accept", "bcrypt argon2id md5-crypt"),
        ("deprecate", "md5-crypt"),
        ("at_least", "argon2id:m=64,t=1,p=1"),
        ("upgrades", "exact"),
        ("ceiling_memory_kib", "1024"),
        ("ceiling_work_ms", "100"),
    ]);
    let ceilings = countersign_password::Ceilings::default();
    let built = bcrypt(4)
        .accept([Scheme::Bcrypt, Scheme::Argon2id, Scheme::Md5Crypt])
        .deprecate([Scheme::Md5Crypt])
        .at_least([Argon2Params::new(64, 1, 1).unwrap()])
        .upgrades(Upgrades::Exact)
        .ceilings(ceilings.memory_kib(1024).work(Duration::from_millis(100)));
    assert_eq!(
        format!("{from_settings:?}"),
        format!("{:?}", built.build().unwrap())
    );
}

#[test]
fn words_for_the_defaults_say_the_defaults() {
    let words = settings(&[
        ("new_hashes", "argon2id"),
        ("accept", "all"),
        ("deprecate", "auto"),
        ("upgrades", "stronger"),
    ]);
    assert_eq!(
        format!("{words:?}"),
        format!("{:?}", PasswordContext::default())
    );
    let none = settings(&[("deprecate", "none")]);
    assert!(none.upgrade_reasons(&stored(MD5)).is_empty());
}

#[test]
fn new_hashes_are_of_the_scheme_that_was_named_or_refused() {
    for name in [
        "argon2i",
        "argon2d:m=64,t=1,p=1",
        "pbkdf2-sha1",
        "sha512-crypt",
        "phpass",
    ] {
        let builder = PasswordContext::builder()
            .setting("new_hashes", name)
            .unwrap();
        let refused = builder.build().unwrap_err();
        let scheme = name.split(':').next().unwrap().parse().unwrap();
        assert_eq!(
            refused,
            PolicyError::SchemeOnlyVerifies { scheme },
            "{name}"
        );
    }
    let passwords = settings(&[("new_hashes", " bcrypt:5 "), ("at_least", "bcrypt:4")]);
    assert_eq!(passwords.new_hashes().scheme(), Scheme::Bcrypt);
}

#[test]
fn a_later_setting_undoes_an_earlier_one() {
    let passwords = settings(&[
        ("new_hashes", "bcrypt:5"),
        ("at_least", "bcrypt:12"),
        ("at_least", "none"),
    ]);
    assert_eq!(passwords.new_hashes().to_string(), "05");
}

#[test]
fn calibration_does_not_go_below_what_the_policy_wants_at_least() {
    let dear = Duration::from_secs(1);
    let mut clock = Duration::ZERO;
    let slow = || {
        clock += dear;
        clock
    };
    let builder = bcrypt(12).at_least([BcryptCost::new(12).unwrap()]);
    let least = builder.build().unwrap().calibrate(Duration::ZERO, slow);
    assert_eq!(least.unwrap(), BcryptCost::new(12).unwrap().into());
}

#[test]
fn a_wrong_setting_is_named_with_what_would_be_right() {
    for (name, value, message) in [
        (
            "rounds",
            "12",
            "password setting rounds: there is none of this name; there are new_hashes, accept, deprecate, at_least, upgrades, ceiling_memory_kib, ceiling_work_ms",
        ),
        (
            "new_hashes",
            "argon2",
            "password setting new_hashes: argon2 is no scheme; there are argon2id, argon2i, argon2d, yescrypt, scrypt, bcrypt, pbkdf2-sha512, pbkdf2-sha256, pbkdf2-sha1, sha512-crypt, sha256-crypt, phpass-sha512, phpass, md5-crypt, digest",
        ),
        (
            "new_hashes",
            "argon2id:19456",
            "password setting new_hashes: a cost of argon2id is written like argon2id:m=19456,t=2,p=1",
        ),
        (
            "new_hashes",
            "bcrypt:32",
            "password setting new_hashes: bcrypt does not have this cost: bcrypt cost 32 is outside 4 to 31",
        ),
        (
            "new_hashes",
            "bcrypt:300",
            "password setting new_hashes: bcrypt does not have this cost: bcrypt cost 255 is outside 4 to 31",
        ),
        (
            "new_hashes",
            "md5-crypt:1",
            "password setting new_hashes: a cost of md5-crypt is written like md5-crypt",
        ),
        (
            "accept",
            " ",
            "password setting accept: the list is empty; its items stand between spaces",
        ),
        (
            "at_least",
            "",
            "password setting at_least: the list is empty; its items stand between spaces",
        ),
        (
            "upgrades",
            "Exact",
            "password setting upgrades: upgrades are stronger or exact",
        ),
        (
            "ceiling_work_ms",
            "2.5",
            "password setting ceiling_work_ms: the value is no number from 0 to 4294967295",
        ),
    ] {
        let refused = PasswordContext::builder().setting(name, value).unwrap_err();
        assert_eq!(refused.to_string(), message);
    }
}

#[test]
fn every_scheme_has_a_cost_in_settings() {
    for text in [
        "argon2id:m=64,t=1,p=1",
        "argon2i:m=64,t=1,p=1",
        "argon2d:m=64,t=1,p=1",
        "yescrypt:ln=12,r=32",
        "scrypt:ln=14,r=8,p=5",
        "bcrypt:10",
        "pbkdf2-sha512:210000",
        "pbkdf2-sha256:600000",
        "pbkdf2-sha1:1300000",
        "sha512-crypt:656000",
        "sha256-crypt:535000",
        "phpass:13",
        "md5-crypt",
    ] {
        let cost = text.parse::<Cost>();
        assert!(cost.is_ok(), "{text}: {cost:?}");
    }
    for scheme in Scheme::ALL {
        assert_eq!(scheme.to_string().parse(), Ok(*scheme));
    }
}

#[test]
fn calibration_reads_the_clock_that_it_is_given_around_each_computation() {
    let second = Duration::from_secs(1);
    let mut readings = 0;
    let clock = || {
        readings += 1;
        second * readings
    };
    let passwords = PasswordContext::builder()
        .new_hashes(Argon2Params::new(7_168, 5, 1).unwrap())
        .build()
        .unwrap();
    let cost = passwords.calibrate(second / 2, clock).unwrap();
    let least = Argon2Params::new(7_168, 5, 1).unwrap();
    assert_eq!(
        (cost, readings),
        (least.into(), 2),
        "too slow even for the minimum"
    );

    let mut readings = 0;
    let stopped = || {
        readings += 1;
        second
    };
    let tight = countersign_password::Ceilings::default().work(3 * Cost::from(least).work());
    let passwords = PasswordContext::builder()
        .new_hashes(least)
        .ceilings(tight)
        .build()
        .unwrap();
    let cost = passwords.calibrate(second, stopped).unwrap();
    assert_eq!(
        cost,
        Argon2Params::new(7_168, 15, 1).unwrap().into(),
        "as far as the ceiling"
    );
    assert!(readings > 4);
}
