//! What web frameworks and directories store.

use countersign_password::{
    Ceilings, Cost, HashFormatError, KeycloakArgon2, KeycloakCredential, KeycloakError,
    PasswordContext, PasswordHash, Pbkdf2Params, Scheme, UpgradeReason, Verdict,
};
use serde_json::Value;

use crate::known_answers::check;
use crate::{lines, matches, password, stored, unhex, vectors};

#[test]
fn django_hashes_have_djangos_answers() {
    check(include_str!("../vectors/django.txt"), 79);
}

#[test]
fn werkzeug_hashes_have_werkzeugs_answers() {
    check(include_str!("../vectors/werkzeug.txt"), 27);
}

#[test]
fn spring_hashes_have_springs_answers() {
    check(include_str!("../vectors/spring.txt"), 32);
}

#[test]
fn drupal_hashes_have_drupals_answers() {
    check(include_str!("../vectors/drupal.txt"), 24);
}

#[test]
fn wordpress_hashes_have_wordpresses_answers() {
    check(include_str!("../vectors/wordpress.txt"), 6);
}

#[test]
fn firebase_hashes_have_firebases_answers() {
    check(include_str!("../vectors/firebase.txt"), 4);
}

#[test]
fn directory_digests_have_passlibs_answers() {
    check(include_str!("../vectors/ldap.txt"), 39);
}

#[test]
fn keycloak_credentials_become_phc_strings_that_match() {
    let mut seen = 0;
    for line in lines(include_str!("../vectors/keycloak.txt")) {
        let [credential, secret, text] = line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let stored = keycloak(credential, secret).unwrap();
        let text = String::from_utf8(unhex(text)).unwrap();
        let passwords = PasswordContext::default();
        assert!(matches(&passwords, stored.as_str(), &text), "{line}");
        assert!(
            !matches(&passwords, stored.as_str(), &format!("{text}#")),
            "{line}"
        );
        seen += 1;
    }
    assert_eq!(seen, 27);
}

/// As an import reads the two columns.
fn keycloak(credential: &str, secret: &str) -> Result<PasswordHash, KeycloakError> {
    let credential: Value = serde_json::from_str(credential).unwrap();
    let secret: Value = serde_json::from_str(secret).unwrap();
    let more = |name: &str| credential["additionalParameters"][name][0].as_str();
    let argon2 = more("type").map(|variant| KeycloakArgon2 {
        variant,
        version: more("version").unwrap(),
        memory_kib: more("memory").unwrap().parse().unwrap(),
        lanes: more("parallelism").unwrap().parse().unwrap(),
    });
    KeycloakCredential {
        algorithm: credential["algorithm"].as_str().unwrap(),
        iterations: credential["hashIterations"]
            .as_u64()
            .unwrap()
            .try_into()
            .unwrap(),
        salt: secret["salt"].as_str().unwrap(),
        value: secret["value"].as_str().unwrap(),
        argon2,
    }
    .to_hash()
}

const KEYCLOAK: KeycloakCredential<'_> = KeycloakCredential {
    algorithm: "pbkdf2-sha256",
    iterations: 27_500,
    salt: "lZtleWv1DeEcNIr8MTzdeg==",
    value: "/bVkHA4G/VOskjaCgNYyTz1BhgD+9X8bxCNEPGGpnDCJbWHDXIW0G8IlSBhDdJsXTjrXt/7yQguBwJ3sxSmSKA==",
    argon2: None,
};

#[test]
fn keycloak_tags_of_64_bytes_cost_two_blocks_of_sha256() {
    let old = KEYCLOAK.to_hash().unwrap();
    assert!(old.as_str().starts_with("$pbkdf2-sha256$i=27500,l=64$"));
    let one_block = Cost::from(Pbkdf2Params::sha256(27_500).unwrap());
    assert_eq!(old.cost().work(), 2 * one_block.work());
    let ceilings = Ceilings::default().work(one_block.work());
    assert!(ceilings.check(old.cost()).is_err());
}

const KEYCLOAK_ARGON2: KeycloakArgon2<'_> = KeycloakArgon2 {
    variant: "id",
    version: "1.3",
    memory_kib: 64,
    lanes: 1,
};

