//! bcrypt's own traps.

use countersign_password::{HashError, PasswordContext, Scheme, UpgradeReason, Verdict};

use crate::{bcrypt, matches, password, stored};

#[test]
fn verification_compares_72_bytes_says_so_and_does_not_upgrade() {
    let hash = bcrypt(4).hash(&password(&"p".repeat(72))).unwrap();
    let passwords = PasswordContext::default();
    let outcome = |text: String| {
        passwords
            .verify_and_upgrade(&hash, &password(&text))
            .unwrap()
    };

    match outcome("p".repeat(73)) {
        Verdict::Match {
            upgrade: None,
            reasons,
            truncated: true,
        } => {
            assert!(reasons.contains(UpgradeReason::DeprecatedScheme));
        }
        verdict => panic!("{verdict:?}"),
    }
    let exact = outcome("p".repeat(72));
    assert!(matches!(
        exact,
        Verdict::Match {
            upgrade: Some(_),
            truncated: false,
            ..
        }
    ));
    assert!(matches!(outcome("p".repeat(71)), Verdict::Mismatch));
}

#[test]
fn a_new_hash_takes_72_bytes_and_refuses_73() {
    let passwords = bcrypt(4);
    let whole = passwords.hash(&password(&"p".repeat(72))).unwrap();
    assert!(matches(&passwords, whole.as_str(), &"p".repeat(72)));
    // 36 characters of two bytes, and one more byte: bytes count, not characters.
    let refused = passwords.hash(&password(&format!("{}p", "é".repeat(36))));
    assert!(matches!(
        refused,
        Err(HashError::TooLongForBcrypt { bytes: 73 })
    ));
}

#[test]
fn a_new_hash_is_2b_with_its_own_salt() {
    let passwords = bcrypt(5);
    let (first, second) = (
        passwords.hash(&password("p")).unwrap(),
        passwords.hash(&password("p")).unwrap(),
    );
    assert!(first.as_str().starts_with("$2b$05$"));
    assert_eq!(first.as_str().len(), 60);
    assert_ne!(first.as_str()[7..29], second.as_str()[7..29]);
    assert_eq!(first.scheme(), Scheme::Bcrypt);
}

#[test]
fn padding_bits_are_ignored_and_the_string_is_kept() {
    // One hash of "password", as it is, with salt bits set, and with tag bits set. Passlib takes all three.
    let strings = [
        "$2b$04$2Asxnayvx60pYDgJwRQcNeqnaGODg4pNZyRbUQ7WyV5BDJaPhuawi",
        "$2b$04$2Asxnayvx60pYDgJwRQcNjqnaGODg4pNZyRbUQ7WyV5BDJaPhuawi",
        "$2b$04$2Asxnayvx60pYDgJwRQcNeqnaGODg4pNZyRbUQ7WyV5BDJaPhuawl",
    ];
    let passwords = PasswordContext::default();
    for text in strings {
        assert!(matches(&passwords, text, "password"), "{text}");
        assert!(!matches(&passwords, text, "Password"), "{text}");
        assert_eq!(stored(text).as_str(), text);
    }
}

#[test]
fn hashes_of_2x_are_verified_as_2x_and_always_replaced() {
    let hash = stored("$2x$05$6bNw2HLQYeqHYyBfLMsv/OiwqTymGIGzFsA4hOTWebfehXHNprcAS");
    let passwords = bcrypt(4);
    match passwords
        .verify_and_upgrade(&hash, &password("\u{451}"))
        .unwrap()
    {
        Verdict::Match {
            upgrade: Some(better),
            reasons,
            ..
        } => {
            assert!(reasons.contains(UpgradeReason::WeakVariant));
            assert!(
                better.as_str().starts_with("$2b$05$"),
                "at the stored cost, which is higher"
            );
        }
        verdict => panic!("{verdict:?}"),
    }
    for other in ["$2a", "$2b", "$2y"] {
        let text = hash.as_str().replace("$2x", other);
        assert!(!matches(&passwords, &text, "\u{451}"), "{other}");
    }
}

#[test]
fn variants_2a_2b_and_2y_are_the_same_function() {
    let hash = bcrypt(4).hash(&password("пароль")).unwrap();
    for variant in ["$2a", "$2b", "$2y"] {
        let text = hash.as_str().replace("$2b", variant);
        assert!(
            matches(&PasswordContext::default(), &text, "пароль"),
            "{variant}"
        );
    }
}
