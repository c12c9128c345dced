//! What is refused as a password, and what no output shows.

use countersign_password::{Arena, Password, PasswordContext, PasswordError, PasswordHash};

use crate::{argon2, bcrypt, password, stored};

#[test]
fn a_password_has_1_to_1024_bytes_and_no_nul() {
    assert_eq!(Password::parse("").unwrap_err(), PasswordError::Empty);
    assert!(Password::parse("p").is_ok());
    assert!(Password::parse("é".repeat(512)).is_ok());
    let too_long = Password::parse(format!("{}p", "é".repeat(512))).unwrap_err();
    assert_eq!(too_long, PasswordError::TooLong { bytes: 1025 });
    for text in ["\0", "\0secret", "sec\0ret", "secret\0"] {
        assert_eq!(
            Password::parse(text).unwrap_err(),
            PasswordError::ContainsNul
        );
    }
}

/// SHA-crypt's time grows with the square of the password's length: 64 KiB would take 13 s.
#[test]
fn a_password_of_64_kib_reaches_no_sha_crypt() {
    let refused = Password::parse("p".repeat(64 << 10)).unwrap_err();
    assert_eq!(refused, PasswordError::TooLong { bytes: 64 << 10 });
    let longest = "p".repeat(1024);
    let hash = "$6$rounds=1000$short$a..ep.5S4SEVwWuMm2t9fyjLSoeE..lCfuHxqeZeMqA2G7WjU3OK0/rNW5TWDYP3dfdx.oaBieR6wdrG/3MLh0";
    assert!(!crate::matches(&PasswordContext::default(), hash, &longest));
}

#[test]
fn a_password_is_taken_as_it_is() {
    let passwords = argon2(8, 1, 1);
    let hash = passwords.hash(&password(" secret\n")).unwrap();
    assert!(crate::matches(&passwords, hash.as_str(), " secret\n"));
    assert!(!crate::matches(&passwords, hash.as_str(), "secret"));
}

#[test]
fn no_output_shows_a_password_a_salt_or_a_tag() {
    let hash = stored("$argon2id$v=19$m=64,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$RdescudvJCsgt3ub+b3dWA");
    let output = format!(
        "{:?} {hash:?} {:?} {:?}",
        password("hunter2"),
        PasswordContext::default(),
        Arena::new()
    );
    for secret in ["hunter2", "c29tZXNhbHRzb21lc2FsdA", "RdescudvJCsgt3ub"] {
        assert!(!output.contains(secret), "{output}");
    }
}

#[test]
fn errors_quote_nothing_from_a_hash() {
    for text in [
        "hunter2",
        "$hunter2$hunter2",
        "$argon2id$hunter2$m=1,t=1,p=1$hunter2$hunter2",
        "$argon2id$v=19$m=hunter2,t=1,p=1$c29tZXNhbHQ$c29tZXNhbHQ",
        "$2b$12$hunter2",
    ] {
        let error = PasswordHash::parse(text).unwrap_err();
        assert!(
            !format!("{error} {error:?}").contains("hunter2"),
            "{error:?}"
        );
    }
}

#[test]
fn each_hash_has_its_own_salt() {
    for passwords in [argon2(8, 1, 1), bcrypt(4)] {
        let mut hashes: Vec<String> = (0..8)
            .map(|_| {
                passwords
                    .hash(&password("secret"))
                    .unwrap()
                    .as_str()
                    .to_owned()
            })
            .collect();
        hashes.sort();
        hashes.dedup();
        assert_eq!(hashes.len(), 8);
    }
}

#[test]
fn a_dummy_verification_takes_the_memory_of_a_real_one() {
    let passwords = argon2(96, 2, 1);
    let (mut dummy, mut real) = (Arena::new(), Arena::new());
    passwords
        .dummy_verify_with(&mut dummy, &password("secret"))
        .unwrap();
    let hash = passwords.hash(&password("other")).unwrap();
    assert!(matches!(
        passwords
            .verify_with(&mut real, &hash, &password("secret"))
            .unwrap(),
        countersign_password::Verdict::Mismatch
    ));
    assert_eq!((dummy.kib(), real.kib()), (96, 96));
}

#[test]
fn a_dummy_verification_of_bcrypt_takes_a_long_password() {
    bcrypt(4)
        .dummy_verify(&password(&"p".repeat(1024)))
        .unwrap();
}
