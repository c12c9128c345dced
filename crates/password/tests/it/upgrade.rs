//! What is replaced, and by what.

use countersign_password::{
    Argon2Params, BcryptCost, Cost, PasswordContext, PasswordHash, Scheme, UpgradeReason, Verdict,
};

use crate::{argon2, bcrypt, password, reasons, stored};

const SECRET: &str = "secret";

/// The reasons of a match, and the replacement that comes with it.
fn upgrade(
    passwords: &PasswordContext,
    hash: &PasswordHash,
) -> (Vec<UpgradeReason>, Option<PasswordHash>) {
    match passwords
        .verify_and_upgrade(hash, &password(SECRET))
        .unwrap()
    {
        Verdict::Match {
            upgrade,
            reasons: why,
            truncated: false,
        } => (reasons(why), upgrade),
        verdict => panic!("{verdict:?}"),
    }
}

fn hashed_by(passwords: &PasswordContext) -> PasswordHash {
    passwords.hash(&password(SECRET)).unwrap()
}

fn cost(memory_kib: u32, passes: u32) -> Cost {
    Argon2Params::new(memory_kib, passes, 1).unwrap().into()
}

#[test]
fn a_new_hash_has_no_reason_to_be_replaced() {
    for passwords in [PasswordContext::default(), argon2(64, 3, 2), bcrypt(4)] {
        let (why, replacement) = upgrade(&passwords, &hashed_by(&passwords));
        assert_eq!(why, []);
        assert!(replacement.is_none());
    }
}

#[test]
fn bcrypt_is_deprecated_by_default_and_replaced_by_argon2id() {
    let old = hashed_by(&bcrypt(4));
    let passwords = PasswordContext::default();
    let (why, better) = upgrade(&passwords, &old);
    assert_eq!(why, [UpgradeReason::DeprecatedScheme]);
    let better = better.unwrap();
    assert_eq!(
        (better.scheme(), better.cost()),
        (Scheme::Argon2id, cost(19_456, 2))
    );
    assert_eq!(
        upgrade(&passwords, &better).0,
        [],
        "the replacement is final, and of the same password"
    );
}

#[test]
fn verify_says_the_reasons_without_a_new_hash() {
    let old = hashed_by(&bcrypt(4));
    match PasswordContext::default()
        .verify(&old, &password(SECRET))
        .unwrap()
    {
        Verdict::Match {
            upgrade: None,
            reasons: why,
            ..
        } => {
            assert_eq!(reasons(why), [UpgradeReason::DeprecatedScheme]);
        }
        verdict => panic!("{verdict:?}"),
    }
}

#[test]
fn a_mismatch_is_never_upgraded() {
    let old = hashed_by(&bcrypt(4));
    let verdict = PasswordContext::default()
        .verify_and_upgrade(&old, &password("other"))
        .unwrap();
    assert!(matches!(verdict, Verdict::Mismatch));
}

#[test]
fn a_weaker_cost_is_raised_and_a_higher_one_left_alone() {
    for (weak, strong) in [(argon2(64, 1, 1), argon2(64, 2, 1)), (bcrypt(4), bcrypt(5))] {
        let (why, better) = upgrade(&strong, &hashed_by(&weak));
        assert_eq!(why, [UpgradeReason::WeakerCost]);
        assert_eq!(better.unwrap().cost(), hashed_by(&strong).cost());

        let (why, lower) = upgrade(&weak, &hashed_by(&strong));
        assert_eq!(why, []);
        assert!(lower.is_none());
    }
}

#[test]
fn argon2_costs_are_compared_by_memory_and_time_together() {
    let weaker = |stored: (u32, u32), preferred: (u32, u32)| {
        let hash = format!(
            "$argon2id$v=19$m={},t={},p=1$c29tZXNhbHRzb21lc2FsdA$RdescudvJCsgt3ub+b3dWA",
            stored.0, stored.1
        );
        let why = argon2(preferred.0, preferred.1, 1).upgrade_reasons(&crate::stored(&hash));
        why.contains(UpgradeReason::WeakerCost)
    };
    assert!(
        !weaker((47_104, 1), (19_456, 2)),
        "more memory, fewer passes"
    );
    assert!(weaker((19_456, 2), (47_104, 1)));
    assert!(
        weaker((8, 100_000), (19_456, 2)),
        "passes do not make up for memory"
    );
    assert!(!weaker((19_456, 2), (19_456, 2)));
}

#[test]
fn a_stronger_scheme_is_not_replaced_by_a_weaker_one() {
    let (why, replacement) = upgrade(&bcrypt(4), &hashed_by(&argon2(64, 1, 1)));
    assert_eq!(why, []);
    assert!(replacement.is_none());
}