fn keycloak_refuses(change: impl FnOnce(&mut KeycloakCredential<'_>)) -> KeycloakError {
    let mut credential = KEYCLOAK;
    change(&mut credential);
    credential.to_hash().unwrap_err()
}

fn keycloak_refuses_argon2(change: impl FnOnce(&mut KeycloakArgon2<'_>)) -> KeycloakError {
    let mut argon2 = KEYCLOAK_ARGON2;
    change(&mut argon2);
    keycloak_refuses(|it| {
        it.algorithm = "argon2";
        it.argon2 = Some(argon2);
    })
}

#[test]
fn keycloak_fields_that_are_not_keycloaks_are_named() {
    for algorithm in ["PBKDF2", "pbkdf2-sha1", "phpass", ""] {
        let error = keycloak_refuses(|it| it.algorithm = algorithm);
        assert_eq!(error, KeycloakError::UnknownAlgorithm);
    }
    for salt in ["a$b", "abc\n", "a", "YQ="] {
        assert_eq!(keycloak_refuses(|it| it.salt = salt), KeycloakError::Salt);
    }
    assert_eq!(
        keycloak_refuses(|it| it.value = "\u{2026}"),
        KeycloakError::Value
    );
    assert_eq!(
        keycloak_refuses(|it| it.algorithm = "argon2"),
        KeycloakError::Argon2
    );
    for variant in ["ID", "", "id$v=19"] {
        let error = keycloak_refuses_argon2(|it| it.variant = variant);
        assert_eq!(error, KeycloakError::Argon2);
    }
    assert_eq!(
        keycloak_refuses_argon2(|it| it.version = "19"),
        KeycloakError::Argon2
    );
}

#[test]
fn keycloak_fields_that_make_no_hash_are_refused_as_such() {
    for error in [
        keycloak_refuses(|it| it.value = ""),
        keycloak_refuses(|it| it.value = "YWJj"),
        keycloak_refuses(|it| it.iterations = 0),
        keycloak_refuses_argon2(|it| it.lanes = 0),
        keycloak_refuses_argon2(|it| it.memory_kib = 7),
    ] {
        assert!(matches!(error, KeycloakError::Hash(_)), "{error}");
    }
}

#[test]
fn keycloak_credentials_show_neither_salt_nor_value() {
    let debug = format!("{KEYCLOAK:?}");
    assert!(
        !debug.contains("lZtle") && !debug.contains("bVkHA"),
        "{debug}"
    );
}

#[test]
fn keycloaks_bcrypt_extension_keeps_whole_strings() {
    let bcrypt = |value| {
        KeycloakCredential {
            algorithm: "bcrypt",
            value,
            ..KEYCLOAK
        }
        .to_hash()
    };
    let text = "$2y$10$Ma/RzN/J089o4gCs1MbzcOTvkbGXvmkEJXwNh3a3Bj1ZTnlwi93u.";
    assert_eq!(bcrypt(text).unwrap().as_str(), text);
    let digest = bcrypt("md5$seasalt$3f86d0d3d465b7b458c231bf3555c0e3");
    assert_eq!(digest.unwrap_err(), KeycloakError::Value);
}

#[test]
fn django_bcrypt_sha256_is_bcrypt_of_the_hexadecimal_digest() {
    let django = "bcrypt_sha256$$2a$08$NDjSAIcas.EcoxCRiArvT.MkNiPYVhrsrnJsRkLueZOoV1bsQqlmC";
    let bcrypt = django.replace("bcrypt_sha256$", "");
    let digest = "1af7ea1e8c993e69aa1fe000aedd64a4586cc74b978bf3b951eda5009d2eba2d";
    let passwords = PasswordContext::default();
    assert!(matches(&passwords, django, "l\u{e8}tmein"));
    assert!(matches(&passwords, &bcrypt, digest));
    assert!(!matches(&passwords, django, digest));
    assert!(!matches(&passwords, &bcrypt, "l\u{e8}tmein"));
}

#[test]
fn a_prehash_before_bcrypt_never_truncates() {
    let passwords = PasswordContext::default();
    for file in [
        include_str!("../vectors/django.txt"),
        include_str!("../vectors/wordpress.txt"),
    ] {
        let (hash, _) = vectors(file)
            .find(|(hash, text)| {
                text.len() == 100 && (hash.starts_with("bcrypt_sha256") || hash.starts_with("$wp"))
            })
            .unwrap();
        assert!(matches(&passwords, hash, &"p".repeat(100)));
        for other in [72, 73, 99, 101] {
            assert!(!matches(&passwords, hash, &"p".repeat(other)), "{other}");
        }
    }
}

#[test]
fn wordpress_takes_white_space_off_the_ends_as_its_login_does() {
    let file = include_str!("../vectors/wordpress.txt");
    let (hash, text) = vectors(file)
        .find(|(_, text)| text.starts_with(b"  "))
        .unwrap();
    assert_eq!(text, b"  padded  ");
    let passwords = PasswordContext::default();
    for same in ["padded", " padded", "padded \t\r\n\u{b}"] {
        assert!(matches(&passwords, hash, same), "{same:?}");
    }
    for other in [
        "pad ded",
        "padded\u{c}",
        "padded\u{a0}",
        "\u{2003}padded",
        "Padded",
    ] {
        assert!(!matches(&passwords, hash, other), "{other:?}");
    }
}

/// 185,000 rounds of SHA-1 with one id, 310,000 of SHA-256 with the other: no string says so.
#[test]
fn springs_pbkdf2_has_its_rounds_from_the_id() {
    let old = stored(&format!("{{pbkdf2}}{}", "5d".repeat(8 + 32)));
    let new = stored(&format!(
        "{{pbkdf2@SpringSecurity_v5_8}}{}",
        "5d".repeat(16 + 32)
    ));
    let rounds = |hash: &PasswordHash| match hash.cost() {
        Cost::Pbkdf2(params) => params.rounds(),
        other => panic!("{other:?}"),
    };
    assert_eq!((old.scheme(), rounds(&old)), (Scheme::Pbkdf2Sha1, 185_000));
    assert_eq!(
        (new.scheme(), rounds(&new)),
        (Scheme::Pbkdf2Sha256, 310_000)
    );
    // SHA-1 gives 20 bytes; the 32 of the tag take two blocks.
    let one_block = Cost::from(Pbkdf2Params::sha1(185_000).unwrap());
    assert_eq!(old.cost().work(), 2 * one_block.work());
}

#[test]
fn plain_text_is_never_a_scheme() {
    for text in [
        "{noop}password",
        "{NOOP}password",
        "{CLEARTEXT}password",
        "{PLAIN}password",
        "plain$$password",
        "password",
    ] {
        assert_eq!(
            PasswordHash::parse(text).unwrap_err(),
            HashFormatError::UnknownScheme,
            "{text}"
        );
    }
}

#[test]
fn one_prefix_of_directories_and_spring_is_told_apart_by_length() {
    let passwords = PasswordContext::default();
    assert!(matches(
        &passwords,
        "{MD5}X03MO1qnZdYdgyfeuILPmQ==",
        "password"
    ));
    assert!(matches(
        &passwords,
        "{MD5}5f4dcc3b5aa765d61d8327deb882cf99",
        "password"
    ));
    assert!(matches(
        &passwords,
        "{MD5}{salt}ce421738b1c5540836bdc8ff707f1572",
        "password"
    ));
    assert!(!matches(
        &passwords,
        "{MD5}{}5f4dcc3b5aa765d61d8327deb882cf99",
        "password"
    ));
}

#[test]
fn whatever_a_framework_stored_is_upgraded_to_the_policy() {
    let passwords = crate::argon2(64, 1, 1);
    let mut seen = 0;
    for file in [
        include_str!("../vectors/werkzeug.txt"),
        include_str!("../vectors/drupal.txt"),
        include_str!("../vectors/wordpress.txt"),
        include_str!("../vectors/ldap.txt"),
    ] {
        let (hash, text) = vectors(file).last().unwrap();
        let text = password(str::from_utf8(&text).unwrap());
        let verdict = passwords.verify_and_upgrade(&stored(hash), &text).unwrap();
        let Verdict::Match {
            upgrade: Some(better),
            reasons,
            ..
        } = verdict
        else {
            panic!("{hash}: {verdict:?}")
        };
        assert!(reasons.contains(UpgradeReason::DeprecatedScheme), "{hash}");
        assert!(better.as_str().starts_with("$argon2id$"), "{hash}");
        seen += 1;
    }
    assert_eq!(seen, 4);
}

#[test]
fn no_new_hash_is_made_with_a_scheme_that_only_verifies() {
    for text in [
        "{SSHA}0c0blFTXXNuAMHECS4uxrj3ZieMoWImr",
        "$S$5TOxWPdvJRs0P/xZBdrrPlGgzViOS0drHu3jaIjitesfttrp18bk",
    ] {
        let cost = stored(text).cost();
        assert!(!stored(text).scheme().makes_new_hashes());
        let refused = PasswordContext::builder().new_hashes(cost).build();
        assert!(refused.is_err(), "{text}");
    }
}
