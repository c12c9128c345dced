//! Strings that are no hash: refused when parsed, so never a match.

use countersign_password::{
    CostError, HashFormatError, PasswordContext, PasswordHash, Scheme, ScryptParams, Verdict,
};

use crate::{argon2, is_malformed, password, refusal};

const SALT: &str = "c29tZXNhbHRzb21lc2FsdA";
const TAG: &str = "RdescudvJCsgt3ub+b3dWA";

#[test]
fn argon2_parameters_have_one_spelling() {
    let fine = |params| format!("$argon2id$v=19${params}${SALT}${TAG}");
    assert!(PasswordHash::parse(&fine("m=64,t=3,p=1")).is_ok());
    for params in [
        "m=64,t=3",
        "m=64,p=1",
        "",
        "t=3,m=64,p=1",
        "m=64,p=1,t=3",
        "m=64,m=64,t=3,p=1",
        "m=64,t=3,t=3,p=1",
        "m=64,t=3,p=1,p=1",
        "m=64,t=3,p=1,",
        "m=64,t=3,p=1,keyid=Zm9v",
        "m=64,t=3,p=1,data=Zm9v",
        "m=08,t=3,p=1",
        "m=064,t=3,p=1",
        "m=64,t=03,p=1",
        "m=64,t=3,p=01",
        "m=+64,t=3,p=1",
        "m=-64,t=3,p=1",
        "m= 64,t=3,p=1",
        "m=64 ,t=3,p=1",
        "m=64, t=3,p=1",
        "m=0x40,t=3,p=1",
        "m=,t=3,p=1",
        "M=64,t=3,p=1",
        "m=4294967296,t=3,p=1",
        "m=99999999999999999999,t=3,p=1",
    ] {
        assert!(is_malformed(&fine(params)), "{params}");
    }
}

#[test]
fn argon2_parameters_outside_the_standard_are_refused() {
    let with = |params| refusal(&format!("$argon2id$v=19${params}${SALT}${TAG}"));
    let scheme = Scheme::Argon2id;
    for (params, cost) in [
        (
            "m=7,t=1,p=1",
            CostError::Argon2Memory {
                memory_kib: 7,
                least: 8,
            },
        ),
        (
            "m=31,t=1,p=4",
            CostError::Argon2Memory {
                memory_kib: 31,
                least: 32,
            },
        ),
        (
            "m=0,t=1,p=1",
            CostError::Argon2Memory {
                memory_kib: 0,
                least: 8,
            },
        ),
        ("m=64,t=0,p=1", CostError::Argon2Passes),
        ("m=64,t=1,p=0", CostError::Argon2Lanes { lanes: 0 }),
        (
            "m=4294967295,t=1,p=16777216",
            CostError::Argon2Lanes { lanes: 1 << 24 },
        ),
        (
            "m=4294967295,t=1,p=4294967295",
            CostError::Argon2Lanes { lanes: u32::MAX },
        ),
    ] {
        assert_eq!(with(params), HashFormatError::Cost { scheme, cost });
    }
}

#[test]
fn argon2_fields_are_all_there_once_and_clean() {
    for text in [
        format!("$argon2id$v=19$m=64,t=3,p=1${SALT}"),
        format!("$argon2id$v=19$m=64,t=3,p=1${SALT}$"),
        format!("$argon2id$v=19$m=64,t=3,p=1$${TAG}"),
        format!("$argon2id$v=19$m=64,t=3,p=1${SALT}${TAG}$"),
        format!("$argon2id$v=19$m=64,t=3,p=1${SALT}${TAG}$x"),
        format!("$argon2id$v=19$v=19$m=64,t=3,p=1${SALT}${TAG}"),
        format!("$argon2id$m=64,t=3,p=1$v=19${SALT}${TAG}"),
        format!("$argon2id$v=19$m=64,t=3,p=1${SALT}${TAG}\n"),
        format!("$argon2id$v=19$m=64,t=3,p=1\n${SALT}${TAG}"),
        format!("$argon2id$v=19$m=64,t=3,p=1${SALT}${TAG} "),
        format!("$argon2id$v=19$m=64,t=3,p=1${SALT}${TAG}\0"),
        format!("$argon2id$v=19$m=64,t=3,p=1${SALT}==${TAG}=="),
        format!("$argon2id$v=19$m=64,t=3,p=1${SALT}${}", "AAAA"),
        format!("$argon2id$v=19$m=64,t=3,p=1${}${TAG}", "c29tZXNhbA"),
    ] {
        assert!(is_malformed(&text), "{text}");
    }
}

#[test]
fn argon2_versions_are_16_and_19() {
    for version in ["v=16", "v=19"] {
        let text = format!("$argon2id${version}$m=64,t=3,p=1${SALT}${TAG}");
        assert!(PasswordHash::parse(&text).is_ok());
    }
    for version in [
        "v=0", "v=17", "v=20", "v=019", "v=0x13", "v=", "19", "", "V=19",
    ] {
        assert!(is_malformed(&format!(
            "$argon2id${version}$m=64,t=3,p=1${SALT}${TAG}"
        )));
    }
}

