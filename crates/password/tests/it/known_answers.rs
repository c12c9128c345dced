//! Answers that the formats' own sources give.

use countersign_password::{Arena, Password, PasswordContext, Verdict};

use crate::{stored, vectors};

const ARGON2_REFERENCE: &str = include_str!("../vectors/argon2-reference.txt");
const BCRYPT_JBCRYPT: &str = include_str!("../vectors/bcrypt-jbcrypt.txt");
const LIBXCRYPT: &str = include_str!("../vectors/libxcrypt.txt");
const PASSLIB: &str = include_str!("../vectors/passlib.txt");
const PASSLIB_HANDLERS: &str = include_str!("../vectors/passlib-handlers.txt");
const YESCRYPT_REFERENCE: &str = include_str!("../vectors/yescrypt-reference.txt");

/// Verifies each string with its password, and refuses it with another one. Empty passwords, which
/// some sources have and this crate refuses, are left out.
pub(crate) fn check(file: &str, expected: usize) {
    let passwords = PasswordContext::default();
    let mut arena = Arena::new();
    let mut seen = 0;
    for (hash, bytes) in vectors(file).filter(|(_, bytes)| !bytes.is_empty()) {
        let mut text = String::from_utf8(bytes).unwrap();
        let right = Password::parse(text.as_str()).unwrap();
        let verdict = passwords
            .verify_with(&mut arena, &stored(hash), &right)
            .unwrap();
        assert!(
            matches!(
                verdict,
                Verdict::Match {
                    truncated: false,
                    ..
                }
            ),
            "{hash}"
        );

        text.replace_range(..text.chars().next().unwrap().len_utf8(), "#");
        let wrong = Password::parse(text).unwrap();
        let verdict = passwords
            .verify_with(&mut arena, &stored(hash), &wrong)
            .unwrap();
        assert!(matches!(verdict, Verdict::Mismatch), "{hash}");
        seen += 1;
    }
    assert_eq!(seen, expected);
}

#[test]
fn argon2_reference_implementation() {
    check(ARGON2_REFERENCE, 28);
}

#[test]
fn jbcrypt() {
    check(BCRYPT_JBCRYPT, 13);
}

#[test]
fn passlib_argon2_cffi_and_pypi_bcrypt() {
    check(PASSLIB, 37);
}

#[test]
fn passlib_s_own_tests() {
    check(PASSLIB_HANDLERS, 74);
}

#[test]
fn libxcrypt() {
    check(LIBXCRYPT, 530);
}

#[test]
fn yescrypt_reference_implementation() {
    check(YESCRYPT_REFERENCE, 14);
}

#[test]
fn ldap_writes_crypt_before_what_crypt_made() {
    let passwords = PasswordContext::default();
    let mut seen = 0;
    for (hash, bytes) in vectors(LIBXCRYPT).step_by(50) {
        let right = Password::parse(String::from_utf8(bytes).unwrap()).unwrap();
        for wrapper in ["{CRYPT}", "{crypt}"] {
            let wrapped = format!("{wrapper}{hash}");
            let verdict = passwords.verify(&stored(&wrapped), &right).unwrap();
            assert!(matches!(verdict, Verdict::Match { .. }), "{wrapped}");
            seen += 1;
        }
    }
    assert_eq!(seen, 22);
}
