//! Every scheme that makes new hashes.

use countersign_password::{
    Arena, Argon2Params, BcryptCost, Ceilings, Cost, HashError, PasswordContext, PasswordHash,
    Pbkdf2Params, PhpassCost, PolicyError, Scheme, ScryptParams, ShaCryptParams, Verdict,
    YescryptParams,
};

use crate::{matches, password};

fn policy(cost: impl Into<Cost>) -> PasswordContext {
    PasswordContext::builder().new_hashes(cost).build().unwrap()
}

/// One cheap cost of each, and how a hash at that cost begins.
fn every_scheme() -> [(Cost, &'static str); 6] {
    [
        (
            Argon2Params::new(64, 2, 1).unwrap().into(),
            "$argon2id$v=19$m=64,t=2,p=1$",
        ),
        (BcryptCost::new(4).unwrap().into(), "$2b$04$"),
        (
            ScryptParams::new(4, 8, 2).unwrap().into(),
            "$scrypt$ln=4,r=8,p=2$",
        ),
        (YescryptParams::new(8, 8).unwrap().into(), "$y$j55$"),
        (
            Pbkdf2Params::sha256(1_000).unwrap().into(),
            "$pbkdf2-sha256$1000$",
        ),
        (
            Pbkdf2Params::sha512(1_000).unwrap().into(),
            "$pbkdf2-sha512$1000$",
        ),
    ]
}

#[test]
fn new_hashes_are_written_in_the_usual_syntax_and_match_their_own_password_alone() {
    for (cost, prefix) in every_scheme() {
        let passwords = policy(cost);
        for text in [
            "p",
            "пароль",
            "correct horse battery staple",
            "72 bytes at the most",
        ] {
            let hash = passwords.hash(&password(text)).unwrap();
            assert!(hash.as_str().starts_with(prefix), "{}", hash.as_str());
            let parsed = PasswordHash::parse(hash.as_str()).unwrap();
            assert_eq!((parsed.scheme(), parsed.cost()), (cost.scheme(), cost));
            assert!(matches(&passwords, hash.as_str(), text));
            assert!(!matches(&passwords, hash.as_str(), &format!("{text} ")));
            assert!(
                passwords.upgrade_reasons(&parsed).is_empty(),
                "{}",
                hash.as_str()
            );
        }
    }
}

#[test]
fn new_hashes_differ_in_their_salt() {
    for (cost, _) in every_scheme() {
        let passwords = policy(cost);
        let hash = || passwords.hash(&password("secret")).unwrap();
        assert_ne!(hash().as_str(), hash().as_str());
    }
}

#[test]
fn only_bcrypt_refuses_long_passwords() {
    let long = password(&"p".repeat(1024));
    for (cost, _) in every_scheme() {
        let outcome = policy(cost).hash(&long);
        if cost.scheme() == Scheme::Bcrypt {
            assert!(matches!(
                outcome,
                Err(HashError::TooLongForBcrypt { bytes: 1024 })
            ));
        } else {
            let hash = outcome.unwrap();
            assert!(matches(&policy(cost), hash.as_str(), &"p".repeat(1024)));
            assert!(!matches(&policy(cost), hash.as_str(), &"p".repeat(1023)));
        }
    }
}

#[test]
fn a_bcrypt_hash_of_a_digest_never_truncates() {
    let passwords = PasswordContext::default();
    for hash in [
        "$bcrypt-sha256$2b,5$X1g1nh3g0v4h6970O68cxe$021KLEif6epjot5yoxk0m8I0929ohEa",
        "$bcrypt-sha256$v=2,t=2b,r=5$X1g1nh3g0v4h6970O68cxe$CBF9csfEdW68xv3DwE6xSULXMtqEFP.",
    ] {
        let right = "abc123".repeat(12) + "qwr";
        assert_eq!(right.len(), 75);
        let verdict = passwords.verify(&crate::stored(hash), &password(&right));
        assert!(
            matches!(
                verdict,
                Ok(Verdict::Match {
                    truncated: false,
                    ..
                })
            ),
            "{hash}"
        );
        assert!(!matches(&passwords, hash, &"abc123".repeat(12)));
        assert!(!matches(&passwords, hash, &("abc123".repeat(12) + "xyz")));
    }
}

#[test]
fn schemes_that_only_verify_make_no_new_hashes() {
    let costs: [Cost; 5] = [
        Pbkdf2Params::sha1(1_400_000).unwrap().into(),
        ShaCryptParams::sha256(5_000).unwrap().into(),
        ShaCryptParams::sha512(5_000).unwrap().into(),
        PhpassCost::md5(13).unwrap().into(),
        Cost::Md5Crypt,
    ];
    for cost in costs {
        let scheme = cost.scheme();
        let refused = PasswordContext::builder()
            .new_hashes(cost)
            .build()
            .unwrap_err();
        assert_eq!(refused, PolicyError::SchemeOnlyVerifies { scheme });
        assert!(!scheme.makes_new_hashes());
    }
}

#[test]
fn scrypt_and_yescrypt_without_memory_are_an_error() {
    let most = Ceilings::default()
        .memory_kib(u32::MAX)
        .work(std::time::Duration::MAX);
    let costs: [Cost; 2] = [
        ScryptParams::new(63, 8, 1).unwrap().into(),
        YescryptParams::new(63, 8).unwrap().into(),
    ];
    for cost in costs {
        let builder = PasswordContext::builder().new_hashes(cost).ceilings(most);
        let outcome = builder
            .build()
            .unwrap()
            .hash_with(&mut Arena::new(), &password("secret"));
        assert!(matches!(outcome, Err(HashError::Compute(_))), "{outcome:?}");
    }
}