#[test]
fn argon2_base64_has_no_spare_bits() {
    let with_tag = |tag: &str| format!("$argon2id$v=19$m=64,t=3,p=1${SALT}${tag}");
    assert!(PasswordHash::parse(&with_tag("RdescudvJCsgt3ub+b3dWA")).is_ok());
    assert!(is_malformed(&with_tag("RdescudvJCsgt3ub+b3dWB")));
    let with_salt = |salt: &str| format!("$argon2id$v=19$m=64,t=3,p=1${salt}${TAG}");
    assert!(PasswordHash::parse(&with_salt("c29tZXNhbHRzb21lc2FsdA")).is_ok());
    assert!(is_malformed(&with_salt("c29tZXNhbHRzb21lc2FsdB")));
}

#[test]
fn a_hash_cut_off_anywhere_never_matches() {
    let cheap = argon2(8, 1, 1);
    let secret = password("secret");
    let whole = cheap.hash(&secret).unwrap();
    let (mut refused, mut mismatched) = (0, 0);
    for end in 0..whole.as_str().len() {
        match PasswordHash::parse(&whole.as_str()[..end]) {
            Err(_) => refused += 1,
            Ok(cut) => {
                let verdict = cheap.verify(&cut, &secret).unwrap();
                assert!(matches!(verdict, Verdict::Mismatch), "{end}");
                mismatched += 1;
            }
        }
    }
    assert!(
        refused > 50 && mismatched > 5,
        "{refused} refused, {mismatched} mismatched"
    );
}

/// Of these the start of a longer tag is a shorter tag of the same password.
#[test]
fn an_scrypt_or_pbkdf2_hash_cut_off_anywhere_never_matches() {
    let secret = password("secret");
    let passwords = PasswordContext::builder()
        .new_hashes(ScryptParams::new(2, 1, 1).unwrap())
        .build()
        .unwrap();
    let scrypt = passwords.hash(&secret).unwrap().as_str().to_owned();
    let phc = "$pbkdf2-sha256$i=1,l=32$c2FsdA$ON9CizCTCOSMNofn+QvaDpzyU1aMIex1Sg4HarSrZCM";
    for whole in [&scrypt, phc, &phc.replace(",l=32", "")] {
        assert!(PasswordHash::parse(whole).is_ok(), "{whole}");
        for end in 0..whole.len() {
            if let Ok(cut) = PasswordHash::parse(&whole[..end]) {
                let verdict = passwords.verify(&cut, &secret).unwrap();
                assert!(matches!(verdict, Verdict::Mismatch), "{end}");
            }
        }
    }
}

#[test]
fn bcrypt_costs_are_two_digits_from_04_to_31() {
    let with =
        |cost: &str| format!("$2b${cost}$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q");
    for cost in ["04", "12", "31"] {
        assert!(PasswordHash::parse(&with(cost)).is_ok(), "{cost}");
    }
    for cost in ["+4", "-4", " 4", "4 ", "4", "004", "", "1a", "0x"] {
        assert!(
            matches!(refusal(&with(cost)), HashFormatError::Malformed { .. }),
            "{cost}"
        );
    }
    for (cost, log_rounds) in [("00", 0), ("03", 3), ("32", 32), ("99", 99)] {
        let scheme = Scheme::Bcrypt;
        let cost_error = CostError::Bcrypt { log_rounds };
        assert_eq!(
            refusal(&with(cost)),
            HashFormatError::Cost {
                scheme,
                cost: cost_error
            }
        );
    }
}

#[test]
fn bcrypt_strings_have_sixty_characters_of_its_alphabet() {
    let whole = "$2b$12$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q";
    for end in 4..whole.len() {
        assert!(is_malformed(&whole[..end]), "{end}");
    }
    for text in [
        format!("{whole}q"),
        format!("{whole}\n"),
        format!(" {whole}"),
        whole.replace('W', "+"),
        whole.replace('W', "$"),
        whole.replace('W', "\n"),
        whole.replace("eL", "\u{e9}"),
        whole.replace("$12$", "$12"),
        whole.replace("$12$", "$12$$"),
    ] {
        assert!(PasswordHash::parse(&text).is_err(), "{text}");
    }
}

#[test]
fn a_string_without_a_known_prefix_is_no_hash() {
    let passwords = PasswordContext::default();
    for text in [
        "",
        "!",
        "*",
        "!!",
        "*0",
        "null",
        "secret",
        "$",
        "$$",
        "$2$",
        "$2b",
        "2b$12$",
        "$argon2id",
        "$3$$8846f7eaee8fb117ad06bdd830b7586c",
        "{CRYPT}",
        "{CRYPT}abJnggxhB/yWI",
        "{CRYPT}{CRYPT}$1$salt$tag",
        "{Crypt}$1$salt$tag",
        "{SSHA",
        "$2$12$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q",
        "$2c$12$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q",
        "$2z$12$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q",
        "$argon2$v=19$m=64,t=3,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b3dWA",
        "$Argon2id$v=19$m=64,t=3,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b3dWA",
        "\n$argon2id$v=19$m=64,t=3,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b3dWA",
    ] {
        assert_eq!(refusal(text), HashFormatError::UnknownScheme, "{text:?}");
        assert_eq!(passwords.identify(text), None, "{text:?}");
    }
}

#[test]
fn a_string_over_1024_bytes_is_refused_unread() {
    let text = format!("$argon2id$v=19$m=64,t=3,p=1${SALT}${}", "A".repeat(1024));
    assert_eq!(
        refusal(&text),
        HashFormatError::TooLong { bytes: text.len() }
    );
}