#[test]
fn flaws_are_replaced_at_the_higher_of_both_costs() {
    // "password" under Argon2i, version 0x10, a salt of 8 bytes: from the reference implementation.
    let flawed =
        stored("$argon2i$m=256,t=2,p=1$c29tZXNhbHQ$/U3YPXYsSb3q9XxHvc0MLxur+GP960kN9j7emXX8zwY");
    let flaws = [
        UpgradeReason::OldVersion,
        UpgradeReason::WeakVariant,
        UpgradeReason::ShortSalt,
    ];
    for (passwords, expected) in [
        (argon2(64, 1, 1), cost(256, 2)),
        (argon2(512, 2, 1), cost(512, 2)),
        (bcrypt(4), cost(256, 2)),
    ] {
        match passwords
            .verify_and_upgrade(&flawed, &password("password"))
            .unwrap()
        {
            Verdict::Match {
                upgrade: Some(better),
                reasons: why,
                ..
            } => {
                assert!(flaws.iter().all(|flaw| why.contains(*flaw)), "{why:?}");
                assert_eq!(
                    (better.scheme(), better.cost()),
                    (Scheme::Argon2id, expected)
                );
                assert!(passwords.upgrade_reasons(&better).is_empty());
            }
            verdict => panic!("{verdict:?}"),
        }
    }
}

#[test]
fn a_short_tag_is_a_reason() {
    let hash = "$argon2id$v=19$m=65536,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$RdescudvJCsgt3ub+b3d";
    let why = PasswordContext::default().upgrade_reasons(&stored(hash));
    assert_eq!(reasons(why), [UpgradeReason::ShortTag]);
}

#[test]
fn a_stronger_scheme_at_a_nominal_cost_is_replaced_by_a_weaker_one_at_a_real_cost() {
    let passwords = PasswordContext::builder()
        .new_hashes(BcryptCost::new(10).unwrap())
        .build()
        .unwrap();
    let nominal = argon2(8, 1, 1).hash(&password("secret")).unwrap();
    let Verdict::Match {
        upgrade, reasons, ..
    } = passwords
        .verify_and_upgrade(&nominal, &password("secret"))
        .unwrap()
    else {
        panic!("it matches");
    };
    assert!(reasons.contains(UpgradeReason::WeakerCost));
    assert_eq!(upgrade.unwrap().scheme(), Scheme::Bcrypt);
    let real = argon2(19_456, 2, 1).hash(&password("secret")).unwrap();
    assert!(passwords.upgrade_reasons(&real).is_empty());
}

/// Hashes of [`SECRET`] at small costs, of every kind that something can be wrong with.
fn old_hashes() -> Vec<PasswordHash> {
    let mut hashes: Vec<_> = [
        "argon2id:m=64,t=1,p=1",
        "argon2id:m=256,t=3,p=2",
        "bcrypt:4",
        "bcrypt:6",
        "scrypt:ln=5,r=8,p=1",
        "yescrypt:ln=5,r=8",
        "pbkdf2-sha512:1000",
        "pbkdf2-sha256:100",
    ]
    .map(|cost| hashed_by(&new_hashes(cost.parse().unwrap())))
    .into();
    // By argon2-cffi 25.1, and write-once ones by libxcrypt 4.4; the last has an N of twice its p.
    hashes.extend(
        [
            "$argon2i$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$ydL2ZvaZLpzZK5nm2nRpR7psvxJVKIpRvQcD9QiFzUw",
            "$argon2d$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$Scqi27ZnsiOaL27KNyuCLBOAsVFCBP20bwq56zO4piI",
            "$y$/3/$0123456789abcdef0123$n9qwB475hYZw4BvP30hcu1movtRsy/tBrevWSHjPbcB",
            "$y$//T..$abcdefgh$vEH3pSXhjYgg6RKRgNvP.gLVx4Hd/ST.YfUv62bfLG4",
        ]
        .map(stored),
    );
    hashes
}

fn new_hashes(cost: Cost) -> PasswordContext {
    PasswordContext::builder().new_hashes(cost).build().unwrap()
}

/// Whatever the policy: the better hash is accepted by it, of the same password, and final.
#[test]
fn a_replacement_is_accepted_and_final_under_every_policy() {
    let mut seen = 0;
    for new in [
        "argon2id:m=64,t=1,p=1",
        "bcrypt:5",
        "scrypt:ln=4,r=8,p=1",
        "pbkdf2-sha256:200",
    ] {
        for least in [
            "none",
            "scrypt:ln=6,r=8,p=1",
            "argon2id:m=128,t=1,p=1 yescrypt:ln=6,r=8",
        ] {
            for accept in ["all", "argon2i argon2d yescrypt"] {
                for upgrades in ["stronger", "exact"] {
                    seen += replaced_twice(new, least, accept, upgrades);
                }
            }
        }
    }
    assert!(seen > 150, "{seen}");
}

/// How many old hashes were replaced.
fn replaced_twice(new: &str, least: &str, accept: &str, upgrades: &str) -> u32 {
    let scheme = new.split(':').next().unwrap();
    let accept = match accept {
        "all" => accept.to_owned(),
        others => format!("{others} {scheme}"),
    };
    let mut builder = PasswordContext::builder();
    for (name, value) in [
        ("new_hashes", new),
        ("accept", &accept),
        ("at_least", least),
        ("upgrades", upgrades),
    ] {
        builder = builder.setting(name, value).unwrap();
    }
    // A policy whose new hashes are below its own least is refused.
    let Ok(passwords) = builder.build() else {
        return 0;
    };
    let mut seen = 0;
    for old in old_hashes() {
        let policy = format!("{new}, {least}, {accept}, {upgrades}: {old:?}");
        if passwords.identify(old.as_str()).is_none() {
            continue;
        }
        if let (_, Some(better)) = upgrade(&passwords, &old) {
            assert_eq!(upgrade(&passwords, &better).0, [], "{policy}");
            seen += 1;
        }
    }
    seen
}
